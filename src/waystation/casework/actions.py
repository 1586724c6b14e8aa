"""The verbs of casework, and the only writers. Each writes and logs in one transaction.

`accept` and the verbs of consent, needs and files stand apart and are part of this list.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Callable, Iterable, Sized
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, alerts, handing, history, needs, rules, scales, watching
from waystation.casework.acceptance import accept
from waystation.casework.consenting import record_consent
from waystation.casework.errors import Refused, refuse
from waystation.casework.filing import add_file, keep_file, take_file, view_file
from waystation.casework.models import Case, FundsRow, MoveRow, NoteRow, RiskRow
from waystation.casework.needs import add_need, change_need, meet_need
from waystation.casework.records import CaseStub, Funds, Move, Note, Risk
from waystation.casework.watching import Search
from waystation.casework.wording import (
    MOVED_ON_SINCE,
    NOT_BY_ONESELF,
    NOTHING_TO_TAKE_BACK,
    PAST,
    SAY_WHO_PAYS,
    SAY_WHY,
)
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.models import Sealed
from waystation.vault.order import in_order
from waystation.vault.records import Record, create, rewrite

__all__ = [
    "accept",
    "add_file",
    "add_need",
    "change_need",
    "keep_file",
    "meet_need",
    "record_consent",
    "take_file",
    "view_file",
]


def _open_to_write(actor: Actor, case_id: UUID, seen: int | None = None) -> tuple[Case, CaseStub]:
    require(actor, "casework.write")
    row, stub = access.case(actor, case_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, stub


def _today(actor: Actor) -> date:
    return actor.today


@transaction.atomic
def advance(
    actor: Actor,
    case_id: UUID,
    stage: str,
    *,
    place: str = "",
    country: str = "",
    note: str = "",
    without_body: bool = False,
    reason: str = "",
    search: Search | None = None,
    seen: int | None = None,
) -> None:
    """Moves a case to another stage. Raises Refused with sentences that say what to do first, or Stale.

    `reason` is why it is closed, `search` who looks for somebody who is out of sight, and by when.
    """
    row, stub = _open_to_write(actor, case_id, seen)
    wish = rules.Wish(stage, note, without_body, country, reason)
    _move(actor, row, stub, wish, place=place, search=search)


def _move(
    actor: Actor, row: Case, stub: CaseStub, wish: rules.Wish, *, place: str = "", search: Search | None = None
) -> None:
    refuse(rules.refusals(access.standing(actor, row.pk, stub), wish))
    changed = rules.moved(stub, wish, place=place, country=wish.country, today=_today(actor))
    history.rewrite(actor, row, changed)
    _add_move(actor, row.pk, stub, changed, wish)
    watching.follow(actor, row.pk, changed, search)
    needs.follow(actor, row.pk, changed.stage)
    log(actor.account, "casework.advanced", subject=row.pk, case=row.pk)


@transaction.atomic
def propose_closing(actor: Actor, case_id: UUID, *, reason: str, note: str, seen: int | None = None) -> None:
    """Proposes to close as safe before a year of aftercare is over; somebody else agrees. Raises Refused, Stale."""
    _row, stub = _open_to_write(actor, case_id, seen)
    wish = rules.Wish("closed_safe", note, reason=reason, seconded=True)
    refuse(rules.refusals(access.standing(actor, case_id, stub), wish))
    watching.propose(actor, case_id, reason, note)
    log(actor.account, "casework.closing_proposed", subject=case_id, case=case_id)


@transaction.atomic
def agree_closing(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Closes as safe what somebody else proposed to close. Raises Absent, Refused."""
    row, stub = _open_to_write(actor, case_id)
    _alert_row, proposed = watching.waiting(actor, case_id, alert_id, alerts.CLOSING)
    if proposed.by == actor.account:
        raise Refused([NOT_BY_ONESELF])
    if new := second.against(actor, proposed.by):
        raise Refused([new])
    wish = rules.Wish("closed_safe", proposed.text, reason=proposed.reason, seconded=True)
    _move(actor, row, stub, wish)


@transaction.atomic
def say_funds(
    actor: Actor, case_id: UUID, *, there: bool, note: str = "", once: UUID | None = None, seen: int | None = None
) -> UUID:
    """Says whether the money for the way is there, and who pays. Returns its id. Raises Refused without a word.

    `seen` is how often it had been said when it was looked at. Raises Stale where somebody said it since.
    """
    _open_to_write(actor, case_id)
    if not note.strip():
        raise Refused([SAY_WHO_PAYS])
    _still(seen, once, FundsRow, lambda: access.every_funds(actor, case_id))
    funds = Funds(there=there, note=note, at=actor.now(), by=actor.account)
    return _add(actor, case_id, FundsRow, funds, "casework.funds_said", once)


def _add_move(actor: Actor, case_id: UUID, before: CaseStub, after: CaseStub, wish: rules.Wish) -> None:
    move = Move(
        stage=after.stage,
        at=actor.now(),
        by=actor.account,
        place=after.place,
        country=after.country,
        note=wish.note,
        reason=wish.reason,
        before=(before.stage, before.place, before.country),
    )
    create(MoveRow, move, access.key(actor, case_id))


@transaction.atomic
def take_back(actor: Actor, case_id: UUID, *, note: str, seen: int | None = None) -> None:
    """Undoes the last move, a mistake: stage and counts are as before. Raises Refused or Stale."""
    row, stub = _open_to_write(actor, case_id, seen)
    if not note.strip():
        raise Refused([SAY_WHY])
    standing_moves = [pair for pair in access.moves(actor, case_id) if not pair[1].taken_back]
    if len(standing_moves) < 2:
        raise Refused([NOTHING_TO_TAKE_BACK])
    move_row, move = standing_moves[-1]
    if move.stage != stub.stage:
        raise Refused([MOVED_ON_SINCE])
    earlier = [each for _row, each in standing_moves[:-1]]
    before = rules.moved_back(stub, move, earlier)
    history.rewrite(actor, row, before)
    history.rewrite(actor, move_row, msgspec.structs.replace(move, taken_back=True))
    _add_note(actor, case_id, note)
    watching.follow(actor, case_id, before, None)
    needs.follow(actor, case_id, before.stage)
    log(actor.account, "casework.taken_back", subject=move_row.pk, case=case_id)


@transaction.atomic
def assign(actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None) -> None:
    """Makes somebody of the staff responsible. What was offered to somebody else is over; its note stays."""
    row, stub = _open_to_write(actor, case_id, seen)
    handing.end_offers(actor, case_id, alerts.of(actor, case_id, alerts.HAND_OVER))
    history.rewrite(actor, row, msgspec.structs.replace(stub, owner=owner))
    log(actor.account, "casework.assigned", subject=owner, case=case_id)


@transaction.atomic
def set_next(
    actor: Actor,
    case_id: UUID,
    *,
    next_action: str,
    next_due: date | None = None,
    urgency: str | None = None,
    seen: int | None = None,
) -> None:
    """Says what is to be done next, by when, and how urgent the case is."""
    row, stub = _open_to_write(actor, case_id, seen)
    changed = msgspec.structs.replace(stub, next_action=next_action, next_due=next_due, urgency=urgency or stub.urgency)
    history.rewrite(actor, row, changed)
    log(actor.account, "casework.next_set", subject=case_id, case=case_id)


@transaction.atomic
def describe_case(actor: Actor, case_id: UUID, *, pseudonym: str, origin: str, seen: int | None = None) -> None:
    """Corrects the name we use for the person and the region they come from."""
    row, stub = _open_to_write(actor, case_id, seen)
    history.rewrite(actor, row, msgspec.structs.replace(stub, pseudonym=pseudonym, origin=origin))
    log(actor.account, "casework.described", subject=case_id, case=case_id)


@transaction.atomic
def as_told(actor: Actor, case_id: UUID, told: CaseStub, *, note: str) -> None:
    """Takes the stub as a partner who shares the case tells it. Raises Absent.

    Another stage is a move that has happened there: what is asked before we move somebody does not hold it up.
    """
    row, stub = _open_to_write(actor, case_id)
    reached_on = {told.stage: stub.milestones.get(told.stage, _today(actor))}
    changed = msgspec.structs.replace(told, milestones=stub.milestones | reached_on)
    history.rewrite(actor, row, changed)
    if changed.stage != stub.stage:
        _add_move(actor, case_id, stub, changed, rules.Wish(changed.stage, note))
        watching.follow(actor, case_id, changed, None)
        needs.follow(actor, case_id, changed.stage)
    log(actor.account, "casework.told_by_partner", subject=case_id, case=case_id)


def reduce(actor: Actor, case_id: UUID) -> None:
    """Leaves of the stub what the counts need, inside the transaction that erases the rest and logs it."""
    row, stub = access.case(actor, case_id)
    bare = msgspec.structs.replace(
        stub, owner=None, next_action="", next_due=None, request=None, erased=True, together=None
    )
    history.forget(actor, case_id)
    rewrite(row, bare, actor.keys)


def _still(seen: int | None, once: UUID | None, model: type[Sealed], rows: Callable[[], Sized]) -> None:
    """Raises Stale where a row was added to those that somebody had looked at, unless the same form was sent before."""
    in_order()  # before looking: of two at once one comes second
    if seen is not None and len(rows()) != seen and not model._default_manager.filter(pk=once).exists():
        raise Stale


def _add(actor: Actor, case_id: UUID, model: type[Sealed], record: Record, verb: str, once: UUID | None) -> UUID:
    row_id = once or uuid.uuid4()
    if model._default_manager.filter(pk=row_id).exists():
        return row_id
    row = create(model, record, access.key(actor, case_id), id=row_id)
    log(actor.account, verb, subject=row.pk, case=case_id)
    return row.pk


@transaction.atomic
def assess_risk(
    actor: Actor,
    case_id: UUID,
    *,
    factors: Iterable[str],
    imminence: str = "unknown",
    intent: str = "unknown",
    capability: str = "unknown",
    vulnerability: str = "unknown",
    adjustment: int = 0,
    reason: str = "",
    valid_until: date | None = None,
    once: UUID | None = None,
    seen: int | None = None,
) -> UUID:
    """Records an assessment with the weights that the vocabulary gives its factors today. Returns its id.

    A rise calls the duty team, and waits until somebody else has seen it. Raises Refused for a day that is past.
    `seen` is how many there were when it was looked at. Raises Stale where somebody assessed it since.
    """
    _open_to_write(actor, case_id)
    if once and RiskRow.objects.filter(pk=once).exists():
        return once
    _still(seen, once, RiskRow, lambda: access.risks(actor, case_id))
    if valid_until is not None and valid_until < _today(actor):
        raise Refused([PAST])
    answers = {"imminence": imminence, "intent": intent, "capability": capability, "vulnerability": vulnerability}
    risk = Risk(
        factors=rules.weights(factors),
        **answers,
        points=scales.points(answers),
        adjustment=adjustment,
        reason=reason,
        valid_until=valid_until or rules.risk_until(imminence, _today(actor)),
        at=actor.now(),
        by=actor.account,
    )
    before, made = access.risk(actor, case_id), once or uuid.uuid4()
    if scales.has_risen(before, risk):
        watching.risk_rose(actor, case_id, made, before, risk)
    return _add(actor, case_id, RiskRow, risk, "casework.risk_assessed", made)


@transaction.atomic
def write_note(actor: Actor, case_id: UUID, text: str, *, once: UUID | None = None) -> UUID:
    """Adds a dated note. Returns its id."""
    _open_to_write(actor, case_id)
    return _add_note(actor, case_id, text, once)


def _add_note(actor: Actor, case_id: UUID, text: str, once: UUID | None = None) -> UUID:
    note = Note(text=text, at=actor.now(), by=actor.account)
    return _add(actor, case_id, NoteRow, note, "casework.noted", once)

"""The verbs of casework, and the only writers. Each writes and logs in one transaction.

`accept`, the verbs of consent and those of files stand apart and are part of this list.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.casework import access, rules
from waystation.casework.acceptance import accept
from waystation.casework.consenting import record_consent
from waystation.casework.errors import Refused
from waystation.casework.filing import add_file, keep_file, take_file, view_file
from waystation.casework.models import Case, MoveRow, NeedRow, NoteRow, PersonRow, RiskRow
from waystation.casework.records import CaseStub, Move, Need, Note, Person, Risk
from waystation.casework.wording import MOVED_ON_SINCE, NOTHING_TO_TAKE_BACK, SAY_WHY
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Stale
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.records import Record, create, rewrite

__all__ = ["accept", "add_file", "keep_file", "record_consent", "take_file", "view_file"]


def _open_to_write(actor: Actor, case_id: UUID, seen: int | None = None) -> tuple[Case, CaseStub]:
    require(actor, "casework.write")
    row, stub = access.case(actor, case_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, stub


def _today(actor: Actor) -> date:
    return actor.now().date()


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
    seen: int | None = None,
) -> None:
    """Moves a case to another stage. Raises Refused with sentences that say what to do first, or Stale."""
    row, stub = _open_to_write(actor, case_id, seen)
    wish = rules.Wish(stage, note, without_body)
    if reasons := rules.refusals(access.standing(actor, case_id, stub), wish):
        raise Refused(reasons)
    changed = rules.moved(stub, wish, place=place, country=country, today=_today(actor))
    rewrite(row, changed, actor.keys)
    _add_move(actor, case_id, stub, changed, note)
    log(actor.account, "casework.advanced", subject=case_id, case=case_id)


def _add_move(actor: Actor, case_id: UUID, before: CaseStub, after: CaseStub, note: str) -> None:
    move = Move(
        stage=after.stage,
        at=actor.now(),
        by=actor.account,
        place=after.place,
        country=after.country,
        note=note,
        before=(before.stage, before.place, before.country),
    )
    create(MoveRow, move, _key(actor, case_id, Compartment.CONTACT))


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
    rewrite(row, rules.moved_back(stub, move, earlier), actor.keys)
    rewrite(move_row, msgspec.structs.replace(move, taken_back=True), actor.keys)
    _add_note(actor, case_id, note)
    log(actor.account, "casework.taken_back", subject=move_row.pk, case=case_id)


@transaction.atomic
def assign(actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None) -> None:
    """Makes somebody of the staff responsible."""
    row, stub = _open_to_write(actor, case_id, seen)
    rewrite(row, msgspec.structs.replace(stub, owner=owner), actor.keys)
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
    rewrite(row, changed, actor.keys)
    log(actor.account, "casework.next_set", subject=case_id, case=case_id)


@transaction.atomic
def describe_case(actor: Actor, case_id: UUID, *, pseudonym: str, origin: str, seen: int | None = None) -> None:
    """Corrects the name we use for the person and the region they come from."""
    row, stub = _open_to_write(actor, case_id, seen)
    rewrite(row, msgspec.structs.replace(stub, pseudonym=pseudonym, origin=origin), actor.keys)
    log(actor.account, "casework.described", subject=case_id, case=case_id)


def reduce(actor: Actor, case_id: UUID) -> None:
    """Leaves of the stub what the counts need, inside the transaction that erases the rest and logs it."""
    row, stub = access.case(actor, case_id)
    bare = msgspec.structs.replace(stub, owner=None, next_action="", next_due=None, request=None, erased=True)
    rewrite(row, bare, actor.keys)


def _key(actor: Actor, case_id: UUID, compartment: Compartment) -> Key:
    try:
        return actor.keys.key(case_id, compartment)
    except Locked:
        raise Absent from None


def _add(actor: Actor, case_id: UUID, model: type[Sealed], record: Record, verb: str, once: UUID | None) -> UUID:
    row_id = once or uuid.uuid4()
    if model._default_manager.filter(pk=row_id).exists():
        return row_id
    row = create(model, record, _key(actor, case_id, Compartment.CONTACT), id=row_id)
    log(actor.account, verb, subject=row.pk, case=case_id)
    return row.pk


@transaction.atomic
def add_need(
    actor: Actor,
    case_id: UUID,
    *,
    code: str,
    note: str = "",
    due: date | None = None,
    once: UUID | None = None,
) -> UUID:
    """Records something that the person needs. Returns the need's id."""
    _open_to_write(actor, case_id)
    need = Need(code=code, note=note, due=due, at=actor.now(), by=actor.account)
    return _add(actor, case_id, NeedRow, need, "casework.need_added", once)


@transaction.atomic
def meet_need(actor: Actor, case_id: UUID, need_id: UUID) -> None:
    """Records that a need is met. Doing it twice changes nothing."""
    _open_to_write(actor, case_id)
    row, need = access.need(actor, case_id, need_id)
    if need.met_on is None:
        rewrite(row, msgspec.structs.replace(need, met_on=_today(actor)), actor.keys)
        log(actor.account, "casework.need_met", subject=need_id, case=case_id)


@transaction.atomic
def assess_risk(
    actor: Actor,
    case_id: UUID,
    *,
    factors: Iterable[str],
    imminence: str = "unknown",
    adjustment: int = 0,
    reason: str = "",
    valid_until: date | None = None,
    once: UUID | None = None,
) -> UUID:
    """Records an assessment with the weights that the vocabulary gives its factors today. Returns its id."""
    _open_to_write(actor, case_id)
    risk = Risk(
        factors=rules.weights(factors),
        imminence=imminence,
        adjustment=adjustment,
        reason=reason,
        valid_until=valid_until or rules.risk_until(imminence, _today(actor)),
        at=actor.now(),
        by=actor.account,
    )
    return _add(actor, case_id, RiskRow, risk, "casework.risk_assessed", once)


@transaction.atomic
def write_note(actor: Actor, case_id: UUID, text: str, *, once: UUID | None = None) -> UUID:
    """Adds a dated note. Returns its id."""
    _open_to_write(actor, case_id)
    return _add_note(actor, case_id, text, once)


def _add_note(actor: Actor, case_id: UUID, text: str, once: UUID | None = None) -> UUID:
    note = Note(text=text, at=actor.now(), by=actor.account)
    return _add(actor, case_id, NoteRow, note, "casework.noted", once)


@transaction.atomic
def describe_person(actor: Actor, case_id: UUID, person: Person, *, seen: int | None = None) -> None:
    """Writes down who it is. Raises Absent without the key, Stale where somebody wrote first.

    `seen` is the version of the person's row, 0 where there was none.
    """
    _open_to_write(actor, case_id)
    row, _known = access.person(actor, case_id)
    if seen is not None and seen != access.person_version(actor, case_id):
        raise Stale
    if row is None:
        row = _first_description(person, _key(actor, case_id, Compartment.IDENTITY))
    else:
        rewrite(row, person, actor.keys)
    log(actor.account, "casework.person_described", subject=row.pk, case=case_id)


def _first_description(person: Person, key: Key) -> PersonRow:
    """One id for one case: of two who describe a person for the first time, the second is told."""
    try:
        with transaction.atomic():
            return create(PersonRow, person, key, id=uuid.uuid5(key.locator, "person"))
    except IntegrityError:
        raise Stale from None

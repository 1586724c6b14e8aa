"""Who is responsible: a case handed over and taken over, and who stands in while somebody is away."""

import uuid
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, alerts, history, instead, membership
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow, AwayRow, NoteRow
from waystation.casework.records import Alert, Away, Note
from waystation.casework.watching import waiting
from waystation.casework.wording import CANNOT_OPEN_IT, IS_RESPONSIBLE, NOT_EACH_OTHER, NOT_FOR_ONESELF, WRONG_DAYS
from waystation.duty.nudges import nudge
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.records import create, delete


@transaction.atomic
def hand_over(actor: Actor, case_id: UUID, to: UUID, note: str, *, seen: int | None = None) -> None:
    """Offers a case to a colleague with a note. Until they take it, nothing changes. Raises Refused, Stale."""
    require(actor, "casework.write")
    row, stub = access.case(actor, case_id)
    if seen is not None and row.version != seen:
        raise Stale
    if stub.owner == to:
        raise Refused([IS_RESPONSIBLE])
    if to not in access.colleagues(actor) or not membership.may_open(actor, case_id, to):
        raise Refused([CANNOT_OPEN_IT])
    alerts.settle(alerts.of(actor, case_id, alerts.HAND_OVER))
    alerts.put(actor, case_id, Alert(kind=alerts.HAND_OVER, at=actor.now(), by=actor.account, who=to, text=note))
    nudge(actor, instead.with_stand_ins(actor, [to], case_id))
    log(actor.account, "casework.handed_over", subject=to, case=case_id)


@transaction.atomic
def take_over(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Whom it was offered to is responsible from now on, and the note stays with the case. Raises Absent."""
    row, alert = waiting(actor, case_id, alert_id, alerts.HAND_OVER)
    if alert.who != actor.account:
        raise Absent
    case, stub = access.case(actor, case_id)
    history.rewrite(actor, case, msgspec.structs.replace(stub, owner=actor.account))
    end_offers(actor, case_id, [(row, alert)])
    log(actor.account, "casework.taken_over", subject=case_id, case=case_id)


def end_offers(actor: Actor, case_id: UUID, offers: Iterable[tuple[AlertRow, Alert]]) -> None:
    """Ends what was offered, since somebody is responsible; what was written with it stays as notes of the case."""
    found = list(offers)
    for _row, offer in found:
        if offer.text.strip():
            create(NoteRow, Note(text=offer.text, at=offer.at, by=offer.by), access.key(actor, case_id))
    alerts.settle(found)


@transaction.atomic
def leave_it(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Does not take a case over, or takes the offer back. Raises Absent for everybody else."""
    row, alert = waiting(actor, case_id, alert_id, alerts.HAND_OVER)
    if actor.account not in (alert.who, alert.by):
        raise Absent
    alerts.settle([(row, alert)])
    log(actor.account, "casework.not_taken_over", subject=case_id, case=case_id)


def away(actor: Actor) -> list[tuple[AwayRow, Away]]:
    """Who is away or will be, the first to leave first."""
    require(actor, "casework.read")
    found = stubs(actor, AwayRow.objects.filter(locator=actor.team(DUTY)))
    today = actor.today
    return sorted((pair for pair in found if pair[1].last >= today), key=lambda pair: pair[1].first)


@transaction.atomic
def say_away(
    actor: Actor,
    account: UUID,
    stand_in: UUID,
    first: date,
    last: date,
    note: str = "",
    *,
    once: UUID | None = None,
) -> UUID:
    """Says that somebody is away, and who stands in; of others coordinators say it. Returns its id. Raises Refused."""
    _may_say(actor, account)
    made = once or uuid.uuid4()
    if AwayRow.objects.filter(pk=made).exists():
        return made
    if stand_in == account or stand_in not in access.colleagues(actor):
        raise Refused([NOT_FOR_ONESELF])
    if last < first or last < actor.today:
        raise Refused([WRONG_DAYS])
    if any(each.account == stand_in and each.first <= last and first <= each.last for _, each in away(actor)):
        raise Refused([NOT_EACH_OTHER])
    said = Away(account=account, stand_in=stand_in, first=first, last=last, note=note, at=actor.now(), by=actor.account)
    create(AwayRow, said, actor.keys.key(actor.team(DUTY)), id=made)
    log(actor.account, "casework.away_said", subject=account)
    return made


@transaction.atomic
def be_back(actor: Actor, away_id: UUID) -> None:
    """Somebody is back, or does not go. Raises Absent."""
    found = next((pair for pair in away(actor) if pair[0].pk == away_id), None)
    if found is None:
        raise Absent
    _may_say(actor, found[1].account)
    delete(found[0])
    log(actor.account, "casework.back_said", subject=found[1].account)


def _may_say(actor: Actor, account: UUID) -> None:
    require(actor, "casework.write")
    if account != actor.account and not allows(actor, "casework.access"):
        raise Absent
    if account not in access.colleagues(actor):
        raise Absent

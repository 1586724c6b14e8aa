"""The verbs of needs: added, corrected, met. The clock of injuries follows them, and calls the duty team by itself."""

import uuid
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, alerts, clock, history, stages
from waystation.casework.errors import Refused
from waystation.casework.models import NeedRow
from waystation.casework.records import Alert, Need
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.records import create

replace = msgspec.structs.replace


@transaction.atomic
def add_need(
    actor: Actor,
    case_id: UUID,
    *,
    code: str,
    note: str = "",
    due: date | None = None,
    act_at: datetime | None = None,
    once: UUID | None = None,
) -> UUID:
    """Records something that the person needs. Returns the need's id. Raises Refused for what contradicts itself."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    made = once or uuid.uuid4()
    if NeedRow.objects.filter(pk=made).exists():
        return made
    need = Need(code=code, note=note, due=due, act_at=act_at, at=actor.now(), by=actor.account)
    _check(actor, need)
    create(NeedRow, need, access.key(actor, case_id), id=made)
    _wind(actor, case_id, made, need)
    log(actor.account, "casework.need_added", subject=made, case=case_id)
    return made


@transaction.atomic
def change_need(
    actor: Actor,
    case_id: UUID,
    need_id: UUID,
    *,
    note: str = "",
    due: date | None = None,
    act_at: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Corrects a need. Raises Absent, Refused for what contradicts itself, Stale."""
    require(actor, "casework.write")
    row, before = access.need(actor, case_id, need_id)
    if seen is not None and row.version != seen:
        raise Stale
    need = replace(before, note=note, due=due, act_at=act_at)
    _check(actor, need)
    history.rewrite(actor, row, need)
    _wind(actor, case_id, need_id, need)
    log(actor.account, "casework.need_changed", subject=need_id, case=case_id)


@transaction.atomic
def meet_need(actor: Actor, case_id: UUID, need_id: UUID) -> None:
    """Records that a need is met: its clock stops. Doing it twice changes nothing."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    row, need = access.need(actor, case_id, need_id)
    if need.met_on is None:
        met = replace(need, met_on=actor.today)
        history.rewrite(actor, row, met)
        _wind(actor, case_id, need_id, met)
        log(actor.account, "casework.need_met", subject=need_id, case=case_id)


def follow(actor: Actor, case_id: UUID, stage: str) -> None:
    """In a closed case no clock runs; opened again, those of its open needs do. Part of every move."""
    if not stages.is_open(stage):
        alerts.settle(alerts.of(actor, case_id, alerts.CLOCK))
        return
    for row, need in access.needs(actor, case_id):
        _wind(actor, case_id, row.pk, need)


def _check(actor: Actor, need: Need) -> None:
    if faults := [sentence for _, sentence in clock.faults(need, actor.now())]:
        raise Refused(faults)


def _wind(actor: Actor, case_id: UUID, need_id: UUID, need: Need) -> None:
    """Sets the clock of a need as the need now is: one that runs, or ran out, waits on the page of today."""
    before = [pair for pair in alerts.of(actor, case_id, alerts.CLOCK) if pair[1].subject == need_id]
    found = clock.clock(need, actor.now())
    if found is None:
        alerts.settle(before)
        return
    wanted = Alert(kind=alerts.CLOCK, at=actor.now(), by=actor.account, due=found.ends, subject=need_id)
    if not before:
        alerts.put(actor, case_id, wanted, alarm_at=clock.alarm_at(found))
    elif before[0][1].due != found.ends:
        alerts.put_off(actor, before[0][0], wanted, alarm_at=clock.alarm_at(found))

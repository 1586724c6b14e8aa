"""The alarm that somebody is within reach: before the duty team at once, or when a threat begins, and again until
somebody takes it on.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.errors import refuse
from waystation.duty import alarms as duty
from waystation.evacuation.pursuers import access, wording
from waystation.evacuation.pursuers.models import Alarm, AlarmRows
from waystation.evacuation.pursuers.records import AlarmRecord, AlarmState
from waystation.hotline.waiting import to_the_minute
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY, locator
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite, set_columns

replace = msgspec.structs.replace
CALL_AGAIN = timedelta(minutes=15)


def raise_for(actor: Actor, found: Mapping[UUID, tuple[UUID, ...]]) -> list[UUID]:
    """An alarm for each case, of what was not told yet; the duty team is called once for all. In a transaction."""
    raised: dict[UUID, UUID] = {}
    told = _by_case(actor, Alarm.objects.rung())
    for case, evidence in found.items():
        before = told.get(case, [])
        if set(evidence) - {one for _row, record in before for one in record.evidence}:
            waiting = [row.pk for row, record in before if not record.acknowledged_by]
            raised[_raise(actor, case, evidence, waiting)] = case
    for pk, case in raised.items():
        log(actor.account, "pursuers.alarm_raised", subject=pk, case=case)
    if raised and not actor.apart:  # from an innocent view nobody is called
        duty.tell_duty("pursuer", now=actor.now())
    return list(raised)


def _by_case(actor: Actor, rows: AlarmRows) -> dict[UUID, list[tuple[Alarm, AlarmRecord]]]:
    found: dict[UUID, list[tuple[Alarm, AlarmRecord]]] = {}
    for pair in stubs(actor, rows):
        found.setdefault(pair[1].case, []).append(pair)
    return found


def set_ahead(actor: Actor, wanted: Mapping[UUID, Mapping[datetime, set[UUID]]]) -> None:
    """Has an alarm ring for each of these cases at these moments, of what was not told by then, and at no others.

    In a transaction. They ring with nobody signed in.
    """
    told, set_before = _by_case(actor, Alarm.objects.rung()), _by_case(actor, Alarm.objects.ahead())
    for case, moments in wanted.items():
        known = {one for _row, record in told.get(case, []) for one in record.evidence}
        left = {moment: evidence - known for moment, evidence in moments.items() if evidence - known}
        for row, record in set_before.get(case, []):
            if left.get(record.raised_at) == set(record.evidence):
                del left[record.raised_at]
            else:
                delete(row)
        for moment, evidence in left.items():
            _create(actor, case, tuple(sorted(evidence)), moment, state=AlarmState.AHEAD, call_at=moment)


def ring(now: datetime) -> int:
    """Raises the alarms whose time has come, and calls the duty team once for all. Needs no key. Returns how many."""
    due = Alarm.objects.ahead().filter(locator=locator(DUTY), call_at__lte=now)
    if not due.exists():  # looking takes no write lock
        return 0
    with transaction.atomic():
        in_order()  # before looking: two workers call one after the other
        some = list(due.values_list("pk", flat=True))
        again = to_the_minute(now + CALL_AGAIN)
        rung = set_columns(Alarm.objects.filter(pk__in=some), state=AlarmState.RAISED, call_at=again)
        if rung:
            duty.tell_duty("pursuer", now=now)
        for pk in some:
            log(None, "pursuers.alarm_raised", subject=pk)
    return rung


def _raise(actor: Actor, case: UUID, evidence: tuple[UUID, ...], waiting: list[UUID]) -> UUID:
    """One alarm of a case waits at a time: what is new is added to the one that nobody has taken on."""
    for alarm_id in waiting:
        row, record = access.alarm(actor, alarm_id)
        rewrite(row, replace(record, evidence=tuple({*record.evidence, *evidence})), actor.keys)
        return alarm_id
    now = actor.now()
    return _create(actor, case, evidence, now, state=AlarmState.RAISED, call_at=now + CALL_AGAIN)


def _create(
    actor: Actor, case: UUID, evidence: tuple[UUID, ...], at: datetime, *, state: AlarmState, call_at: datetime
) -> UUID:
    name = casework.called(actor, case) or "?"
    record = AlarmRecord(case=case, pseudonym=name, raised_at=at, evidence=evidence)
    key = actor.keys.key(actor.team(DUTY))
    return create(Alarm, record, key, state=state, call_at=to_the_minute(call_at)).pk


@transaction.atomic
def acknowledge(actor: Actor, alarm_id: UUID, what: str) -> None:
    """Somebody takes an alarm on and says what they do. Raises Absent, Refused where somebody else has."""
    require(actor, "alarm.acknowledge")
    in_order()
    row, record = access.alarm(actor, alarm_id)
    refuse([] if what.strip() else [wording.SAY_WHAT_YOU_DO])
    refuse([wording.ON_IT_ALREADY] if record.acknowledged_by else [])
    taken = {"acknowledged_at": actor.now(), "acknowledged_by": actor.account, "acknowledgement": what}
    rewrite(row, replace(record, **taken), actor.keys)
    set_columns(Alarm.objects.filter(pk=alarm_id), state=AlarmState.ATTENDED)
    log(actor.account, "pursuers.alarm_acknowledged", subject=alarm_id, case=record.case)


def call_again(now: datetime) -> int:
    """Calls everybody for alarms that nobody has taken on. Needs no key. Returns how many there are."""
    unheard = Alarm.objects.unheard(now).filter(locator=locator(DUTY))
    if not unheard.exists():  # looking takes no write lock
        return 0
    with transaction.atomic():
        in_order()  # before looking: two workers call one after the other
        waiting = set_columns(unheard.all(), call_at=to_the_minute(now + CALL_AGAIN))
        if waiting:
            duty.tell_duty("pursuer", now=now, everybody=True)
            log(None, "pursuers.alarm_repeated")
    return waiting

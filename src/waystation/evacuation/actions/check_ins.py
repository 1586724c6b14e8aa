"""Check-ins: scheduled, answered, missed alarms taken on. The alarm itself is in due.py."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access, rules
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord, CheckInState
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.records import create, rewrite, set_columns

EXPECTED, RECEIVED, LATE, MISSED, ATTENDED, CANCELLED = CheckInState
AFTER_ANSWER = {EXPECTED: RECEIVED, MISSED: LATE, ATTENDED: LATE}


@whole
def schedule_check_in(
    actor: Actor,
    case_id: UUID,
    *,
    due_at: datetime,
    grace_minutes: int = 30,
    channel: str = "",
    if_missed: str = "",
    ok_word: str = "",
) -> UUID:
    """Expects a sign of life. Silence until `due_at` and its grace is an alarm, whoever is signed in or not."""
    require(actor, "evacuation.plan")
    stub = access.case(actor, case_id)
    record = CheckInRecord(
        case=case_id,
        pseudonym=stub.pseudonym,
        due_at=due_at,
        grace_minutes=grace_minutes,
        channel=channel,
        if_missed=if_missed,
        ok_word=ok_word,
    )
    alarm_at = rules.alarm_at(due_at, grace_minutes)
    row = create(CheckIn, record, actor.keys.key(actor.team(DUTY)), alarm_at=alarm_at)
    log(actor.account, "evacuation.check_in_scheduled", subject=row.pk, case=case_id)
    return row.pk


@whole
def check_in(actor: Actor, check_in_id: UUID, word: str) -> bool:
    """Notes a sign of life; False where it came without the agreed word, which leaves the alarm as it is."""
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    state = CheckInState(row.state)
    if state not in AFTER_ANSWER:
        raise Refused("wrong_moment")
    if not rules.same_word(word, record.ok_word):
        _write(actor, row, record, state, wrong_words=record.wrong_words + 1)
        log(actor.account, "evacuation.check_in_without_word", subject=row.pk, case=record.case)
        return False
    received = {"received_at": actor.now(), "received_by": actor.account}
    _write(actor, row, record, AFTER_ANSWER[state], **received)
    log(actor.account, "evacuation.check_in_received", subject=row.pk, case=record.case)
    return True


@whole
def acknowledge(actor: Actor, check_in_id: UUID, note: str) -> None:
    """Takes an alarm on: this person acts on it now. Raises Refused where it is no alarm any more."""
    require(actor, "alarm.acknowledge")
    row, record = access.check_in(actor, check_in_id)
    if row.state != MISSED:
        raise Refused("wrong_moment")
    taken_on = {"acknowledged_at": actor.now(), "acknowledged_by": actor.account, "acknowledgement": note}
    _write(actor, row, record, ATTENDED, **taken_on)
    log(actor.account, "evacuation.alarm_acknowledged", subject=row.pk, case=record.case)


@whole
def cancel_check_in(actor: Actor, check_in_id: UUID) -> None:
    """Expects no sign of life any more. An alarm cannot be cancelled, only acknowledged."""
    require(actor, "evacuation.plan")
    row, record = access.check_in(actor, check_in_id)
    if row.state != EXPECTED:
        raise Refused("wrong_moment")
    _write(actor, row, record, CANCELLED)
    log(actor.account, "evacuation.check_in_cancelled", subject=row.pk, case=record.case)


def _write(actor: Actor, row: CheckIn, record: CheckInRecord, state: CheckInState, **changes: Any) -> None:
    """The worker may claim the row between reading and writing: then the state is another, and we look again."""
    seen = row.state
    rewrite(row, msgspec.structs.replace(record, **changes), actor.keys)
    if not set_columns(CheckIn.objects.filter(pk=row.pk, state=seen), state=state):
        raise Stale

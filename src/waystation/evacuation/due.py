"""Silence becomes an alarm by itself, step by step: no key, nobody signed in, nothing readable.

The row is the job. A run claims what is over in batches, while nobody else writes: whoever else runs at the same moment
finds nothing left to claim. Calling people is a second step with its own mark, so that an alarm
which could not be told is told by the next run. What went off while nothing ran goes off once, in order, and the log
says that it was late.
"""

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.evacuation.check_ins import escalation, escalations
from waystation.evacuation.check_ins.escalation import Timer
from waystation.evacuation.check_ins.records import EVERYBODY, ON_DUTY
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

BATCH = 500
BUDGET_SECONDS = 20.0
_READ = ("pk", "state", "due_at", "steps", "calls", "alarm_at", "fired_at", "escalation")


def run(now: datetime) -> int:
    """Takes every step that is over at `now`, within the budget. Returns how many calls that makes."""
    until = monotonic() + BUDGET_SECONDS
    raised = 0
    # Looking takes no write lock: a second in which nothing is due costs two reads.
    while CheckIn.objects.over(now).exists() and monotonic() < until:
        raised += claim(now)
    if CheckIn.objects.unheard().exists():
        tell(now)
    return raised


@transaction.atomic
def claim(now: datetime) -> int:
    """Takes the next step of one batch of timers, with an audit line each. Returns how many make a call."""
    in_order()  # before looking: two workers claim one after the other
    plans = escalations.known()
    alike: dict[tuple[Any, ...], list[UUID]] = {}
    verbs: list[tuple[UUID, str]] = []
    for row in CheckIn.objects.over(now).values(*_READ)[:BATCH]:
        columns, verb = _after(row, plans, now)
        alike.setdefault(tuple(columns.items()), []).append(row["pk"])
        verbs += [(row["pk"], verb)] if verb else []
    for columns, pks in alike.items():
        set_columns(CheckIn.objects.filter(pk__in=pks), **dict(columns))
    for pk, verb in verbs:
        log(None, verb, subject=pk)
    return len(verbs)


def _after(row: Mapping[str, Any], plans: escalations.Plans, now: datetime) -> tuple[dict[str, Any], str]:
    """The columns of a check-in after its timer went off, and what the log says: nothing where nobody is called."""
    plan = plans.of(row["escalation"])
    before = Timer(row["due_at"], row["steps"], row["calls"], row["state"] == CheckInState.MISSED, row["alarm_at"])
    after = escalation.gone_off(plan, before, now)
    if not after.waits:
        return {"alarm_at": after.at}, ""
    columns = {
        "state": CheckInState.MISSED,
        "alarm_at": after.at,
        "steps": after.steps,
        "calls": after.calls,
        "told": False,
    }
    if after.steps == before.steps:
        return columns, "evacuation.check_in_called_again" if before.calls else "evacuation.check_in_missed"
    late = escalation.was_late(plan, before, now)
    return columns | {"fired_at": now}, "evacuation.check_in_missed_late" if late else "evacuation.check_in_missed"


@transaction.atomic
def tell(now: datetime) -> None:
    """One call without content for all alarms not yet told. If it cannot be handed over, the mark is undone."""
    in_order()
    plans = escalations.known()
    called = {
        escalation.owner(plans.of(plan), steps, calls)
        for plan, steps, calls in CheckIn.objects.unheard().values_list("escalation", "steps", "calls").distinct()
    }
    if set_columns(CheckIn.objects.unheard(), told=True):
        by_name = {UUID(owner) for owner in called - {ON_DUTY, EVERYBODY}}
        alarms.tell_duty("alarm", now=now, everybody=EVERYBODY in called, also=by_name)

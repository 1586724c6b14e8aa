"""Silence becomes an alarm by itself: no key, nobody signed in, nothing readable.

The row is the job. A run claims what is over in batches, while nobody else writes: whoever else runs at the same moment
finds nothing left to claim. Telling the duty team is a second step with its own mark, so that an alarm
which could not be told is told by the next run.
"""

from datetime import datetime
from time import monotonic

from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

BATCH = 500
BUDGET_SECONDS = 20.0


def run(now: datetime) -> int:
    """Raises every alarm that is due at `now`, within the budget. Returns how many."""
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
    """Turns one batch of silences into alarms, with an audit line each. Returns how many."""
    in_order()  # before looking: two workers claim one after the other
    due = list(CheckIn.objects.over(now).values_list("pk", flat=True)[:BATCH])
    claimed = set_columns(CheckIn.objects.filter(pk__in=due), state=CheckInState.MISSED)
    for pk in due:
        log(None, "evacuation.check_in_missed", subject=pk)
    return claimed


@transaction.atomic
def tell(now: datetime) -> None:
    """One mail without content for all alarms not yet told. If it cannot be handed over, the mark is undone."""
    if set_columns(CheckIn.objects.unheard(), told=True):
        alarms.tell_duty("alarm", now=now)

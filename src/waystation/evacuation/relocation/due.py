"""A deadline, an end or a silence calls the duty team by itself: no key, nobody signed in, nothing readable.

The row is the job. What cannot be told is not marked, and the next turn tries again.
"""

from datetime import datetime

from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.evacuation.relocation.models import TimerRow
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

BATCH = 500


def run(now: datetime) -> int:
    """Calls the duty team once for all that is due at `now`. Returns for how many."""
    if not TimerRow.objects.over(now).exists():  # looking takes no write lock
        return 0
    return _call(now)


@transaction.atomic
def _call(now: datetime) -> int:
    in_order()  # before looking: two workers look one after the other
    due = list(TimerRow.objects.over(now).values_list("pk", flat=True)[:BATCH])
    claimed = set_columns(TimerRow.objects.filter(pk__in=due), told=True)
    if claimed:
        alarms.tell_duty("relocation", now=now)
    for pk in due:
        log(None, "relocation.alarm_raised", subject=pk)
    return claimed

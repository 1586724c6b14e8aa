"""What waits in a case calls the duty team by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime

from django.db import transaction

from waystation.audit.log import log
from waystation.casework.models import AlertRow
from waystation.duty import alarms
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

BATCH = 500


def run(now: datetime) -> int:
    """Calls the duty team once for all that is due at `now`. Returns for how many."""
    if not AlertRow.objects.due(now).exists():  # looking takes no write lock
        return 0
    return _call(now)


@transaction.atomic
def _call(now: datetime) -> int:
    """If nobody can be told, nothing is marked, and the next turn tries again."""
    in_order()  # before looking: two workers look one after the other
    due = list(AlertRow.objects.due(now).values_list("pk", flat=True)[:BATCH])
    claimed = set_columns(AlertRow.objects.filter(pk__in=due), told=True)
    if claimed:
        alarms.tell_duty("casework", now=now)
    for pk in due:
        log(None, "casework.alarm_raised", subject=pk)
    return claimed

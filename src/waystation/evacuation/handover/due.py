"""No word by the hour of a hand-over becomes an alarm by itself: no key, nobody signed in, nothing readable.

As `evacuation.due` does for check-ins: what is over is claimed in batches, and telling is a second step.
"""

from datetime import datetime
from time import monotonic

from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

BATCH = 500
BUDGET_SECONDS = 20.0


def run(now: datetime) -> int:
    """Raises every alarm that is due at `now`, within the budget. Returns how many."""
    until, raised = monotonic() + BUDGET_SECONDS, 0
    while ConfirmationRow.objects.over(now).exists() and monotonic() < until:
        raised += claim(now)
    if ConfirmationRow.objects.unheard().exists():
        tell(now)
    return raised


@transaction.atomic
def claim(now: datetime) -> int:
    """Turns one batch of silences into alarms, with an audit line each. Returns how many."""
    in_order()  # before looking: two workers claim one after the other
    over = ConfirmationRow.objects.over(now).order_by("alarm_at").values_list("pk", flat=True)
    due = list(over[:BATCH])
    claimed = set_columns(ConfirmationRow.objects.filter(pk__in=due), state=Confirmed.MISSED)
    for pk in due:
        log(None, "handover.unconfirmed", subject=pk)
    return claimed


@transaction.atomic
def tell(now: datetime) -> None:
    """One call without content for all alarms not yet told. If it cannot be handed over, the mark is undone."""
    if set_columns(ConfirmationRow.objects.unheard(), told=True):
        alarms.tell_duty("alarm", now=now)

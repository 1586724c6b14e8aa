"""No word by the hour of a hand-over becomes an alarm by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime

from waystation.duty import alarms
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed


def run(now: datetime) -> int:
    """Turns what is due at `now` into alarms and calls the duty team once for all of them. Returns how many."""
    over = ConfirmationRow.objects.over(now)
    return alarms.call_for_due(over, "alarm", "handover.unconfirmed", now=now, state=Confirmed.MISSED)

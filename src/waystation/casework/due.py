"""What waits in a case calls the duty team by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime

from waystation.casework.models import AlertRow
from waystation.duty import alarms


def run(now: datetime) -> int:
    """Calls the duty team once for all that is due at `now`. Returns for how many."""
    return alarms.call_for_due(AlertRow.objects.due(now), "casework", "casework.alarm_raised", now=now)

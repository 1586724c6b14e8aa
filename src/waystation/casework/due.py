"""What waits in a case calls the duty team by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime

from waystation.casework.exchange import sending
from waystation.casework.models import AlertRow
from waystation.duty import alarms


def run(now: datetime) -> int:
    """Calls the duty team once for all that is due at `now`. Returns for how many."""
    return alarms.call_for_due(AlertRow.objects.due(now), "casework", "casework.alarm_raised", now=now)


def send(now: datetime) -> None:
    """Bundles leave for partners, by the machine's clock."""
    sending.send_due(now)

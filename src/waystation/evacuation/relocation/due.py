"""A deadline, an end or a silence calls the duty team by itself: no key, nobody signed in, nothing readable."""

from datetime import datetime

from waystation.duty import alarms
from waystation.evacuation.relocation.models import TimerRow


def run(now: datetime) -> int:
    """Calls the duty team once for all that is due at `now`. Returns for how many."""
    return alarms.call_for_due(TimerRow.objects.over(now), "relocation", "relocation.alarm_raised", now=now)

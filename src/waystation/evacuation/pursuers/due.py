"""An alarm that nobody takes on is raised again: no key, nobody signed in."""

from datetime import datetime

from waystation.evacuation.pursuers import alarms


def run(now: datetime) -> int:
    """Calls again for what nobody has taken on. Returns how many alarms that are."""
    return alarms.call_again(now)

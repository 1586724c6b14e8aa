"""A threat that begins raises its alarm, and one that nobody takes on is raised again: no key, nobody signed in."""

from datetime import datetime

from waystation.evacuation.pursuers import alarms


def run(now: datetime) -> int:
    """Calls for what begins at `now`, and again for what nobody has taken on. Returns how many alarms that are."""
    return alarms.ring(now) + alarms.call_again(now)

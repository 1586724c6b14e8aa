"""What happens because time passed: alarms are raised and delivered; old shifts and hand-overs go. No key is needed."""

from datetime import datetime, timedelta

from waystation.duty import alarms, hand_over, roster

SWEEP_EVERY = timedelta(hours=1)

_swept: list[datetime] = []


def run(now: datetime) -> None:
    """One turn; safe in several processes at once."""
    alarms.call_for_waiting(now)
    alarms.send_due(now)


def forget(now: datetime) -> None:
    """The same, of what has become old."""
    if not _swept or not now - SWEEP_EVERY < _swept[-1] <= now:
        _swept[:] = [now]
        roster.sweep(now)
        alarms.sweep(now)
        hand_over.sweep(now)

"""What happens because time passed: letters leave, rules look at new messages, old digests and ended sessions go."""

from datetime import datetime, timedelta

from waystation.hotline import codes, intake, outbox, proposing
from waystation.hotline.briefings import opening
from waystation.vault import sessions

SWEEP_EVERY = timedelta(minutes=5)

_swept: list[datetime] = []
_forgot: list[datetime] = []


def run(now: datetime) -> None:
    """One turn; safe in several processes at once."""
    outbox.send_due(now)
    proposing.run(now)
    if _is_time(_swept, now):
        opening.sweep(now=now)
        sessions.sweep(now=now)


def forget(now: datetime) -> None:
    """The same, of what has become old."""
    if _is_time(_forgot, now):
        intake.forget_seen(now=now)
        codes.forget_old(now=now)
        outbox.sweep(now=now)


def _is_time(last: list[datetime], now: datetime) -> bool:
    if last and now - SWEEP_EVERY < last[-1] <= now:
        return False
    last[:] = [now]
    return True

"""What happens because time passed: letters leave, rules look at new messages, old digests and ended sessions go."""

from datetime import datetime, timedelta

from waystation.hotline import codes, intake, outbox, proposing
from waystation.hotline.briefings import opening
from waystation.vault import sessions

SWEEP_EVERY = timedelta(minutes=5)

_swept: list[datetime] = []


def run(now: datetime) -> None:
    """One turn; safe in several processes at once."""
    outbox.send_due(now)
    proposing.run(now)
    if not _swept or not now - SWEEP_EVERY < _swept[-1] <= now:
        _swept[:] = [now]
        _sweep(now)


def _sweep(now: datetime) -> None:
    intake.forget_seen(now=now)
    codes.forget_old(now=now)
    outbox.sweep(now=now)
    opening.sweep(now=now)
    sessions.sweep(now=now)

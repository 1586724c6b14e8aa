"""How fast one partner's program may ask, and how much it may bring: in this process's memory alone.

A partner is not a crowd: who asks too fast is told to wait, and loses nothing, since every post may be repeated.
"""

import threading
from uuid import UUID

from django.conf import settings

from waystation.hotline.crowd import UNIT, Allowance, Gauge

EACH_SECOND = 3.5  # requests, in the long run
MESSAGES = 5_000  # of UNIT bytes, at once and again in each day
BUNDLES = 1024**3  # bytes, the same
WAIT, NOT_TODAY = 60, 3600  # seconds

_lock = threading.Lock()
_paces: dict[UUID, Gauge] = {}
_messages: dict[UUID, Allowance] = {}
_bundles: dict[UUID, Allowance] = {}


def is_too_fast(token: UUID, now: float) -> bool:
    """Counts one request."""
    with _lock:
        return _paces.setdefault(token, Gauge(settings.WAYSTATION_FORMS_AT_ONCE, EACH_SECOND)).count(now)


def takes_message(token: UUID, size: int, now: float) -> bool:
    """Whether a message of so many bytes is still taken today; it counts."""
    with _lock:
        return _messages.setdefault(token, Allowance(MESSAGES)).take(1 + size // UNIT, now)


def takes_bundle(token: UUID, size: int, now: float) -> bool:
    """The same of a bundle."""
    with _lock:
        return _bundles.setdefault(token, Allowance(BUNDLES)).take(size, now)


def forget() -> None:
    """Clears this process's memory, as a restart does."""
    for each in (_paces, _messages, _bundles):
        each.clear()

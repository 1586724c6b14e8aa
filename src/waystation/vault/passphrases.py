"""Stretching passphrases: one at a time, behind a short queue, and only together with the vault half."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from waystation.vault import half, suite
from waystation.vault.errors import Busy

SALT_SIZE = 16
# How many may wait for their turn. With the one who is served they must stay few beside the web server's threads
# (site/server.py), or a crowd at the staff's door would keep callers from theirs.
WAITING = 3

# One stretching at a time: it takes tens of MiB, and a crowd at the door must not take all memory.
_one_at_a_time = threading.Lock()
_places = threading.BoundedSemaphore(WAITING + 1)


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            yield
    finally:
        _places.release()


def stretch(passphrase: str, salt: bytes) -> bytes:
    """64 bytes by Argon2id with the vault half. Raises Busy when too many wait, NotReady without a half."""
    with _turn():
        return suite.stretch(
            passphrase,
            salt,
            half.subkey(b"passphrase"),
            iterations=settings.WAYSTATION_ARGON2_ITERATIONS,
            memory_kib=settings.WAYSTATION_ARGON2_KIB,
        )

"""The login slot: a passphrase opens a person's secret, and only together with the vault half."""

import hmac
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from django.conf import settings

from waystation.vault import half, suite
from waystation.vault.errors import Busy, Locked, Tampered

SALT_SIZE = 16
# How many may wait for their turn. With the one who is served they must stay few beside the web server's threads
# (site/server.py), or a crowd at the staff's door would keep callers from theirs.
WAITING = 3

# One stretching at a time: it takes tens of MiB, and a crowd at the door must not take all memory.
_one_at_a_time = threading.Lock()
_places = threading.BoundedSemaphore(WAITING + 1)


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """What is stored. The commitment is checked first, since AES-GCM alone does not commit to its key."""

    salt: bytes
    commitment: bytes
    sealed: bytes


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            yield
    finally:
        _places.release()


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    with _turn():
        stretched = suite.stretch(
            passphrase,
            salt,
            half.subkey(b"passphrase"),
            iterations=settings.WAYSTATION_ARGON2_ITERATIONS,
            memory_kib=settings.WAYSTATION_ARGON2_KIB,
        )
    return stretched[:32], suite.derive(stretched[32:], b"commitment")


def lock(secret: bytes, passphrase: str, context: bytes) -> bytes:
    """Makes a slot that opens `secret` to whoever knows the passphrase. Raises Busy when too many wait."""
    salt = os.urandom(SALT_SIZE)
    key, commitment = _keys(passphrase, salt)
    return msgspec.msgpack.encode(Slot(salt, commitment, suite.encrypt(key, context, secret)))


def unlock(slot: bytes, passphrase: str, context: bytes) -> bytes:
    """The secret in a slot. Raises Locked, after the same work whatever is wrong, or Busy when too many wait."""
    opened = _slot(slot)
    key, commitment = _keys(passphrase, opened.salt)
    if not hmac.compare_digest(commitment, opened.commitment):
        raise Locked
    try:
        return suite.decrypt(key, context, opened.sealed)
    except Tampered:
        raise Locked from None


def _slot(slot: bytes) -> Slot:
    """The parts of a slot; of a damaged one, parts that nothing opens."""
    try:
        opened = msgspec.msgpack.decode(slot, type=Slot)
    except (msgspec.MsgspecError, ValueError):  # ValueError: bytes that are no UTF-8
        return Slot(bytes(SALT_SIZE), b"", b"")
    return opened if len(opened.salt) == SALT_SIZE else Slot(bytes(SALT_SIZE), b"", b"")


def pretend(passphrase: str, name: bytes) -> None:
    """The work of `unlock` for somebody who does not exist. Raises Locked, always, or Busy."""
    unlock(msgspec.msgpack.encode(Slot(half.digest(b"nobody", name), b"", b"")), passphrase, b"")

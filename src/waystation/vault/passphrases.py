"""The login slot: a passphrase opens a person's secret, and only together with the vault half."""

import hmac
import os
import threading

import msgspec
from django.conf import settings
from waystation.vault import half, suite
from waystation.vault.errors import Locked, Tampered

# One stretching at a time: it takes tens of MiB, and a crowd at the door must not take all memory.
_one_at_a_time = threading.Lock()


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """What is stored. The commitment is checked first, since AES-GCM alone does not commit to its key."""

    salt: bytes
    commitment: bytes
    sealed: bytes


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    with _one_at_a_time:
        stretched = suite.stretch(
            passphrase,
            salt,
            half.subkey(b"passphrase"),
            iterations=settings.WAYSTATION_ARGON2_ITERATIONS,
            memory_kib=settings.WAYSTATION_ARGON2_KIB,
        )
    return stretched[:32], suite.derive(stretched[32:], b"commitment")


def lock(secret: bytes, passphrase: str, context: bytes) -> bytes:
    """Makes a slot that opens `secret` to whoever knows the passphrase."""
    salt = os.urandom(16)
    key, commitment = _keys(passphrase, salt)
    return msgspec.msgpack.encode(Slot(salt, commitment, suite.encrypt(key, context, secret)))


def unlock(slot: bytes, passphrase: str, context: bytes) -> bytes:
    """The secret in a slot. Raises Locked, after the same work whatever is wrong."""
    opened = msgspec.msgpack.decode(slot, type=Slot)
    key, commitment = _keys(passphrase, opened.salt)
    if not hmac.compare_digest(commitment, opened.commitment):
        raise Locked
    try:
        return suite.decrypt(key, context, opened.sealed)
    except Tampered:
        raise Locked from None


def pretend(passphrase: str, name: bytes) -> None:
    """The work of `unlock` for somebody who does not exist. Raises Locked, always."""
    _keys(passphrase, half.digest(b"nobody", name))
    raise Locked

"""The login slots of an account: four of equal size, all tried at each sign-in, all written anew after it.

One Argon2id under the account's salt gives 64 bytes; with each slot's own salt, HKDF makes of them that slot's key and
a commitment to it, which is compared before anything is opened: AES-GCM alone does not commit to its key. An unused
slot is sealed under a key that nobody keeps. Since all four change at every sign-in, two snapshots of the database
tell that somebody signed in, and neither which slots are in use nor which one was.
"""

import hmac
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from waystation.vault import half, passphrases, suite
from waystation.vault.errors import Locked, Tampered

COUNT: Final = 4
CONTENT: Final = 256
"""Bytes in each slot, whatever is in it."""

_SALT, _COMMITMENT = passphrases.SALT_SIZE, 32
_SEALED = suite.SUITE_SIZE + suite.NONCE_SIZE + CONTENT + suite.TAG_SIZE
_SLOT = _SALT + _COMMITMENT + _SEALED
SIZE: Final = _SALT + COUNT * _SLOT

_shuffle = random.SystemRandom().shuffle


@dataclass(frozen=True)
class Stretched:
    """A passphrase after Argon2id, for the slots of one account."""

    salt: bytes
    secret: bytes = field(repr=False)

    def keys(self, slot_salt: bytes) -> tuple[bytes, bytes]:
        """Key and commitment of one slot."""
        key = suite.derive(self.secret[:32], b"slot", slot_salt)
        return key, suite.derive(self.secret[32:], b"slot commitment", slot_salt)


def new_salt() -> bytes:
    """For an account that has no slots yet, or gets all of them anew."""
    return os.urandom(_SALT)


def stretch(passphrase: str, slots: bytes) -> Stretched:
    """The one slow step of a sign-in. Raises Busy when too many wait, NotReady without a half."""
    salt = _whole(slots)[:_SALT]
    return Stretched(salt, passphrases.stretch(passphrase, salt))


def of_nobody(name: bytes) -> bytes:
    """Slots that nothing opens, for a sign-in name that does not exist."""
    return half.digest(b"nobody", name).ljust(SIZE, b"\0")


def make(salt: bytes, contents: Sequence[tuple[Stretched, bytes]], context: bytes) -> bytes:
    """Fresh slots: each content sealed for its passphrase, the rest random, in random order."""
    made = [_slot(stretched, content.ljust(CONTENT, b"\0"), context) for stretched, content in contents]
    made += [_slot(Stretched(salt, os.urandom(64)), os.urandom(CONTENT), context) for _ in range(COUNT - len(made))]
    if len(made) != COUNT or any(len(slot) != _SLOT for slot in made):
        raise ValueError("too much for the slots of one account")
    _shuffle(made)
    return salt + b"".join(made)


def _slot(stretched: Stretched, content: bytes, context: bytes) -> bytes:
    salt = os.urandom(_SALT)
    key, commitment = stretched.keys(salt)
    return salt + commitment + suite.encrypt(key, context, content)


def open_any(slots: bytes, stretched: Stretched, context: bytes) -> bytes:
    """The content of the slot that this passphrase opens. Raises Locked after the same work in every other case."""
    whole = _whole(slots)
    found = [_matches(whole[start : start + _SLOT], stretched) for start in range(_SALT, SIZE, _SLOT)]
    key, sealed = max(found, key=lambda each: each[0])[1:]
    opened = _decrypted(key, context, sealed)
    if not any(matched for matched, _key, _sealed in found):
        raise Locked
    return opened


def _matches(slot: bytes, stretched: Stretched) -> tuple[bool, bytes, bytes]:
    key, commitment = stretched.keys(slot[:_SALT])
    matched = hmac.compare_digest(commitment, slot[_SALT : _SALT + _COMMITMENT])
    return matched, key, slot[_SALT + _COMMITMENT :]


def _decrypted(key: bytes, context: bytes, sealed: bytes) -> bytes:
    try:
        return suite.decrypt(key, context, sealed)
    except Tampered:
        raise Locked from None


def _whole(slots: bytes) -> bytes:
    """The slots themselves; of damaged ones, as many bytes that nothing opens."""
    return slots if len(slots) == SIZE else bytes(SIZE)

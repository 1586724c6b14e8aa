"""Attack 16: AES-GCM does not commit to its key, so that one slot could try many passphrases at each sign-in.

The attacker writes slots into the database and watches whether a sign-in works.
"""

import hmac
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.attacks.gcm import colliding
from waystation.vault import slots, suite
from waystation.vault.errors import Locked

GUESSES = ("first guess", "second guess")
CONTEXT = b"anna"


def stretched(guess: str, stored: bytes) -> slots.Stretched:
    return slots.stretch(guess, stored)


@pytest.fixture
def crafted() -> bytes:
    """Four slots, each of which AES-GCM alone would open under both guesses."""
    salt = slots.new_salt()
    one, other = (stretched(guess, salt.ljust(slots.SIZE, b"\0")) for guess in GUESSES)
    return salt + b"".join(_crafted(one, other) for _ in range(slots.COUNT))


def _crafted(one: slots.Stretched, other: slots.Stretched) -> bytes:
    slot_salt, nonce = os.urandom(16), os.urandom(suite.NONCE_SIZE)
    (key, commitment), (second, _) = one.keys(slot_salt), other.keys(slot_salt)
    aad = suite.bind(suite.written(), CONTEXT)
    sealed = colliding(key, second, nonce, aad, slots.CONTENT)
    for each in (key, second):
        assert len(AESGCM(each).decrypt(nonce, sealed, aad)) == slots.CONTENT
    return slot_salt + commitment + suite.written() + nonce + sealed


def test_the_slots_open_for_one_guess_at_most(crafted: bytes) -> None:
    assert len(slots.open_any(crafted, stretched(GUESSES[0], crafted), CONTEXT)) == slots.CONTENT
    with pytest.raises(Locked):
        slots.open_any(crafted, stretched(GUESSES[1], crafted), CONTEXT)


def test_without_the_commitment_they_would_open_for_both(crafted: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hmac, "compare_digest", lambda one, other: True)
    opened = {slots.open_any(crafted, stretched(guess, crafted), CONTEXT) for guess in GUESSES}
    assert len(opened) == 2


def test_the_commitment_does_not_give_the_key_away() -> None:
    key, commitment = stretched("passphrase", bytes(slots.SIZE)).keys(bytes(16))
    assert len(commitment) == 32
    assert key != commitment

"""Attack 16: AES-GCM does not commit to its key, so that one slot could try many passphrases at each sign-in.

The attacker writes slots into the database and watches whether a sign-in works.
"""

import hmac
import os

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.attacks.gcm import colliding
from waystation.vault import passphrases, suite
from waystation.vault.errors import Locked

GUESSES = ("first guess", "second guess")


@pytest.fixture
def crafted() -> bytes:
    """A slot that AES-GCM alone would open under both guesses."""
    salt, nonce = os.urandom(16), os.urandom(suite.NONCE_SIZE)
    (one, commitment), (other, _) = (passphrases._keys(guess, salt) for guess in GUESSES)
    aad = suite.bind(suite.SUITE, b"anna")
    sealed = colliding(one, other, nonce, aad)
    for key in (one, other):
        assert len(AESGCM(key).decrypt(nonce, sealed, aad)) == 32
    return msgspec.msgpack.encode(passphrases.Slot(salt, commitment, suite.SUITE + nonce + sealed))


def test_the_slot_opens_for_one_guess_at_most(crafted: bytes) -> None:
    assert len(passphrases.unlock(crafted, GUESSES[0], b"anna")) == 32
    with pytest.raises(Locked):
        passphrases.unlock(crafted, GUESSES[1], b"anna")


def test_without_the_commitment_it_would_open_for_both(crafted: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hmac, "compare_digest", lambda one, other: True)
    opened = {passphrases.unlock(crafted, guess, b"anna") for guess in GUESSES}
    assert len(opened) == 2


def test_the_commitment_does_not_give_the_key_away() -> None:
    key, commitment = passphrases._keys("passphrase", bytes(16))
    assert len(commitment) == 32
    assert key != commitment

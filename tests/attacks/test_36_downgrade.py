"""Attack 36: the suite byte is flipped, so that something weaker opens what was sealed."""

import uuid

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import grants, records, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.keyring import Keyring

SEED = bytes(32)
OTHERS = [byte for byte in range(256) if bytes([byte]) != suite.SUITE]


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.django_db
def test_no_flipped_byte_opens(position: int) -> None:
    """Byte 0 is the form of a row, byte 1 the suite."""
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    keyring = Keyring([key])
    rows = [
        records.create(Diary, Entry(text="x"), key),
        records.post(Postcard, Entry(text="x"), (key.locator, key.compartment)),
    ]
    for row in rows:
        sealed = bytes(row.sealed)
        for byte in set(range(256)) - {sealed[position]}:
            row.sealed = sealed[:position] + bytes([byte]) + sealed[position + 1 :]
            with pytest.raises(Tampered):
                records.read(row, keyring)


def test_the_byte_is_inside_what_is_authenticated() -> None:
    """Even a program that ignored the byte in front would not open what was sealed under another."""
    sealed = suite.encrypt(SEED, b"here", b"plain")
    nonce, body = sealed[1:13], sealed[13:]
    assert AESGCM(SEED).decrypt(nonce, body, suite.bind(suite.SUITE, b"here")) == b"plain"
    for byte in OTHERS:
        with pytest.raises(InvalidTag):
            AESGCM(SEED).decrypt(nonce, body, suite.bind(bytes([byte]), b"here"))


def test_unknown_suites_are_refused() -> None:
    key, public = suite.private_key(SEED), suite.public_bytes(SEED)
    for byte in OTHERS:
        with pytest.raises(Tampered):
            suite.open_from(key, b"", bytes([byte]) + suite.seal_to(public, b"", b"plain")[1:])
        with pytest.raises(Tampered):
            suite.decrypt(SEED, b"", bytes([byte]) + suite.encrypt(SEED, b"", b"plain")[1:])

"""Attack 35: a virtual machine is copied while it runs, and both copies write: no nonce repeats under one key."""

import os
import uuid

import pytest

from tests.vault.rows.models import Diary, Entry
from waystation.vault import records, suite
from waystation.vault.keyring import Key

MANY = 50_000


def nonce(sealed: bytes) -> bytes:
    return sealed[1 : 1 + suite.NONCE_SIZE]


def test_no_nonce_repeats() -> None:
    assert len({nonce(suite.encrypt(bytes(32), b"", b"")) for _ in range(MANY)}) == MANY


def test_two_copies_of_a_process_write_apart() -> None:
    """A fork copies all of a process's state, as a snapshot does; only the kernel's randomness differs."""
    reading, writing = os.pipe()
    child = os.fork()
    mine = [nonce(suite.encrypt(bytes(32), b"", b"")) for _ in range(1000)]
    if child == 0:
        os.write(writing, b"".join(mine))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        theirs = pipe.read()
    os.waitpid(child, 0)
    assert len(theirs) == 1000 * suite.NONCE_SIZE
    assert not set(mine) & {theirs[start : start + 12] for start in range(0, len(theirs), 12)}


@pytest.mark.django_db
def test_each_row_has_a_key_of_its_own() -> None:
    key = Key.new(uuid.uuid4())
    rows = [records.create(Diary, Entry(text="same"), key) for _ in range(3)]
    assert len({records._record_key(row.id.bytes, key.secret) for row in rows}) == 3
    assert len({bytes(row.sealed) for row in rows}) == 3

"""Attack 35: a virtual machine is copied while it runs, and both copies write: no nonce repeats under one key."""

import os
import uuid
from collections.abc import Callable

import pytest

from tests.vault.rows.models import Diary, Entry
from waystation.vault import batches, records, sets, suite
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


def in_a_copy(job: Callable[[], bytes]) -> tuple[bytes, bytes]:
    """What a job gives here and in a copy of this process that was made just before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, job())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        theirs = pipe.read()
    os.waitpid(child, 0)
    return job(), theirs


def test_one_row_rewritten_in_both_copies_has_one_key_and_two_nonces() -> None:
    key, row = Key.new(uuid.uuid4()), Diary(version=7)
    records._move_to(row, key)

    def written() -> bytes:
        records._write(row, Entry(text="x"), key)
        return records._record_key(row.id.bytes, key.secret) + nonce(bytes(row.sealed[1:]))

    mine, theirs = in_a_copy(written)
    assert mine[: suite.KEY_SIZE] == theirs[: suite.KEY_SIZE]
    assert mine[suite.KEY_SIZE :] != theirs[suite.KEY_SIZE :]


def test_the_next_of_a_batch_posted_in_both_copies_has_one_key_and_two_nonces() -> None:
    """The chain of a batch is part of what a snapshot copies: there the nonce alone keeps two records apart."""
    pen = batches._Pen.__new__(batches._Pen)
    pen.id, pen._state, pen._number, pen._until = uuid.uuid4(), suite.new_secret(), 0, float("inf")

    def posted() -> bytes:
        position, key = pen.take()
        return position + key + nonce(suite.encrypt(key, position, b"x"))

    mine, theirs = in_a_copy(posted)
    assert mine[: -suite.NONCE_SIZE] == theirs[: -suite.NONCE_SIZE]
    assert mine[-suite.NONCE_SIZE :] != theirs[-suite.NONCE_SIZE :]


@pytest.mark.django_db
def test_manifests_share_a_key_and_never_a_nonce() -> None:
    sealed = {nonce(sets._sealed(uuid.UUID(int=7), 1, sets.Sum())) for _ in range(MANY // 10)}
    assert len(sealed) == MANY // 10

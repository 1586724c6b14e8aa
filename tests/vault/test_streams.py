"""Streams: what was sealed comes out, and nothing else ever does."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault import streams, suite
from waystation.vault.errors import Tampered
from waystation.vault.padding import padded_size
from waystation.vault.streams import SEGMENT, Content, Sealer, opened, seal_all, sealed_size

CUT = SEGMENT + suite.TAG_SIZE
SIZES = [0, 1, 511, 512, 513, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 7, 20 * SEGMENT]


def seal(data: bytes, context: bytes = b"here") -> tuple[Content, bytes]:
    target = io.BytesIO()
    return seal_all([data], target, context), target.getvalue()


def unseal(content: Content, sealed: bytes, context: bytes = b"here") -> bytes:
    return b"".join(opened(io.BytesIO(sealed), content, context))


def is_refused(content: Content, sealed: bytes, context: bytes = b"here") -> bool:
    try:
        unseal(content, sealed, context)
    except Tampered:
        return True
    return False


@pytest.mark.parametrize("size", SIZES)
def test_it_works(size: int) -> None:
    data = hashlib.shake_256(b"seed").digest(size)
    content, sealed = seal(data)
    assert unseal(content, sealed) == data
    assert (content.size, content.sha256) == (size, hashlib.sha256(data).digest())
    assert len(sealed) == sealed_size(size)


@given(st.lists(st.binary(max_size=3 * SEGMENT), max_size=5))
def test_however_it_is_cut_it_comes_out_whole(chunks: list[bytes]) -> None:
    target = io.BytesIO()
    content = seal_all(chunks, target, b"here")
    assert unseal(content, target.getvalue()) == b"".join(chunks)


@given(st.integers(min_value=0, max_value=10**12))
def test_the_size_tells_little(size: int) -> None:
    """No more than padding does: at most 12 % and 512 bytes more than what is in it, and a tag for each segment."""
    tags = sealed_size(size) - 1 - padded_size(size) + 5
    assert tags == 16 * -(-(padded_size(size) - 5) // SEGMENT)
    assert sealed_size(size) <= sealed_size(size + 1)
    assert padded_size(size) - 5 <= max(512, 2 * size if size <= 65536 else size * 1.12)


def test_lengths_up_to_512_give_one_size() -> None:
    assert len({len(seal(b"x" * size)[1]) for size in range(513)}) == 1


BIG = hashlib.shake_256(b"big").digest(5 * SEGMENT + 100)
CONTENT, SEALED = seal(BIG)
PIECES = [SEALED[1 + start : 1 + start + CUT] for start in range(0, len(SEALED) - 1, CUT)]


@given(st.integers(min_value=0, max_value=len(SEALED) - 1))
def test_what_is_cut_off_anywhere_is_refused(end: int) -> None:
    assert is_refused(CONTENT, SEALED[:end])


@given(st.integers(min_value=0, max_value=len(SEALED) - 1), st.integers(min_value=0, max_value=7))
def test_every_changed_bit_is_refused(at: int, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= 1 << bit
    assert is_refused(CONTENT, bytes(changed))


@given(st.binary(min_size=1, max_size=2 * CUT))
def test_what_is_added_is_refused(more: bytes) -> None:
    assert is_refused(CONTENT, SEALED + more)


@given(st.permutations(range(len(PIECES))))
def test_segments_in_another_order_are_refused(order: list[int]) -> None:
    mixed = SEALED[:1] + b"".join(PIECES[number] for number in order)
    assert is_refused(CONTENT, mixed) == (order != sorted(order))


@given(st.lists(st.integers(min_value=0, max_value=len(PIECES) - 1), max_size=9))
def test_segments_left_out_or_doubled_are_refused(chosen: list[int]) -> None:
    mixed = SEALED[:1] + b"".join(PIECES[number] for number in chosen)
    assert is_refused(CONTENT, mixed) == (chosen != list(range(len(PIECES))))


def test_a_cut_between_segments_is_refused_though_each_is_sound() -> None:
    for count in range(len(PIECES)):
        assert is_refused(CONTENT, SEALED[:1] + b"".join(PIECES[:count]))


def test_pieces_of_another_stream_are_refused() -> None:
    _, other = seal(BIG)
    for number in range(len(PIECES)):
        start = 1 + number * CUT
        mixed = SEALED[:start] + other[start : start + CUT] + SEALED[start + CUT :]
        assert is_refused(CONTENT, mixed)


@given(st.binary(max_size=40))
def test_another_place_is_refused(context: bytes) -> None:
    assert is_refused(CONTENT, SEALED, context) == (context != b"here")


def test_another_key_size_or_hash_is_refused() -> None:
    for change in ({"key": bytes(32)}, {"size": len(BIG) - 1}, {"size": len(BIG) + 1}, {"sha256": bytes(32)}):
        assert is_refused(msgspec.structs.replace(CONTENT, **change), SEALED)


def test_nothing_comes_out_of_a_segment_before_it_is_checked() -> None:
    changed = bytearray(SEALED)
    changed[1 + 2 * CUT + 5] ^= 1
    pieces = opened(io.BytesIO(bytes(changed)), CONTENT, b"here")
    assert next(pieces) + next(pieces) == BIG[: 2 * SEGMENT]
    with pytest.raises(Tampered):
        next(pieces)


def test_each_stream_has_a_key_of_its_own_and_repeats_no_nonce(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({Sealer(io.BytesIO(), b"").finish().key for _ in range(100)}) == 100
    nonces = [streams._nonce(number, last) for number in range(5000) for last in (False, True)]
    assert len(set(nonces)) == len(nonces)
    assert {len(nonce) for nonce in nonces} == {suite.NONCE_SIZE}


def test_a_newer_suite_is_not_taken_for_this_one() -> None:
    assert is_refused(CONTENT, b"\x02" + SEALED[1:])


def test_it_says_nothing_of_its_key() -> None:
    assert repr(CONTENT) == "Content()"


MEASURE = """
import resource, sys
from waystation.vault.streams import opened, seal_all
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
chunk = bytes(64 * 1024)
with open(sys.argv[1], "w+b") as file:
    for size in (1, int(sys.argv[2])):
        before = peak()
        file.seek(0)
        content = seal_all((chunk for _ in range(size * 16)), file, b"")
        file.truncate()
        file.seek(0)
        assert sum(map(len, opened(file, content, b""))) == size << 20
print(peak() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: object) -> None:
    """64 MiB take at most 2 MiB more than 1 MiB did. benchmarks/files.py does the same with 1 GiB."""
    line = [sys.executable, "-c", MEASURE, f"{tmp_path}/stream", "64"]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"})
    assert int(done.stdout) <= 2 * 1024

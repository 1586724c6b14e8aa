"""Files sealed to a passphrase: what other programs open, and open of theirs; the same work on every machine."""

import io
import re
from collections.abc import Callable

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.vault import age, age_scrypt
from waystation.vault.errors import NotReady, Tampered

PHRASE = "seven words are enough for a backup"
LITTLE = 2  # log2 of N: what it costs is not what these tests are about
CHUNK = 64 * 1024


def sealed(data: bytes, work: int = LITTLE) -> bytes:
    target = io.BytesIO()
    age_scrypt.seal(PHRASE, io.BytesIO(data), target, work)
    return target.getvalue()


def opened(data: bytes, phrase: str = PHRASE) -> bytes:
    target = io.BytesIO()
    age_scrypt.unseal(phrase, io.BytesIO(data), target)
    return target.getvalue()


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5]


@pytest.mark.parametrize("size", SIZES)
def test_another_program_opens_it(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert pyrage.passphrase.decrypt(sealed(data[:size]), PHRASE) == data[:size]
    assert opened(sealed(data[:size])) == data[:size]


def test_it_opens_what_another_program_sealed() -> None:
    data = b"x" * (CHUNK + 7)
    assert opened(pyrage.passphrase.encrypt(data, PHRASE)) == data


def test_the_work_is_the_same_whatever_the_machine_does() -> None:
    target = io.BytesIO()
    age.to_passphrase(PHRASE)(io.BytesIO(b"rows"), target)
    assert re.match(rb"age-encryption.org/v1\n-> scrypt \S{22} 18\n", target.getvalue())
    inside = io.BytesIO()
    age.from_passphrase(PHRASE)(io.BytesIO(target.getvalue()), inside)
    assert inside.getvalue() == b"rows"


@given(st.binary(max_size=300))
@settings(max_examples=25)
def test_the_same_comes_out(data: bytes) -> None:
    assert opened(sealed(data)) == data
    assert sealed(data) != sealed(data)


def test_every_byte_counts() -> None:
    whole = sealed(b"rows")
    for place in range(len(whole)):
        for changed in {whole[place] ^ 1, whole[place] ^ 0x20, 10} - {whole[place]}:
            with pytest.raises((Tampered, NotReady)):
                opened(whole[:place] + bytes([changed]) + whole[place + 1 :])
    for length in range(len(whole)):
        with pytest.raises(Tampered):
            opened(whole[:length])
    with pytest.raises(Tampered):
        opened(whole + b"x")


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(Tampered):
        opened(sealed(b"rows"), "seven words are enough for a backuq")


def cut(whole: bytes, payload: int) -> tuple[bytes, list[bytes]]:
    """The header with the nonce, and the parts of the payload."""
    head, rest = whole[:payload], whole[payload:]
    return head, [rest[start : start + CHUNK + 16] for start in range(0, len(rest), CHUNK + 16)]


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "the last is gone": lambda parts: parts[:-1],
    "the first is gone": lambda parts: parts[1:],
    "two have changed places": lambda parts: [parts[1], parts[0], *parts[2:]],
    "one came twice": lambda parts: [parts[0], *parts],
}


@pytest.mark.parametrize("change", CHANGES)
def test_its_parts_stand_in_their_order_and_none_is_missing(change: str) -> None:
    whole = sealed(b"x" * (3 * CHUNK))
    head, parts = cut(whole, whole.index(b"\n--- ") + 5 + 44 + 16)
    assert opened(head + b"".join(parts)) == b"x" * (3 * CHUNK)
    with pytest.raises(Tampered):
        opened(head + b"".join(CHANGES[change](parts)))


class TwoPieces(bytes):
    """An empty piece that a writer takes for one more."""

    def __bool__(self) -> bool:
        return True


def test_an_empty_part_behind_full_ones_is_refused() -> None:
    """Or two files of other bytes would open as one."""
    pieces = iter([b"x" * CHUNK, TwoPieces()])
    source, target = io.BytesIO(), io.BytesIO()
    source.read = lambda size=-1: next(pieces)  # type: ignore[method-assign]
    age_scrypt.seal(PHRASE, source, target, LITTLE)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(target.getvalue(), PHRASE)
    with pytest.raises(Tampered):
        opened(target.getvalue())


def test_the_mark_of_a_header_has_one_spelling() -> None:
    """Its last sign says two bits that are of no byte."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    whole = sealed(b"rows")
    at = whole.index(b"\n--- ") + 5 + 42
    for more in (1, 2, 3):
        other = letters[letters.index(whole[at]) + more]
        with pytest.raises(Tampered):
            opened(whole[:at] + bytes([other]) + whole[at + 1 :])


@pytest.mark.parametrize("work", [b"23", b"64", b"99"])
def test_more_work_than_anybody_does_is_refused_before_it_is_begun(work: bytes) -> None:
    with pytest.raises(NotReady, match="more work"):
        opened(sealed(b"rows").replace(b" 2\n", b" " + work + b"\n", 1))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n" * 5, b"age-encryption.org/v1\n", b"x" * 10**6, b"age-encryption.org/v1\n-> X25519 x\nx\n--- x\n"],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(Tampered):
        opened(content)


@pytest.mark.parametrize("work", [b"0", b"02", b"-1", b"+2", b"1e1", b" 2"])
def test_a_number_has_one_spelling(work: bytes) -> None:
    with pytest.raises(Tampered):
        opened(sealed(b"rows").replace(b" 2\n", b" " + work + b"\n", 1))

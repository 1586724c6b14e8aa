import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault import suite
from waystation.vault.errors import Tampered

SEED = bytes(range(32))
PUBLIC, PRIVATE = suite.public_bytes(SEED), suite.private_key(SEED)
parts = st.lists(st.binary(max_size=20), max_size=5)


@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_it_works_with_a_key(plaintext: bytes, context: bytes) -> None:
    assert suite.decrypt(SEED, context, suite.encrypt(SEED, context, plaintext)) == plaintext


@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_it_works_with_a_public_key(plaintext: bytes, context: bytes) -> None:
    assert suite.open_from(PRIVATE, context, suite.seal_to(PUBLIC, context, plaintext)) == plaintext


@given(parts, parts)
def test_no_two_lists_bind_alike(one: list[bytes], other: list[bytes]) -> None:
    assert (suite.bind(*one) == suite.bind(*other)) == (one == other)


@given(st.binary(max_size=60), st.data())
def test_no_changed_byte_passes(plaintext: bytes, data: st.DataObject) -> None:
    for sealed, attempt in (
        (suite.encrypt(SEED, b"", plaintext), lambda changed: suite.decrypt(SEED, b"", changed)),
        (suite.seal_to(PUBLIC, b"", plaintext), lambda changed: suite.open_from(PRIVATE, b"", changed)),
    ):
        position = data.draw(st.integers(0, len(sealed) - 1))
        changed = bytearray(sealed)
        changed[position] ^= data.draw(st.integers(1, 255))
        with pytest.raises(Tampered):
            attempt(bytes(changed))


@given(st.binary(max_size=1300))
def test_noise_is_refused(noise: bytes) -> None:
    for sealed in (noise, suite.written() + noise):
        with pytest.raises(Tampered):
            suite.decrypt(SEED, b"", sealed)
        with pytest.raises(Tampered):
            suite.open_from(PRIVATE, b"", sealed)


@pytest.mark.parametrize("size", [0, 1, 31, 32, 1184, 1215, 1217, 5000])
def test_what_is_no_public_key_is_refused(size: int) -> None:
    with pytest.raises(Tampered):
        suite.seal_to(bytes(size), b"", b"plain")


def test_uses_of_a_key_are_separate() -> None:
    derived = {
        suite.derive(SEED, b"one"),
        suite.derive(SEED, b"two"),
        suite.derive(SEED, b"one", b"context"),
        suite.derive(SEED, b"onec", b"ontext"),
    }
    assert len(derived) == 4

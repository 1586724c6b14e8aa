import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault.errors import Tampered
from waystation.vault.padding import LARGEST_BUCKET, PREFIX, pad, padded_size, unpad


@given(st.binary(max_size=3000))
def test_it_works(data: bytes) -> None:
    assert unpad(pad(data)) == data


def test_short_content_has_one_size() -> None:
    assert {len(pad(bytes(size))) for size in range(513)} == {512 + PREFIX}


@given(st.integers(0, LARGEST_BUCKET))
def test_up_to_64_kib_sizes_are_powers_of_two(size: int) -> None:
    body = padded_size(size) - PREFIX
    assert body >= max(size, 512)
    assert body & (body - 1) == 0
    assert size <= 512 or body < 2 * size


@given(st.integers(LARGEST_BUCKET + 1, 1 << 40))
def test_above_padme_costs_at_most_12_percent(size: int) -> None:
    body = padded_size(size) - PREFIX
    assert size <= body <= size * 1.12


@given(st.integers(0, 1 << 20))
def test_longer_is_never_smaller(size: int) -> None:
    assert padded_size(size) <= padded_size(size + 1)


@pytest.mark.parametrize("padded", [b"", b"\0" * 4, b"\0\0\0\0\x01", b"\xff" * 600])
def test_impossible_lengths_are_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        unpad(padded)

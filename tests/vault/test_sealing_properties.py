"""Sealing, whatever is sealed: it opens where it stands, and nowhere else, and not after any change."""

import uuid

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as choices
from hypothesis import strategies as st

from tests.vault.rows.models import Diary, Entry
from waystation.vault import records, suite
from waystation.vault.compartments import CASE_COMPARTMENTS
from waystation.vault.content import open_content, seal_content
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring

SECRET = bytes(range(32))
PRIVATE, PUBLIC = suite.private_key(SECRET), suite.public_bytes(SECRET)
PARTS = st.lists(st.binary(max_size=12), max_size=5)
PLAIN, CONTEXT = st.binary(max_size=700), st.binary(max_size=40)
KEYS = st.builds(
    Key,
    locator=st.uuids(),
    compartment=st.sampled_from(CASE_COMPARTMENTS),
    epoch=st.integers(0, 9),
    secret=st.just(SECRET),  # with one secret everywhere it is the binding alone that keeps cells apart
)


@given(PARTS, PARTS)
def test_no_two_lists_are_bound_alike(one: list[bytes], other: list[bytes]) -> None:
    assert (suite.bind(*one) == suite.bind(*other)) == (one == other)


@given(PLAIN, CONTEXT)
def test_it_opens_where_it_stands(plain: bytes, context: bytes) -> None:
    assert suite.decrypt(SECRET, context, suite.encrypt(SECRET, context, plain)) == plain
    assert suite.open_from(PRIVATE, context, suite.seal_to(PUBLIC, context, plain)) == plain
    key, sealed = seal_content(plain, context)
    assert open_content(key, sealed, context) == plain


@given(PLAIN, CONTEXT, CONTEXT)
def test_it_opens_in_no_other_context(plain: bytes, here: bytes, there: bytes) -> None:
    assume(here != there)
    with pytest.raises(Tampered):
        suite.decrypt(SECRET, there, suite.encrypt(SECRET, here, plain))
    with pytest.raises(Tampered):
        suite.open_from(PRIVATE, there, suite.seal_to(PUBLIC, here, plain))


@given(PLAIN, st.data())
def test_no_change_of_any_bit_opens(plain: bytes, data: st.DataObject) -> None:
    for sealed, opens in (
        (suite.encrypt(SECRET, b"", plain), lambda changed: suite.decrypt(SECRET, b"", changed)),
        (suite.seal_to(PUBLIC, b"", plain), lambda changed: suite.open_from(PRIVATE, b"", changed)),
    ):
        bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            opens(bytes(flipped))


@given(PLAIN, st.data())
def test_nothing_cut_off_or_added_opens(plain: bytes, data: st.DataObject) -> None:
    sealed = suite.encrypt(SECRET, b"", plain)
    cut = data.draw(st.integers(0, len(sealed) - 1))
    for changed in (sealed[:cut], sealed + data.draw(st.binary(min_size=1, max_size=20)), sealed[cut + 1 :]):
        with pytest.raises(Tampered):
            suite.decrypt(SECRET, b"", changed)


@given(KEYS, KEYS, st.uuids(), st.uuids(), st.integers(1, 5), st.integers(1, 5), st.text(max_size=600))
@choices(suppress_health_check=[HealthCheck.too_slow])
def test_of_any_two_places_each_opens_its_own(
    one: Key, other: Key, pk: uuid.UUID, other_pk: uuid.UUID, version: int, other_version: int, text: str
) -> None:
    here, there = Diary(id=pk, version=version), Diary(id=other_pk, version=other_version)
    for row, key in ((here, one), (there, other)):
        records._move_to(row, key)
        records._write(row, Entry(text=text), key)
    keyring = Keyring([one, other])
    assert records.read(here, keyring).text == records.read(there, keyring).text == text
    assume((one, pk, version) != (other, other_pk, other_version))
    there.sealed = here.sealed
    with pytest.raises((Tampered, Locked)):
        records.read(there, keyring)


@given(st.lists(KEYS, max_size=12))
def test_a_keyring_gives_the_newest_and_keeps_the_first(keys: list[Key]) -> None:
    keyring = Keyring(keys)
    for key in keys:
        held = [each for each in keys if (each.locator, each.compartment) == (key.locator, key.compartment)]
        assert keyring.key(key.locator, key.compartment).epoch == max(each.epoch for each in held)
        assert keyring.key(key.locator, key.compartment, key.epoch) == next(
            each for each in held if each.epoch == key.epoch
        )
    assert {(key.locator, key.compartment, key.epoch) for key in list(keyring.keys())} == {
        (key.locator, key.compartment, key.epoch) for key in keys
    }


@given(KEYS, st.integers(10, 20))
def test_an_epoch_that_is_not_held_is_locked(key: Key, epoch: int) -> None:
    with pytest.raises(Locked):
        Keyring([key]).key(key.locator, key.compartment, epoch)

"""A keyring of bytes answers as a dictionary of keys would."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault import rings
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import ENTRY, Chain, Key, Keyring

HOLDERS = [uuid.UUID(int=number) for number in (0, 1, 2**127, 2**128 - 1)]
KEYS = st.builds(
    Key,
    st.sampled_from(HOLDERS),
    st.sampled_from(Compartment),
    st.sampled_from([0, 1, 2, 255, 256, 2**32 - 1]),
    st.binary(min_size=32, max_size=32),
)
Name = tuple[uuid.UUID, Compartment, int]


def named(keys: list[Key]) -> dict[Name, Key]:
    """By name; of two keys of one name the first is kept."""
    first: dict[Name, Key] = {}
    for key in keys:
        first.setdefault((key.locator, key.compartment, key.epoch), key)
    return first


@given(st.lists(KEYS, max_size=40))
def test_it_answers_as_a_dictionary_would(keys: list[Key]) -> None:
    ring, expected = Keyring(keys), named(keys)
    assert set(ring.keys()) == set(expected.values())
    for holder in HOLDERS:
        for kind in Compartment:
            epochs = [epoch for locator, compartment, epoch in expected if (locator, compartment) == (holder, kind)]
            assert ring.holds(holder, kind) is bool(epochs)
            assert [key.epoch for key in ring.epochs(holder, kind)] == sorted(epochs, reverse=True)
            assert (holder in ring.locators(kind)) is bool(epochs)
            for epoch in epochs:
                assert ring.key(holder, kind, epoch) == expected[holder, kind, epoch]
                assert ring.find(holder.bytes, kind, epoch) == expected[holder, kind, epoch].secret
            if epochs:
                assert ring.key(holder, kind).epoch == max(epochs)
            else:
                pytest.raises(Locked, ring.key, holder, kind)


@given(st.lists(KEYS, max_size=40), st.lists(KEYS, max_size=40))
def test_what_a_page_holds_comes_back(known: list[Key], granted: list[Key]) -> None:
    page = rings.pack(Keyring(granted).groups())
    ring = Keyring(known)
    ring.take(rings.unpack(page) if granted else [])
    assert set(ring.keys()) == set(named([*known, *granted]).values())


@given(st.lists(KEYS, min_size=1, max_size=40))
def test_gains_name_every_holder_of_whom_there_is_more(keys: list[Key]) -> None:
    ring = Keyring(keys[: len(keys) // 2])
    before, known = len(ring.gained), set(ring.keys())
    for key in keys:
        ring.add(key)
    more = {key.locator.bytes for key in set(ring.keys()) - known}
    assert set(ring.gained[before:]) == more


def test_a_key_that_no_row_can_name_is_not_found() -> None:
    key = Key.new(HOLDERS[0])
    for compartment, epoch in ((300, 0), (-1, 0), (0, -1), (0, 2**32)):
        assert Keyring([key]).find(key.locator.bytes, compartment, epoch) is None


@given(st.lists(KEYS, min_size=1, max_size=12), st.data())
def test_a_page_that_was_cut_gives_nothing(keys: list[Key], data: st.DataObject) -> None:
    page = rings.pack(Keyring(keys).groups())
    groups = Keyring(keys).groups()
    ends = {len(rings.pack(groups[:number])) for number in range(1, len(groups) + 1)}
    cut = data.draw(st.integers(0, len(page)).filter(lambda size: size not in ends))
    with pytest.raises(Tampered):
        rings.unpack(page[:cut])


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_tampered(content: bytes) -> None:
    try:
        groups = rings.unpack(content)
    except Tampered:
        return
    assert rings.pack(groups) == content
    Keyring().take(groups)


def test_a_count_of_nothing_is_no_group() -> None:
    with pytest.raises(Tampered):
        rings.unpack(bytes(rings.HOLDER + 1))


@given(st.integers(1, 700), st.integers(300, 70_000))
def test_pages_are_of_bounded_size_and_hold_all(count: int, largest: int) -> None:
    many = Keyring(Key(HOLDERS[0], Compartment.LIST, epoch, bytes(32)) for epoch in range(count))
    many.take([(uuid.uuid4().bytes, bytes(ENTRY)) for _ in range(count)])
    lots = list(rings.pages(many.groups(), largest))
    back = Keyring()
    for lot in lots:
        back.take(rings.unpack(rings.pack(lot)))
    assert set(back.keys()) == set(many.keys())
    one_group = rings.HOLDER + 1 + 255 * ENTRY
    assert all(len(rings.pack(lot)) <= max(largest, one_group) for lot in lots)


def test_it_does_not_show_its_secrets() -> None:
    key = Key.new(HOLDERS[0])
    assert repr(key.secret) not in repr(Keyring([key]))
    assert key.secret.hex() not in repr(Keyring([key]))


def test_what_is_put_away_is_in_no_hand_however_it_was_used_before() -> None:
    gone, stays = Key.new(HOLDERS[1]), Key.new(HOLDERS[2])
    ring = Keyring([gone, stays])
    assert ring.key(HOLDERS[1]) == gone  # made once, and remembered
    ring.chains[b"batch", HOLDERS[1].bytes, int(Compartment.SELF), 0] = Chain(bytes(32))
    assert ring.drop([(HOLDERS[1], Compartment.SELF)])
    with pytest.raises(Locked):
        ring.key(HOLDERS[1], epoch=0)
    assert ring.chains == {}
    assert ring.locators(Compartment.SELF) == [HOLDERS[2]]


def test_putting_away_what_was_never_there_changes_nothing() -> None:
    ring = Keyring([Key.new(HOLDERS[2])])
    ring.chains[b"batch", HOLDERS[2].bytes, int(Compartment.SELF), 0] = Chain(bytes(32))
    assert not ring.drop([(HOLDERS[1], Compartment.SELF), (HOLDERS[2], Compartment.LIST)])
    assert (len(ring.keys()), len(ring.chains), ring.dropped) == (1, 1, 0)

"""What belongs to what is what a dictionary of sets would say, however many there are."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.figures.links import Links

KEYS = st.sampled_from([b"a", b"b"])
STEPS = st.lists(st.tuples(st.booleans(), KEYS, st.integers(0, 60).map(lambda number: bytes([number]))), max_size=200)


@given(STEPS)
def test_it_is_what_sets_would_be(steps: list[tuple[bool, bytes, bytes]]) -> None:
    links, sets = Links(), defaultdict[bytes, set[bytes]](set)
    for adds, of, one in steps:
        if adds:
            links.put(of, one)
            sets[of].add(one)
        else:
            links.drop(of, one)
            sets[of].discard(one)
    for of in (b"a", b"b", b"c"):
        assert sorted(links.get(of)) == sorted(sets[of])


def test_many_stay_quick_and_are_each_there_once() -> None:
    links = Links()
    for _ in range(2):
        for number in range(50_000):
            links.put(b"a", number.to_bytes(16))
    assert len(links.get(b"a")) == 50_000

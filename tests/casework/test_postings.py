"""An inverted index says what a look at everything would, whatever was put in and taken out."""

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.postings import Postings

KEYS = st.lists(st.integers(0, 5), max_size=4)
IDS = st.sampled_from([b"a", b"b", b"c", b"d"])


@given(st.lists(st.tuples(IDS, KEYS), max_size=12), KEYS)
def test_it_works(changes: list[tuple[bytes, list[int]]], asked: list[int]) -> None:
    postings, there = Postings[int](), dict[bytes, list[int]]()
    for id_, keys in changes:
        postings.drop(id_, there.get(id_, []))
        postings.put(id_, keys)
        there[id_] = keys
    assert postings.having(asked) == {id_ for id_, keys in there.items() if set(keys) & set(asked)}


def test_what_it_gives_stays_as_it_was() -> None:
    postings = Postings[str]()
    postings.put(b"a", ["x"])
    found = postings.having(["x"])
    postings.drop(b"a", ["x"])
    assert found == {b"a"}
    assert postings.having(["x"]) == set()

"""One string is searched as each text by itself would be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.staff import texts
from waystation.staff.texts import Texts

WORDS = st.text("абя ab\n", max_size=6).map(str.encode)


@given(st.lists(WORDS, max_size=12), WORDS)
def test_it_finds_what_each_by_itself_would(some: list[bytes], wanted: bytes) -> None:
    assert texts.places(Texts(some).having(wanted), len(some)) == [
        place for place, text in enumerate(some) if wanted in text
    ]


@given(st.lists(WORDS, max_size=12), WORDS)
def test_with_many_hits_too(some: list[bytes], wanted: bytes) -> None:
    with pytest.MonkeyPatch.context() as few:
        few.setattr(texts, "_MANY", 1)
        assert texts.places(Texts(some).having(wanted), len(some)) == [
            place for place, text in enumerate(some) if wanted in text
        ]


def test_nothing_is_found_across_two() -> None:
    assert Texts([b"ab", b"ba"]).having(b"bb") == 0
    assert Texts([]).having(b"a") == 0

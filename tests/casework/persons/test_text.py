"""What cannot be seen is pointed out, and cannot turn a page about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.persons.text import hidden, plain

DANGEROUS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad\U000e0041"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(DANGEROUS + "\u200c\u200d"))))
def test_nothing_that_is_shown_hides(text: str) -> None:
    shown = plain(text)
    assert not set(shown) & set(DANGEROUS)
    assert hidden(shown) == []


@given(st.text(alphabet="abcабвӀё' -.ابپ漢字", max_size=60))
def test_an_ordinary_name_is_shown_as_it_is(text: str) -> None:
    assert (plain(text), hidden(text)) == (text, [])


@pytest.mark.parametrize("mark", DANGEROUS)
def test_each_is_pointed_out(mark: str) -> None:
    assert hidden(f"Тим{mark}ур") == [f"U+{ord(mark):04X}"]


def test_an_override_is_shown_as_what_it_is() -> None:
    assert plain("Тимур\u202eрубин") == "Тимур[U+202E]рубин"


def test_joiners_stay_where_a_script_needs_them() -> None:
    persian = "علی\u200cرضا"
    assert (plain(persian), hidden(persian)) == (persian, [])
    assert (plain("Ти\u200dмур"), hidden("Ти\u200dмур")) == ("Тимур", ["U+200D"])

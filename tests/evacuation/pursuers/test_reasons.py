"""A reason in two halves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.pursuers import reasons

TEXTS = st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"))


@given(TEXTS)
def test_both_halves_are_the_reason(text: str) -> None:
    assert reasons.join(*reasons.split(text)) == text


@given(TEXTS)
def test_the_length_tells_little(text: str) -> None:
    one, other = reasons.split(text)
    assert len(one) == len(other)
    assert len(one) % 64 == 0
    assert len(one) > len(text.encode())


def test_one_half_is_another_each_time_and_holds_nothing() -> None:
    halves = [reasons.split("His brother serves with the other one's cousin.") for _ in range(20)]
    assert len({one for one, _ in halves}) == len({other for _, other in halves}) == 20
    assert not any(b"brother" in half for pair in halves for half in pair)


def test_halves_of_two_reasons_give_none() -> None:
    short, long = reasons.split("a"), reasons.split("b" * 200)
    assert reasons.join(short[0], long[1]) == ""

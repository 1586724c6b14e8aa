"""Which tests run on PostgreSQL: each question is asked there, if anybody asks it at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.postgresql.only import chosen

KNOWN = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.lists(st.sampled_from("123456789"), unique=True, max_size=5),
    max_size=12,
)


@given(KNOWN, st.sets(st.sampled_from("abcdefgh"), max_size=3))
def test_every_question_is_asked_and_none_for_nothing(known: dict[str, list[str]], anyway: set[str]) -> None:
    found = chosen(known, anyway)
    assert anyway <= found <= known.keys() | anyway

    def asked(names: set[str]) -> set[str]:
        return {question for name in names & known.keys() for question in known[name]}

    assert asked(found) == asked(set(known))
    for name in found - anyway:
        assert asked(found - {name}) != asked(found)


def test_those_are_taken_that_ask_little_else() -> None:
    before, after = [f"before {number}" for number in range(99)], [f"after {number}" for number in range(99)]
    known = {"first": before, "all": before + after, "last": after}
    assert chosen(known, ["first"]) == {"first", "last"}
    assert chosen(known, ["all"]) == {"all"}
    assert chosen({"all": known["all"], "some": after[:9]}) == {"all"}

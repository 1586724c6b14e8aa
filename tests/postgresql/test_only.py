"""Which tests run on PostgreSQL: each question is asked there, if anybody asks it at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.postgresql.asked import Asked
from tests.postgresql.only import chosen

KNOWN = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.builds(Asked, st.lists(st.sampled_from("123456789"), unique=True, max_size=5), st.floats(0, 60)),
    max_size=12,
)


@given(KNOWN, st.sets(st.sampled_from("abcdefgh"), max_size=3))
def test_every_question_is_asked_and_none_for_nothing(known: dict[str, Asked], anyway: set[str]) -> None:
    found = chosen(known, anyway)
    assert anyway <= found <= known.keys() | anyway

    def asked(names: set[str]) -> set[str]:
        return {question for name in names & known.keys() for question in known[name].questions}

    assert asked(found) == asked(set(known))
    for name in found - anyway:
        assert asked(found - {name}) != asked(found)


def test_the_cheaper_ones_are_taken() -> None:
    known = {"all": Asked(["1", "2", "3"], 40.0), "a": Asked(["1", "2"], 0.1), "b": Asked(["2", "3"], 0.2)}
    assert chosen(known) == {"a", "b"}
    assert chosen(known, ["all"]) == {"all"}
    assert chosen({"all": known["all"], "a": known["a"]}) == {"all"}

"""What follows from what people decided: the last word counts, two outvote one, contradictions are found."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from waystation.casework.records import Decision
from waystation.documentation.matching import rules
from waystation.documentation.matching.records import Match
from waystation.documentation.matching.rules import Side

INA, RUSLAN, ZARA = UUID(int=11), UUID(int=12), UUID(int=13)
ONE, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
SAMPLED, NOT_SAMPLED = UUID(int=0), UUID(int=1 << 96)


def match(*said: tuple[UUID, str], first: UUID = ONE, second: UUID = OTHER) -> Match:
    return Match(first=first, second=second, decisions=tuple(Decision(state=state, by=by) for by, state in said))


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([], ""),
        ([(INA, "same")], "same"),
        ([(INA, "unsure")], "unsure"),
        ([(INA, "same"), (RUSLAN, "different")], "disputed"),
        ([(INA, "same"), (RUSLAN, "unsure")], "same"),
        ([(INA, "same"), (RUSLAN, "different"), (ZARA, "different")], "different"),
        ([(INA, "same"), (RUSLAN, "different"), (INA, "different")], "different"),
        ([(INA, "same"), (INA, "")], ""),
        ([(INA, "same"), (RUSLAN, "different"), (RUSLAN, "")], "same"),
        ([(INA, "same"), (INA, ""), (INA, "different")], "different"),
    ],
)
def test_the_last_word_of_each_counts(said: list[tuple[UUID, str]], verdict: str) -> None:
    assert rules.verdict(match(*said)) == verdict


def test_a_second_opinion_is_wanted_where_they_disagree_or_it_was_drawn() -> None:
    disputed = match((INA, "same"), (RUSLAN, "different"))
    assert rules.waits_for(NOT_SAMPLED, disputed, ZARA)
    assert not rules.waits_for(NOT_SAMPLED, disputed, INA)
    assert not rules.is_open_to(NOT_SAMPLED, disputed, ZARA)
    assert rules.is_open_to(NOT_SAMPLED, disputed, INA)
    alone = match((INA, "same"))
    assert rules.is_sampled(SAMPLED)
    assert rules.waits_for(SAMPLED, alone, RUSLAN)
    assert not rules.waits_for(NOT_SAMPLED, alone, RUSLAN)
    assert not rules.wants_second(SAMPLED, match((INA, "same"), (RUSLAN, "same")))
    share = sum(rules.is_sampled(uuid4()) for _ in range(4000)) / 4000
    assert share == pytest.approx(1 / rules.ONE_IN, abs=0.02)


def test_what_cannot_hold_together_is_found() -> None:
    people = [UUID(int=number) for number in range(1, 30)]
    chain = [match((INA, "same"), first=one, second=other) for one, other in pairwise(people)]
    assert rules.contradiction(rules.decided(chain)) is None
    ends = match((INA, "different"), first=people[0], second=people[-1])
    assert rules.contradiction(rules.decided([*chain, ends])) == (people[0], people[-1])
    broken = [*chain[:10], *chain[11:], ends]
    assert rules.contradiction(rules.decided(broken)) is None
    disputed = match((INA, "same"), (RUSLAN, "different"), first=people[10], second=people[11])
    assert rules.contradiction(rules.decided([*broken, disputed])) is None  # what is disputed joins nobody


def test_groups_are_of_those_held_to_be_one() -> None:
    said = rules.decided(
        [
            match((INA, "same")),
            match((INA, "same"), first=OTHER, second=THIRD),
            match((INA, "different"), first=UUID(int=7), second=UUID(int=8)),
        ]
    )
    assert [sorted(group) for group in rules.groups(said)] == [[ONE, OTHER, THIRD]]


def test_what_hangs_on_a_pair_makes_it_worth_deciding() -> None:
    told, elsewhere = frozenset((INA,)), frozenset((RUSLAN,))
    victims = rules.value(0.5, Side(1, told), Side(1, told))
    joins = rules.value(0.5, Side(1, told), Side(1, elsewhere))
    sources = rules.value(0.5, Side(4, told), Side(4, elsewhere))
    assert joins > victims > sources > rules.value(0.999, Side(1, told), Side(1, elsewhere))


def test_only_those_drawn_count_for_agreement() -> None:
    both = match((INA, "same"), (RUSLAN, "different"))
    assert rules.second_opinions({SAMPLED: both, NOT_SAMPLED: both}) == [("same", "different")]

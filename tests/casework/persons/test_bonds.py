"""Who belongs together: each contradiction and each circle is found, however long the chain, and none that is not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.persons import bonds
from waystation.casework.persons.household import troubles
from waystation.casework.persons.records import Bond

PEOPLE = [UUID(int=number) for number in range(1, 6)]
NAMES = dict(zip(PEOPLE, ("Alder", "Birch", "Cedar", "Dogwood", "Elm"), strict=True))
ALDER, BIRCH, CEDAR, DOGWOOD, _ELM = PEOPLE

answers = st.sampled_from(["", bonds.MUST, bonds.MAY, bonds.MUST_NOT])


@st.composite
def households(draw: st.DrawFn) -> list[Bond]:
    """Any answers for any pairs of five people."""
    pairs = draw(st.lists(st.sampled_from(list(combinations(PEOPLE, 2))), unique=True))
    return [
        Bond(first=one, second=two, travel=draw(answers), depends=draw(st.sampled_from([None, one, two])))
        for one, two in pairs
    ]


def divisions(people: list[UUID]) -> Iterator[list[set[UUID]]]:
    """Every way in which people can be divided into groups."""
    if not people:
        yield []
        return
    for rest in divisions(people[1:]):
        for place in range(len(rest)):
            yield [*rest[:place], rest[place] | {people[0]}, *rest[place + 1 :]]
        yield [*rest, {people[0]}]


def is_kept(bond: Bond, division: list[set[UUID]]) -> bool:
    together = any({bond.first, bond.second} <= group for group in division)
    return {bonds.MUST: together, bonds.MUST_NOT: not together}.get(bonds.says(bond, "travel"), True)


@given(households())
def test_a_contradiction_is_told_exactly_where_nobody_could_divide_them(told: list[Bond]) -> None:
    possible = any(all(is_kept(bond, division) for bond in told) for division in divisions(PEOPLE))
    assert bool(bonds.conflicts(told, "travel")) == (not possible)


@given(households())
def test_a_chain_joins_the_two_and_each_step_of_it_was_said(told: list[Bond]) -> None:
    must = {frozenset((bond.first, bond.second)) for bond in told if bonds.says(bond, "travel") == bonds.MUST}
    for conflict in bonds.conflicts(told, "travel"):
        assert len(conflict.chain) >= 2
        assert {frozenset(step) for step in zip(conflict.chain, conflict.chain[1:], strict=False)} <= must


def reachable(told: list[Bond], start: UUID) -> set[UUID]:
    """Whom somebody needs, directly or through others."""
    found: set[UUID] = set()
    while True:
        more = {
            bond.second if bond.depends == bond.first else bond.first
            for bond in told
            if bond.depends is not None and bond.depends in found | {start}
        }
        if more <= found:
            return found
        found |= more


@given(households())
def test_a_circle_is_told_exactly_where_somebody_needs_themselves(told: list[Bond]) -> None:
    round_ = {one for one in PEOPLE if one in reachable(told, one)}
    circles = bonds.circles(told)
    assert bool(circles) == bool(round_)
    needs = {(b.depends, b.second if b.depends == b.first else b.first) for b in told if b.depends}
    for circle in circles:
        assert circle[0] == circle[-1]
        assert set(circle) <= round_
        assert set(zip(circle, circle[1:], strict=False)) <= needs


@given(households())
def test_everybody_is_in_one_group_at_most(told: list[Bond]) -> None:
    placed = [one for group in bonds.groups(told, "travel") for one in group]
    assert len(placed) == len(set(placed))
    assert all(len(group) > 1 for group in bonds.groups(told, "travel"))


@given(households())
def test_troubles_are_sentences(told: list[Bond]) -> None:
    assert all("%(" not in sentence and "—" not in sentence for sentence in troubles(told, NAMES))


def test_a_contradiction_through_others_is_told_in_words(settings: object) -> None:
    told = [
        Bond(first=ALDER, second=BIRCH, travel=bonds.MUST),
        Bond(first=BIRCH, second=CEDAR, depends=CEDAR),
        Bond(first=ALDER, second=CEDAR, travel=bonds.MUST_NOT),
    ]
    (sentence,) = troubles(told, NAMES)
    assert "Alder – Birch – Cedar" in sentence


def test_a_circle_of_people_who_cannot_be_alone_is_told_in_words() -> None:
    told = [
        Bond(first=ALDER, second=BIRCH, depends=ALDER),
        Bond(first=BIRCH, second=CEDAR, depends=BIRCH),
        Bond(first=ALDER, second=CEDAR, depends=CEDAR),
    ]
    (sentence,) = troubles(told, NAMES)
    assert sentence.count("→") == 3


def test_one_pair_that_contradicts_itself_or_says_nothing_is_refused() -> None:
    assert bonds.refusals(Bond(first=ALDER, second=ALDER, travel=bonds.MUST))
    assert bonds.refusals(Bond(first=ALDER, second=BIRCH))
    assert bonds.refusals(Bond(first=ALDER, second=BIRCH, depends=ALDER, live=bonds.MUST_NOT))
    assert not bonds.refusals(Bond(first=ALDER, second=BIRCH, depends=ALDER, contact=bonds.MUST_NOT))
    assert not bonds.refusals(Bond(first=ALDER, second=DOGWOOD, live=bonds.MAY))

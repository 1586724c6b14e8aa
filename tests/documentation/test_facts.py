"""What always holds of statuses, whatever is said and in whichever order."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.documentation.said import AT, BEATING, DEATH, INA, KILLING, RUSLAN, ZARA, apart, heard, said, without_note
from waystation.documentation.assertions import (
    CREDIBILITY,
    HAND_OF,
    HANDS,
    HAPPENED,
    METHOD,
    RELIABILITY,
    Assertion,
    Claim,
)
from waystation.documentation.corroboration import LADDER, Status, discrepancies, grades, status, statuses
from waystation.documentation.facts import Facts
from waystation.documentation.reviews import Independence, Judged, Review, judged

PEOPLE = [UUID(int=each) for each in range(101, 107)]
EXHIBITS = [UUID(int=each) for each in (90, 91)]
REVIEWERS = [INA, RUSLAN, ZARA]
CLAIMS = [(DEATH, HAPPENED, KILLING), (DEATH, METHOD, "blunt"), (UUID(int=3), HAPPENED, BEATING)]


@st.composite
def assertions(draw: st.DrawFn, number: int) -> Assertion:
    subject, property_, value = draw(st.sampled_from(CLAIMS))
    material = draw(st.sampled_from(["", "", "", "photo", "court_record"]))
    return said(
        number,
        subject=subject,
        property=property_,
        value=value,
        source=draw(st.sampled_from(PEOPLE)),
        statement=UUID(int=500 + draw(st.integers(0, 4))),
        denies=draw(st.integers(0, 7)) == 0,
        connection=draw(st.sampled_from(list(HAND_OF))),
        hand=draw(st.sampled_from(HANDS)),
        heard_from=draw(st.sampled_from([None, None, *PEOPLE])),
        reliability=draw(st.sampled_from(RELIABILITY)),
        credibility=draw(st.sampled_from(CREDIBILITY)),
        material=material,
        exhibit=draw(st.sampled_from(EXHIBITS)) if material else None,
        finding=material == "court_record" and draw(st.booleans()),
        collector=draw(st.sampled_from([None, INA, RUSLAN])),
        retracted=AT if draw(st.integers(0, 7)) == 0 else None,
    )


@st.composite
def said_together(draw: st.DrawFn) -> list[Assertion]:
    return [draw(assertions(number)) for number in range(draw(st.integers(1, 9)))]


@st.composite
def judgements(draw: st.DrawFn, told: list[Assertion]) -> Judged:
    compared = [
        Independence(
            first=one,
            second=other,
            independent=draw(st.integers(0, 3)) > 0,
            reason="Other towns.",
            by=draw(st.sampled_from(REVIEWERS)),
            at=AT,
        )
        for number, one in enumerate(PEOPLE)
        for other in PEOPLE[number + 1 :]
        if draw(st.booleans())
    ]
    reviews = [
        Review(
            **each.claim._asdict(),
            finding=draw(st.sampled_from(["confirms", "confirms", "sets_aside", "refutes"])),
            status=draw(st.sampled_from(LADDER)),
            seen=(each.id,),
            reason="Read it.",
            by=draw(st.sampled_from(REVIEWERS)),
            at=AT,
        )
        for each in told
        if draw(st.booleans())
    ]
    return judged(compared, reviews, draw(st.sets(st.sampled_from(EXHIBITS))))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Assertion], Judged]:
    told = draw(said_together())
    return told, draw(judgements(told))


def everything(told: list[Assertion], given: Judged) -> dict[Claim, Status]:
    return {each.claim: each for each in Facts(told, given)}


@settings(max_examples=60, deadline=None)
@given(world=worlds(), tellers=st.lists(st.sampled_from(["second", "further"]), max_size=30))
def test_hearsay_never_raises_a_death(world: tuple[list[Assertion], Judged], tellers: list[str]) -> None:
    told, given = world
    more = [
        heard(100 + number, subject=DEATH, value=KILLING, hand=hand, reliability="A", credibility="1")
        for number, hand in enumerate(tellers)
    ]
    alone = statuses(more, given)
    assert {each.code for each in alone.values()} <= {"reported"}
    before = statuses([each for each in told if each.subject == DEATH], given)
    after = statuses([*(each for each in told if each.subject == DEATH), *more], given)
    for claim, each in before.items():
        if each.code == "reported":
            assert after[claim].code not in LADDER[1:]


@settings(max_examples=60, deadline=None)
@given(world=worlds(), seed=st.integers(0, 2**32))
def test_order_does_not_matter(world: tuple[list[Assertion], Judged], seed: int) -> None:
    told, given = world
    other = told.copy()
    Random(seed).shuffle(other)
    assert everything(told, given) == everything(other, given)
    assert discrepancies(told) == discrepancies(other)
    one_by_one = Facts(given=given)
    for each in other:
        one_by_one.put(each)
    assert {each.claim: each for each in one_by_one} == everything(told, given)


@settings(max_examples=60, deadline=None)
@given(world=worlds(), number=st.integers(0, 4))
def test_what_is_withdrawn_leaves_what_had_been_without_it(world: tuple[list[Assertion], Judged], number: int) -> None:
    told, given = world
    statement = UUID(int=500 + number)
    facts = Facts(told, given)
    changed = facts.retract(statement, AT)
    left = [each for each in told if each.statement != statement]
    never = everything(left, given)
    for found in facts:
        if found.claim in never:
            assert without_note(found) == without_note(never[found.claim])
        else:
            assert (found.code, found.public, found.stands_on) == ("retracted", "", ())
    assert {claim for claim, each in changed.items() if each} <= {each.claim for each in facts}
    assert {each.claim: each for each in facts} == everything(
        [replace(each, retracted=each.retracted or AT) if each.statement == statement else each for each in told], given
    )


@settings(max_examples=60, deadline=None)
@given(world=worlds(), letter=st.sampled_from(RELIABILITY), digit=st.sampled_from(CREDIBILITY))
def test_what_cannot_be_judged_is_never_counted(world: tuple[list[Assertion], Judged], letter: str, digit: str) -> None:
    told, given = world
    one = said(50, reliability="F", credibility="6", subject=told[0].subject, value=told[0].value)
    one = replace(one, property=told[0].property)
    assert grades([*told, one]) == grades(told)
    pairs = judged([apart(one, each) for each in told if each.source != one.source])
    able = [replace(each, denies=False) for each in told if each.claim == one.claim and not each.material]
    before, after = status(one.claim, able, pairs), status(one.claim, [*able, one], pairs)
    assert LADDER.index(after.code) < LADDER.index("corroborated") or after.code == before.code
    half = replace(one, **{"reliability": letter} if letter != "F" else {"credibility": digit})
    assert status(one.claim, [*able, half], pairs).code not in ("corroborated", "documented")


@settings(max_examples=60, deadline=None)
@given(world=worlds(), other=worlds())
def test_new_judgements_weigh_again_just_what_they_touch(
    world: tuple[list[Assertion], Judged], other: tuple[list[Assertion], Judged]
) -> None:
    told, given = world
    facts = Facts(told, given)
    before = everything(told, given)
    changed = facts.judge(other[1])
    after = everything(told, other[1])
    assert {each.claim: each for each in facts} == after
    assert changed == {claim: each for claim, each in after.items() if before[claim] != each}


def test_an_assertion_that_is_put_right_leaves_nothing_of_the_old_one() -> None:
    facts = Facts([said(1)])
    other = replace(said(1), value="integrity.torture")
    assert facts.put(other) == {said(1).claim: None, other.claim: facts.get(other.claim)}
    assert [each.claim for each in facts] == [other.claim]
    moved = replace(other, subject=DEATH)
    facts.put(moved)
    assert [each.claim for each in facts] == [moved.claim]


def test_progress_is_told_for_each_subject() -> None:
    told: list[tuple[int, int]] = []
    Facts([said(each, subject=UUID(int=each)) for each in range(5)], progress=lambda *of: told.append(of))
    assert told[-1] == (5, 5)
    assert all(one[0] + 1 == other[0] for one, other in pairwise(told))


def test_one_claim_of_thousands_is_weighed_in_one_go() -> None:
    told = [said(each) if each % 2 else heard(each) for each in range(3000)]
    [found] = statuses(told, judged([apart(told[0], told[1])])).values()
    assert isinstance(found, Status)
    assert found.code == "corroborated"

"""What a house asks of its guests, and when it rests: pure."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.house_rules import Guests, against, must_rest, objections, resting
from waystation.evacuation.records import BookingRecord, PlaceRecord

HOUSE, OTHER, BIRCH, ALDER = (UUID(int=number) for number in range(4))
DAY = date(2031, 5, 12)


def house(**more: Any) -> PlaceRecord:
    return PlaceRecord(**({"name": "Mill", "kind": "safe_house", "beds": 4, "region": "Lowmere"} | more))


def nights(first: int, number: int) -> list[date]:
    return [DAY + timedelta(days=first + each) for each in range(number)]


def test_a_house_of_which_nothing_is_known_takes_everybody() -> None:
    anybody = Guests(kinds=frozenset({"men"}), pets=True, wheelchair=True, medical=True, origin="Lowmere")
    assert objections(HOUSE, house(), anybody) == []


@pytest.mark.parametrize(
    ("asked", "guests", "said"),
    [
        ({"accepts": ("women",)}, Guests(), "guests_not_said"),
        ({"accepts": ("women",)}, Guests(kinds=frozenset({"women", "children"})), "guests_not_accepted"),
        ({"pets": False}, Guests(pets=True), "no_pets"),
        ({"wheelchair": False}, Guests(wheelchair=True), "no_wheelchair"),
        ({"medical": False}, Guests(medical=True), "no_medical"),
        ({"no_relatives_town": True}, Guests(origin=" lowmere "), "relatives_town"),
        ({"no_relatives_town": True}, Guests(hunted_in=frozenset({HOUSE})), "relatives_town"),
    ],
)
def test_each_rule_speaks_for_itself(asked: dict[str, Any], guests: Guests, said: str) -> None:
    assert objections(HOUSE, house(**asked), guests) == [said]


def test_who_meets_every_rule_meets_no_objection() -> None:
    strict = house(accepts=("women", "children"), pets=False, wheelchair=True, medical=False, no_relatives_town=True)
    assert objections(HOUSE, strict, Guests(kinds=frozenset({"women"}), wheelchair=True, origin="Ashmark")) == []
    assert objections(HOUSE, house(region="", no_relatives_town=True), Guests(origin="")) == []


def test_a_house_rests_after_its_nights_in_use() -> None:
    tired = house(rest_after=3, rest_nights=2)
    assert not must_rest(tired, nights(0, 2), nights(2, 1))
    assert must_rest(tired, nights(0, 2), nights(2, 2))
    # One free night is no rest: the nights on both sides of it count together.
    assert must_rest(tired, nights(0, 2), nights(3, 2))
    assert not must_rest(tired, nights(0, 3), nights(5, 3))
    assert resting(tired, nights(0, 3)) == set(nights(3, 2))
    assert resting(tired, nights(0, 2)) == set()
    # What was overdone before is no reason against nights long after it.
    assert not must_rest(tired, nights(0, 9), nights(20, 3))


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40), min_size=1), st.integers(1, 6), st.integers(1, 4))
def test_rotation_agrees_with_a_second_reading_of_it(used: set[int], new: set[int], after: int, rest: int) -> None:
    days = {number: DAY + timedelta(days=number) for number in used | new}
    told = must_rest(house(rest_after=after, rest_nights=rest), {days[n] for n in used}, {days[n] for n in new})
    assert told == _over(used | new, new, after, rest)


def _over(every: set[int], new: set[int], after: int, rest: int) -> bool:
    spells: list[set[int]] = []
    for night in sorted(every):
        near = spells and any(night - back in spells[-1] for back in range(1, rest + 1))
        if near:
            spells[-1].add(night)
        else:
            spells.append({night})
    return any(len(spell) > after and spell & new for spell in spells)


def stay(case: UUID, **more: Any) -> BookingRecord:
    return BookingRecord(**({"house": HOUSE, "case": case, "first": DAY, "until": DAY + timedelta(days=3)} | more))


def test_a_household_is_whole_or_says_why_not() -> None:
    coming = {BIRCH: Guests(), ALDER: Guests()}
    alone = against(HOUSE, house(), [stay(BIRCH)], [], coming, [ALDER])
    assert alone == ["household_apart"]
    assert against(HOUSE, house(), [stay(BIRCH), stay(ALDER)], [], coming, [ALDER]) == []
    assert against(HOUSE, house(), [stay(BIRCH)], [stay(ALDER)], coming, [ALDER]) == []
    leaves_early = stay(ALDER, until=DAY + timedelta(days=2))
    assert against(HOUSE, house(), [stay(BIRCH)], [leaves_early], coming, [ALDER]) == ["household_apart"]
    gone = stay(ALDER, cancelled=True)
    assert against(HOUSE, house(), [stay(BIRCH)], [gone], coming, [ALDER]) == ["household_apart"]

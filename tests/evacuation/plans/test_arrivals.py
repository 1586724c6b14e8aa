"""Who comes to a house before six has its bed from the night before on, so that no plan counts on it twice. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.evacuation.plans.test_building import (
    CROWD,
    HOME,
    HOUSE,
    NOW,
    PLACES,
    PORT,
    TAXI,
    TODAY,
    WALK,
    YARD,
    ZONE,
    built,
    days,
    known,
    names,
    replace_,
    through_the_house,
)
from tests.evacuation.plans.test_inputs import broken, day, leg_to, told_leg
from waystation.evacuation.network.records import Weekly
from waystation.evacuation.plans.building import build
from waystation.evacuation.plans.known import Crowd, Position
from waystation.evacuation.plans.ways import Told
from waystation.planning import Step, check
from waystation.planning.problem import SLOTS
from waystation.planning.solving import solve
from waystation.planning.violations import Rule

MINUTES = st.integers(0, 24 * 60 - 1)
TOMORROW = TODAY + timedelta(days=1)


@given(MINUTES, MINUTES, st.integers(0, 2))
@example(23 * 60, 14 * 60, 0)  # at half past twelve it is there
@example(23 * 60, 10, 0)
def test_a_plan_that_may_be_used_sleeps_in_no_bed_of_somebody_else(comes: int, goes: int, nights: int) -> None:
    found, steps = through_the_house(comes, goes, nights)
    assume(not set(steps) & set(found.asked.problem.closed))
    told = Told(found.asked, ZONE)
    drives = told.drives(steps)
    assert all(one.arrives <= after.departs for one, after in pairwise(drives))  # nobody leaves before they have come
    slept = {night for stay in told.stays(steps) for night in days(stay.first, stay.until)}
    for night in slept:
        others, _steps = through_the_house(comes, goes, nights, taken={(HOUSE, night): 3})
        plan = others.asked.told | dict.fromkeys(others.parties, steps)
        assert Rule.BEDS in {each.rule for each in check(others.asked.problem, plan)}


@pytest.mark.parametrize("comes", [23 * 60, 21 * 60])
def test_a_plan_of_the_planner_has_a_bed_for_every_night(comes: int) -> None:
    """The house is full on three nights; whoever would come in the last of them comes in the next."""
    taxi = replace_(TAXI, departures=tuple(Weekly(weekday, comes) for weekday in range(7)))
    full = {(HOUSE, TODAY + timedelta(days=number)): 3 for number in range(1, 4)}
    found = built(connections={uuid4(): WALK, uuid4(): taxi}, taken=full)
    plan = solve(found.asked.problem, 1.0, pinned={each: found.asked.told[each] for each in found.asked.occupants}).plan
    [party] = found.parties
    [stay] = Told(found.asked, ZONE).stays(plan[party])
    assert stay.first == TODAY + timedelta(days=4)


def test_who_leaves_after_midnight_and_comes_before_six_is_planned_by_hand() -> None:
    night = replace_(TAXI, departures=(Weekly(2, 30),))  # half past twelve, until two
    found = built(connections={uuid4(): WALK, uuid4(): night})
    assert found.asked.left_out == {"night": 1}
    told = Told(found.asked, ZONE)
    [leg] = [leg for leg in found.asked.problem.legs if told.asked.rides[leg.id].mode == "taxi"]
    closed = set(found.asked.problem.closed)
    ahead = range(found.asked.problem.now, found.asked.problem.slots)
    assert all(Step(leg.id, slot) in closed for slot in ahead if leg.departs_at(slot))


def test_by_day_and_to_no_house_nothing_is_left_out() -> None:
    by_day = replace_(TAXI, departures=(Weekly(2, 30), Weekly(3, 8 * 60)))
    to_the_yard = replace_(WALK, mode="train", departures=(Weekly(2, 30),))
    found = built(connections={uuid4(): to_the_yard, uuid4(): by_day})
    modes = {found.asked.rides[leg.id].mode for leg in found.asked.problem.legs}
    assert modes == {"train", "taxi"}
    assert leg_to(found, HOUSE, day(found, 3, 0))


@pytest.mark.parametrize(
    ("hour", "lasts", "nights"), [(22, 4, [1, 2]), (1, 3, [0, 1, 2]), (18, 6, [1, 2]), (2, 4, [1, 2])]
)
def test_the_bed_of_who_was_told_to_come_at_night_is_theirs(hour: int, lasts: int, nights: list[int]) -> None:
    """A house of one bed: tonight is the night of day 0. Who comes at six in the morning comes on that day."""
    start = datetime.combine(TOMORROW, datetime.min.time(), ZONE) + timedelta(hours=hour)
    leg = told_leg(departs=start.astimezone(UTC), arrives=(start + timedelta(hours=lasts)).astimezone(UTC))
    small = {**PLACES, HOUSE: replace_(PLACES[HOUSE], beds=1)}  # type: ignore[arg-type]
    crowds = [replace(CROWD, told=[leg]), Crowd(cases={uuid4(): 1}, origin=HOME)]
    ship = replace_(TAXI, from_place=HOUSE, to_place=PORT)
    ways = {uuid4(): WALK, uuid4(): TAXI, uuid4(): ship}
    found = built(crowds=crowds, places=small, connections=ways)
    [theirs] = [found.asked.told[party] for party in found.parties if party in found.asked.told]

    def full(number: int) -> bool:
        """Whether somebody else who sleeps there on that night alone has no bed."""
        to_yard, to_house = leg_to(found, YARD, day(found, number, 1)), leg_to(found, HOUSE, day(found, number, 2))
        away = leg_to(found, PORT, day(found, number + 1, 0))
        way = [
            Step(to_yard, day(found, number, 1)), Step(to_house, day(found, number, 2)),
            Step(away, day(found, number + 1, 0)),
        ]  # fmt: skip
        return Rule.BEDS in broken(found, theirs, way)

    assert [number for number in (0, 1, 2) if full(number)] == nights


def test_the_bed_of_who_is_on_the_way_and_comes_at_night_is_theirs() -> None:
    """They set out this morning and will be there at two: the house of one bed is full from tonight on."""
    comes = datetime.combine(TOMORROW, datetime.min.time(), ZONE) + timedelta(hours=2)
    at = Position(HOUSE, comes.astimezone(UTC), NOW - timedelta(hours=2))
    found = built(crowds=[replace(CROWD, at=at)])
    [(party, steps)] = found.asked.told.items()
    [stay] = Told(found.asked, ZONE).stays(steps)
    assert stay.first == TODAY
    full = built(crowds=[replace(CROWD, at=at)], taken={(HOUSE, TODAY): 3})
    plan = full.asked.told | {party: steps}
    assert Rule.BEDS in {each.rule for each in check(full.asked.problem, plan)}
    assert Rule.BEDS not in {each.rule for each in check(found.asked.problem, found.asked.told)}


def test_a_night_in_which_clocks_go_back_has_its_bed_as_well() -> None:
    """By the clock a car of five hours arrives at six; the hour that there is twice makes it five."""
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2031, 10, 24, 9, 0, tzinfo=UTC)  # clocks go back on the 26th, in the night of the 25th
    car = replace_(TAXI, minutes=300)
    found = build(
        replace(known(connections={uuid4(): WALK, uuid4(): car}), now=now, zone=berlin), name=names(), seconds=1, seed=1
    )
    told, closed = Told(found.asked, berlin), set(found.asked.problem.closed)
    slept: dict[date, list[datetime]] = {}
    for leg in found.asked.problem.legs:
        for slot in range(found.asked.problem.now, found.asked.problem.slots - SLOTS):
            step = Step(leg.id, slot)
            if told.asked.places.get(leg.b) == HOUSE and leg.departs_at(slot) and step not in closed:
                [drive], [stay] = told.drives((step,)), told.stays((step,))
                slept.setdefault(stay.first, []).append(drive.arrives)
                assert stay.first >= told.calendar.day(slot + leg.dur), "a night that the planner does not count"
    assert len(slept) > 5


def test_who_holds_fewer_beds_than_they_are_stops_no_plan_for_everybody_else() -> None:
    """Two sleep in a house of three with one bed of their own, and others hold the other two: there is no bed for more,
    and nothing that a plan could break."""
    two = Crowd(cases={uuid4(): 2}, origin=HOME, at=Position(HOUSE, NOW - timedelta(days=1)))
    nights = [TODAY + timedelta(days=number) for number in range(10)]
    booked = {"taken": {(HOUSE, night): 2 for night in nights}, "own": {(HOUSE, night): 1 for night in nights}}
    found = built(crowds=[two, CROWD], days=4, **booked)
    [theirs] = [found.asked.told[party] for party in found.parties if party in found.asked.told]
    assert Rule.BEDS not in broken(found, theirs, ())
    assert found.asked.knew["crowded"] > 0
    one_more = [Step(leg_to(found, YARD), day(found, 1)), Step(leg_to(found, HOUSE), day(found, 1, 2))]
    assert Rule.BEDS in broken(found, theirs, one_more)
    assert "crowded" not in built(crowds=[two], days=4, taken={}, own=booked["own"]).asked.knew

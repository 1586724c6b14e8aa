"""Slots, papers and the problem that is made of what is known: pure, no vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from waystation.evacuation import rules
from waystation.evacuation.network.records import ConnectionRecord, Weekly
from waystation.evacuation.plans import papers, slots
from waystation.evacuation.plans.building import Built, build
from waystation.evacuation.plans.known import Crowd, Known, Position
from waystation.evacuation.plans.papers import Held, classes, ready
from waystation.evacuation.plans.records import Steps
from waystation.evacuation.plans.slots import Calendar, duration, on_demand, weekly
from waystation.evacuation.plans.ways import Told, plans
from waystation.evacuation.records import (
    COMPROMISED,
    SAFE_HOUSE,
    BookingRecord,
    JourneyRecord,
    LegPlan,
    LegRecord,
    PlaceRecord,
)
from waystation.planning import Step, check, read_problem, write_problem
from waystation.planning.problem import NEVER, SLOTS, Departure
from waystation.planning.violations import Rule

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2031, 5, 12, 9, 0, tzinfo=UTC)  # a Monday, noon in the zone
TODAY = NOON = NOW.date()
HOME, YARD, HOUSE, PORT = (uuid4() for _ in range(4))
CASE = uuid4()
PLACES = {
    HOME: PlaceRecord(name="Hollow Ford", region="Ashmark", country="Varna Reach"),
    YARD: PlaceRecord(name="Yard", kind="meeting_point", region="Lowmere", country="Varna Reach"),
    HOUSE: PlaceRecord(name="Lantern", kind=SAFE_HOUSE, region="Lowmere", country="Varna Reach", beds=3, max_nights=5),
    PORT: PlaceRecord(name="Port Sel", region="Selland", country="Sel Isles"),
}
WALK = ConnectionRecord(from_place=HOME, to_place=YARD, mode="walk", minutes=40, capacity=4)
TAXI = ConnectionRecord(from_place=YARD, to_place=HOUSE, mode="taxi", minutes=90, capacity=4)
CROWD = Crowd(cases={CASE: 1}, origin=HOME)


def known(**more: object) -> Known:
    wish = {"connections": {uuid4(): WALK, uuid4(): TAXI}, "crowds": [CROWD], "places": PLACES, "days": 8} | more
    return Known(now=NOW, zone=ZONE, **wish)  # type: ignore[arg-type]


def names() -> Callable[[], str]:
    numbers = count()
    return lambda: f"n{next(numbers)}"


def built(**more: object) -> Built:
    found = build(known(**more), name=names(), seconds=20, seed=1)
    assert read_problem(write_problem(found.asked.problem)) == found.asked.problem  # it contradicts itself nowhere
    return found


# slots


@given(st.datetimes(datetime(2031, 1, 1), datetime(2031, 12, 31)))
def test_a_moment_is_in_its_slot(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    calendar = Calendar(date(2031, 1, 1), ZONE)
    slot, into = calendar.slot(moment), calendar.into(moment)
    assert 0 <= into < 360
    assert calendar.moment(slot, into) == moment


def test_the_night_belongs_to_the_day_before() -> None:
    calendar = Calendar(TODAY, ZONE)
    assert calendar.slot(datetime(2031, 5, 13, 1, 0, tzinfo=ZONE)) == 3
    assert calendar.day(3) == TODAY
    assert calendar.slot(datetime(2031, 5, 13, 6, 0, tzinfo=ZONE)) == 4


def test_departures_of_the_week_are_counted_from_the_first_day() -> None:
    thursday = date(2031, 5, 15)
    [time] = weekly([(0, 9 * 60)], thursday)  # Mondays at nine
    assert time.departs == (Departure(4, 0),)
    assert time.into == 180
    [night] = weekly([(0, 60)], thursday)  # Mondays at one: the night of Sunday
    assert night.departs == (Departure(3, 3),)
    [daily] = weekly([(day, 13 * 60) for day in range(7)], thursday)
    assert daily.departs == (Departure(-1, 1),)


@pytest.mark.parametrize(("into", "minutes", "dur"), [(0, 1, 1), (0, 360, 1), (0, 361, 2), (359, 1, 1), (359, 2, 2)])
def test_whoever_goes_on_has_arrived(into: int, minutes: int, dur: int) -> None:
    assert duration(into, minutes) == dur


@given(st.integers(1, 2_000))
def test_who_goes_on_demand_arrives_when_the_next_slot_begins(minutes: int) -> None:
    time = on_demand(minutes)
    assert 0 <= time.into < 360
    assert time.into + minutes == duration(time.into, minutes) * 360


# papers


PASSPORTS = st.frozensets(st.sampled_from("abcde"), max_size=4)


@given(st.lists(PASSPORTS, max_size=6), PASSPORTS)
def test_nobody_is_planned_on_a_way_for_which_a_paper_is_missing(wanted: list[frozenset[str]], held: set[str]) -> None:
    found = classes(wanted)
    has = [Held(kind, TODAY) for kind in held]
    for each in wanted:
        document = found.document(each)
        if document is not None and document != "none":
            day = ready(found.asks[document], [has], TODAY, TODAY)
            assert day == NEVER or held & each


def test_a_paper_that_runs_out_before_the_end_is_none() -> None:
    soon = Held("p", TODAY, TODAY + timedelta(days=3))
    assert ready(frozenset("p"), [[soon]], TODAY, TODAY + timedelta(days=2)) == 0
    assert ready(frozenset("p"), [[soon]], TODAY, TODAY + timedelta(days=4)) == NEVER
    later = Held("p", TODAY + timedelta(days=6))
    assert ready(frozenset("p"), [[later], [Held("p", TODAY)]], TODAY, TODAY) == 6
    assert ready(frozenset("p"), [[later], []], TODAY, TODAY) == NEVER
    assert papers.classes([]).document(()) == "none"


# the problem


def kinds(of: Built) -> dict[UUID, str]:
    places = {place.id: place for place in of.asked.problem.places}
    return {pk: places[code].kind for code, pk in of.asked.places.items()}


def test_places_have_the_kinds_that_the_planner_knows() -> None:
    ship = replace_(TAXI, from_place=HOUSE, to_place=PORT, mode="ferry", pathway="visa_free_transit")
    found = built(connections={uuid4(): WALK, uuid4(): TAXI, uuid4(): ship})
    assert kinds(found) == {HOME: "origin", YARD: "hub", HOUSE: "house", PORT: "dest"}
    [pathway] = found.asked.problem.pathways
    assert found.asked.problem.parties[0].visas == {pathway.id: 0}


def replace_(way: ConnectionRecord, **more: object) -> ConnectionRecord:
    from msgspec.structs import replace as changed

    return changed(way, **more)


def test_what_cannot_be_planned_is_counted() -> None:
    found = built(
        connections={
            uuid4(): replace_(TAXI, needs_driver=True),
            uuid4(): replace_(TAXI, cost="5", currency="XTS"),
            uuid4(): replace_(TAXI, needs_escort=True),
        }
    )
    assert found.asked.left_out == {"driver": 1, "currency": 1, "escort": 1}
    assert found.asked.problem.legs == ()


def test_nobody_is_led_through_the_home_of_somebody_and_that_is_told() -> None:
    back = replace_(TAXI, from_place=HOUSE, to_place=HOME)
    found = built(connections={uuid4(): WALK, uuid4(): TAXI, uuid4(): back})
    assert found.asked.left_out == {"home": 1}
    assert len(found.asked.problem.legs) == 2


def test_money_is_in_euro_and_rounded_up() -> None:
    found = built(
        connections={uuid4(): replace_(TAXI, cost="101", currency="XTS")}, rates={"XTS": Decimal(100)}
    )  # fmt: skip
    assert [leg.cost for leg in found.asked.problem.legs] == [2]


def test_nobody_comes_to_a_compromised_house_and_nobody_sleeps_in_their_own_region() -> None:
    fallen = {**PLACES, HOUSE: replace_(PLACES[HOUSE], state=COMPROMISED)}  # type: ignore[arg-type]
    found = built(places=fallen)
    assert [ride.to_place for ride in found.asked.rides.values()] == [YARD]
    near_home = {**PLACES, HOUSE: replace_(PLACES[HOUSE], region="Ashmark")}  # type: ignore[arg-type]
    [party] = built(places=near_home).asked.problem.parties
    assert list(party.pursuit.values()) == [0.25]


@given(st.dictionaries(st.integers(0, 12), st.integers(1, 5), max_size=8))
def test_beds_that_others_have_are_taken_on_those_nights_and_no_others(taken: dict[int, int]) -> None:
    nights = {(HOUSE, TODAY + timedelta(days=day)): beds for day, beds in taken.items()}
    found = built(taken=nights)
    told = Told(found.asked, ZONE)
    plan = {party.id: found.asked.told.get(party.id, ()) for party in found.asked.problem.parties}
    assert check(found.asked.problem, plan) == []
    slept: dict[date, int] = {}
    sizes = {party.id: party.size for party in found.asked.problem.parties}
    for occupant in found.asked.occupants:
        for stay in told.stays(plan[occupant]):
            for day in days(stay.first, stay.until):
                slept[day] = slept.get(day, 0) + sizes[occupant]
    now = told.calendar.day(found.asked.problem.now)
    last = told.calendar.day(found.asked.problem.slots)
    expected = {day: min(3, beds) for (_, day), beds in nights.items() if now <= day < last}
    assert slept == expected


def days(first: date, until: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((until - first).days))


def test_a_way_that_somebody_knows_is_theirs_alone() -> None:
    leg = LegPlan(
        from_place=HOME, to_place=HOUSE, mode="car_volunteer", departs=NOW + timedelta(days=1),
        arrives=NOW + timedelta(days=1, hours=3), driver=uuid4(),
    )  # fmt: skip
    other = Crowd(cases={uuid4(): 1}, origin=HOME)
    found = built(crowds=[replace(CROWD, told=[leg]), other], days=5)
    [(party, steps)] = found.asked.told.items()
    [drive] = Told(found.asked, ZONE).drives(steps)
    assert (drive.departs, drive.arrives) == (leg.departs, leg.arrives)
    plan = {each.id: steps for each in found.asked.problem.parties}
    assert {broken.parties for broken in check(found.asked.problem, {**plan})} >= {
        (each.id,) for each in found.asked.problem.parties if each.id != party
    }
    alone = {each.id: steps if each.id == party else () for each in found.asked.problem.parties}
    assert check(found.asked.problem, alone) == []


def test_who_changes_within_six_hours_keeps_their_hours_and_can_be_planned() -> None:
    """Short legs that leave in one slot: one after the other for the planner, at their own times for us."""
    start, hour = NOW + timedelta(days=1), timedelta(hours=1)
    ways = ((HOME, YARD), (YARD, HOUSE))
    legs = [
        LegPlan(from_place=a, to_place=b, mode="car", departs=start + n * hour, arrives=start + (n + 1) * hour)
        for n, (a, b) in enumerate(ways)
    ]
    found = built(crowds=[replace(CROWD, told=legs)], days=5)
    [(party, steps)] = found.asked.told.items()
    assert check(found.asked.problem, {party: steps}) == []
    drives = Told(found.asked, ZONE).drives(steps)
    assert [(each.departs, each.arrives) for each in drives] == [(each.departs, each.arrives) for each in legs]


def test_who_is_on_the_way_goes_on_from_where_they_are() -> None:
    at = Position(HOUSE, NOW - timedelta(days=2))
    found = built(crowds=[replace(CROWD, at=at)])
    [(party, steps)] = found.asked.told.items()
    told = Told(found.asked, ZONE)
    assert told.drives(steps) == []
    [stay] = told.stays(steps)
    assert stay.place == HOUSE
    assert stay.first == (NOW - timedelta(days=2)).date()
    assert steps[0].departs < found.asked.problem.now
    assert party in {each.id for each in found.asked.problem.parties}


def through_the_house(comes: int, goes: int, nights: int = 0, **more: object) -> tuple[Built, Steps]:
    """Somebody who comes to the house and leaves it for abroad at these minutes of a day, so many days later."""
    taxi = replace_(TAXI, departures=tuple(Weekly(day, comes) for day in range(7)))
    ship = replace_(TAXI, from_place=HOUSE, to_place=PORT, departures=tuple(Weekly(day, goes) for day in range(7)))
    found = built(connections={uuid4(): WALK, uuid4(): taxi, uuid4(): ship}, **more)
    legs, since = {leg.id: leg for leg in found.asked.problem.legs}, found.asked.problem.now
    steps: list[Step] = []
    for place in (HOME, YARD, HOUSE):
        [leg] = [legs[code] for code, ride in found.asked.rides.items() if ride.from_place == place]
        since += nights * SLOTS if place == HOUSE else 0
        steps.append(Step(leg.id, next(slot for slot in count(since) if leg.departs_at(slot))))
        since = steps[-1].departs + leg.dur
    return found, tuple(steps)


@given(st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60 - 1), st.integers(0, 2))
def test_a_plan_has_the_beds_that_approval_asks_for(comes: int, goes: int, nights: int) -> None:
    found, steps = through_the_house(comes, goes, nights)
    told = Told(found.asked, ZONE)
    for journey in told.journeys(found.asked.problem.parties[0].id, steps):
        legs = [LegRecord(journey=CASE, **structs.asdict(leg)) for leg in plans(journey.legs)]
        beds = [
            BookingRecord(house=stay.place, case=CASE, first=stay.first, until=stay.until, beds=1)
            for stay in told.stays(steps)
        ]
        record = JourneyRecord(phase=journey.phase, origin=journey.origin, destination=journey.destination)
        assert "no_bed" not in rules.faults(record, legs, PLACES, beds, ZONE)


def test_a_bed_is_theirs_until_they_leave_at_five_in_the_morning() -> None:
    came, left = 21 * 60, 5 * 60
    found, steps = through_the_house(came, left)
    [stay] = Told(found.asked, ZONE).stays(steps)
    assert stay.nights == 1
    for beds, fits in ((2, True), (3, False)):
        others, _ = through_the_house(came, left, taken={(HOUSE, stay.first): beds})
        plan = others.asked.told | dict.fromkeys(others.parties, steps)
        assert {each.rule for each in check(others.asked.problem, plan)} == (set() if fits else {Rule.BEDS})


def test_pairs_that_are_kept_apart_become_conflicts() -> None:
    other = uuid4()
    crowds = [CROWD, Crowd(cases={other: 2}, origin=HOME)]
    found = built(crowds=crowds, apart=[frozenset((CASE, other)), frozenset((CASE, uuid4()))])
    assert [set(pair) for pair in found.asked.problem.conflicts] == [set(found.parties)]


def test_single_departures_leave_once() -> None:
    date_ = NOW + timedelta(days=2)
    found = built(connections={uuid4(): replace_(TAXI, dates=(date_,)), uuid4(): WALK}, days=25)
    told = Told(found.asked, ZONE)
    [leg] = [each for each in found.asked.problem.legs if told.asked.rides[each.id].mode == "taxi"]
    open_ = [slot for slot in range(found.asked.problem.slots) if leg.departs_at(slot)]
    closed = {step.departs for step in found.asked.problem.closed if step.leg == leg.id}
    [only] = [slot for slot in open_ if slot not in closed]
    assert told.calendar.moment(only, told.asked.rides[leg.id].into) == date_
    assert slots.MINUTES == 360

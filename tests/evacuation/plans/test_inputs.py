"""What a plan knows beside places and ways: delays, visas, house rules, helpers, powers, who is kept apart. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from tests.evacuation.plans.test_building import (
    CASE,
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
)
from waystation.evacuation import house_rules
from waystation.evacuation.house_rules import Guests
from waystation.evacuation.network.records import Change, ConnectionRecord, Weekly
from waystation.evacuation.plans.building import Built
from waystation.evacuation.plans.known import Crowd, Position, Seats
from waystation.evacuation.plans.ways import Told
from waystation.evacuation.records import CLOSED, MEN, WOMEN, BookingRecord, LegPlan
from waystation.planning import Step, check
from waystation.planning.violations import Rule

COACH = ConnectionRecord(
    from_place=HOME, to_place=HOUSE, mode="bus_intercity", minutes=300, capacity=4, departures=(Weekly(2, 9 * 60),)
)
WEDNESDAY = datetime(2031, 5, 14, 9, 0, tzinfo=ZONE).astimezone(UTC)
OTHER = uuid4()


def departures(of: Built, mode: str) -> dict[datetime, int]:
    """When a means of transport leaves by the problem, and in how many slots it is there."""
    told, closed = Told(of.asked, ZONE), set(of.asked.problem.closed)
    return {
        told.calendar.moment(slot, told.asked.rides[leg.id].into): leg.dur
        for leg in of.asked.problem.legs
        if leg.id in told.asked.rides and told.asked.rides[leg.id].mode == mode
        for slot in range(of.asked.problem.now, of.asked.problem.slots)
        if leg.departs_at(slot) and Step(leg.id, slot) not in closed
    }


def broken(of: Built, *ways: Collection[Step]) -> set[str]:
    """The rules that the parties break by these ways, beside those who only stand for something."""
    parties = [party.id for party in of.asked.problem.parties if party.id not in of.asked.occupants]
    plan = {each: of.asked.told[each] for each in of.asked.occupants}
    plan |= {party: tuple(steps) for party, steps in zip(parties, ways, strict=True)}
    return {str(each.rule) for each in check(of.asked.problem, plan)}


def leg_to(of: Built, place: UUID, slot: int = 0) -> str:
    """The leg that leads there and leaves in a slot."""
    closed = set(of.asked.problem.closed)
    return next(
        leg.id
        for leg in of.asked.problem.legs
        if of.asked.places.get(leg.b) == place and leg.departs_at(slot) and Step(leg.id, slot) not in closed
    )


def day(of: Built, number: int, slot: int = 1) -> int:
    """A slot of so many days from today."""
    return Told(of.asked, ZONE).calendar.number(TODAY + timedelta(days=number)) * 4 + slot


# departures that are cancelled or late


def test_a_cancelled_departure_is_not_there() -> None:
    as_ever = built(connections={uuid4(): COACH}, days=12)
    assert list(departures(as_ever, "bus_intercity")) == [WEDNESDAY, WEDNESDAY + timedelta(days=7)]
    off = changed(COACH, changes=(Change(WEDNESDAY),))
    found = built(connections={uuid4(): off}, days=12)
    assert list(departures(found, "bus_intercity")) == [WEDNESDAY + timedelta(days=7)]
    assert found.asked.knew["cancelled"] == 1


def test_a_late_departure_leaves_and_arrives_when_it_does() -> None:
    late = changed(COACH, changes=(Change(WEDNESDAY, (120, 500)),))
    found = built(connections={uuid4(): late}, days=12)
    assert departures(found, "bus_intercity") == {
        WEDNESDAY + timedelta(hours=2): 3,  # at 11:00 it leaves, at 22:20 it is there
        WEDNESDAY + timedelta(days=7): 2,
    }
    assert found.asked.knew["late"] == 1
    assert "cancelled" not in found.asked.knew


def test_a_single_departure_is_cancelled_and_late_as_well() -> None:
    once = changed(COACH, departures=(), dates=(WEDNESDAY, WEDNESDAY + timedelta(days=1)))
    off = changed(once, changes=(Change(WEDNESDAY), Change(WEDNESDAY + timedelta(days=1), (30, 30))))
    found = built(connections={uuid4(): off})
    assert list(departures(found, "bus_intercity")) == [WEDNESDAY + timedelta(days=1, minutes=30)]


def _comes_at_six(departs: datetime) -> bool:
    return (departs + timedelta(minutes=COACH.minutes)).astimezone(ZONE).hour >= 6


@given(st.sets(st.integers(0, 3)), st.dictionaries(st.integers(0, 3), st.integers(1, 2000), max_size=3))
def test_what_leaves_is_what_was_told(off: set[int], late: dict[int, int]) -> None:
    week = timedelta(days=7)
    changes = [Change(WEDNESDAY + n * week) for n in off]
    changes += [Change(WEDNESDAY + n * week, (minutes, minutes)) for n, minutes in late.items() if n not in off]
    found = built(connections={uuid4(): changed(COACH, changes=tuple(changes))}, days=30)
    expected = {WEDNESDAY + n * week + timedelta(minutes=late.get(n, 0)) for n in range(4) if n not in off}
    # What leaves after midnight and comes to a house before six is planned by hand: its night cannot be counted.
    expected = {each for each in expected if not 0 <= each.astimezone(ZONE).hour < 1 or _comes_at_six(each)}
    assert set(departures(found, "bus_intercity")) == expected


# visas


SHIP = changed(TAXI, from_place=HOUSE, to_place=PORT, mode="ferry", pathway="humanitarian_visa")
SEA = {uuid4(): WALK, uuid4(): TAXI, uuid4(): SHIP}
KEY = ("humanitarian_visa", "sel isles")


def test_nobody_goes_abroad_before_their_visa_is_ready() -> None:
    ready = TODAY + timedelta(days=4)
    found = built(connections=SEA, crowds=[replace(CROWD, visas={KEY: ready})])
    way = [Step(leg_to(found, YARD), day(found, 1)), Step(leg_to(found, HOUSE), day(found, 1, 2))]
    ship = leg_to(found, PORT)
    assert broken(found, [*way, Step(ship, day(found, 3))]) == {Rule.VISA}
    assert broken(found, [*way, Step(ship, day(found, 4))]) == set()
    assert found.asked.knew["visa"] == 1


@pytest.mark.parametrize(
    "visas", [{}, {("family_reunification", "sel isles"): TODAY}, {("humanitarian_visa", "varna reach"): TODAY}]
)
def test_a_visa_counts_for_its_pathway_and_its_country_alone(visas: dict[tuple[str, str], date]) -> None:
    found = built(connections=SEA, crowds=[replace(CROWD, visas=visas)])
    [party] = found.asked.problem.parties
    assert party.visas == {}


def test_a_paper_of_no_country_opens_no_way_that_is_somebody_elses() -> None:
    from waystation.evacuation.plans.papers import Held

    told = LegPlan(
        from_place=HOME, to_place=HOUSE, mode="minibus", departs=NOW + timedelta(days=1),
        arrives=NOW + timedelta(days=1, hours=3),
    )  # fmt: skip
    theirs = Crowd(cases={OTHER: 1}, origin=HOME, people=[[Held("visa", TODAY)]])
    found = built(crowds=[replace(CROWD, told=[told]), theirs], days=4)
    first, second = (found.asked.told.get(party, ()) for party in found.parties)
    assert broken(found, first, second) == set()
    assert broken(found, first, first) >= {Rule.VISA}


# houses


HOUSES = {**PLACES, HOUSE: changed(PLACES[HOUSE], accepts=(WOMEN,))}


@pytest.mark.parametrize(
    ("guests", "rules"),
    [
        ([Guests(kinds=frozenset({WOMEN}))], set()),
        ([Guests(kinds=frozenset({MEN}))], {Rule.ACCEPTS}),
        ([Guests()], {Rule.ACCEPTS}),
        ([Guests(kinds=frozenset({WOMEN})), Guests(kinds=frozenset({WOMEN, MEN}))], {Rule.ACCEPTS}),
    ],
)
def test_a_house_takes_those_whom_it_accepts(guests: list[Guests], rules: set[str]) -> None:
    assert sleeps(built(places=HOUSES, crowds=[replace(CROWD, guests=tuple(guests))])) == rules


def sleeps(of: Built) -> set[str]:
    way = [Step(leg_to(of, YARD), day(of, 1)), Step(leg_to(of, HOUSE), day(of, 1, 2))]
    return broken(of, way) - {Rule.MAX_STAY}


@pytest.mark.parametrize(
    ("house", "guests"),
    [
        ({"pets": False}, Guests(pets=True)),
        ({"wheelchair": False}, Guests(wheelchair=True)),
        ({"no_relatives_town": True}, Guests(origin="Lowmere")),
        ({"no_relatives_town": True}, Guests(hunted_in=frozenset({HOUSE}))),
    ],
)
def test_a_house_is_planned_by_all_rules_by_which_it_is_booked(house: dict[str, object], guests: Guests) -> None:
    places = {**PLACES, HOUSE: changed(PLACES[HOUSE], **house)}
    assert house_rules.objections(HOUSE, places[HOUSE], guests)
    assert sleeps(built(places=places, crowds=[replace(CROWD, guests=(guests,))])) == {Rule.ACCEPTS}
    assert sleeps(built(crowds=[replace(CROWD, guests=(guests,))])) == set()


@given(st.sets(st.integers(-10, 20), max_size=12), st.integers(1, 4), st.integers(1, 3), st.sets(st.integers(0, 20)))
def test_a_house_rests_whichever_open_nights_are_used(used: set[int], after: int, rest: int, chosen: set[int]) -> None:
    house = changed(PLACES[HOUSE], rest_after=after, rest_nights=rest)
    before = {TODAY + timedelta(days=n) for n in used}
    off = house_rules.nights_off(house, before, TODAY, TODAY + timedelta(days=21))
    wanted = {TODAY + timedelta(days=n) for n in chosen} - off
    assert not house_rules.must_rest(house, before, wanted)


def test_nobody_sleeps_in_a_house_that_rests() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert sleeps(built(rests={HOUSE: frozenset({tomorrow})})) == {Rule.BEDS}
    assert sleeps(built(rests={HOUSE: frozenset({TODAY})})) == set()


def test_who_is_in_a_house_that_must_rest_is_no_contradiction() -> None:
    at = Position(HOUSE, NOW - timedelta(days=2))
    rests = frozenset(TODAY + timedelta(days=n) for n in range(1, 9))
    found = built(crowds=[replace(CROWD, at=at)], rests={HOUSE: rests})
    [told] = (found.asked.told[party] for party in found.parties)
    assert Rule.BEDS not in broken(found, told)


# drivers and escorts


CAR = changed(TAXI, mode="car_volunteer", needs_driver=True)
BY_CAR = {uuid4(): WALK, uuid4(): CAR}


def drives(of: Built, *slots: int) -> set[str]:
    """The rules that are broken where each party walks, and goes on by car in its slot."""
    ways = [[Step(leg_to(of, YARD), slot - 1), Step(leg_to(of, HOUSE), slot)] for slot in slots]
    return broken(of, *ways) - {Rule.MAX_STAY}


def test_a_driver_is_in_one_car_at_a_time() -> None:
    crowds = [CROWD, Crowd(cases={OTHER: 3}, origin=HOME)]
    wren = uuid4()
    places = {**PLACES, HOUSE: changed(PLACES[HOUSE], beds=9)}
    car = {uuid4(): WALK, uuid4(): changed(CAR, capacity=3)}
    found = built(connections=car, crowds=crowds, drivers={wren: ""}, places=places)
    assert drives(found, day(found, 1, 1), day(found, 1, 1)) == {Rule.DRIVERS}
    assert drives(found, day(found, 1, 1), day(found, 2, 1)) == set()
    two = built(connections=car, crowds=crowds, drivers={wren: "", uuid4(): ""}, places=places)
    assert drives(two, day(two, 1, 1), day(two, 1, 1)) == set()


def test_a_driver_who_is_on_the_way_with_others_drives_nobody_else_then() -> None:
    wren = uuid4()
    morning = datetime(2031, 5, 13, 8, 0, tzinfo=ZONE)
    hours = [(morning, morning + timedelta(hours=2)), (morning + timedelta(hours=2), morning + timedelta(hours=5))]
    found = built(connections=BY_CAR, drivers={wren: ""}, busy={wren: hours, uuid4(): hours})
    assert broken(found, ()) == set()  # two drives, one after the other, are one driver's
    assert drives(found, day(found, 1, 1)) == {Rule.DRIVERS}
    assert drives(found, day(found, 2, 1)) == set()
    assert found.asked.knew["busy"] == 1


@given(st.lists(st.tuples(st.integers(0, 150), st.integers(1, 20)), max_size=6))
def test_whatever_a_driver_does_they_are_one(drives_: list[tuple[int, int]]) -> None:
    wren = uuid4()
    hours = [(NOW + timedelta(hours=start), NOW + timedelta(hours=start + lasts)) for start, lasts in drives_]
    found = built(connections=BY_CAR, drivers={wren: ""}, busy={wren: hours})
    assert broken(found, ()) == set()


ESCORTED = {uuid4(): WALK, uuid4(): changed(TAXI, needs_escort=True, capacity=4, cost="10", currency="EUR")}


def test_a_connection_that_needs_an_escort_has_one_while_there_is_one() -> None:
    crowds = [CROWD, Crowd(cases={OTHER: 1}, origin=HOME)]
    found = built(connections=ESCORTED, crowds=crowds, escorts=[uuid4()], budget=1000)
    assert drives(found, day(found, 1, 1), day(found, 1, 2)) == {Rule.DRIVERS}
    assert drives(found, day(found, 1, 1), day(found, 2, 1)) == set()
    [ride] = [ride for ride in found.asked.rides.values() if ride.escorted]
    assert ride.needs_driver  # somebody of the pool is named when it is adopted
    [leg] = [leg for leg in found.asked.problem.legs if leg.mode == "car"]
    assert leg.cost == 20  # a ticket for whoever goes along
    none = built(connections=ESCORTED, crowds=crowds)
    assert none.asked.left_out == {"escort": 1}


def test_an_escort_is_not_counted_with_people_and_with_a_connection() -> None:
    alone = [replace(CROWD, escort=True), Crowd(cases={OTHER: 1}, origin=HOME)]
    one = built(connections=ESCORTED, crowds=alone, escorts=[uuid4()])
    assert one.asked.problem.escorts == 1
    assert one.asked.left_out == {"escort": 1}
    three = built(connections=ESCORTED, crowds=alone, escorts=[uuid4() for _ in range(3)])
    assert three.asked.problem.escorts + sum(three.asked.problem.drivers.values()) == 3


def test_an_escort_of_people_who_is_away_is_missing() -> None:
    finch = uuid4()
    morning = datetime(2031, 5, 13, 12, 0, tzinfo=ZONE)
    crowd = replace(CROWD, escort=True)
    found = built(crowds=[crowd], escorts=[finch], busy={finch: [(morning, morning + timedelta(hours=3))]})
    assert sleeps(found) == {Rule.ESCORTS}
    assert broken(found, ()) == set()


BOTH = {uuid4(): WALK, uuid4(): changed(CAR, needs_escort=True, capacity=3, cost="40", currency="EUR")}
WREN, KITE, FINCH, LARK = (uuid4() for _ in range(4))
ROOMY = {**PLACES, HOUSE: changed(PLACES[HOUSE], beds=9)}
THREE = [CROWD, Crowd(cases={OTHER: 3}, origin=HOME)]


def test_a_car_that_needs_an_escort_has_a_driver_and_an_escort() -> None:
    found = built(
        connections=BOTH, crowds=THREE, drivers={WREN: "", KITE: ""}, escorts=[FINCH], places=ROOMY, budget=99
    )
    assert drives(found, day(found, 1, 1), day(found, 1, 1)) == {Rule.DRIVERS}  # two drivers, and one escort
    assert drives(found, day(found, 1, 1), day(found, 2, 1)) == set()
    [leg] = [leg for leg in found.asked.problem.legs if leg.mode == "car"]
    assert leg.cost == 40  # the whole car: whoever goes along needs no ticket
    assert (found.asked.pools[leg.pool], found.asked.companions[leg.pool]) == ((WREN,), (FINCH,))
    ride = found.asked.rides[leg.id]
    assert ride.needs_driver
    assert ride.accompanied
    assert not ride.escorted


def test_a_driver_beside_whom_somebody_may_sit_drives_without_as_well() -> None:
    plain = {**BOTH, uuid4(): changed(TAXI, from_place=HOUSE, to_place=PORT, needs_driver=True)}
    found = built(connections=plain, drivers={WREN: "", KITE: "", uuid4(): ""}, escorts=[FINCH])
    onward = [leg for leg in found.asked.problem.legs if found.asked.places.get(leg.b) == PORT]
    assert sorted(found.asked.problem.drivers[leg.pool] for leg in onward) == [1, 2]
    assert not any(found.asked.rides[leg.id].accompanied for leg in onward)


@pytest.mark.parametrize("away", [[WREN], [FINCH], [WREN, FINCH]])
def test_neither_of_the_two_is_on_the_way_twice(away: list[UUID]) -> None:
    """Where one of them is with others, or both of them together, the two are one car that is not there."""
    morning = datetime(2031, 5, 13, 12, 0, tzinfo=ZONE)
    hours = [(morning, morning + timedelta(hours=3))]
    found = built(connections=BOTH, drivers={WREN: ""}, escorts=[FINCH], busy=dict.fromkeys(away, hours), budget=99)
    assert broken(found, ()) == set()
    assert drives(found, day(found, 1, 1)) == {Rule.DRIVERS}
    assert drives(found, day(found, 2, 1)) == set()
    assert found.asked.knew["busy"] == len(away)


@pytest.mark.parametrize(
    ("who", "code"), [({}, "driver"), ({"escorts": [FINCH]}, "driver"), ({"drivers": {WREN: ""}}, "escort")]
)
def test_of_a_car_for_which_one_of_the_two_is_missing_it_is_told(who: dict[str, object], code: str) -> None:
    assert built(connections=BOTH, **who).asked.left_out == {code: 1}


def test_who_never_travels_alone_has_their_own_escort_in_such_a_car() -> None:
    never_alone = replace(CROWD, escort=True)
    found = built(connections=BOTH, crowds=[never_alone], drivers={WREN: ""}, escorts=[FINCH], budget=99)
    assert drives(found, day(found, 1, 1)) == set()
    assert (found.asked.escorts, found.asked.companions) == ((FINCH,), {})
    both = built(
        connections=BOTH, crowds=[never_alone, THREE[1]], drivers={WREN: ""}, escorts=[FINCH, LARK], places=ROOMY,
        budget=99,
    )  # fmt: skip
    theirs, others = (
        next(leg for leg in both.asked.problem.legs if leg.mode == "car" and party in _taking(both, leg.pathway))
        for party in both.parties
    )
    assert (both.asked.rides[theirs.id].accompanied, both.asked.rides[others.id].accompanied) == (False, True)


def _taking(of: Built, pathway: str) -> list[str]:
    return [party.id for party in of.asked.problem.parties if pathway in party.visas]


@given(st.integers(0, 4), st.integers(0, 5), st.booleans(), st.booleans())
def test_nobody_is_counted_twice(drivers: int, escorts: int, never_alone: bool, along: bool) -> None:
    ways = BOTH | (ESCORTED if along else {})
    crowds = [replace(CROWD, escort=never_alone), THREE[1]]
    who = {"drivers": {uuid4(): "" for _ in range(drivers)}, "escorts": [uuid4() for _ in range(escorts)]}
    asked = built(connections=ways, crowds=crowds, **who).asked
    counted = [*asked.escorts, *(each for pool in (*asked.pools.values(), *asked.companions.values()) for each in pool)]
    assert len(counted) == len(set(counted)) <= drivers + escorts
    assert all(len(asked.pools[pool]) == len(beside) for pool, beside in asked.companions.items())
    assert asked.problem.escorts == len(asked.escorts)
    if escorts and drivers and not never_alone and not along:
        assert len([each for beside in asked.companions.values() for each in beside]) == min(drivers, escorts)


# powers of the state


def test_nobody_is_planned_on_what_shows_them_to_who_hunts_them() -> None:
    train = uuid4()
    ways = {train: changed(TAXI, from_place=HOME, mode="train"), uuid4(): WALK, uuid4(): TAXI}
    hunted = replace(CROWD, seen_on=frozenset({train}))
    found = built(connections=ways, crowds=[hunted, Crowd(cases={OTHER: 1}, origin=HOME)])
    by_train = [Step(next(leg.id for leg in found.asked.problem.legs if leg.mode == "train"), day(found, 1))]
    assert broken(found, by_train, ()) - {Rule.MAX_STAY} == {Rule.VISA}
    assert broken(found, (), by_train) - {Rule.MAX_STAY} == set()
    assert found.asked.knew["seen"] == 1


def test_who_is_seen_on_a_ship_goes_by_another_with_the_same_visa() -> None:
    seen, quiet = uuid4(), uuid4()
    ways = {uuid4(): WALK, uuid4(): TAXI, seen: SHIP, quiet: changed(SHIP, mode="other")}
    found = built(connections=ways, crowds=[replace(CROWD, seen_on=frozenset({seen}), visas={KEY: TODAY})])
    way = [Step(leg_to(found, YARD), day(found, 1)), Step(leg_to(found, HOUSE), day(found, 1, 2))]
    ships = {found.asked.rides[leg.id].mode: leg.id for leg in found.asked.problem.legs if leg.b == leg_end(found)}
    assert broken(found, [*way, Step(ships["ferry"], day(found, 2))]) == {Rule.VISA}
    assert broken(found, [*way, Step(ships["other"], day(found, 2))]) == set()


def leg_end(of: Built) -> str:
    return next(code for code, pk in of.asked.places.items() if pk == PORT)


# who has seats, and who is kept apart


def test_seats_of_others_are_taken_on_that_departure_alone() -> None:
    coach = uuid4()
    seats = [Seats(coach, WEDNESDAY, 2, frozenset({OTHER})), Seats(coach, WEDNESDAY, 1, frozenset({OTHER}))]
    two = Crowd(cases={CASE: 2}, origin=HOME)
    found = built(connections={coach: COACH}, crowds=[two], seats=seats, days=12)
    capacity = {
        slot: leg.capacity
        for leg in found.asked.problem.legs
        for slot in range(found.asked.problem.slots)
        if leg.departs_at(slot) and Step(leg.id, slot) not in found.asked.problem.closed
    }
    assert sorted(capacity.values()) == [1, 4]
    full = built(connections={coach: COACH}, seats=[Seats(coach, WEDNESDAY, 4, frozenset({OTHER}))], days=12)
    assert list(departures(full, "bus_intercity")) == [WEDNESDAY + timedelta(days=7)]


def test_nobody_is_with_others_who_are_kept_apart_from_them() -> None:
    coach = uuid4()
    seats = [Seats(coach, WEDNESDAY, 1, frozenset({OTHER}))]
    third = Crowd(cases={uuid4(): 1}, origin=HOME)
    found = built(
        connections={coach: COACH}, crowds=[CROWD, third], seats=seats, apart=[frozenset({CASE, OTHER})], days=6
    )
    step = [Step(leg_to(found, HOUSE, day(found, 2, 0)), day(found, 2, 0))]
    assert broken(found, step, ()) == {Rule.VISA}
    assert broken(found, (), step) == set()


def test_nobody_is_in_a_house_on_the_nights_of_others_who_are_kept_apart_from_them() -> None:
    first = TODAY + timedelta(days=3)
    stay = BookingRecord(house=HOUSE, case=OTHER, first=first, until=first + timedelta(days=1))
    found = built(beside=[stay], apart=[frozenset({CASE, OTHER})])
    there = [Step(leg_to(found, YARD), day(found, 3, 1)), Step(leg_to(found, HOUSE), day(found, 3, 2))]
    after = [Step(leg_to(found, YARD), day(found, 4, 1)), Step(leg_to(found, HOUSE), day(found, 4, 2))]
    assert broken(found, there) == {Rule.APART}
    assert broken(found, after) == set()
    assert broken(built(beside=[stay]), there) == broken(built(beside=[stay]), after) == set()


# what contradicts itself


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"minutes": 0}, "wrong"),
        ({"minutes": -5}, "wrong"),
        ({"capacity": 0}, "wrong"),
        ({"cost": "-1", "currency": "EUR"}, "wrong"),
        ({"cost": "much", "currency": "EUR"}, "wrong"),
        ({"cost": "NaN", "currency": "EUR"}, "wrong"),
        ({"exposure": "enormous"}, "wrong"),
        ({"departures": (Weekly(9, 60),)}, "wrong"),
        ({"departures": (Weekly(0, 4000),)}, "wrong"),
        ({"to_place": HOME}, "nowhere"),
        ({"to_place": uuid4()}, "nowhere"),
        ({"from_place": uuid4()}, "nowhere"),
        ({"dates": (NOW - timedelta(days=1),)}, "over"),
        ({"dates": (NOW + timedelta(days=400),)}, "over"),
    ],
)
def test_a_connection_that_cannot_be_is_left_out_and_told(wrong: dict[str, object], code: str) -> None:
    found = built(connections={uuid4(): changed(WALK, **wrong), uuid4(): TAXI})
    assert found.asked.left_out == {code: 1}
    assert {ride.mode for ride in found.asked.rides.values()} == {"taxi"}


def test_a_connection_to_a_place_that_is_closed_is_told() -> None:
    found = built(places={**PLACES, HOUSE: changed(PLACES[HOUSE], state=CLOSED)})
    assert found.asked.left_out == {"closed": 1}


@pytest.mark.parametrize("wrong", [{"beds": -2}, {"max_nights": -1}])
def test_a_house_with_fewer_than_no_beds_takes_nobody(wrong: dict[str, int]) -> None:
    found = built(places={**PLACES, HOUSE: changed(PLACES[HOUSE], **wrong)}, taken={(HOUSE, TODAY): 1})
    assert found.asked.left_out == {"house": 1}
    assert sleeps(found) >= {Rule.BEDS}


def told_leg(**more: object) -> LegPlan:
    start = NOW + timedelta(days=1)
    wish = {"from_place": HOME, "to_place": HOUSE, "mode": "minibus", "departs": start,
            "arrives": start + timedelta(hours=3)} | more  # fmt: skip
    return LegPlan(**wish)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"arrives": NOW}, {"arrives": NOW + timedelta(days=1)}, {"to_place": uuid4()}, {"to_place": HOME}]
)
def test_who_was_told_of_what_cannot_be_is_left_out_and_told(wrong: dict[str, object]) -> None:
    found = built(crowds=[replace(CROWD, told=[told_leg(**wrong)])])
    assert found.asked.problem.parties == ()
    assert found.asked.left_out == {"way": 1}


def test_who_goes_round_in_a_circle_is_told_another_way() -> None:
    back = told_leg(from_place=HOUSE, to_place=YARD, departs=NOW + timedelta(days=2), arrives=NOW + timedelta(days=3))
    again = told_leg(from_place=YARD, to_place=HOME, departs=NOW + timedelta(days=4), arrives=NOW + timedelta(days=5))
    found = built(crowds=[replace(CROWD, told=[told_leg(), back, again])])
    [told] = (found.asked.told[party] for party in found.parties)
    assert Rule.RETURN in broken(found, told)  # so the planner looks for a way that does not


def test_who_is_kept_apart_from_themselves_is_left_out_and_told() -> None:
    both = Crowd(cases={CASE: 1, OTHER: 2}, origin=HOME)
    found = built(crowds=[both], apart=[frozenset({CASE, OTHER})])
    assert found.asked.problem.parties == ()
    assert found.asked.left_out == {"apart": 3}


def test_a_party_whose_way_is_given_up_stands_there_as_released() -> None:
    found = built(crowds=[replace(CROWD, released=True, at=Position(HOUSE, NOW - timedelta(days=1)))])
    [party] = found.parties
    assert found.asked.released == (party,)
    assert Told(found.asked, ZONE).is_changed(party, found.asked.told[party])
    assert all(step.departs < found.asked.problem.now for step in found.asked.told[party])


def test_seats_on_a_departure_that_is_long_over_close_none() -> None:
    pk = uuid4()
    over = Seats(pk, WEDNESDAY - timedelta(days=14), 4, frozenset({OTHER}))
    found = built(connections={pk: COACH}, seats=[over])
    assert all(step.departs >= 0 for step in found.asked.problem.closed)

"""A journey planned by hand is held against the rules by which plans are made: the rules, then cases and their page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from msgspec.structs import replace as changed

from tests.evacuation.conftest import NOON, Scene, build
from tests.evacuation.plans.conftest import connect
from tests.evacuation.plans.test_building import CASE, CROWD, HOME, HOUSE, NOW, PLACES, PORT, TODAY, YARD, ZONE
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions
from waystation.evacuation.network.records import Change, ConnectionRecord, Weekly
from waystation.evacuation.plans import wording
from waystation.evacuation.plans.by_hand import Broken, Checked, checked, judged
from waystation.evacuation.plans.known import Crowd, Known, Seats
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.plans.records import FAILED, STOPS
from waystation.evacuation.records import COMPROMISED, LegPlan
from waystation.planning import Rule
from waystation.planning.solving import Stopped

COACH = ConnectionRecord(
    from_place=HOME, to_place=HOUSE, mode="bus_intercity", minutes=300, capacity=4, departures=(Weekly(2, 9 * 60),)
)
WEDNESDAY = datetime(2031, 5, 14, 9, 0, tzinfo=ZONE)
COACH_ID = uuid4()


def leg(start: UUID, end: UUID, departs: datetime, hours: float = 5, **more: Any) -> LegPlan:
    wish = {"mode": "bus_intercity", "arrives": departs + timedelta(hours=hours)} | more
    return LegPlan(from_place=start, to_place=end, departs=departs, **wish)


BY_COACH = leg(HOME, HOUSE, WEDNESDAY)


def found(*legs: LegPlan, way: ConnectionRecord | None = COACH, crowd: Crowd = CROWD, **more: Any) -> Checked:
    wish: dict[str, Any] = {
        "now": NOW, "zone": ZONE, "days": 9, "places": PLACES, "connections": {COACH_ID: way} if way else {},
        "crowds": [], "budget": 10**6,
    }  # fmt: skip
    return judged(Known(**(wish | more)), replace(crowd, told=legs))


def broken(*legs: LegPlan, **more: Any) -> set[Rule]:
    return {each.rule for each in found(*legs, **more).broken}


def test_a_way_by_the_timetable_to_a_house_with_a_bed_breaks_nothing() -> None:
    assert found(BY_COACH) == Checked()


def test_a_train_at_a_time_that_is_not_in_the_timetable_is_found() -> None:
    for off in (timedelta(minutes=30), timedelta(days=1)):
        assert broken(changed(BY_COACH, departs=WEDNESDAY + off, arrives=WEDNESDAY + off + timedelta(hours=5))) == {
            Rule.TIMETABLE
        }


def test_a_departure_that_is_cancelled_or_late_is_found() -> None:
    off = changed(COACH, changes=(Change(WEDNESDAY),))
    assert broken(BY_COACH, way=off) == {Rule.CLOSED}
    late = changed(COACH, changes=(Change(WEDNESDAY, (60, 60)),))
    assert broken(BY_COACH, way=late) == {Rule.TIMETABLE}
    hour = timedelta(hours=1)
    assert broken(leg(HOME, HOUSE, WEDNESDAY + hour), way=late) == set()


def test_of_two_connections_the_one_that_leaves_then_counts() -> None:
    evening = changed(COACH, departures=(Weekly(2, 20 * 60),))
    for each in ([COACH, evening], [evening, COACH]):
        assert broken(BY_COACH, connections={uuid4(): one for one in each}) == set()


def test_a_paper_that_is_asked_for_must_be_in_hand() -> None:
    asks = changed(COACH, documents=("passport_foreign",))
    [what] = found(BY_COACH, way=asks).broken
    assert what == Broken(Rule.DOCUMENT, BY_COACH)
    has = replace(CROWD, people=[[Held("passport_foreign", TODAY)]])
    assert broken(BY_COACH, way=asks, crowd=has) == set()
    ends = replace(CROWD, people=[[Held("passport_foreign", TODAY, WEDNESDAY.date())]])
    assert broken(BY_COACH, way=asks, crowd=ends) == {Rule.DOCUMENT}


@pytest.mark.parametrize(("days", "rules"), [(0, set()), (2, set()), (3, {Rule.VISA}), (None, {Rule.VISA})])
def test_nobody_enters_a_country_before_they_may(days: int | None, rules: set[Rule]) -> None:
    ship = changed(COACH, to_place=PORT, mode="ferry", pathway="humanitarian_visa")
    visas = {} if days is None else {("humanitarian_visa", "sel isles"): TODAY + timedelta(days=days)}
    over = leg(HOME, PORT, WEDNESDAY, mode="ferry")
    assert broken(over, way=ship, crowd=replace(CROWD, visas=visas)) == rules


def test_seats_that_others_have_are_taken() -> None:
    others = [Seats(COACH_ID, WEDNESDAY, 3, frozenset({uuid4()}))]
    pair = replace(CROWD, cases={CASE: 2})
    assert broken(BY_COACH, seats=others) == set()
    assert broken(BY_COACH, seats=others, crowd=pair) == {Rule.SEATS}
    assert broken(BY_COACH, seats=[*others, others[0]._replace(persons=1)]) == {Rule.SEATS}  # none is left
    elsewhere = [each._replace(departs=WEDNESDAY + timedelta(days=7)) for each in others]
    assert broken(BY_COACH, seats=elsewhere, crowd=pair) == set()


@pytest.mark.parametrize("company", ["needs_driver", "needs_escort"])
def test_somebody_must_be_named_who_goes_along(company: str) -> None:
    car = changed(COACH, mode="car_volunteer", departures=(), **{company: True})
    alone = leg(HOME, HOUSE, WEDNESDAY, mode="car_volunteer")
    assert found(alone, way=car).broken == (Broken(Rule.DRIVERS, alone),)
    assert broken(changed(alone, driver=uuid4()), way=car) == set()


def test_a_car_with_an_escort_asks_for_both() -> None:
    car = changed(COACH, mode="car_volunteer", departures=(), needs_driver=True, needs_escort=True)
    alone = leg(HOME, HOUSE, WEDNESDAY, mode="car_volunteer")
    for half in ({"driver": uuid4()}, {"escort": uuid4()}):
        assert broken(changed(alone, **half), way=car) == {Rule.DRIVERS}
    assert broken(changed(alone, driver=uuid4(), escort=uuid4()), way=car) == set()


def test_who_never_travels_alone_has_somebody_on_each_leg() -> None:
    finch, minor = uuid4(), replace(CROWD, escort=True)
    assert Broken(Rule.ESCORTS, BY_COACH) in found(BY_COACH, crowd=minor, escorts=(finch,)).broken
    for how in ("escort", "driver"):  # as the driver in older rows
        assert broken(changed(BY_COACH, **{how: finch}), crowd=minor, escorts=(finch,)) == set()


def test_a_house_has_beds_and_rules() -> None:
    night = WEDNESDAY.date()
    assert broken(BY_COACH, taken={(HOUSE, night): 2}) == set()
    assert found(BY_COACH, taken={(HOUSE, night): 3}).broken == (Broken(Rule.BEDS, None, HOUSE, (night,)),)
    # How long they stay is not yet said: only the night after they arrive is counted.
    assert broken(BY_COACH, taken={(HOUSE, night + timedelta(days=1)): 3}) == set()
    assert broken(BY_COACH, crowd=replace(CROWD, accessible=True)) == {Rule.ACCESSIBLE}
    assert broken(BY_COACH, crowd=replace(CROWD, medical=True)) == {Rule.MEDICAL}


def test_a_stop_is_not_longer_than_the_house_allows() -> None:
    def on(days: int) -> set[Rule]:
        goes = WEDNESDAY + timedelta(days=days)
        return broken(BY_COACH, leg(HOUSE, PORT, goes, mode="taxi"), days=20)

    assert on(5) == set()
    assert on(6) == {Rule.MAX_STAY}


def test_who_hunts_them_is_kept_away_from() -> None:
    assert broken(BY_COACH, crowd=replace(CROWD, near={HOUSE: 0.3})) == {Rule.PURSUIT_SLEEP}
    assert broken(BY_COACH, crowd=replace(CROWD, near={HOUSE: 0.7})) == {Rule.PURSUIT_SLEEP, Rule.PURSUIT_PASS}
    lost = PLACES | {HOUSE: changed(PLACES[HOUSE], state=COMPROMISED)}
    assert Rule.PURSUIT_SLEEP in broken(BY_COACH, places=lost)


def test_nobody_waits_at_a_station_over_midnight() -> None:
    for day in (NOW.astimezone(ZONE), WEDNESDAY):
        comes = leg(HOME, YARD, day.replace(hour=18), 3, mode="walk")
        for goes, rules in ((21.5, set()), (24.5, {Rule.NO_HOUSE}), (28, {Rule.NO_HOUSE})):
            on = leg(YARD, HOUSE, day.replace(hour=0) + timedelta(hours=goes), 1, mode="taxi")
            assert broken(comes, on) == rules


def test_several_changes_in_one_afternoon_are_no_night_at_a_station() -> None:
    two = WEDNESDAY.replace(hour=14)
    yards = {uuid4(): changed(PLACES[YARD], name=f"Yard {number}") for number in range(4)}
    stops = [HOME, *yards, HOUSE]
    short = [
        leg(start, end, two + timedelta(minutes=40 * number), 0.5, mode="taxi")
        for number, (start, end) in enumerate(zip(stops, stops[1:], strict=False))
    ]
    assert broken(*short, places=PLACES | yards) == set()


def test_a_way_ends_in_a_house_or_abroad_and_says_so_once() -> None:
    assert found(leg(HOME, YARD, WEDNESDAY, mode="walk")).broken == (Broken(Rule.END, None, YARD),)


def test_a_gap_is_found() -> None:
    assert broken(leg(YARD, HOUSE, WEDNESDAY, mode="taxi")) == {Rule.CONTINUITY}


def test_a_leg_of_which_the_network_knows_nothing_is_named() -> None:
    taxi = leg(HOME, HOUSE, WEDNESDAY, mode="taxi")
    assert found(taxi) == Checked(unknown=(taxi,))


def test_a_leg_in_the_next_hour_is_looked_at() -> None:
    """A plan has nobody set out within twelve hours; whoever plans by hand may be in more of a hurry."""
    soon = leg(HOME, HOUSE, NOW + timedelta(hours=1), mode="taxi")
    assert broken(soon, crowd=replace(CROWD, near={HOUSE: 0.9})) == {Rule.PURSUIT_SLEEP, Rule.PURSUIT_PASS}


def test_each_rule_has_words_and_something_to_do() -> None:
    assert set(wording.RULES) == set(wording.REMEDIES) == set(Rule)


def test_why_it_was_looked_for_no_longer_has_words_whatever_the_planner_says() -> None:
    assert set(wording.STOPPED) == set(STOPS) == {*Stopped, FAILED}


# Cases


pytestmark = pytest.mark.django_db


def rules_of(scene: Scene, case_id: UUID, journey: UUID) -> set[Rule]:
    return {each.rule for each in checked(scene.actor, case_id)[journey].broken}


def drafted(scene: Scene, case_id: UUID, *legs: LegPlan, phase: str = "internal") -> UUID:
    ends = {"origin": legs[0].from_place, "destination": legs[-1].to_place}
    return actions.draft_journey(scene.actor, case_id, phase=phase, legs=legs, **ends)


def test_a_draft_is_held_against_what_others_have(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    pk = drafted(scene, case_id, scene.leg("hollow", "lantern", 30, 4, mode="taxi"))
    assert rules_of(scene, case_id, pk) == set()
    other = scene.case("Heron")
    scene.bed(other, "lantern", beds=2, start=NOON.date() + timedelta(days=1))
    assert rules_of(scene, case_id, pk) == {Rule.BEDS}
    assert checked(scene.actor, other) == {}  # it has no journey


def test_a_bed_of_their_own_is_not_in_their_way(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    pk = drafted(scene, case_id, scene.leg("hollow", "attic", 30, 4, mode="taxi"))
    scene.bed(case_id, "attic", start=NOON.date() + timedelta(days=1), journey_id=pk)
    assert rules_of(scene, case_id, pk) == set()


def test_all_who_travel_together_need_a_bed(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    from tests.evacuation.plans.test_gathering import bound

    pk = drafted(scene, case_id, scene.leg("hollow", "attic", 30, 4, mode="taxi"))
    assert rules_of(scene, case_id, pk) == set()
    bound(scene, case_id, scene.case("Heron"), travel="must")
    assert rules_of(scene, case_id, pk) == {Rule.BEDS}


def test_who_is_on_the_way_goes_on_from_where_they_are(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    [(walk, _), _] = evacuation.way(scene.actor, pk).legs
    actions.depart(scene.actor, walk)
    on = drafted(scene, case_id, scene.leg("lantern", "harbour", 60, 4, mode="ferry"), phase="abroad")
    assert rules_of(scene, case_id, pk) == set()
    assert rules_of(scene, case_id, on) == set()  # after the legs that they are on
    astray = drafted(scene, case_id, scene.leg("river", "harbour", 60, 4, mode="ferry"), phase="abroad")
    assert rules_of(scene, case_id, astray) == {Rule.CONTINUITY}


def test_a_way_abroad_begins_where_the_one_before_it_ends(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    """Both are drafts: whose beds are short stands with the journey that leads there, and a stop with both."""
    out = drafted(scene, case_id, scene.leg("hollow", "attic", 24, 4, mode="taxi"))
    on = drafted(scene, case_id, scene.leg("attic", "harbour", 90, 4, mode="ferry"), phase="abroad")
    assert rules_of(scene, case_id, out) == rules_of(scene, case_id, on) == set()
    scene.bed(scene.case("Heron"), "attic", nights=1, start=NOON.date() + timedelta(days=2))
    assert rules_of(scene, case_id, out) == set()  # the night after they arrive is free
    assert rules_of(scene, case_id, on) == {Rule.BEDS}


def test_it_asks_no_more_where_there_are_many_others(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    drafted(scene, case_id, scene.leg("hollow", "lantern", 30, 4, mode="taxi"))
    asked = []
    for more in ((), ("Heron", "Alder", "Rowan")):
        for name in more:
            drafted(scene, scene.case(name), scene.leg("hollow", "lantern", 30, 4, mode="taxi"))
        checked(scene.actor, case_id)
        with CaptureQueriesContext(connection) as statements:
            checked(scene.actor, case_id)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_who_cannot_be_planned_is_not_said_to_keep_the_rules(scene: Scene, ways: dict[str, UUID]) -> None:
    case_id = scene.case("Alder", cleared=False)
    pk = drafted(scene, case_id, scene.leg("hollow", "lantern", 30, 4, mode="taxi"))
    assert checked(scene.actor, case_id) == {pk: Checked(left="not_cleared")}


@pytest.mark.usefixtures("in_english")
def test_the_page_says_what_is_broken_and_what_to_do(lev: Any, client_of: Callable[[str], Client]) -> None:
    scene = build(lev)
    connect(scene)
    case_id = scene.case()
    departs = lev.now().replace(hour=11, minute=7, second=0, microsecond=0) + timedelta(days=2)
    coach = LegPlan(
        from_place=scene.places["hollow"], to_place=scene.places["attic"], mode="bus_intercity", departs=departs,
        arrives=departs + timedelta(hours=7),
    )  # fmt: skip
    drafted(scene, case_id, coach)
    client, address = client_of("lev"), reverse("evacuation:journey", args=[case_id])
    said = client.get(address).content.decode()
    assert "A plan would not go this way" in said
    assert str(wording.RULES["timetable"]) in said
    assert str(wording.REMEDIES["timetable"]) in said
    for way in evacuation.ways_of(lev, case_id):
        actions.abort(lev, way.id, because="another one")
    assert "A plan would not" not in client.get(address).content.decode()
    drafted(scene, case_id, changed(coach, mode="taxi"))
    said = client.get(address).content.decode()
    assert "It keeps every rule" in said
    assert "no connection that tells" in said

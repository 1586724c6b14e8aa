"""What lies within reach, who must move, and what is refused because of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.evacuation.conftest import NOON, TODAY, Scene, at
from tests.evacuation.pursuers.conftest import DAY, HOUR, Hunt
from tests.evacuation.pursuers.test_conflicts import without
from tests.newcomers import as_confirmed, as_new
from waystation.casework.errors import Refused as CaseRefused
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Person
from waystation.casework.services import actions as services
from waystation.casework.services.records import CHECKED, Provider
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as evacuation_actions
from waystation.evacuation.actions.journeys import faults
from waystation.evacuation.errors import Refused
from waystation.evacuation.pursuers import access, actions, alarms, checks, due, guard, recheck, shown
from waystation.evacuation.pursuers.checks import HERE, LEG, SERVICE, STAY, Coming, Finding
from waystation.evacuation.pursuers.models import Alarm
from waystation.evacuation.pursuers.records import PursuerRecord
from waystation.evacuation.records import BookingRecord
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED


def refused(findings: list[Finding]) -> set[tuple[str, str]]:
    """What must not be so: the kind, and the power where it is one."""
    return {(each.kind, each.power) for each in findings if each.refuses}


def faults_of(scene: Scene, journey: UUID) -> list[str]:
    return faults(scene.actor, evacuation.way(scene.actor, journey))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


# A new sighting


def test_a_sighting_names_the_leg_and_the_stay(hunt: Hunt) -> None:
    hunt.scene.journey(hunt.case)
    assert recheck.findings(hunt.actor) == []
    hunt.seen("lantern", reliability="A", credibility="1")
    found = recheck.findings(hunt.actor)
    assert refused(found) == {(LEG, ""), (STAY, "")}
    assert {each.case for each in found} == {hunt.case}
    assert {each.level for each in found} == {"high"}


def test_a_sighting_elsewhere_names_nothing(hunt: Hunt) -> None:
    hunt.scene.journey(hunt.case)
    hunt.seen("harbour")
    assert recheck.findings(hunt.actor) == []


@pytest.mark.parametrize("hour", [23, 24, 29])
def test_who_is_to_come_in_a_night_is_not_in_its_bed_all_day(hour: int) -> None:
    zone, day = ZoneInfo("Europe/Moscow"), date(2031, 5, 12)
    arrives = datetime.combine(day, time(), zone) + timedelta(hours=hour)
    bed = BookingRecord(house=uuid4(), case=uuid4(), first=day, until=day + DAY)
    assert checks.stay(uuid4(), bed, zone, Coming(arrives, moving=False)).start == arrives


def test_nobody_else_is_named(hunt: Hunt) -> None:
    other = hunt.scene.case("Maple")
    hunt.scene.journey(other)
    hunt.seen("lantern")
    assert recheck.findings(hunt.actor) == []


def test_a_night_needs_less_than_passing_by(hunt: Hunt) -> None:
    """Where somebody changes trains a medium threat is no hindrance; where they sleep it is."""
    scene = hunt.scene
    legs = [
        scene.leg("hollow", "river", 1, 1, mode="walk"),
        scene.leg("river", "lantern", 3, 1, mode="minibus"),
    ]
    journey = scene.journey(hunt.case, legs=legs)
    hunt.state("river", "medium")
    assert refused(recheck.findings(hunt.actor)) == set()
    hunt.state("river", "high")
    assert refused(recheck.findings(hunt.actor)) == {(LEG, "")}
    assert guard.WITHIN_REACH in faults_of(scene, journey)


def test_whoever_leaves_must_pass_where_they_are(hunt: Hunt) -> None:
    """The bus yard lies in the region from which they flee: told, and no hindrance."""
    journey = hunt.scene.journey(hunt.case)
    hunt.state("bus", "high")
    found = recheck.findings(hunt.actor)
    assert [(each.refuses, each.level) for each in found] == [(False, "high")]
    assert faults_of(hunt.scene, journey) == []


def test_but_no_night_is_spent_there(hunt: Hunt) -> None:
    scene = hunt.scene
    legs = [scene.leg("hollow", "bus", 1, 1, mode="walk"), scene.leg("bus", "lantern", 30, 4, mode="minibus")]
    journey = scene.journey(hunt.case, legs=legs)
    hunt.state("bus", "medium")
    assert guard.WITHIN_REACH in faults_of(scene, journey)


def test_what_is_over_when_they_come_is_no_hindrance(hunt: Hunt) -> None:
    hunt.scene.journey(hunt.case)
    hunt.state("lantern", "high", since=NOON + 10 * DAY)
    hunt.state("lantern", "high", since=NOON - 10 * DAY, until=NOON - DAY)
    assert recheck.findings(hunt.actor) == []


def test_what_a_session_has_kept_is_looked_for_anew_as_soon_as_anything_changes(hunt: Hunt, second: Actor) -> None:
    journey = hunt.scene.journey(hunt.case)
    assert recheck.all_findings(second) == []
    seen = hunt.seen("lantern", reliability="A")
    found = recheck.all_findings(second)
    assert found == recheck.findings(second)
    assert refused(found) == {(LEG, ""), (STAY, "")}
    assert recheck.all_findings(second) is found  # nothing changed: nothing is done twice
    evacuation_actions.abort(hunt.actor, journey, because="too dangerous")
    assert refused(recheck.all_findings(second)) == {(STAY, "")}
    assert len(recheck.all_findings(at(second, NOON + 90 * DAY))) == 0
    actions.withdraw(hunt.actor, hunt.case, "sighting", seen, because="It was his brother.")
    assert recheck.all_findings(second) == []


# Powers of the state


@pytest.mark.parametrize(("mode", "power", "refuses"), [
    ("train", "ticket_sales", True),
    ("plane_domestic", "wanted_list", True),
    ("bus_intercity", "ticket_sales", False),
    ("minibus", "ticket_sales", None),
    ("train", "registration", None),
])  # fmt: skip
def test_a_way_of_travelling_shows_somebody(hunt: Hunt, mode: str, power: str, refuses: bool | None) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case, legs=[scene.leg("hollow", "lantern", 3, 4, mode=mode)])
    hunt.reaches(kind="power", power=power, level="medium")
    found = recheck.findings(hunt.actor)
    assert [each.refuses for each in found] == ([] if refuses is None else [refuses])
    assert (guard.SEEN in faults_of(scene, journey)) is bool(refuses)


def test_a_power_of_one_region_sees_only_there(hunt: Hunt) -> None:
    scene = hunt.scene
    scene.journey(hunt.case, legs=[scene.leg("hollow", "lantern", 3, 4, mode="train")])
    hunt.reaches("harbour", kind="power", power="wanted_list", level="high")
    assert recheck.findings(hunt.actor) == []
    hunt.reaches("hollow", kind="power", power="wanted_list", level="high")
    assert refused(recheck.findings(hunt.actor)) == {(LEG, "wanted_list")}


# Where somebody is


def test_whoever_has_arrived_is_there(hunt: Hunt) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case, legs=[scene.leg("hollow", "river", 1, 1)], destination=scene.places["river"])
    for booking in evacuation.stays_of(scene.actor, hunt.case):
        evacuation_actions.cancel_booking(scene.actor, booking)
    scene.approve(journey)
    (leg,) = [pk for pk, _ in evacuation.way(scene.actor, journey).legs]
    evacuation_actions.depart(scene.actor, leg)
    hunt.state("river", "high")
    (on_the_way,) = recheck.findings(scene.actor)
    assert on_the_way.now
    assert on_the_way.kind == LEG
    evacuation_actions.arrive(scene.actor, leg)
    (there,) = recheck.findings(scene.actor)
    assert there.now
    assert there.kind == HERE


def test_where_somebody_has_come_to_keeps_nobody_there(hunt: Hunt) -> None:
    """They were to pass it; now they wait there past midnight, and what leads away is approved."""
    scene = hunt.scene
    onward = scene.leg("bus", "river", 14, 1)
    journey = scene.journey(
        hunt.case, legs=[scene.leg("hollow", "bus", 1, 1), onward], destination=scene.places["river"]
    )
    scene.approve(journey)
    (first, _leg), _onward = evacuation.way(scene.actor, journey).legs
    evacuation_actions.depart(scene.actor, first)
    hunt.state("bus", "high")
    assert faults_of(scene, journey) == ["within_reach"]
    evacuation_actions.arrive(scene.actor, first)
    assert refused(recheck.findings(scene.actor)) >= {(HERE, "")}
    assert faults_of(scene, journey) == []


def test_whoever_has_gone_on_is_not_where_they_waited(hunt: Hunt) -> None:
    scene = hunt.scene
    legs = [scene.leg("hollow", "river", 1, 1), scene.leg("river", "harbour", 14, 1)]
    journey = scene.journey(hunt.case, legs=legs, destination=scene.places["harbour"])
    for booking in evacuation.stays_of(scene.actor, hunt.case):
        evacuation_actions.cancel_booking(scene.actor, booking)
    scene.approve(journey)
    (first, _leg), (second, _onward) = evacuation.way(scene.actor, journey).legs
    evacuation_actions.depart(scene.actor, first)
    evacuation_actions.arrive(scene.actor, first)
    evacuation_actions.depart(scene.actor, second)
    hunt.state("river", "high")
    assert recheck.findings(scene.actor) == []
    assert not Alarm.objects.rung().exists()


def test_a_stay_of_tonight_is_now_and_one_of_next_week_is_not(hunt: Hunt) -> None:
    hunt.scene.bed(hunt.case, nights=2, start=TODAY - timedelta(days=1))
    hunt.scene.bed(hunt.case, "attic", nights=2, start=TODAY + timedelta(days=7))
    hunt.reaches("river", level="low")
    hunt.state("lantern")
    hunt.state("attic")
    assert [(each.kind, each.now) for each in recheck.findings(hunt.actor)] == [(STAY, True), (STAY, False)]


def test_whoever_comes_tonight_is_not_in_their_bed_at_noon(hunt: Hunt, called: list[datetime]) -> None:
    """Their plans must change; once they are on the way there, they have to be reached at once."""
    scene = hunt.scene
    journey = scene.journey(hunt.case)
    scene.approve(journey)
    (first, _leg), (_second, last) = evacuation.way(scene.actor, journey).legs
    hunt.seen("lantern")
    bed = next(each for each in recheck.findings(scene.actor) if each.kind == STAY)
    assert (bed.refuses, bed.now, bed.start) == (True, False, last.arrives)
    assert called == []
    late = at(scene.actor, last.arrives + timedelta(minutes=1))
    assert next(each for each in recheck.findings(late) if each.kind == STAY).now  # nobody said that they did not come
    evacuation_actions.depart(scene.actor, first)
    assert next(each for each in recheck.findings(scene.actor) if each.kind == STAY).now
    hunt.seen("lantern", reliability="A")
    assert called == [NOON]


def test_a_threat_that_begins_after_they_set_out_calls_for_a_bed_they_come_to(
    hunt: Hunt, called: list[datetime]
) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case)
    scene.approve(journey)
    begins = NOON + 5 * HOUR
    hunt.state("lantern", since=begins)
    evacuation_actions.depart(scene.actor, evacuation.way(scene.actor, journey).legs[0][0])
    assert called == []
    due.run(begins)
    assert called == [begins]


def test_whoever_goes_out_and_comes_back_on_the_day_of_their_arrival_is_there(
    hunt: Hunt, called: list[datetime]
) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case, legs=[scene.leg("hollow", "lantern", 1)])
    scene.approve(journey)
    ((leg, _record),) = evacuation.way(scene.actor, journey).legs
    evacuation_actions.depart(scene.actor, leg)
    evacuation_actions.arrive(scene.actor, leg)
    back = scene.leg("hollow", "lantern", 8, 1)
    ends = {"origin": scene.places["hollow"], "destination": scene.places["lantern"]}
    scene.approve(
        evacuation_actions.draft_journey(scene.actor, hunt.case, phase="internal", legs=[back], consent="yes", **ends)
    )
    hunt.seen("lantern")
    assert called == [NOON]


def test_a_referral_to_a_place_within_reach(hunt: Hunt) -> None:
    provider = services.add_provider(
        hunt.actor, Provider(name="Linden", vetting=CHECKED, offers=("shelter",), places="River town and around")
    )
    service = services.plan_service(hunt.actor, hunt.case, code="shelter", provider=provider)
    hunt.state("river", "high")
    assert [(each.kind, each.subject) for each in recheck.findings(hunt.actor)] == [(SERVICE, service)]


def test_whoever_may_not_open_the_case_is_told_nothing(hunt: Hunt) -> None:
    hunt.scene.journey(hunt.case)
    hunt.state("lantern")
    assert recheck.findings(without(hunt.actor, hunt.case)) == []


# What is refused


def test_nobody_approves_sets_out_or_books_within_reach(hunt: Hunt) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case)
    scene.approve(journey)
    legs = [pk for pk, _ in evacuation.way(scene.actor, journey).legs]
    evacuation_actions.depart(scene.actor, legs[0])
    evacuation_actions.arrive(scene.actor, legs[0])
    hunt.state("lantern")
    assert refusal(lambda: evacuation_actions.depart(scene.actor, legs[1])) == "within_reach"
    assert refusal(lambda: scene.bed(hunt.case, "lantern", start=TODAY + 5 * DAY)) == "within_reach"
    scene.bed(hunt.case, "attic")


def test_a_draft_within_reach_is_not_approved(hunt: Hunt) -> None:
    journey = hunt.scene.journey(hunt.case)
    hunt.state("lantern")
    assert refusal(lambda: evacuation_actions.approve(hunt.actor, journey)) == "within_reach"


def test_two_people_may_allow_it_for_what_is_known(hunt: Hunt, second: Actor) -> None:
    journey = hunt.scene.journey(hunt.case)
    hunt.state("lantern")
    wish = actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason="Nowhere else.")
    assert "within_reach" in faults_of(hunt.scene, journey)  # one person alone allows nothing
    with pytest.raises(CaseRefused):
        actions.agree_override(hunt.actor, hunt.case, wish)
    actions.agree_override(second, hunt.case, wish)
    assert faults_of(hunt.scene, journey) == []
    found = recheck.findings(hunt.actor)
    assert found  # it is told all the same
    assert not refused(found)
    hunt.seen("lantern")
    assert "within_reach" in faults_of(hunt.scene, journey)  # what came later was not allowed


def test_one_person_ends_what_two_allowed(hunt: Hunt, second: Actor) -> None:
    journey = hunt.scene.journey(hunt.case)
    hunt.state("lantern")
    wish = actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason="Nowhere else.")
    actions.agree_override(second, hunt.case, wish)
    with pytest.raises(CaseRefused):
        actions.end_override(hunt.actor, hunt.case, wish, because=" ")
    assert faults_of(hunt.scene, journey) == []
    actions.end_override(hunt.actor, hunt.case, wish, because="It was a mistake.")
    assert "within_reach" in faults_of(hunt.scene, journey)
    with pytest.raises(CaseRefused):
        actions.end_override(second, hunt.case, wish, because="Twice.")


def test_what_was_asked_is_taken_back_and_nobody_agrees_to_it_any_more(hunt: Hunt, second: Actor) -> None:
    hunt.scene.journey(hunt.case)
    hunt.state("lantern")
    wish = actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason="Nowhere else.")
    assert [line.id for line in shown.overrides(second, waiting=True)] == [wish]
    actions.end_override(hunt.actor, hunt.case, wish, because="There is another house.")
    assert shown.overrides(second, waiting=True) == []
    [line] = shown.overrides(second, hunt.case)
    assert (line.record.ended, line.may_agree) == ("There is another house.", False)
    with pytest.raises(CaseRefused):
        actions.agree_override(second, hunt.case, wish)


def test_nothing_is_allowed_that_nothing_stands_against(hunt: Hunt) -> None:
    with pytest.raises(CaseRefused):
        actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason="To be sure.")
    hunt.state("lantern")
    with pytest.raises(CaseRefused):
        actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason=" ")


# Who must be kept apart


def test_two_apart_get_no_bed_in_one_house_on_one_night(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Maple")
    actions.keep_apart(scene.actor, case_id, other, "They quarrelled.")
    scene.bed(case_id, nights=2)
    assert refusal(lambda: scene.bed(other, nights=1, start=TODAY + timedelta(days=1))) == "apart_in_house"
    scene.bed(other, nights=1, start=TODAY + timedelta(days=2))


def test_the_rule_holds_for_whoever_opens_one_of_the_two(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Maple")
    actions.keep_apart(scene.actor, case_id, other, "They quarrelled.")
    scene.bed(case_id, nights=2)
    narrow = without(scene.actor, case_id)
    blind = Scene(narrow, scene.places, scene.driver)
    assert refusal(lambda: blind.bed(other, nights=1)) == "apart_in_house"


def test_two_apart_do_not_ride_together(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Maple")
    first = scene.journey(case_id, legs=[scene.leg("hollow", "lantern", 3, 4, mode="minibus")])
    second = scene.journey(
        other, legs=[scene.leg("hollow", "lantern", 3, 4, mode="minibus")], destination=scene.places["lantern"]
    )
    assert "apart_on_ride" not in faults_of(scene, first)
    actions.keep_apart(scene.actor, case_id, other, "They quarrelled.")
    assert {"apart_on_ride", "apart_in_house"} <= set(faults_of(scene, first))
    assert {"apart_on_ride", "apart_in_house"} <= set(faults_of(scene, second))
    assert {clash.kind for clash in recheck.clashes(scene.actor)} == {LEG, STAY}


def test_nobody_sets_out_for_a_house_in_which_they_must_not_be_together(scene: Scene, case_id: UUID) -> None:
    """It was noted after the way was approved and the beds were booked."""
    other = scene.case("Maple")
    pk = scene.journey(case_id)
    scene.approve(pk)
    scene.bed(other)
    walk, car = (leg_id for leg_id, _ in evacuation.way(scene.actor, pk).legs)
    pair = actions.keep_apart(scene.actor, case_id, other, "They quarrelled.")
    assert refusal(lambda: evacuation_actions.depart(scene.actor, walk)) == "apart_in_house"
    actions.let_together(scene.actor, case_id, pair)
    evacuation_actions.depart(scene.actor, walk)
    evacuation_actions.arrive(scene.actor, walk)
    actions.keep_apart(scene.actor, case_id, other, "They quarrelled again.")
    assert refusal(lambda: evacuation_actions.depart(scene.actor, car)) == "apart_in_house"


def test_one_who_opens_one_case_sees_a_clash_by_the_stays(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Maple")
    scene.bed(case_id)
    scene.bed(other, nights=1)
    actions.keep_apart(scene.actor, case_id, other, "They quarrelled.")
    assert [clash.kind for clash in recheck.clashes(without(scene.actor, case_id))] == [STAY]


# The alarm


def test_somebody_within_reach_now_calls_the_duty_team_once(hunt: Hunt, called: list[datetime], dina: Actor) -> None:
    hunt.scene.bed(hunt.case)
    hunt.seen("lantern")
    assert called == [NOON]
    (found,) = access.alarms(dina)
    assert found[1].pseudonym == "Birch"
    hunt.seen("harbour")
    assert called == [NOON]  # nothing new of where they are
    hunt.seen("lantern", reliability="A")
    assert called == [NOON, NOON]


def test_a_plan_for_next_week_calls_nobody(hunt: Hunt, called: list[datetime]) -> None:
    hunt.scene.bed(hunt.case, start=TODAY + timedelta(days=7))
    hunt.seen("lantern")
    assert called == []
    assert refused(recheck.findings(hunt.actor)) == {(STAY, "")}


def test_a_new_reach_and_a_stated_zone_look_again_too(hunt: Hunt, called: list[datetime]) -> None:
    hunt.scene.bed(hunt.case)
    hunt.reaches("lantern", level="high")
    hunt.state("lantern")
    assert called == [NOON, NOON]


def test_two_who_are_under_one_roof_already(scene: Scene, case_id: UUID, called: list[datetime], dina: Actor) -> None:
    other = scene.case("Maple")
    scene.bed(case_id)
    scene.bed(other, nights=1)
    evening = at(scene.actor, NOON + HOUR)
    actions.keep_apart(evening, case_id, other, "They quarrelled.")
    assert called == [NOON + HOUR]
    assert {alarm.case for _row, alarm in access.alarms(dina)} == {case_id, other}


def test_once_it_is_known_who_somebody_is_all_whom_they_hunt_are_looked_at(
    hunt: Hunt, hunted: Callable[..., Hunt], scene: Scene, called: list[datetime]
) -> None:
    person = persons.add(scene.actor, hunt.case, Person(pseudonym="Thorn"), roles=["pursuer"])
    other = scene.case("Maple")
    links.link(scene.actor, other, person, hunt.case, roles=["pursuer"], called="Thorn")
    hunted(other, person=person)
    scene.bed(other)
    hunt.seen("lantern")
    assert called == []
    known = PursuerRecord(called="the elder cousin", person=person)
    actions.describe_pursuer(scene.actor, hunt.case, hunt.pursuer, known)
    assert called == [NOON]
    assert {each.case for each in recheck.findings(scene.actor)} == {other}


# Threats that begin by time


def arrived_at_the_river(hunt: Hunt) -> UUID:
    """They came there and have no bed of ours: they live there. Returns the leg."""
    scene = hunt.scene
    journey = scene.journey(hunt.case, legs=[scene.leg("hollow", "river", 1, 1)], destination=scene.places["river"])
    for booking in evacuation.stays_of(scene.actor, hunt.case):
        evacuation_actions.cancel_booking(scene.actor, booking)
    scene.approve(journey)
    (leg,) = [pk for pk, _ in evacuation.way(scene.actor, journey).legs]
    evacuation_actions.depart(scene.actor, leg)
    return leg


BEGINS = NOON + 9 * DAY


def test_a_threat_that_begins_while_somebody_is_there_calls_the_duty_team_then(
    hunt: Hunt, called: list[datetime], dina: Actor
) -> None:
    evacuation_actions.arrive(hunt.actor, arrived_at_the_river(hunt))
    zone = hunt.state("river", since=BEGINS)
    assert (called, access.alarms(dina)) == ([], [])
    assert (due.run(BEGINS - timedelta(seconds=1)), called) == (0, [])
    assert (due.run(BEGINS), due.run(BEGINS), called) == (1, 0, [BEGINS])
    ((row, record),) = access.alarms(dina)
    assert (record.case, record.raised_at, record.evidence) == (hunt.case, BEGINS, (zone,))
    assert due.run(BEGINS + alarms.CALL_AGAIN) == 1  # nobody has taken it on
    alarms.acknowledge(dina, row.pk, "I call them")
    assert due.run(BEGINS + 2 * alarms.CALL_AGAIN) == 0


def test_it_calls_for_whoever_came_there_after_it_was_noted(hunt: Hunt, called: list[datetime]) -> None:
    leg = arrived_at_the_river(hunt)
    hunt.seen("river", since=BEGINS, reliability="A", credibility="1")
    evacuation_actions.arrive(hunt.actor, leg)
    due.run(BEGINS)
    assert called == [BEGINS]


def test_where_nobody_will_be_there_or_it_counts_no_more_nobody_is_called(
    hunt: Hunt, called: list[datetime], second: Actor
) -> None:
    evacuation_actions.arrive(hunt.actor, arrived_at_the_river(hunt))
    hunt.state("harbour", since=BEGINS)
    hunt.state("river", "low", since=BEGINS)
    wrong = hunt.state("river", since=BEGINS)
    actions.withdraw(hunt.actor, hunt.case, "zone", wrong, because="It was his brother.")
    assert Alarm.objects.count() == 0
    hunt.state("river", since=BEGINS)
    assert Alarm.objects.count() == 1
    river = hunt.scene.places["river"]
    wish = actions.ask_override(hunt.actor, hunt.case, place=river, reason="A flat that nobody knows.")
    actions.agree_override(second, hunt.case, wish)
    assert (Alarm.objects.count(), due.run(BEGINS), called) == (0, 0, [])


def test_an_alarm_that_has_not_rung_is_on_no_page(hunt: Hunt, dina: Actor) -> None:
    evacuation_actions.arrive(hunt.actor, arrived_at_the_river(hunt))
    hunt.state("river", since=BEGINS)
    (row,) = Alarm.objects.all()
    with pytest.raises(Absent):
        access.alarm(dina, row.pk)
    assert access.alarms_of(dina, hunt.case) == []
    assert row.call_at == BEGINS


def test_nobody_allows_it_to_themselves_under_a_second_name(hunt: Hunt, second: Actor) -> None:
    hunt.state("lantern")
    wish = actions.ask_override(hunt.actor, hunt.case, place=hunt.scene.places["lantern"], reason="Nowhere else.")
    as_new(second, hunt.actor.account)
    with pytest.raises(CaseRefused) as refused:
        actions.agree_override(second, hunt.case, wish)
    assert refused.value.reasons == (NOT_CONFIRMED,)
    as_confirmed(second, hunt.actor.account)
    actions.agree_override(second, hunt.case, wish)

"""A journey by hand, from the draft to the arrival, and what is refused on the way."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.evacuation.conftest import NOON, PLACES, TODAY, Scene, at, build
from tests.stage import clear
from waystation.audit.log import entries
from waystation.casework import access as casework
from waystation.casework import actions as case_actions
from waystation.casework import consent_texts
from waystation.casework.errors import Refused as CaseRefused
from waystation.evacuation import access, actions
from waystation.evacuation.actions.journeys import faults
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import moving
from waystation.evacuation.records import HelperRecord, PlaceRecord
from waystation.hotline import access as hotline
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, TEAMS, locator

pytestmark = pytest.mark.django_db


def refused(code: str, call: object, *args: object, **kwargs: object) -> None:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    assert caught.value.code == code


def later(scene: Scene, minutes: int = 1) -> Actor:
    """A minute on, or more, so that what is said now counts as said after."""
    return at(scene.actor, NOON + timedelta(minutes=minutes))


def legs(scene: Scene, journey_id: UUID) -> list[UUID]:
    return [pk for pk, _ in access.way(scene.actor, journey_id).legs]


def travel(scene: Scene, journey_id: UUID, **departure: bool) -> None:
    for leg_id in legs(scene, journey_id):
        actions.depart(scene.actor, leg_id, **departure)
        actions.arrive(scene.actor, leg_id)


def stub(scene: Scene, case_id: UUID) -> tuple[str, str, str]:
    found = casework.case(scene.actor, case_id)[1]
    return found.stage, found.place, found.country


def test_a_departure_noted_by_mistake_is_taken_back_with_the_stage_and_the_approvals(
    scene: Scene, case_id: UUID
) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    before, leg_id = stub(scene, case_id), legs(scene, pk)[0]
    actions.depart(later(scene), leg_id)
    assert stub(scene, case_id)[0] == "in_transit"
    actions.take_back_departure(later(scene), leg_id)
    assert stub(scene, case_id) == before
    row, record = access.journey(scene.actor, pk)
    assert record.status == "approved"
    assert access.is_approved(scene.actor, row.locator, record)
    assert (access.leg(scene.actor, leg_id)[1].status, access.leg(scene.actor, leg_id)[1].departed_at) == (
        "planned",
        None,
    )
    refused("wrong_moment", actions.take_back_departure, later(scene), leg_id)
    travel(scene, pk)
    assert stub(scene, case_id)[0] == "shelter_domestic"


def test_an_arrival_noted_by_mistake_is_taken_back_with_the_stage(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    walk, car = legs(scene, pk)
    refused("wrong_moment", actions.take_back_arrival, later(scene), walk)
    actions.depart(later(scene), walk)
    on_the_way = stub(scene, case_id)
    actions.arrive(later(scene, 2), walk)
    actions.take_back_arrival(later(scene, 3), walk)
    leg = access.leg(scene.actor, walk)[1]
    assert (leg.status, leg.arrived_at) == ("departed", None)
    actions.arrive(later(scene, 4), walk)
    actions.depart(later(scene, 5), car)
    refused("wrong_moment", actions.take_back_arrival, later(scene, 5), walk)
    actions.arrive(later(scene, 6), car)
    assert stub(scene, case_id)[0] == "shelter_domestic"
    refused("wrong_moment", actions.take_back_arrival, later(scene, 7), walk)
    actions.take_back_arrival(later(scene, 7), car)
    assert stub(scene, case_id) == on_the_way
    assert access.journey(scene.actor, pk)[1].status == "under_way"
    actions.arrive(later(scene, 8), car)
    assert stub(scene, case_id)[0] == "shelter_domestic"


def test_who_has_set_out_again_since_has_arrived(scene: Scene, case_id: UUID) -> None:
    inside = scene.journey(case_id)
    scene.approve(inside)
    minutes = iter(range(1, 60))
    for leg_id in legs(scene, inside):
        actions.depart(later(scene, next(minutes)), leg_id)
        actions.arrive(later(scene, next(minutes)), leg_id)
    abroad = actions.draft_journey(
        scene.actor,
        case_id,
        phase="abroad",
        origin=scene.places["lantern"],
        destination=scene.places["harbour"],
        legs=[scene.leg("lantern", "gate", 40), scene.leg("gate", "harbour", 43, mode="ferry")],
        consent="yes, and gladly",
    )
    scene.approve(abroad)
    actions.depart(later(scene, next(minutes)), legs(scene, abroad)[0])
    refused("wrong_moment", actions.take_back_arrival, later(scene, next(minutes)), legs(scene, inside)[-1])
    actions.take_back_departure(later(scene, next(minutes)), legs(scene, abroad)[0])
    actions.take_back_arrival(later(scene, next(minutes)), legs(scene, inside)[-1])
    assert stub(scene, case_id)[0] == "in_transit"


def test_an_arrival_of_a_journey_given_up_since_stays(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    actions.depart(scene.actor, legs(scene, pk)[0])
    actions.arrive(scene.actor, legs(scene, pk)[0])
    actions.abort(scene.actor, pk, because="the way is closed")
    refused("wrong_moment", actions.take_back_arrival, scene.actor, legs(scene, pk)[0])


def test_only_the_last_departure_is_taken_back_and_who_is_further_stays_there(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    walk, car = legs(scene, pk)
    actions.depart(scene.actor, walk)
    actions.report_leg(scene.actor, walk, "late")
    actions.take_back_departure(scene.actor, walk)
    actions.depart(scene.actor, walk)
    refused("earlier_leg_open", actions.depart, scene.actor, car)
    actions.arrive(scene.actor, walk)
    refused("wrong_moment", actions.take_back_departure, scene.actor, walk)
    actions.depart(later(scene), car)
    actions.take_back_departure(later(scene), car)
    assert access.journey(scene.actor, pk)[1].status == "under_way"
    assert stub(scene, case_id)[0] == "in_transit"


def test_who_was_noted_to_be_missing_since_stays_so(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    actions.depart(later(scene), legs(scene, pk)[0])
    case_actions.advance(at(scene.actor, NOON + timedelta(hours=9)), case_id, "lost_contact", note="silent for days")
    actions.take_back_departure(at(scene.actor, NOON + timedelta(hours=9)), legs(scene, pk)[0])
    assert stub(scene, case_id)[0] == "lost_contact"


def test_it_works_from_the_draft_to_shelter_and_abroad(scene: Scene, case_id: UUID) -> None:
    inside = scene.journey(case_id)
    scene.approve(inside)
    assert stub(scene, case_id)[0] == "planning_exit"
    travel(scene, inside)
    assert stub(scene, case_id) == ("shelter_domestic", "Lowmere", "")
    abroad = actions.draft_journey(
        scene.actor,
        case_id,
        phase="abroad",
        origin=scene.places["lantern"],
        destination=scene.places["harbour"],
        legs=[scene.leg("lantern", "gate", 40), scene.leg("gate", "harbour", 43, mode="ferry")],
        consent="yes, and gladly",
    )
    scene.approve(abroad)
    travel(scene, abroad)
    assert stub(scene, case_id) == ("arrived", "Selland", "Sel Isles")
    statuses = [way.journey.status for way in access.ways_of(scene.actor, case_id)]
    assert statuses == ["arrived", "arrived"]


def test_beds_are_free_again_once_somebody_is_abroad(scene: Scene, case_id: UUID) -> None:
    """Not while they are on the way: who is turned back needs one. Nor where they are now, nor anybody else's."""
    inside = scene.journey(case_id)
    scene.approve(inside)
    travel(scene, inside)
    ends = {"origin": scene.places["lantern"], "destination": scene.places["harbour"], "phase": "abroad"}
    way = [scene.leg("lantern", "harbour", 40, mode="ferry")]
    abroad = actions.draft_journey(scene.actor, case_id, **ends, legs=way, consent="yes")
    scene.approve(abroad)
    other = scene.bed(scene.case("Alder"), nights=9)
    ahead = scene.bed(case_id, "attic", 2, TODAY + timedelta(days=5))
    haven = PlaceRecord(name="Haven", kind="safe_house", region="Selland", country="Sel Isles", beds=2)
    scene.places["haven"] = actions.add_place(scene.actor, haven)
    there = scene.bed(case_id, "haven", 30)
    actions.depart(scene.actor, legs(scene, abroad)[0])
    before = access.stays_of(scene.actor, case_id)
    week_on = at(scene.actor, NOON + timedelta(days=1))
    actions.arrive(week_on, legs(scene, abroad)[0])
    after = access.stays_of(scene.actor, case_id)
    (slept,) = set(before) - {ahead, there}
    assert set(after) == {slept, there}
    assert (before[slept].until > TODAY + timedelta(days=1), after[slept].until) == (True, TODAY + timedelta(days=1))
    assert after[there] == before[there]
    assert access.bookings(scene.actor)[other].until == TODAY + timedelta(days=9)


def test_each_step_has_an_audit_line(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    travel(scene, journey_id)
    lines = [entry for _, entry in entries(scene.actor.keys, locator(AUDIT), newest=100) if entry.case == case_id]
    verbs = [line.verb for line in reversed(lines) if line.verb.startswith("evacuation.")]
    assert verbs == [
        "evacuation.journey_drafted",
        "evacuation.leg_added",
        "evacuation.leg_added",
        "evacuation.bed_booked",
        "evacuation.journey_approved",
        "evacuation.journey_approved",
        "evacuation.leg_departed",
        "evacuation.leg_arrived",
        "evacuation.leg_departed",
        "evacuation.journey_arrived",
        "evacuation.leg_arrived",
    ]


def test_nobody_sets_out_unapproved(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    refused("needs_two", actions.depart, scene.actor, legs(scene, journey_id)[0])


def test_legs_are_travelled_in_order(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    refused("earlier_leg_open", actions.depart, scene.actor, legs(scene, journey_id)[1])
    refused("wrong_moment", actions.arrive, scene.actor, legs(scene, journey_id)[0])


def test_without_consent_nothing_is_approved(scene: Scene, case_id: UUID) -> None:
    silent = scene.journey(case_id, consent="")
    refused("no_consent_to_journey", actions.approve, scene.actor, silent)
    actions.note_consent(scene.actor, silent, "said yes on the phone")
    scene.approve(silent)
    actions.note_consent(scene.actor, silent, "")
    assert access.journey(scene.actor, silent)[1].status == "draft"
    case_actions.record_consent(later(scene), case_id, purpose="help", state="withdrawn")
    actions.note_consent(scene.actor, silent, "said yes")
    refused("no_consent", actions.approve, scene.actor, silent)


def test_a_yes_to_a_text_of_help_that_counts_no_more_approves_nothing(scene: Scene, case_id: UUID) -> None:
    silent = scene.journey(case_id)
    text = {"en": "May we use what you told us to help you, and ask others?"}
    version = consent_texts.change(scene.actor, "help", text, seen=0, anew=True)
    refused("no_consent", actions.approve, later(scene), silent)
    case_actions.record_consent(later(scene), case_id, purpose="help", state="given", text_version=version)
    actions.approve(later(scene), silent)


def test_nobody_is_told_of_a_way_before_they_are_cleared(scene: Scene) -> None:
    case_id = scene.case(cleared=False)
    refused("not_cleared", scene.journey, case_id)
    silent = scene.journey(case_id, consent="")
    refused("not_cleared", actions.note_consent, scene.actor, silent, "said yes")
    refused("not_cleared", actions.approve, scene.actor, silent)
    assert "not_cleared" in faults(scene.actor, access.way(scene.actor, silent))
    (thread,) = [row.pk for row, _ in hotline.requests_of_case(scene.actor, case_id)]
    clear(scene.actor, thread)
    actions.note_consent(scene.actor, silent, "said yes")
    scene.approve(silent)


def test_who_is_to_be_vetted_again_is_told_nothing_more(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    late = at(scene.actor, NOON + timedelta(days=61))
    refused("not_cleared", actions.approve, late, journey_id)
    actions.note_consent(late, journey_id, "")  # what was said can be taken back all the same


def test_what_casework_refuses_changes_nothing_here(scene: Scene, case_id: UUID) -> None:
    """A departure that the case's stage does not allow is rolled back whole."""
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    case_actions.advance(scene.actor, case_id, "lost_contact", note="silent for days")
    case_actions.advance(scene.actor, case_id, "seized_returned", note="a neighbour told us")
    case_actions.advance(scene.actor, case_id, "returned_voluntarily", note="says so")
    with pytest.raises(CaseRefused):
        actions.depart(scene.actor, legs(scene, journey_id)[0])
    way = access.way(scene.actor, journey_id)
    assert way.journey.status == "approved"
    assert way.records[0].status == "planned"


def test_leaving_the_country_asks_for_the_embassy_consent_or_a_word(scene: Scene) -> None:
    case_id = scene.case()
    case_actions.record_consent(later(scene), case_id, purpose="share_immigration", state="refused")
    travel_first = scene.journey(case_id)
    scene.approve(travel_first)
    travel(scene, travel_first)
    ends = {"origin": scene.places["lantern"], "destination": scene.places["harbour"]}
    way = [scene.leg("lantern", "harbour", 40)]
    abroad = actions.draft_journey(scene.actor, case_id, phase="abroad", **ends, legs=way, consent="yes")
    scene.approve(abroad)
    with pytest.raises(CaseRefused):
        travel(scene, abroad)
    travel(scene, abroad, without_body=True)
    assert stub(scene, case_id)[0] == "arrived"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lasts": -1}, "leg_ends_before_it_starts"),
        ({"mode": "broomstick"}, "wrong_moment"),
        ({"hours": 4}, "legs_overlap"),
        ({"cost": "-5", "currency": "RUB"}, "cost_is_no_amount"),
    ],
)
def test_a_leg_that_cannot_be_is_refused(scene: Scene, case_id: UUID, more: dict[str, object], code: str) -> None:
    journey_id = scene.journey(case_id)
    plan = scene.leg("lantern", "gate", **({"hours": 30} | more))  # type: ignore[arg-type]
    refused(code, actions.add_leg, scene.actor, journey_id, plan)
    assert len(legs(scene, journey_id)) == 2


@pytest.mark.parametrize("years", [-9, 9, 5000])
def test_what_is_years_away_is_a_slip_of_the_pen(scene: Scene, case_id: UUID, years: int) -> None:
    """A leg in the year 7031 was kept, and the page of its case could not be opened any more."""
    moment = NOON.replace(year=NOON.year + years)
    pk = scene.journey(case_id)
    leg = replace(scene.leg("lantern", "river"), departs=moment, arrives=moment + timedelta(hours=1))
    for act in (
        lambda: actions.add_leg(scene.actor, pk, leg),
        lambda: scene.bed(case_id, start=moment.date(), nights=1),
        lambda: actions.schedule_check_in(scene.actor, case_id, due_at=moment),
        lambda: moving.delayed(scene.actor, case_id, access.way(scene.actor, pk).legs[0][0], leg.departs, leg.arrives),
    ):
        with pytest.raises(Refused, match="too_far_away"):
            act()


@pytest.mark.usefixtures("in_english")
def test_the_page_of_a_way_that_goes_on_for_years_says_so(lev: Actor, client_of: Callable[[str], Client]) -> None:
    scene = build(lev)
    case_id = scene.case()
    scene.journey(case_id)  # in 2031
    text = client_of("lev").get(reverse("evacuation:journey", args=[case_id])).content.decode()
    assert "plans do not look so far" in text


def test_a_driver_is_not_in_two_cars_across_cases(scene: Scene) -> None:
    scene.journey(scene.case("Birch"))
    other = scene.case("Alder")
    refused("driver_busy", scene.journey, other)
    plan = [scene.leg("hollow", "lantern", 8, driver=scene.driver)]
    assert scene.journey(other, legs=plan)


def test_an_escort_is_not_on_two_legs_across_cases_and_their_page_shows_each(scene: Scene) -> None:
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort"))
    plan = [scene.leg("hollow", "lantern", 3, driver=scene.driver, escort=finch)]
    first, other = scene.journey(scene.case("Birch"), legs=plan), scene.case("Alder")
    refused("escort_busy", scene.journey, other, legs=[scene.leg("hollow", "lantern", 4, mode="train", escort=finch)])
    second = scene.journey(other, legs=[scene.leg("hollow", "lantern", 8, mode="train", escort=finch)])
    assert {way.id for way in access.ways_with(scene.actor, finch)} == {first, second}
    assert {way.id for way in access.ways_with(scene.actor, scene.driver)} == {first}


@pytest.mark.parametrize("state", ["compromised", "closed"])
def test_nobody_is_sent_to_an_unsafe_place(scene: Scene, case_id: UUID, state: str) -> None:
    actions.set_place_state(scene.actor, scene.places["attic"], state)
    refused("place_not_safe", scene.journey, case_id, destination=scene.places["attic"])


def test_a_place_compromised_while_somebody_is_on_the_way(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    first, second = legs(scene, journey_id)
    actions.depart(scene.actor, first)
    actions.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    actions.arrive(scene.actor, first)
    refused("place_not_safe", actions.depart, scene.actor, second)
    actions.remove_leg(scene.actor, second)
    detour = actions.add_leg(scene.actor, journey_id, scene.leg("bus", "river", 9))
    refused("changed_on_the_way", actions.depart, scene.actor, detour)
    actions.depart(scene.actor, detour, unapproved_because="they stand on the road")
    way = access.way(scene.actor, journey_id)
    assert (way.journey.status, way.records[-1].unapproved_because) == ("under_way", "they stand on the road")


def test_from_an_innocent_view_nobody_is_called_for_a_place(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr("waystation.duty.alarms.tell_duty", lambda what, **_when: called.append(what))
    scene.approve(scene.journey(case_id))
    theirs = {name: scene.actor.team(name) for name in TEAMS}
    actions.set_place_state(dataclasses.replace(scene.actor, apart=theirs), scene.places["lantern"], "compromised")
    assert called == []
    for state in ("resting", "compromised"):
        actions.set_place_state(scene.actor, scene.places["lantern"], state)
    assert called == ["place"]


def test_another_way_needs_another_approval(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    last = actions.add_leg(scene.actor, journey_id, scene.leg("lantern", "attic", 40))
    assert access.journey(scene.actor, journey_id)[1].status == "draft"
    refused("wrong_end", actions.approve, scene.actor, journey_id)
    actions.remove_leg(scene.actor, last)
    scene.approve(journey_id)


def test_a_journey_given_up_frees_its_beds_and_keeps_its_check_ins(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    later = scene.bed(case_id, start=NOON.date() + timedelta(days=9), journey_id=journey_id)
    actions.schedule_check_in(scene.actor, case_id, due_at=NOON + timedelta(hours=3))
    actions.abort(scene.actor, journey_id, because="the road is watched")
    way = access.way(scene.actor, journey_id)
    assert {way.journey.status, *(leg.status for leg in way.records)} == {"aborted"}
    assert later not in access.bookings(scene.actor)
    assert len(access.check_ins_of(scene.actor, case_id)) == 1
    refused("wrong_moment", actions.approve, scene.actor, journey_id)
    refused("wrong_moment", actions.add_leg, scene.actor, journey_id, scene.leg("lantern", "gate", 50))


def test_late_and_missed_are_said_and_can_still_arrive(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    first = legs(scene, journey_id)[0]
    actions.report_leg(scene.actor, first, "booked")
    actions.depart(scene.actor, first)
    for status in ("late", "missed"):
        actions.report_leg(scene.actor, first, status)
        assert access.leg(scene.actor, first)[1].status == status
    actions.arrive(scene.actor, first)
    refused("wrong_moment", actions.report_leg, scene.actor, first, "late")
    refused("wrong_moment", actions.report_leg, scene.actor, first, "arrived")


def test_the_board_shows_who_moves_next_first(scene: Scene) -> None:
    late, early = scene.case("Birch"), scene.case("Alder")
    for case_id, hours in ((late, 20), (early, 10)):
        way = [scene.leg("hollow", "lantern", hours)]
        scene.approve(scene.journey(case_id, legs=way))
    assert [way.case for way in access.board(scene.actor)] == [early, late]


@pytest.mark.parametrize("person", ["dina", "ira", "out"])
def test_nobody_but_coordinators_plans_or_sees(
    scene: Scene, case_id: UUID, person: str, request: pytest.FixtureRequest
) -> None:
    journey_id = scene.journey(case_id)
    actor: Actor = request.getfixturevalue(person)
    for door in (access.places, access.helpers, access.bookings, access.board):
        with pytest.raises(Absent):
            door(actor)
    with pytest.raises(Absent):
        access.ways_of(actor, case_id)
    with pytest.raises(Absent):
        actions.approve(actor, journey_id)
    with pytest.raises(Absent):
        actions.add_place(actor, PLACES["river"])
    with pytest.raises(Absent):
        actions.draft_journey(actor, case_id, phase="internal", origin=uuid4(), destination=uuid4())


def test_a_role_without_the_key_opens_nothing(scene: Scene, case_id: UUID, dina: Actor) -> None:
    """The page's policy is not what keeps an operator out: the key is."""
    journey_id = scene.journey(case_id)
    pretender = at(Actor(dina.account, "Alma", frozenset({"coordinator"}), dina.keys), NOON)
    with pytest.raises(Absent):
        access.way(pretender, journey_id)
    with pytest.raises(Absent):
        access.ways_of(pretender, case_id)
    assert access.places(pretender) == {}
    assert access.board(pretender) == []

"""What happens to a way waits for a coordinator, who asks for a proposal: nothing changes a journey by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from msgspec.structs import replace

from tests.evacuation.conftest import NOON, TODAY, Scene, build
from tests.evacuation.plans.conftest import connect, finished
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as journeys
from waystation.evacuation import due
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import moving
from waystation.evacuation.network import access as network
from waystation.evacuation.network import actions as connections
from waystation.evacuation.network.records import Change
from waystation.evacuation.plans import access, actions, events, figures, wording
from waystation.evacuation.plans.models import RunRow
from waystation.evacuation.plans.ways import Told
from waystation.evacuation.records import PlaceRecord
from waystation.evacuation.zones import zone
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.records import rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(scene: Scene) -> dict[str, UUID]:
    return connect(scene)


def told(scene: Scene, case_id: UUID) -> UUID:
    """A journey to the Lantern house that is approved."""
    pk = scene.journey(case_id, legs=[scene.leg("hollow", "lantern", 30, 4)])
    scene.bed(case_id, "lantern", nights=4, start=TODAY + timedelta(days=1), beds=1)
    scene.approve(pk)
    return pk


def test_a_compromised_house_waits_for_a_proposal(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    pk = told(scene, case_id)
    assert events.happened(scene.actor) == []
    with pytest.raises(Refused, match="nothing_happened"):
        actions.propose(scene.actor)
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    [waiting] = events.undecided(scene.actor)
    assert (waiting.case, waiting.kinds, waiting.waits) == (case_id, ("house",), True)
    before = evacuation.way(scene.actor, pk)

    run_id = actions.propose(scene.actor)

    run = finished(scene, run_id)
    assert evacuation.way(scene.actor, pk) == before  # it changes no journey by itself
    [proposed] = events.undecided(scene.actor)
    assert (proposed.run, proposed.waits) == (run_id, False)
    with pytest.raises(Refused, match="nothing_happened"):  # the same is not asked for twice
        actions.propose(scene.actor)
    [[member]] = access.members(scene.actor, run_id).values()
    assert member.part.because == (f"house:{scene.places['lantern']}",)
    assert run.options


def test_a_proposal_that_is_deleted_waits_again(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    told(scene, case_id)
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    run_id = actions.propose(scene.actor)
    actions.drop(scene.actor, run_id)
    [waiting] = events.undecided(scene.actor)
    assert waiting.waits


def test_sent_twice_it_is_made_once(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    told(scene, case_id)
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    actions.propose(scene.actor, once=(once := uuid4()))
    assert actions.propose(scene.actor, once=once) == once
    assert RunRow.objects.count() == 1


def test_after_a_missed_check_in_a_plan_for_an_emergency_stands_ready(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    told(scene, case_id)
    scene.case("Alder")
    journeys.schedule_check_in(
        scene.actor, case_id, due_at=NOON - timedelta(hours=2), grace_minutes=30, if_missed="Follow the steps."
    )
    due.run(NOON)
    assert [each.kinds for each in events.undecided(scene.actor)] == [("check_in",)]
    run = finished(scene, actions.propose(scene.actor))
    assert any(option.contingency for option in run.options)


def test_a_leg_that_does_not_arrive_is_an_event(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    pk = told(scene, case_id)
    [(leg, _record)] = evacuation.way(scene.actor, pk).legs
    journeys.depart(scene.actor, leg)
    journeys.report_leg(scene.actor, leg, "missed")
    assert [each.kinds for each in events.undecided(scene.actor)] == [("leg",)]


def test_whatever_can_happen_is_said_in_words() -> None:
    assert list(wording.EVENTS) == list(events.Kind)


@pytest.mark.usefixtures("in_english")
def test_today_and_the_plans_say_that_something_waits(lev: Actor, client_of: Callable[[str], Client]) -> None:
    scene = build(lev)
    connect(scene)
    case_id = scene.case("Birch")
    scene.bed(case_id, "lantern", nights=4, start=lev.today + timedelta(days=1), beds=1)
    client = client_of("lev")
    journeys.set_place_state(lev, scene.places["lantern"], "compromised")
    for where in (reverse("desk:today"), reverse("plans:plans")):
        assert "Something happened to ways" in client.get(where).content.decode()
    said = client.get(reverse("plans:events")).content.decode()
    assert "Birch" in said
    assert "Make a proposal" in said
    answer = client.post(reverse("plans:events"), {"once": str(uuid4())})
    assert answer.status_code == 303
    assert client.post(reverse("plans:events"), {"once": "x"}).status_code == 404
    assert client.post(reverse("plans:events"), {"once": str(uuid4())}).status_code == 409
    assert "Look at the proposal" in client.get(reverse("plans:events")).content.decode()


def heading(scene: Scene, name: str) -> UUID:
    """Somebody whose approved journey leads to the Mill, where they have a bed."""
    case = scene.case(name)
    ends = {"origin": scene.places["hollow"], "destination": scene.places["mill"]}
    legs = [scene.leg("hollow", "mill", 30, 4)]
    pk = journeys.draft_journey(scene.actor, case, phase="internal", legs=legs, consent="yes", **ends)
    scene.bed(case, "mill", nights=4, start=TODAY + timedelta(days=1))
    scene.approve(pk)
    return case


def test_many_to_whom_something_happened_ask_no_more_than_one(scene: Scene) -> None:
    """On a page that everybody opens first, a lost house asks the database nothing of each who comes there."""
    mill = PlaceRecord(name="Mill", kind="safe_house", region="Lowmere", country="Varna Reach", beds=9)
    scene.places["mill"] = journeys.add_place(scene.actor, mill)
    cases = [heading(scene, "Birch")]
    asked = []
    for more in ((), ("Alder", "Rowan", "Hazel")):
        journeys.set_place_state(scene.actor, scene.places["mill"], "active")
        cases += [heading(scene, name) for name in more]
        journeys.set_place_state(scene.actor, scene.places["mill"], "compromised")
        assert {each.case for each in events.undecided(scene.actor)} == set(cases)
        with CaptureQueriesContext(connection) as statements:
            events.undecided(scene.actor)
        asked.append(len(statements))
    assert asked[0] == asked[1]


# The proposal: those alone are free whose way does not hold


def crowds_of(scene: Scene, run_id: UUID) -> set[UUID]:
    """The cases of which a run decides."""
    return {member.case for members in access.members(scene.actor, run_id).values() for member in members}


def to_the_attic(scene: Scene, name: str = "Heron") -> UUID:
    """Somebody else whose approved journey leads to the Attic, in which there is one bed."""
    case = scene.case(name)
    ends = {"origin": scene.places["hollow"], "destination": scene.places["attic"]}
    legs = [scene.leg("hollow", "attic", 26, 4)]
    pk = journeys.draft_journey(scene.actor, case, phase="internal", legs=legs, consent="yes", **ends)
    scene.bed(case, "attic", nights=3, start=TODAY + timedelta(days=1))
    scene.approve(pk)
    return case


def test_everybody_else_keeps_their_way(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    told(scene, case_id)
    heron = to_the_attic(scene)
    scene.case("Alder")  # not planned yet: not a question of what happened
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")

    run_id = actions.propose(scene.actor)

    assert crowds_of(scene, run_id) == {case_id}
    run = finished(scene, run_id)
    assert run.beside
    [[member]] = access.members(scene.actor, run_id).values()
    party = member.part.party
    [option] = [each for each in run.options if each.choice == "safest"]
    assert figures.changed(run.asked, option) == {party}
    # The one bed of the only other house is Heron's for as long as they have it.
    attic = next(code for code, place in run.asked.places.items() if place == scene.places["attic"])
    legs = {leg.id: leg for leg in run.asked.problem.legs}
    nights = [
        Told(run.asked, zone()).calendar.day(step.departs) for step in option.plan[party] if legs[step.leg].b == attic
    ]
    assert all(night >= TODAY + timedelta(days=4) for night in nights)
    assert evacuation.ways_of(scene.actor, heron)[0].journey.status == "approved"


def test_where_some_find_no_way_beside_the_others_all_are_looked_at(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    told(scene, case_id)
    heron = to_the_attic(scene)
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    first = actions.propose(scene.actor)

    second = actions.propose(scene.actor, instead_of=first)

    assert crowds_of(scene, second) == {case_id, heron}
    assert not access.run(scene.actor, second)[1].beside
    assert list(RunRow.objects.values_list("pk", flat=True)) == [second]
    [proposed] = events.undecided(scene.actor)
    assert proposed.run == second
    with pytest.raises(Absent):
        actions.propose(scene.actor, instead_of=first)


def test_a_proposal_of_which_something_was_adopted_is_kept(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    told(scene, case_id)
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    first = actions.propose(scene.actor)
    [[member]] = access.members(scene.actor, first).values()
    row, part = access.part(scene.actor, member.id)
    rewrite(row, replace(part, journeys=(uuid4(),)), scene.actor.keys)
    actions.propose(scene.actor, instead_of=first)
    assert RunRow.objects.count() == 2


def test_after_a_missed_check_in_those_of_whom_they_know_are_looked_at_too(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    told(scene, case_id)
    heron = to_the_attic(scene)
    journeys.schedule_check_in(
        scene.actor, case_id, due_at=NOON - timedelta(hours=2), grace_minutes=30, if_missed="Follow the steps."
    )
    due.run(NOON)
    run_id = actions.propose(scene.actor)
    assert crowds_of(scene, run_id) == {case_id, heron}


# A departure that is cancelled


def by_coach(scene: Scene, case_id: UUID) -> tuple[UUID, datetime]:
    """An approved journey with the coach of the day after tomorrow, which the network knows; its leg, its departure."""
    departs = (NOON + timedelta(days=2)).astimezone(zone()).replace(hour=9, minute=0)
    coach = replace(
        scene.leg("hollow", "attic", mode="bus_intercity"), departs=departs, arrives=departs + timedelta(hours=7)
    )
    ends = {"origin": scene.places["hollow"], "destination": scene.places["attic"]}
    pk = journeys.draft_journey(scene.actor, case_id, phase="internal", legs=[coach], consent="yes", **ends)
    scene.bed(case_id, "attic", start=departs.date())
    scene.approve(pk)
    return evacuation.way(scene.actor, pk).legs[0][0], departs


def test_a_cancelled_departure_waits_for_a_proposal_until_the_gap_is_closed(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    leg_id, departs = by_coach(scene, case_id)
    to_the_attic_by_road = replace(scene.leg("hollow", "attic", 44, 4, mode="taxi"))
    moving.cancel(scene.actor, case_id, leg_id)
    [waiting] = events.undecided(scene.actor)
    assert (waiting.case, waiting.kinds) == (case_id, ("departure",))
    run_id = actions.propose(scene.actor)
    assert crowds_of(scene, run_id) == {case_id}
    run = finished(scene, run_id)
    taken = [Told(run.asked, zone()).drives(steps) for option in run.options for steps in option.plan.values()]
    assert departs not in [drive.departs for drives in taken for drive in drives]

    [way] = evacuation.ways_of(scene.actor, case_id)
    journeys.add_leg(scene.actor, way.id, to_the_attic_by_road)  # by hand, in its place
    assert events.undecided(scene.actor) == []


def test_a_departure_that_the_network_says_is_cancelled_waits_too(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    leg_id, departs = by_coach(scene, case_id)
    told(scene, scene.case("Heron"))
    _row, coach = network.connection(scene.actor, ways["coach"])
    for changes, expected in (((Change(departs, (30, 30)),), []), ((Change(departs),), [f"departure:{leg_id}"])):
        connections.change_connection(scene.actor, ways["coach"], replace(coach, changes=changes))
        assert [str(event) for each in events.undecided(scene.actor) for event in each.events] == expected


def test_a_journey_that_is_given_up_is_no_gap(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    by_coach(scene, case_id)
    [way] = evacuation.ways_of(scene.actor, case_id)
    journeys.abort(scene.actor, way.id, because="They stay.")
    assert events.undecided(scene.actor) == []


@pytest.mark.usefixtures("in_english")
def test_the_page_of_a_proposal_says_whose_ways_stay_and_offers_all(
    lev: Actor, client_of: Callable[[str], Client]
) -> None:
    scene = build(lev)
    case_id = scene.case("Birch")  # and no connection leads anywhere
    scene.bed(case_id, "lantern", nights=4, start=lev.today + timedelta(days=1), beds=1)
    journeys.set_place_state(lev, scene.places["lantern"], "compromised")
    run_id = actions.propose(lev)
    finished(scene, run_id)
    client = client_of("lev")
    said = client.get(reverse("plans:plan", args=[run_id])).content.decode()
    assert "Made for those alone whose way does not hold" in said
    assert "Beside them there is no way for 1 person." in said
    answer = client.post(reverse("plans:events"), {"once": str(uuid4()), "instead_of": str(run_id)})
    assert answer.status_code == 303
    assert [run.beside for run in access.runs(lev).values()] == [False]
    assert client.post(reverse("plans:events"), {"once": str(uuid4()), "instead_of": "x"}).status_code == 404
    assert client.post(reverse("plans:events"), {"once": str(uuid4()), "instead_of": str(uuid4())}).status_code == 404

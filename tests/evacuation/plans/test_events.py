"""What happens to a way waits for a coordinator, who asks for a proposal: nothing changes a journey by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evacuation.conftest import NOON, TODAY, Scene, build
from tests.evacuation.plans.conftest import connect, finished
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as journeys
from waystation.evacuation import due
from waystation.evacuation.errors import Refused
from waystation.evacuation.plans import access, actions, events, wording
from waystation.evacuation.plans.models import RunRow
from waystation.evacuation.records import PlaceRecord
from waystation.staff.actor import Actor

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

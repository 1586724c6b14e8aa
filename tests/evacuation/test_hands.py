"""Somebody who was to drive, go along or take in, and is compromised or not there any more."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.evacuation.conftest import NOON, Scene
from waystation.evacuation import access, actions
from waystation.evacuation.actions import journeys
from waystation.evacuation.errors import Refused
from waystation.evacuation.plans import events
from waystation.evacuation.records import HelperRecord, PlaceRecord

pytestmark = pytest.mark.django_db


def walked(scene: Scene, journey_id: UUID) -> UUID:
    """The leg with the driver, once the walk before it has arrived."""
    (walk, _), (car, _) = access.way(scene.actor, journey_id).legs
    actions.depart(scene.actor, walk)
    actions.arrive(scene.actor, walk)
    return car


@pytest.mark.parametrize("state", ["paused", "compromised", "gone"])
def test_nobody_sets_out_with_a_driver_who_does_not_drive_any_more(scene: Scene, case_id: UUID, state: str) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    car = walked(scene, journey_id)
    actions.set_helper_state(scene.actor, scene.driver, state=state)
    with pytest.raises(Refused, match="helper_lost"):
        actions.depart(scene.actor, car)
    with pytest.raises(Refused, match="helper_lost"):  # no reason outweighs it
        actions.depart(scene.actor, car, unapproved_because="He is the only one.")
    actions.set_helper_state(scene.actor, scene.driver, state="available")
    actions.depart(scene.actor, car)


def test_a_way_with_such_a_driver_is_not_approved(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    assert "helper_lost" in journeys.faults(scene.actor, access.way(scene.actor, journey_id))
    with pytest.raises(Refused, match="helper_lost"):
        scene.approve(journey_id)


def test_somebody_else_drives_and_they_set_out(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    actions.set_helper_state(scene.actor, scene.driver, state="gone")
    ways = access.way(scene.actor, journey_id).legs
    actions.remove_leg(scene.actor, ways[1][0])
    other = actions.add_helper(scene.actor, HelperRecord(pseudonym="Tern", vetting="verified"))
    actions.add_leg(scene.actor, journey_id, scene.leg("bus", "lantern", 3, 4, mode="car_volunteer", driver=other))
    scene.approve(journey_id)
    actions.depart(scene.actor, walked(scene, journey_id))


def test_the_ways_that_count_on_them_wait_for_a_decision(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    assert events.undecided(scene.actor) == []
    actions.set_helper_state(scene.actor, scene.driver, state="gone")
    [waiting] = events.undecided(scene.actor)
    assert (waiting.case, waiting.kinds) == (case_id, ("helper",))
    actions.abort(scene.actor, journey_id, because="Nobody drives.")
    assert events.undecided(scene.actor) == []


def test_on_the_road_only_a_compromised_one_matters(scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id)
    scene.approve(journey_id)
    actions.depart(scene.actor, walked(scene, journey_id))
    actions.set_helper_state(scene.actor, scene.driver, state="paused")
    assert events.undecided(scene.actor) == []
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    [waiting] = events.undecided(scene.actor)
    assert waiting.kinds == ("helper",)


def test_the_duty_team_is_called_where_somebody_is_to_be_with_them(
    scene: Scene, case_id: UUID, told: list[datetime]
) -> None:
    idle = actions.add_helper(scene.actor, HelperRecord(pseudonym="Tern"))
    actions.set_helper_state(scene.actor, idle, state="compromised")
    scene.journey(case_id)
    actions.set_helper_state(scene.actor, scene.driver, state="paused")
    assert told == []
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    assert told == [NOON]
    actions.set_helper_state(scene.actor, scene.driver, vetting="not_verified")
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    assert told == [NOON]  # it was told
    actions.set_helper_state(scene.actor, scene.driver, state="available")
    actions.set_helper_state(dataclasses.replace(scene.actor, apart=True), scene.driver, state="compromised")
    assert told == [NOON]


def test_with_a_host_their_houses_are_compromised(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    host = actions.add_helper(scene.actor, HelperRecord(pseudonym="Aunt", kind="host"))
    for name, state in (("lantern", "active"), ("attic", "closed")):
        record = access.place(scene.actor, scene.places[name])[1]
        actions.change_place(scene.actor, scene.places[name], replace(record, hosts=(host,)))
        actions.set_place_state(scene.actor, scene.places[name], state)
    mill = PlaceRecord(name="Mill", kind="safe_house", region="Lowmere", country="Varna Reach", beds=2)
    free = actions.add_place(scene.actor, mill)
    scene.bed(case_id)
    actions.set_helper_state(scene.actor, host, state="compromised")
    states = [access.place(scene.actor, pk)[1].state for pk in (scene.places["lantern"], scene.places["attic"], free)]
    assert states == ["compromised", "closed", "active"]
    assert told == [NOON]
    [waiting] = events.undecided(scene.actor)
    assert (waiting.case, waiting.kinds) == (case_id, ("house",))

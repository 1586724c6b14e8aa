"""What is changed in haste, because a house is lost or a train is late, leads nobody into reach."""

from __future__ import annotations

import pytest

from tests.evacuation.pursuers.conftest import Hunt
from waystation.evacuation import access
from waystation.evacuation import actions as evacuation
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import moving
from waystation.evacuation.houses import leaving
from waystation.evacuation.pursuers import actions
from waystation.evacuation.records import PlaceRecord

pytestmark = pytest.mark.django_db


def test_a_house_within_reach_is_not_proposed_instead_of_one_that_is_lost(hunt: Hunt) -> None:
    scene = hunt.scene
    scene.bed(hunt.case)
    evacuation.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    assert leaving.proposals(scene.actor, scene.places["lantern"])[0].fitting == (scene.places["attic"],)
    hunt.state("attic", "high")
    assert leaving.proposals(scene.actor, scene.places["lantern"])[0].fitting == ()


def test_nor_one_in_which_somebody_is_from_whom_they_are_kept_apart(hunt: Hunt) -> None:
    scene, other = hunt.scene, hunt.scene.case("Maple")
    mill = PlaceRecord(name="Mill", kind="safe_house", region="Lowmere", country="Varna Reach", beds=4)
    scene.places["mill"] = evacuation.add_place(scene.actor, mill)
    scene.bed(hunt.case)
    scene.bed(other, "mill")
    evacuation.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    assert scene.places["mill"] in leaving.proposals(scene.actor, scene.places["lantern"])[0].fitting
    actions.keep_apart(scene.actor, hunt.case, other, "They quarrelled.")
    assert scene.places["mill"] not in leaving.proposals(scene.actor, scene.places["lantern"])[0].fitting


@pytest.mark.parametrize("danger", [False, True])
def test_nobody_is_brought_to_another_place_within_reach(hunt: Hunt, danger: bool) -> None:
    scene = hunt.scene
    journey = scene.journey(hunt.case)
    scene.approve(journey)
    walk = access.way(scene.actor, journey).legs[0][0]
    evacuation.depart(scene.actor, walk)
    evacuation.set_place_state(scene.actor, scene.places["bus"], "compromised")
    if danger:
        hunt.state("river", "high")
        with pytest.raises(Refused, match="within_reach"):
            moving.divert(scene.actor, hunt.case, walk, scene.places["river"], drop_off="")
    else:
        moving.divert(scene.actor, hunt.case, walk, scene.places["river"], drop_off="")

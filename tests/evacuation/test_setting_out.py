"""Whose vetting ends before they set out is told while there is time: on the day itself nobody may set out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import NOON, TODAY, Scene, at, build
from waystation.casework import actions as casework
from waystation.evacuation import access, actions, setting_out
from waystation.staff.actor import Actor
from waystation.trust.vetting_rules import AGAIN_AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HOLDS = AGAIN_AFTER["cleared"]


def drafted(scene: Scene, case_id: UUID, days: int) -> access.Way:
    """A way that begins so many days after the first noon."""
    departs = NOON + timedelta(days=days)
    leg = scene.leg("hollow", "lantern", departs=departs, arrives=departs + timedelta(hours=2))
    ends = {"origin": scene.places["hollow"], "destination": scene.places["lantern"]}
    wish = {"phase": "internal", "consent": "said yes", "legs": [leg]}
    pk = actions.draft_journey(scene.actor, case_id, **ends, **wish)
    scene.bed(case_id, start=departs.date(), nights=2, journey_id=pk)
    return access.way(scene.actor, pk)


@pytest.mark.parametrize(("days", "is_told"), [(HOLDS.days - 1, False), (HOLDS.days, True), (HOLDS.days + 9, True)])
def test_a_way_that_begins_when_the_vetting_has_ended_is_told(
    scene: Scene, case_id: UUID, days: int, is_told: bool
) -> None:
    way = drafted(scene, case_id, days)
    assert setting_out.lapses_before(scene.actor, way) == (TODAY + HOLDS if is_told else None)


def test_nobody_is_told_of_a_way_on_which_somebody_is(scene: Scene, case_id: UUID) -> None:
    way = drafted(scene, case_id, HOLDS.days)
    scene.approve(way.id)
    actions.depart(scene.actor, way.legs[0][0])
    assert setting_out.lapses_before(scene.actor, access.way(scene.actor, way.id)) is None


def test_today_and_the_journey_say_so_before_the_day(lev: Actor, client_of: Callable[[str], Client]) -> None:
    before, now = build(at(lev, lev.now() - HOLDS + timedelta(days=15))), lev.now()
    case_id = before.case()  # their vetting holds for fifteen days more
    scene = replace(before, actor=lev)
    casework.assess_risk(lev, case_id, factors=["held_before"], imminence="weeks")
    way = drafted(scene, case_id, (now + timedelta(days=17) - NOON).days)
    client, told = client_of("lev"), "before they set out on"
    assert "Vet them again before" in client.get(reverse("evacuation:journey", args=[case_id])).content.decode()
    assert told not in client.get("/staff/").content.decode()  # nobody has approved it
    scene.approve(way.id)
    assert told in client.get("/staff/").content.decode()
    part = reverse("desk:part") + "?part=again"
    assert told in client.get(part).content.decode()
    actions.abort(lev, way.id, because="The train does not run.")
    assert told not in client.get("/staff/").content.decode()
    assert told not in client.get(part).content.decode()


def test_hours_before_its_time_a_departure_is_early(scene: Scene, case_id: UUID) -> None:
    ((_pk, leg),) = drafted(scene, case_id, 3).legs
    assert not setting_out.is_early(leg, leg.departs - timedelta(hours=2))
    assert not setting_out.is_early(leg, leg.departs + timedelta(days=1))
    assert setting_out.is_early(leg, leg.departs - timedelta(hours=4))

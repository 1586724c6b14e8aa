"""Who sleeps in a house in which no bed of theirs is booked: nobody who does is forgotten, nobody else is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import NOON, TODAY, Scene, at, build, colleague
from tests.evacuation.houses.test_leaving import fall, house, move
from waystation.evacuation import access, actions
from waystation.evacuation.houses.without_bed import WithoutBed, without_bed
from waystation.evacuation.rules import night_of
from waystation.evacuation.zones import zone
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
END = TODAY + 3 * DAY  # on which their beds end


def on(scene: Scene, days: float) -> Scene:
    """The same land so many days later."""
    return replace(scene, actor=at(scene.actor, NOON + timedelta(days=days)))


def come(scene: Scene, case_id: UUID) -> None:
    """They arrive in Lantern house, where they have a bed for three nights."""
    pk = scene.journey(case_id)
    scene.approve(pk)
    for leg_id, leg in access.way(scene.actor, pk).legs:
        actions.depart(at(scene.actor, leg.departs), leg_id)
        actions.arrive(at(scene.actor, leg.arrives), leg_id)


def onward(scene: Scene, case_id: UUID, hours: float, *, approved: bool = True) -> UUID:
    """The way that was approved to a loft, so many hours after the first noon; its bed is booked."""
    house(scene, "loft", region="Ashmark")
    to = {"origin": scene.places["lantern"], "destination": scene.places["loft"]}
    legs = [scene.leg("lantern", "loft", hours, 1)]
    pk = actions.draft_journey(scene.actor, case_id, phase="internal", consent="said yes", legs=legs, **to)
    scene.bed(case_id, "loft", nights=2, start=END, journey_id=pk)
    if approved:
        actions.approve(scene.actor, pk)
        actions.approve(colleague(scene.actor), pk)
    return pk


def listed(scene: Scene, days: float) -> list[tuple[str, int]]:
    """Which house, and for how many days there has been no bed."""
    later = on(scene, days)
    names = {pk: name for name, pk in scene.places.items()}
    return [(names[each.house], (later.actor.today - each.since).days) for each in without_bed(later.actor)]


def test_it_is_told_from_the_day_on_which_the_bed_ends_until_it_is_booked(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    assert [listed(scene, days) for days in (1, 2, 3, 4)] == [[], [], [("lantern", 0)], [("lantern", 1)]]
    assert without_bed(on(scene, 4).actor) == [WithoutBed(case_id, scene.places["lantern"], END, 1)]
    later = on(scene, 4)
    later.bed(case_id, nights=1, start=TODAY + 4 * DAY)
    assert [listed(scene, days) for days in (4, 5)] == [[], [("lantern", 0)]]


def test_the_night_lasts_until_the_morning(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    assert listed(scene, 2.5) == []  # three in the morning of the last night
    assert listed(scene, 3.5) == [("lantern", 1)]


def test_who_sets_out_tonight_is_not_named_and_who_was_held_back_is(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    pk = onward(on(scene, 1), case_id, 3 * 24 + 4)
    assert listed(scene, 3) == []
    assert listed(scene, 3 + 5 / 24) == [("lantern", 0)]  # nobody set out, and the bed in the loft stands empty
    leg_id = access.way(scene.actor, pk).legs[0][0]
    actions.depart(at(scene.actor, NOON + 3 * DAY + 5 * HOUR), leg_id)
    assert listed(scene, 3 + 5.5 / 24) == []
    actions.arrive(at(scene.actor, NOON + 3 * DAY + 6 * HOUR), leg_id)
    assert listed(scene, 4) == []
    assert listed(scene, 5) == [("loft", 0)]


def test_a_way_that_nobody_has_approved_takes_nobody_away(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    onward(on(scene, 1), case_id, 3 * 24 + 4, approved=False)
    assert listed(scene, 3) == [("lantern", 0)]


def test_who_never_came_is_in_no_house(scene: Scene, case_id: UUID) -> None:
    scene.approve(scene.journey(case_id))
    assert listed(scene, 4) == []


def test_who_was_moved_out_is_in_the_other_house(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    house(scene, "mill")
    later = on(scene, 1)
    move(later, fall(later), case_id, "mill")
    assert [listed(scene, days) for days in (2, 3)] == [[], [("mill", 0)]]


def test_who_left_for_another_place_is_named_no_more(scene: Scene, case_id: UUID) -> None:
    come(scene, case_id)
    later = on(scene, 1)
    to = {"origin": scene.places["lantern"], "destination": scene.places["hollow"]}
    legs = [scene.leg("lantern", "hollow", 30, 1)]
    pk = actions.draft_journey(later.actor, case_id, phase="internal", consent="said yes", legs=legs, **to)
    later.approve(pk)
    ((leg_id, leg),) = access.way(later.actor, pk).legs
    actions.depart(at(scene.actor, leg.departs), leg_id)
    assert listed(scene, 4) == []


def test_today_names_them_and_leads_to_where_the_bed_is_booked(lev: Actor, client_of: Callable[[str], Client]) -> None:
    now = build(lev)
    started = lev.now() - timedelta(days=5)
    past = replace(now, actor=at(lev, started))
    case_id = past.case("Birch")
    hours = (started - NOON) / HOUR
    legs = [past.leg("hollow", "lantern", hours + 1, 2)]
    to = {"origin": past.places["hollow"], "destination": past.places["lantern"]}
    pk = actions.draft_journey(past.actor, case_id, phase="internal", consent="said yes", legs=legs, **to)
    past.bed(case_id, nights=3, start=night_of(legs[0].arrives, zone()), journey_id=pk)
    past.approve(pk)
    ((leg_id, leg),) = access.way(past.actor, pk).legs
    actions.depart(at(lev, leg.departs), leg_id)
    actions.arrive(at(lev, leg.arrives), leg_id)
    client = client_of("lev")
    page = client.get("/staff/").content.decode()
    assert "In a house tonight without a bed" in page
    part = page.split("<h2>In a house tonight without a bed")[1].split("</section>")[0]
    assert reverse("evacuation:journey", args=[case_id]) in part
    assert "In Lantern house" in part
    assert "Birch" in client.get(reverse("desk:part") + "?part=without_bed").content.decode()
    now.bed(case_id, nights=2, start=night_of(lev.now(), zone()))
    assert "In a house tonight without a bed" not in client.get("/staff/").content.decode()

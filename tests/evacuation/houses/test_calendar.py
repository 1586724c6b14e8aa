"""The bed calendar over all houses: what is free is what can be booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import PLACES, TODAY, Scene, build
from waystation.evacuation import actions
from waystation.evacuation.errors import Refused
from waystation.evacuation.houses import calendar
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db


def test_it_works_and_every_free_bed_can_be_booked_and_no_other(scene: Scene) -> None:
    scene.places["tired"] = actions.add_place(
        scene.actor, msgspec.structs.replace(PLACES["lantern"], name="Tired", rest_after=2, rest_nights=2)
    )
    scene.bed(scene.case("Birch"), nights=4)
    scene.bed(scene.case("Alder"), "tired", nights=2)
    case_id = scene.case("Rowan")
    shown = {line.id: line for line in calendar.calendar(scene.actor, TODAY).lines}
    for name in ("lantern", "attic", "tired"):
        for night in shown[scene.places[name]].nights[:8]:
            booking = try_to_book(scene, case_id, name, night.day)
            assert (booking is not None) == (night.free > 0), (name, night)
            if booking:
                actions.cancel_booking(scene.actor, booking)


def try_to_book(scene: Scene, case_id, name: str, night: date):  # type: ignore[no-untyped-def]
    try:
        return scene.bed(case_id, name, 1, night)
    except Refused:
        return None


def test_totals_are_of_the_houses_that_take_people(scene: Scene) -> None:
    scene.bed(scene.case(), nights=2)
    found = calendar.calendar(scene.actor, TODAY)
    assert [(total.free, total.beds, total.taken) for total in found.totals[1:3]] == [(2, 3, 1), (3, 3, 0)]
    actions.set_place_state(scene.actor, scene.places["attic"], "resting")
    found = calendar.calendar(scene.actor, TODAY)
    assert (len(found.lines), found.totals[2].beds) == (2, 2)
    actions.set_place_state(scene.actor, scene.places["attic"], "closed")
    assert len(calendar.calendar(scene.actor, TODAY).lines) == 1


@pytest.mark.parametrize("said", ["", "x", "2031-13-01", "1999-01-01", "9999-12-31", "0001-01-01", "\x00"])
def test_an_address_that_asks_for_no_day_shows_tonight(said: str) -> None:
    assert calendar.first_day(said, TODAY) == TODAY


def test_the_page(lev: Actor, client_of: Callable[[str], Client]) -> None:
    scene, client, page = build(lev), client_of("lev"), reverse("houses:beds")
    empty = client_of("lev").get(page)
    scene.bed(scene.case(), start=date.today(), nights=3)
    shown = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert empty.status_code == 200
    assert "Lantern house" in shown
    assert "Birch" not in shown  # who sleeps there stands on the page of the house
    later = client.get(page, {"from": (date.today() + timedelta(days=28)).isoformat()})
    assert later.context["calendar"].first == date.today() + timedelta(days=28)
    assert client_of("dina").get(page).status_code == 404

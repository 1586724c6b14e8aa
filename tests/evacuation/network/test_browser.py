"""Places, beds, connections and their pictures in Chromium: on a telephone and a desk, without one script."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.conftest import PLACES, build
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import actions
from waystation.evacuation.network.records import ConnectionRecord, Weekly
from waystation.evacuation.records import PlaceRecord

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("WAYSTATION_PICTURES", "")
CITIES = (
    "RU-makhachkala",
    "RU-rostov-on-don",
    "RU-moscow",
    "RU-saint-petersburg",
    "GE-tbilisi",
    "AM-yerevan",
    "LT-vilnius",
)
WAYS = (
    (0, 1, "bus_intercity", "high"),
    (1, 2, "train", "medium"),
    (1, 2, "plane_domestic", "high"),
    (2, 3, "train", "low"),
    (0, 4, "border_land_car", "high"),
    (4, 5, "minibus", "low"),
    (3, 6, "bus_intercity", "medium"),
)


@pytest.fixture
def busy(organisation: Organisation) -> dict[str, str]:
    """A network, a house with a rule for everything, and one that is compromised with somebody in it."""
    scene = build(organisation.actor("lev"))
    lev = scene.actor
    cities = [evacuation.add_known(lev, code, "en") for code in CITIES]
    post = evacuation.add_place(lev, PlaceRecord(name="Post 12", kind="checkpoint", within=cities[1]))
    for one, other, mode, exposure in WAYS:
        way = ConnectionRecord(
            from_place=cities[one],
            to_place=cities[other],
            mode=mode,
            minutes=400,
            exposure=exposure,
            departures=(Weekly(0, 480), Weekly(3, 1320)),
            checkpoints=(post,) if mode == "bus_intercity" and one == 0 else (),
        )
        made = actions.add_connection(lev, way)
    strict = {
        "name": "Long Lane behind the orchard",
        "within": cities[2],
        "accepts": ("women", "children"),
        "pets": False,
    }
    strict |= {"wheelchair": True, "rest_after": 5, "rest_nights": 2, "address": "Ring twice.", "beds": 4, "rules": ""}
    mill = evacuation.add_place(lev, msgspec.structs.replace(PLACES["lantern"], **strict))
    evacuation.add_place(lev, PlaceRecord(name="Mill", kind="safe_house", beds=3, within=cities[3]))
    for name in ("Birch", "Alder"):
        scene.bed(scene.case(name), start=date.today(), nights=6)
    scene.bed(scene.case("Rowan"), "attic", start=date.today() + timedelta(days=1), nights=3)
    lantern = scene.places["lantern"]
    evacuation.set_place_state(lev, lantern, "compromised")
    return {
        "today": "/staff/",
        "places": reverse("evacuation:places"),
        "place": reverse("evacuation:place", args=[mill]),
        "place-lost": reverse("evacuation:place", args=[lantern]),
        "place-change": reverse("evacuation:place-change", args=[mill]),
        "place-known": reverse("evacuation:place-known"),
        "beds": reverse("houses:beds"),
        "leaving": reverse("houses:leaving", args=[lantern]),
        "connections": reverse("network:connections"),
        "connection": reverse("network:connection", args=[made]),
        "connection-change": reverse("network:connection-change", args=[made]),
        "connection-retire": reverse("network:connection-retire", args=[made]),
        "import": reverse("network:import"),
        "map": reverse("network:map"),
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_its_screen(window: Callable[..., Any], busy: dict[str, str], width: int) -> None:
    page = window("lev", width)
    for name, url in busy.items():
        assert page.goto(url).status == 200, name
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/network-{name}-{width}.png", full_page=True)
        assert width_of(page) <= width, name


def test_everybody_leaves_a_house_by_clicks_alone(window: Callable[..., Any], busy: dict[str, str]) -> None:
    page = window("lev", 360)
    page.goto(busy["today"])
    page.get_by_role("link", name="Move everybody").click()
    page.get_by_role("button", name="Move those who are ticked").click()
    assert "Their beds are moved." in page.get_by_role("status").first.inner_text()
    assert page.get_by_text("Nobody is left").count() == 1
    page.goto(busy["today"])
    assert page.get_by_role("link", name="Move everybody").count() == 0


def test_a_city_is_taken_from_the_list_by_typing(window: Callable[..., Any], busy: dict[str, str]) -> None:
    page = window("lev", 360)
    page.goto(busy["places"])
    page.get_by_role("link", name="Take a city from the list").click()
    page.get_by_label("City or country").fill("варшав")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Add Warsaw").click()
    assert "Warsaw" in page.locator("h1").inner_text()

"""The pages of hand-overs in Chromium: nothing wider than the screen, and a hand-over by clicks alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.conftest import build
from tests.evacuation.handover.conftest import HOUR, Trip, trip_of
from tests.evacuation.test_browser import PICTURES, WIDTHS, browser, organisation, window  # noqa: F401
from tests.evacuation.test_pages import local
from tests.stage import Organisation
from waystation.evacuation import actions
from waystation.evacuation.handover import due
from waystation.evacuation.records import HelperRecord
from waystation.staff.actor import utc_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trip(organisation: Organisation) -> Trip:  # noqa: F811
    """Somebody on the way with words given, somebody late, and one alarm."""
    scene = build(organisation.actor("lev"))
    trip_of(scene, "Alder", utc_now() - 3 * HOUR, driver=None)
    jay = actions.add_helper(scene.actor, HelperRecord(pseudonym="Jay"))
    other = trip_of(scene, "Rowan", utc_now() - 9 * HOUR, house="attic", driver=jay)
    other.brief("driver", helper=jay)
    due.run(utc_now())
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort"))
    trip = trip_of(scene, escort=finch)
    trip.brief("driver", helper=scene.driver)
    trip.brief("escort", helper=finch)
    trip.arrive(trip.walk)
    return trip


def addresses(trip: Trip) -> dict[str, str]:
    leg = {"case_id": trip.case, "leg_id": trip.car}
    return {
        "live": reverse("handover:live"),
        "alarms": reverse("handover:alarms"),
        "leg": reverse("handover:leg", kwargs=leg),
        "brief-driver": reverse("handover:brief", kwargs=leg | {"role": "driver"}),
        "brief-traveller": reverse("handover:brief", kwargs=leg | {"role": "traveller"}),
        "times": reverse("handover:times", kwargs=leg),
        "divert": reverse("handover:divert", kwargs=leg),
        "on-the-way": reverse("handover:on-the-way", kwargs={"place_id": trip.scene.places["lantern"]}),
        "alarm": reverse("handover:alarms"),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_screen(window: Callable[..., Any], trip: Trip, width: int) -> None:  # noqa: F811
    actions.set_place_state(trip.actor, trip.scene.places["lantern"], "compromised")
    page = window("lev", width)
    for name, url in addresses(trip).items():
        assert page.goto(url).status == 200, name
        if name == "alarm":
            page.get_by_role("link", name="Rowan · Driver").click()
        if name == "times":
            page.get_by_label("Departs").fill(local(trip.leg().departs + HOUR))
            page.get_by_label("Arrives").fill(local(trip.leg().arrives + HOUR))
            page.get_by_role("button", name="Show what changes").click()
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/handover-{name}-{width}.png", full_page=True)
        assert width_of(page) <= width, name


def test_a_hand_over_by_clicks_alone(
    window: Callable[..., Any],  # noqa: F811
    browser: Any,  # noqa: F811
    live_server: Any,
    trip: Trip,
) -> None:
    """The coordinator gives the traveller words; the phone at 360 px, without scripts, opens them and confirms."""
    page = window("lev", 1280)
    page.goto(addresses(trip)["leg"])
    page.get_by_role("link", name="Traveller").click()
    page.get_by_label("Meeting point").fill("Gate 3 of the yard")
    page.get_by_label("What to say at a check").fill("I am going to my sister.")
    page.get_by_role("button", name="Seal it and show the words").click()
    words = " ".join(page.locator("ol.phrase li").all_inner_texts())
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/handover-words-1280.png", full_page=True)
    size = {"width": 360, "height": 740}
    phone = browser.new_context(viewport=size, base_url=live_server.url, java_script_enabled=False).new_page()
    phone.goto("/en/return")
    phone.get_by_label("Your twelve words").fill(words)
    phone.get_by_role("button", name="Open").click()
    assert "Gate 3 of the yard" in phone.inner_text("main")
    assert width_of(phone) <= 360
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/note-360.png", full_page=True)
    phone.get_by_label("All went well").check()
    phone.get_by_role("button", name="Send").click()
    assert "Has it already happened?" in phone.inner_text("main")  # it was to begin in two hours
    assert width_of(phone) <= 360
    if PICTURES:
        phone.screenshot(path=f"{PICTURES}/note-asked-360.png", full_page=True)
    phone.get_by_label("Yes, it has already happened").check()
    phone.get_by_role("button", name="Send").click()
    assert "those words open nothing any more" in phone.inner_text("body")
    page.goto(addresses(trip)["live"])
    assert "1 of 3 confirmed" in page.inner_text("main")

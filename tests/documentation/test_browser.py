"""The pages of events and exhibits in Chromium: nothing is too wide, and the keyboard is enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.documentation.pictures.test_pages import raid
from tests.e2e.screens import width_of
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.documentation import actions
from waystation.documentation.dates import read
from waystation.documentation.figures import actions as figures
from waystation.documentation.records import Act, Event, Information, Person, PlaceName

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("WAYSTATION_PICTURES", "")


def _fits(page: Any, name: str, width: int) -> None:
    assert width_of(page) <= width, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/documentation-{name}-{width}.png", full_page=True)


def _to(page: Any, name: str) -> None:
    """Goes on with the tabulator until it stands in this field."""
    for _ in range(150):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by the keyboard")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_event_is_recorded_by_the_keyboard_alone(window: Callable[..., Any], width: int) -> None:
    page = window("ira", width)
    page.goto(reverse("documentation:events"))
    _fits(page, "none", width)
    page.goto(reverse("documentation:new"))
    _fits(page, "new", width)
    for name, text in (
        ("title", "Raid on Lantern street, of whose length nothing is known but that it was long"),
        ("began", "2017-03"),
        ("act-0-victim", "Rowan Vysokogorskaja-Zaporozhskaja"),
    ):
        _to(page, name)
        page.keyboard.type(text)
    _to(page, "act-0-kind")
    page.keyboard.press("ArrowDown")
    _to(page, "do")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Raid on Lantern street" in page.inner_text("main")
    assert "Rowan Vysokogorskaja" in page.inner_text("main")
    _fits(page, "recorded", width)
    page.goto(reverse("documentation:events"))
    _fits(page, "events", width)
    page.get_by_role("link", name="Raid on Lantern street").first.click()
    _fits(page, "event", width)


@pytest.mark.parametrize("width", [360, 1280])
def test_exhibits_fit_the_screen(window: Callable[..., Any], width: int) -> None:
    page = window("ira", width)
    page.goto(reverse("exhibits:exhibits"))
    _fits(page, "exhibits", width)
    page.goto(reverse("exhibits:take-in"))
    _fits(page, "take-in", width)


@pytest.mark.parametrize("width", [360, 1280])
def test_figures_fit_the_screen(window: Callable[..., Any], organisation: Organisation, width: int) -> None:
    ira = organisation.actor("ira")
    for title, kind in (("Raid on Lantern street", "liberty.mass_roundup"), ("A night", "integrity.beating")):
        place = PlaceName(region="Far Valley")
        event = actions.add_event(ira, Event(title=title, began=read("2017-04-03"), place=place))
        victim = actions.find_or_add_person(ira, Person(called=f"Wren of {title}"))
        actions.add_act(ira, Act(event=event, victim=victim, kind=kind))
        actions.add_source(ira, Information(event=event, source=victim, connection="self"))
    figures.take_in_published(ira)
    page = window("ira", width)
    page.goto(reverse("figures:count"))
    page.fill("[name=publisher]", "Waystation")
    page.locator("button[value=count]").click()
    _fits(page, "count", width)
    page.locator("button[value=freeze]").click()
    _fits(page, "frozen", width)
    page.goto(reverse("figures:figures"))
    _fits(page, "figures", width)
    page.locator("[name=figure]").nth(0).check()
    page.locator("[name=figure]").nth(20).check()
    page.get_by_role("button", name="Compare those chosen").click()
    _fits(page, "compared", width)
    assert "These are not added" in page.inner_text("main")
    page.goto(reverse("figures:figures"))
    page.get_by_role("link", name="114", exact=True).first.click()
    _fits(page, "divided", width)
    page.goto(reverse("figures:export"))
    _fits(page, "export", width)


@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_fit_the_screen(window: Callable[..., Any], organisation: Organisation, width: int) -> None:
    ira = organisation.actor("ira")
    event = raid(ira, victims=("Wren", "Rowan", "Linden of a name too long for any box", "Alder"))
    for region in ("Dagestan", "Ingushetia", "Moscow Oblast", "Far Valley"):
        raid(ira, region, ("Maple",), f"A night in {region}")
    page = window("ira", width)
    page.goto(reverse("pictures:event", args=[event]))
    page.locator("summary").last.click()
    _fits(page, "pictures-event", width)
    page.goto(reverse("pictures:whole"))
    _fits(page, "pictures-whole", width)

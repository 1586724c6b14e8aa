"""The pages of events and exhibits in Chromium: nothing is too wide, and the keyboard is enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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


def _to(page: Any, name: str, value: str = "") -> None:
    """Goes on with the tabulator until it stands in this field, or at the button with this value."""
    for _ in range(150):
        if page.evaluate("document.activeElement.name") == name and (
            not value or page.evaluate("document.activeElement.value") == value
        ):
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
    _to(page, "do", "done")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Raid on Lantern street" in page.inner_text("main")
    assert "Rowan Vysokogorskaja" in page.inner_text("main")
    _fits(page, "recorded", width)
    page.goto(reverse("documentation:events"))
    _fits(page, "events", width)
    page.get_by_role("link", name="Raid on Lantern street").first.click()
    _fits(page, "event", width)


class Typist:
    """Types, and counts the keys that are pressed beside the words themselves."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def begins_in(self, name: str) -> None:
        """Waits until the page stands in its first field, as somebody who looks at it does."""
        expect(self.page.locator(f"[name={name}]").first).to_be_focused()

    def on(self, name: str) -> None:
        """Goes on to a field."""
        for _ in range(60):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached")

    def sent(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)


def test_one_more_violation_takes_eight_keys_beside_its_words(window: Callable[..., Any]) -> None:
    page = window("ira", 1280)
    page.goto(reverse("documentation:new"))
    hands = Typist(page)
    hands.begins_in("title")
    hands.type("Raid on Lantern street")
    hands.sent("Enter")  # saved as one goes
    assert hands.keys == 1
    for victim, kind, perpetrator in (
        ("Rowan", "Beat", "the man with the keys"),
        ("Wren", "Abd", "the man with the keys"),
    ):
        hands.keys = 0
        hands.begins_in("act-0-victim")
        hands.type(victim)
        hands.on("act-0-kind")
        hands.type(kind)
        hands.on("act-0-perpetrator")
        hands.type(perpetrator)
        hands.sent("Enter")
        assert hands.keys == 8
    said = page.inner_text("main")
    assert "Rowan" in said
    assert "Wren" in said
    assert said.count("the man with the keys") == 2


def test_who_is_meant_is_found_and_said_by_the_keyboard(window: Callable[..., Any], organisation: Organisation) -> None:
    actions.find_or_add_person(organisation.actor("ira"), Person(called="Мовсар Цураев"))
    page = window("ira", 1280)
    page.goto(reverse("documentation:new"))
    hands = Typist(page)
    hands.begins_in("title")
    hands.type("Raid on Lantern street")
    hands.on("act-0-victim")
    hands.type("Movsar")
    hands.on("act-0-kind")
    hands.type("Beat")
    hands.on("do")
    hands.sent("Enter")
    hands.begins_in("act-0-victim_is")
    _fits(page, "found", 1280)
    hands.press("Space")
    hands.sent("Enter")
    said = page.inner_text("main")
    assert "Мовсар Цураев" in said
    assert "Movsar" not in said


def test_what_was_found_fits_a_phone(window: Callable[..., Any], organisation: Organisation) -> None:
    ira = organisation.actor("ira")
    actions.find_or_add_person(ira, Person(called="Мовсар Цураев Высокогорский-Запорожский"))
    actions.add_event(ira, Event(title="one", place=PlaceName(region="Far Valley", locality="Hollow Ford")))
    page = window("ira", 360)
    page.goto(reverse("documentation:new"))
    page.fill("[name=locality]", "hollow")
    page.fill("[name=act-0-victim]", "Movsar")
    page.get_by_role("button", name="Find people and places").first.click()
    _fits(page, "found", 360)
    page.goto(reverse("statements:wording"))
    _fits(page, "wording", 360)


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

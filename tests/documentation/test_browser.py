"""The pages of events and exhibits in Chromium: nothing is too wide, and the keyboard is enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window

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
    page.keyboard.press("Enter")
    page.wait_for_load_state()
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

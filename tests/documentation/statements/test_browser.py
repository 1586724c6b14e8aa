"""The testimony beside its form in Chromium: nothing is too wide, and the keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.documentation.test_browser import _fits, _to
from tests.documentation.test_interview import INTERVIEW
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _types(page: Any, **said: str) -> None:
    for name, text in said.items():
        _to(page, name)
        page.keyboard.type(text)


def _enters(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_testimony_is_marked_by_the_keyboard_alone(window: Callable[..., Any], width: int) -> None:
    page = window("ira", width)
    page.goto(reverse("documentation:new"))
    _types(page, title="The mill of Karvan")
    page.locator("button", has_text="Save and look at it").focus()
    _enters(page)
    _fits(page, "bare", width)
    page.get_by_role("link", name="Take down a statement").click()
    page.wait_for_load_state()
    _types(page, teller="Tamerlan of the long street by the river", told="2017-04-09", text="")
    page.fill("textarea[name=text]", "\n".join(INTERVIEW["statements"][0]["lines"]))
    _fits(page, "take-down", width)
    page.locator("button", has_text="Save").focus()
    _enters(page)
    _fits(page, "draw", width)
    _to(page, "span")
    page.keyboard.type("6")
    _types(page, victim="Tamerlan of the long street by the river", what="Beating", also="With an object")
    _types(page, connection="It happened")
    page.locator("button", has_text="Save and go on").focus()
    _enters(page)
    assert "Beating" in page.inner_text(".testimony")
    _fits(page, "drawn", width)
    page.get_by_role("link", name="Look at it line by line").click()
    page.wait_for_load_state()
    assert "One first-hand account" in page.inner_text("main")
    _fits(page, "statement", width)
    page.get_by_role("link", name="Beating").first.click()
    page.wait_for_load_state()
    _fits(page, "fact", width)
    for name in ("Review it", "Withdraw it"):
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
        _fits(page, name.lower().replace(" ", "-"), width)
        page.go_back()
    page.get_by_role("link", name="The mill of Karvan").first.click()
    page.wait_for_load_state()
    _fits(page, "sure", width)
    page.get_by_role("link", name="Tamerlan").first.click()
    page.wait_for_load_state()
    _fits(page, "person", width)

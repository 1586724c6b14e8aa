"""The pages of evaluations in Chromium: nothing is too wide, and the body map is used by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.casework.conftest import waiting_request
from tests.documentation.medical.conftest import ACCOUNT, ALL, mark
from tests.documentation.test_browser import PICTURES, _to
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from waystation.casework import actions as casework
from waystation.documentation.medical import access, actions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _fits(page: Any, name: str, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/medical-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_finding_is_put_on_the_body_map_by_the_keyboard_alone(
    window: Callable[..., Any], organisation: Any, width: int
) -> None:
    lev = organisation.actor("lev")
    case_id = casework.accept(lev, waiting_request(), pseudonym="Birch")
    one = actions.begin(lev, case_id)
    actions.note_agreed(lev, case_id, one, ALL)
    actions.tell_account(lev, case_id, one, ACCOUNT)
    actions.add_finding(lev, case_id, one, mark(place="front.chest.left"))
    page = window("lev", width)
    for name in ("finding-new", "evaluation", "lists", "agreed", "photograph-new", "report"):
        page.goto(reverse(f"medical:{name}", args=[case_id, one]))
        _fits(page, name, width)
    page.goto(reverse("medical:finding-new", args=[case_id, one]))
    small = page.evaluate(
        """[...document.querySelectorAll("svg input")].map(each => each.getBoundingClientRect())
        .filter(box => box.width < 23.5 || box.height < 23.5).length"""
    )
    assert small == 0
    _to(page, "kind")
    page.keyboard.type("Bruise")
    _to(page, "place")
    first = page.evaluate("document.querySelector('input[name=place]:checked').value")
    assert first == ""
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.value")
    assert chosen == page.evaluate("document.querySelector('input[name=place]:checked').value") != ""
    _fits(page, "chosen", width)
    _to(page, "description")
    page.keyboard.type("Blue, with a clear edge.")
    page.keyboard.press("Tab")
    page.locator("button:not([name])").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Blue, with a clear edge." in page.inner_text("main")
    assert chosen in {found.place for _row, found in access.findings(lev, case_id, one)}
    page.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).tagName") == "TR"

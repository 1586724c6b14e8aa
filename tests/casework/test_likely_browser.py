"""Who is likely the same, told while somebody types, in Chromium under our policy of contents."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.casework.conftest import waiting_request
from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium, width_of
from tests.people import somebody
from tests.stage import found
from waystation.casework import actions
from waystation.casework.models import PairRow
from waystation.casework.persons import actions as persons
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tab(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page with scripts in which a coordinator adds a person to a case; `wrong` is what the browser complains of."""
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    organisation = found()
    lev = organisation.actor("lev")
    known, case = (actions.accept(lev, waiting_request(), pseudonym=name) for name in ("Birch", "Heron"))
    persons.add(lev, known, somebody("Магомедов Хьамзат"), roles=["companion"])
    cookies = {cookie_name(): organisation.cookie("lev"), "language": "en"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 780})
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.wrong = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
        page.goto(f"/staff/cases/{case}/people/new")
        yield page
        browser.close()


def test_it_comes_by_itself_and_one_press_saves(tab: Any) -> None:
    tab.get_by_label("Name", exact=True).first.fill("Khamzat Magomedov")
    told = tab.get_by_role("status").filter(has_text="Likely the same person")
    expect(told).to_contain_text("Магомедов Хьамзат")
    expect(told.get_by_role("link", name="Birch")).to_be_visible()
    assert width_of(tab) <= 360
    assert tab.evaluate("document.activeElement.name") == "name_text_0"  # it takes nothing from whoever types
    tab.get_by_role("button", name="Save").click()
    assert tab.locator("h1").inner_text() != "Add a person"
    assert PairRow.objects.count() == 1
    assert tab.wrong == []


def test_for_nobody_known_nothing_comes(tab: Any) -> None:
    with tab.expect_response("**/people/likely") as answer:
        tab.get_by_label("Name", exact=True).first.fill("Иван Петров")
    assert answer.value.json()["people"] == []
    assert tab.locator("#likely-now").inner_text() == ""
    assert tab.wrong == []

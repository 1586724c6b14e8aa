"""From a request to safety abroad, clicked through in Chromium without JavaScript on a small phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.casework.conftest import waiting_request
from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium
from tests.stage import clear, found
from waystation.staff.access import refresh
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tab(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A page of 360 px in which a coordinator is signed in, in English."""
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    organisation = found()
    cookie = organisation.cookie("lev")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": 360, "height": 780}, java_script_enabled=False
        )
        cookies = {cookie_name(): cookie, "language": "en"}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.lev = organisation.actor("lev")  # type: ignore[attr-defined]
        yield page
        browser.close()


def test_a_request_becomes_a_case_and_a_person_is_safe(tab: Any) -> None:
    thread = waiting_request()
    tab.goto(f"/staff/requests/{thread}/accept")
    tab.get_by_label("What we call the person").fill("Birch")
    tab.get_by_role("button", name="Accept").click()
    assert tab.locator("h1").inner_text() == "Birch"

    _move(tab, "Planning the exit")
    assert "Assess the risk first" in tab.locator("main").inner_text()
    tab.get_by_role("link", name="Back without saving").click()
    _assess(tab)
    _agree(tab, "help")
    _agree(tab, "share_immigration")
    refresh(tab.lev)
    clear(tab.lev, thread)
    _pay(tab)

    way = ["Planning the exit", "Moving out of the region", "In a safe house inside the country"]
    for stage in [*way, "Leaving the country", "Arrived in the country of safety"]:
        _move(tab, stage)
        assert stage in tab.locator("main").inner_text()

    tab.goto("/staff/counts")
    figures = tab.locator(".figure").all_inner_texts()
    assert [text.split("\n")[0] for text in figures if "\n1\n" in text.replace("\n\n", "\n")] == [
        "Contacted",
        "Helped",
        "Evacuated from the region",
        "Abroad",
    ]
    tab.goto("/staff/log")
    assert "moved a case to another stage" in tab.locator("main").inner_text()


def _move(tab: Any, stage: str) -> None:
    tab.get_by_role("link", name="Move on").click()
    tab.get_by_label("Stage").select_option(label=stage)
    tab.get_by_label("Country").fill("Norway")
    tab.get_by_role("button", name="Save").click()


def _pay(tab: Any) -> None:
    tab.locator("a[href$='/money']").click()
    tab.get_by_label("Yes").check()
    tab.get_by_label("Who pays, or what is missing").fill("the travel fund")
    tab.get_by_role("button", name="Save").click()


def _assess(tab: Any) -> None:
    tab.get_by_role("link", name="Assess").click()
    tab.get_by_label("Family knows").check()
    tab.get_by_label("Within weeks").check()
    tab.get_by_role("button", name="Save").click()


def _agree(tab: Any, purpose: str) -> None:
    tab.locator(f"a[href$='?purpose={purpose}']").click()
    if (recipient := tab.get_by_label("To whom")).count():
        recipient.fill("The embassy")
    tab.get_by_label("Given", exact=True).check()
    tab.get_by_role("button", name="Save").click()

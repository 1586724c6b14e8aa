"""The style guide in Chromium: nothing runs over the edge of a small phone, nothing is refused by the policy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
PAGES = ["/ru/gallery", "/en/gallery", "/staff/gallery", "/fails/404", "/staff/fails/500"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
CONTROLS = "a[class], button, .nav a, .languages a, summary, input:not([type=hidden])"
TOO_SMALL = """([controls, least]) => [...document.querySelectorAll(controls)]
    .filter(e => e.getClientRects().length && !e.matches('.skip'))
    .map(e => [e.outerHTML.slice(0, 80), (e.closest('label') || e).getBoundingClientRect()])
    .map(([html, box]) => [html, Math.min(box.width, box.height)])
    .filter(([, size]) => size < least)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if not chromium and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    # playwright runs an event loop in this thread, which Django would take for asynchronous code
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=chromium or "chromium", args=FLAGS)
        yield chrome
        chrome.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
@pytest.mark.parametrize("path", PAGES)
def test_it_works_at_every_width(
    browser: Any, live_server: LiveServer, transactional_db: None, path: str, width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.styleSheets.length") == 1
    assert [text for text in said if "Content" in text or "policy" in text.lower()] == []
    page.close()


@pytest.mark.parametrize(("path", "least"), [("/ru/gallery", 22), ("/staff/gallery", 22)])
def test_targets_can_be_hit(
    browser: Any, live_server: LiveServer, transactional_db: None, path: str, least: int
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{live_server.url}{path}")
    assert page.evaluate(TOO_SMALL, [CONTROLS, least]) == []
    page.close()


def test_the_menu_of_a_phone_opens_without_script(
    browser: Any, live_server: LiveServer, transactional_db: None
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/gallery")
    assert not page.locator(".bar-top .nav").is_visible()
    page.locator(".bar-top summary").click()
    assert page.locator(".bar-top .nav").is_visible()
    context.close()


def test_the_way_out_stays_in_sight(browser: Any, live_server: LiveServer, transactional_db: None) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(f"{live_server.url}/ru/gallery")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    box = page.locator(".leave").bounding_box()
    assert 0 <= box["y"] <= 20
    assert box["height"] >= 44
    page.close()

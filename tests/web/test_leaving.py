"""“Leave quickly” in Chromium, with scripts and without: what it opens, what it leaves, what it tells there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.screens import ARGUMENTS, CHROMIUM, PHONE, need_chromium
from tests.stage import found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _frame_alone() -> None:
    """Not here: these are the callers' own pages."""


class Weather:
    """An ordinary page elsewhere, and what each visitor tells it."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []
        weather = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/":
                    weather.told.append(dict(self.headers))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<title>Weather</title>Sun")

            def log_message(self, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def weather(settings: Any) -> Iterator[Weather]:
    made = Weather()
    settings.WAYSTATION = {"exit_urls": {"ru": made.address, "en": made.address}}
    yield made
    made.close()


@pytest.fixture
def tab(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Page]]:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)

        def opened(*, scripts: bool) -> Page:
            context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=scripts)
            return context.new_page()

        yield opened
        browser.close()


def entered(page: Page) -> None:
    """Writes, and opens the messages with the twelve words."""
    page.goto("/en/write")
    page.fill("[name=text]", "Help me.")
    page.click("main form button")
    words = page.locator(".phrase li").all_inner_texts()
    page.goto("/en/return")
    page.fill("[name=phrase]", " ".join(words))
    page.click("main form button")
    page.wait_for_url("**/thread*")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_link_leads_away_and_ends_the_visit(tab: Callable[..., Page], weather: Weather, scripts: bool) -> None:
    page = tab(scripts=scripts)
    entered(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(weather.address)
    assert page.title() == "Weather"
    assert not {"Referer", "Cookie", "Origin"} & set(weather.told[0])
    assert page.context.cookies() == []
    page.goto("/en/thread")
    assert page.url.split("?")[0].endswith("/en/return")


@pytest.mark.parametrize("path", ["/ru/", "/ru/help", "/ru/write", "/ru/ours", "/ru/report", "/ru/absent"])
def test_three_presses_of_shift_lead_away_from_every_page(
    tab: Callable[..., Page], weather: Weather, path: str
) -> None:
    page = tab(scripts=True)
    page.goto(path)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(weather.address)
    assert "Referer" not in weather.told[0]


def test_while_somebody_writes_too(tab: Callable[..., Page], weather: Weather) -> None:
    page = tab(scripts=True)
    page.goto("/en/write")
    page.locator("[name=text]").press_sequentially("Help. They Come To Night")
    page.locator("[name=text]").press("Shift+A")
    page.locator("[name=text]").press("Shift+B")
    page.locator("[name=text]").press("Shift+C")
    page.wait_for_timeout(300)
    assert page.url.endswith("/en/write")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(weather.address)


def test_two_presses_or_slow_ones_do_nothing(tab: Callable[..., Page], weather: Weather) -> None:
    page = tab(scripts=True)
    page.goto("/en/")
    for _ in range(3):
        page.keyboard.press("Shift")
        page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_timeout(3200)
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith("/en/")


def test_with_scripts_the_page_that_was_left_is_not_behind_back(tab: Callable[..., Page], weather: Weather) -> None:
    page = tab(scripts=True)
    page.goto("about:blank")
    page.goto("/en/write")
    before = page.evaluate("history.length")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(weather.address)
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == "about:blank"


def test_the_page_is_blank_before_the_other_one_comes(tab: Callable[..., Page], weather: Weather) -> None:
    page = tab(scripts=True)
    page.route("**/exit", lambda route: route.fulfill(status=204))  # nothing to show: this page stays
    page.goto("/en/help")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.locator("main").wait_for(state="hidden")
    assert page.url.endswith("/en/help")


def test_without_scripts_shift_does_nothing_and_the_page_says_so(tab: Callable[..., Page], weather: Weather) -> None:
    page = tab(scripts=False)
    page.goto("/en/help")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith("/en/help")
    assert "If nothing happens, press the button instead." in page.locator("main").inner_text()
    assert "No button of ours can clear them." in page.locator("main").inner_text()

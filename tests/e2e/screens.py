"""Chromium for the end-to-end tests: callers on an old phone without scripts, staff at a desk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Response, sync_playwright

# The same engine without a window takes half the processor's time, but shows no notifications, and what stays on a disk
# is asked of what people have.
WHOLE = Path(os.environ.get("WAYSTATION_CHROMIUM", "/usr/bin/chromium"))
_SHELL = WHOLE.with_name("chromium-headless-shell")
CHROMIUM = _SHELL if _SHELL.exists() else WHOLE
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def need_chromium(program: Path = CHROMIUM) -> None:
    """Skips where there is no Chromium; in CI that is a failure."""
    if not program.exists():
        if os.environ.get("CI"):
            pytest.fail(f"there is no {program}")
        pytest.skip(f"there is no {program}")


def width_of(page: Page) -> int:
    """How wide a page is that may still be on its way, in CSS pixels."""
    page.wait_for_load_state()
    return int(page.locator("html").evaluate("element => element.scrollWidth"))


class Screens:
    """Browser windows that note what no page of ours may do: fail, ask elsewhere, or break its own policy."""

    def __init__(self, make: object, address: str) -> None:
        self._make, self.address = make, address.rstrip("/")
        self.wrong: list[str] = []
        self.heavy: dict[str, int] = {}

    def beside(self, address: str) -> Screens:
        """The same browser for another program."""
        return Screens(self._make, address)

    def caller(self) -> Page:
        """A phone, 360 wide, in Russian, without scripts."""
        return self._window(PHONE, "ru-RU", scripts=False)

    def tab(self) -> Page:
        """Somebody at a desk, in English, with scripts."""
        return self._window(DESK, "en-GB", scripts=True)

    def staff(self, name: str, passphrase: str) -> Page:
        """A signed-in member of staff at a desk, in English."""
        page = self.tab()
        page.goto(f"{self.address}/staff/")
        page.fill("[name=name]", name)
        page.fill("[name=passphrase]", passphrase)
        press(page, "main form button")
        return page

    def _window(self, size: dict[str, int], language: str, *, scripts: bool) -> Page:
        context: BrowserContext = self._make.new_context(  # type: ignore[attr-defined]
            viewport=size, locale=language, java_script_enabled=scripts, color_scheme="light"
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("response", self._look)
        page.on(
            "console", lambda said: self.wrong.append(said.text) if "Content Security Policy" in said.text else None
        )
        return page

    def _look(self, response: Response) -> None:
        if not response.url.startswith(self.address):
            self.wrong.append(f"asked elsewhere: {response.url}")
        if response.status >= 500:
            self.wrong.append(f"{response.status} {response.url}")


@contextmanager
def open_screens(address: str) -> Iterator[Screens]:
    """A Chromium that shows the program at this address."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield Screens(chromium, address)
        finally:
            chromium.close()


def press(page: Page, button: str) -> None:
    """Clicks and waits for the next page."""
    with page.expect_navigation():
        page.click(button)


def fill(page: Page, form: str = "main form", **values: str | bool) -> None:
    """Fills fields of a form by name: text, choice, radio button or box, and sends it."""
    for name, value in values.items():
        field = page.locator(f"{form} [name={name}]")
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            field.select_option(str(value))
        elif kind == "radio":
            page.check(f"{form} [name={name}][value='{value}']")
        elif kind == "checkbox":
            page.check(f"{form} [name={name}]" + ("" if value is True else f"[value='{value}']"))
        else:
            field.fill(str(value))


def shot(page: Page, name: str) -> None:
    """Keeps a picture at both widths if WAYSTATION_SHOTS names a folder; no page may be wider than the phone."""
    folder = os.environ.get("WAYSTATION_SHOTS")
    before = page.viewport_size
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(
                path=f"{folder}/{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{size['width']}.png", full_page=True
            )
    if before:
        page.set_viewport_size(before)

"""With the keyboard alone: a call is noted in a few keys; wherever Tab leads, one sees where one is and gets out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.harness import Program, mail
from tests.e2e.screens import DESK, PHONE, need_chromium, open_screens

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Where the focus is, whether its ring is drawn, and whether something lies over it.
FOCUS = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const y = Math.min(Math.max(box.y + Math.min(box.height / 2, 10), 0), innerHeight - 1);
    const top = document.elementFromPoint(box.x + box.width / 2, y);
    return {
        tag: here.tagName, name: here.name || "", words: here.innerText || "",
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.bottom > 0 && box.top < innerHeight && (top === here || here.contains(top) || top.contains(here)),
    };
}"""
KEYS, STOPS = 25, 80


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    need_chromium()
    program = Program(tmp_path).start()
    try:
        yield program
    finally:
        program.kill()


def tab_to(page: Page, words: str) -> int:
    """How often Tab was pressed until the focus was on what is called so."""
    for pressed in range(1, STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if words in (here["name"], here["words"]):
            return pressed
    raise AssertionError(f"Tab does not lead to {words}")


def follow(page: Page, address: str) -> None:
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def walked(page: Page) -> list[dict[str, Any]]:
    """Every stop from the top of a page until Tab leaves it."""
    stops: list[dict[str, Any]] = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["tag"] == "BODY":
            return stops
        stops.append(here)
    raise AssertionError("Tab does not leave the page")


def note_a_call(page: Page, text: str) -> int:
    """From the first page; how many keys that took besides the text."""
    keys = tab_to(page, "Requests") + 1
    follow(page, "**/staff/requests/")
    keys += tab_to(page, "Skip to the content") + 1
    page.keyboard.press("Enter")
    keys += tab_to(page, "Note a call") + 1
    follow(page, "**/requests/note")
    assert page.evaluate(FOCUS)["name"] == "text"  # one types at once
    page.keyboard.type(text)
    keys += tab_to(page, "urgency")
    page.keyboard.type("Soon")
    keys += tab_to(page, "Keep the note") + len("Soon") + 1
    follow(page, "**/requests/*-*")
    return keys


def test_a_call_is_noted_and_every_stop_is_seen(program: Program) -> None:
    assert program.smtp(mail("Help me.", Message_ID="<1@mail.example>")) == 250
    with open_screens(program.facts["public"]) as screens:
        dina = screens.staff("dina", program.passphrase("dina"))
        assert note_a_call(dina, "He can stay until Thursday.") <= KEYS
        assert "He can stay until Thursday." in dina.inner_text(".thread")
        assert "Soon" in dina.inner_text("main")
        dina.goto(f"{screens.address}/staff/requests/")
        thread = dina.locator("tbody a", has_text="E-mail").get_attribute("href")
        for page, path in ((dina, thread), *((screens.tab(), path) for path in ("/en/", "/en/write", "/en/check"))):
            for size in (PHONE, DESK):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.goto(f"{screens.address}{path}")
                stops = walked(page)
                assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == [], path
                assert len(stops) >= 8

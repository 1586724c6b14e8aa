"""With the keyboard alone: a call is noted in a few keys; wherever Tab leads, one sees where one is and gets out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.harness import Program, mail
from tests.e2e.screens import DESK, PHONE, fill, need_chromium, open_screens, press, width_of

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


def a_case(page: Page, address: str) -> str:
    """A call becomes a case; its address."""
    page.goto(f"{address}/staff/requests/note")
    fill(page, text="His brother comes along.")
    press(page, "main form.form button")
    page.goto(f"{page.url.split('?')[0]}/accept")
    press(page, "main form.form button")
    return page.url.split("?")[0]


def test_somebody_comes_into_a_case_by_keyboard_on_a_phone(program: Program) -> None:
    with open_screens(program.facts["public"]) as screens:
        lev = screens.staff("lev", program.passphrase("lev"))
        case = a_case(lev, screens.address)
        lev.set_viewport_size(PHONE)  # type: ignore[arg-type]
        lev.goto(f"{case}/people/new")
        tab_to(lev, "roles")
        lev.keyboard.press("Space")
        tab_to(lev, "name_text_0")
        lev.keyboard.type("Лиза")
        tab_to(lev, "birth_precision")
        lev.keyboard.type("Only")
        tab_to(lev, "birth_year")
        lev.keyboard.type("2014")
        tab_to(lev, "Save")
        follow(lev, "**/people?notice=person-saved")
        assert "Лиза" in lev.inner_text("main")
        assert "may be under 18" in lev.inner_text("main")
        person = lev.locator("tbody th a").last.get_attribute("href")
        for path in (f"{case}/people", f"{case}/together", person, f"{person}/describe", f"{person}/health"):
            lev.goto(path if path.startswith("http") else f"{screens.address}{path}")
            assert width_of(lev) <= PHONE["width"], path
            stops = walked(lev)
            assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == [], path
        assert screens.wrong == []

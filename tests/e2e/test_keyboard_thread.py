"""The main thread with Tab, Space, Enter and letters alone: somebody writes, is answered, vetted, moved, written down.

At every stop one sees where one is, no page keeps the focus, the way on to the text comes first, and stops come in the
order in which the page is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.evacuating import Hand
from tests.e2e.harness import Program
from tests.e2e.screens import need_chromium, open_screens
from tests.e2e.test_keyboard import FOCUS

pytestmark = [pytest.mark.browser, pytest.mark.long]

MOST = 200  # stops of one page
PRESSED = ("A", "BUTTON", "SUMMARY")
SKIPS = ("Skip to the content", "Skip to the text")
# Where the focus is among all that stands on the page, in the order of reading; -1 for the page itself.
PLACE = """() => [...document.querySelectorAll("*")].indexOf(document.activeElement)"""
# The parts of a date and of a time are stops of their own, which the browser marks itself.
IN_PARTS = "() => document.activeElement.matches('[type=date], [type=time], [type=datetime-local]')"
# Stops that somebody put elsewhere than where they are read.
MOVED = """() => [...document.querySelectorAll("[tabindex]")].filter((each) => each.tabIndex > 0).length"""


class Keys:
    """One person at a keyboard, and what was wrong at any stop of theirs."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong, self.stops = page, list[str](), 0
        page.set_default_timeout(60_000)

    def _next(self, before: int) -> tuple[dict[str, Any], int]:
        self.page.keyboard.press("Tab")
        here, place = self.page.evaluate(FOCUS), self.page.evaluate(PLACE)
        self.stops += 1
        at = f"{self.page.url}: {here['tag']} {here['name']} {here['words'][:30]}"
        if here["tag"] != "BODY":
            if not (here["seen"] and (here["ring"] or self.page.evaluate(IN_PARTS))):
                self.wrong.append(f"not seen: {at}")
            if place < before:
                self.wrong.append(f"out of order: {at}")
        return here, place

    def on(self, words: str, **typed: str) -> None:
        """From where one is to what is called so, typing into fields on the way; a space is pressed on them. Enter."""
        place, missing, page = self.page.evaluate(PLACE), dict(typed), self.page
        here = page.evaluate(FOCUS)
        for _ in range(MOST):
            if here["name"] in missing:
                text = missing.pop(here["name"])
                page.keyboard.type(text)
            elif here["tag"] in PRESSED and words in here["words"]:
                break
            here, place = self._next(place)
            assert here["tag"] != "BODY", f"Tab leaves {page.url} before {words}, {missing}"
        else:
            raise AssertionError(f"Tab does not lead to {words} at {page.url}")
        assert not missing, f"{missing} come after {words} at {page.url}"
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.evaluate(MOVED):
            self.wrong.append(f"put elsewhere: {page.url}")

    def skips(self) -> None:
        """Of a fresh page the way on to its text is the first stop; for callers the second, after the way out."""
        found = []
        for _ in range(2):
            here, _place = self._next(-1)
            found.append(here["words"])
            if here["words"] in SKIPS:
                break
        if found[-1] not in SKIPS or (len(found) == 2 and found[0] != "Leave quickly"):
            self.wrong.append(f"no way on to the text: {self.page.url}: {found}")
            return
        self.page.keyboard.press("Enter")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    need_chromium()
    program = Program(tmp_path).start()
    try:
        yield program
    finally:
        program.kill()


def somebody_cleared(program: Program) -> str:
    """A case that may be moved, and two places; made without a browser."""
    numbers = count()
    lev, nina = (Hand(program.signed_in(name), "walk", numbers) for name in ("lev", "nina"))
    request = lev.fill("/staff/requests/note", "text", urgency="soon").url.split("?")[0]
    case = lev.fill(f"{request}/accept", "pseudonym", origin="North").url.split("?")[0]
    lev.fill(f"{case}/consent?purpose=help", "state", state="given")
    for state in ("provisional", "cleared"):
        lev.fill(f"{request}/vetting", "reason", action="/verdict", state=state)
    nina.fill(f"{request}/vetting", "state", action="/verdict")
    for name in ("Aldertown", "Birchfield"):
        lev.fill("/staff/places/new", "kind", name=name, kind="city", region=name, latitude="44", longitude="-32")
    return case


def test_from_the_first_message_to_the_record(program: Program) -> None:
    case = somebody_cleared(program)
    with open_screens(program.facts["public"]) as screens:
        caller = Keys(screens.tab())
        caller.page.goto(f"{screens.address}/en/")
        caller.skips()
        caller.on("I want to write")
        caller.on("Send", text="They asked my neighbours for me. Harrier.")
        assert "Harrier" not in caller.page.url
        assert caller.page.locator("main ol, main .phrase, main strong").count()

        dina = Keys(screens.staff("dina", program.passphrase("dina")))
        dina.page.goto(f"{screens.address}/staff/requests/")
        dina.skips()
        waiting = dina.page.locator("main a[href*='/requests/']:not([href$='note'])").all_inner_texts()
        dina.on(waiting[-1])
        assert "Harrier" in dina.page.inner_text("main"), (waiting, dina.page.url)
        dina.on("Send the answer", text="We read you. Are you alone now?")
        assert "Are you alone now?" in dina.page.inner_text("main")
        dina.on("Vetting")
        dina.on("Say so", state="Provisional", reason="Tells what others told us too.")
        assert "Tells what others told us too." in dina.page.inner_text("main")

        lev = Keys(screens.staff("lev", program.passphrase("lev")))
        lev.page.goto(f"{screens.address}{case}/journey")
        lev.skips()
        lev.on("New journey")
        lev.on("Save", phase=" ", origin="Ald", destination="Bir")
        assert "Birchfield" in lev.page.inner_text("main")

        ira = Keys(screens.staff("ira", program.passphrase("ira")))
        ira.page.goto(f"{screens.address}/staff/events/")
        ira.skips()
        ira.on("Record an event")
        ira.on("Save", title="Held in a cellar", began="2017-03", description="Four men, no water.")
        assert "Held in a cellar" in ira.page.inner_text("main")

        everybody = (caller, dina, lev, ira)
        assert [each for keys in everybody for each in keys.wrong] == []
        assert sum(keys.stops for keys in everybody) >= 60
        assert screens.wrong == []


def test_what_is_wrong_is_found(program: Program) -> None:
    """A ring that is not drawn, a stop put elsewhere, a page without the way on to its text."""
    with open_screens(program.facts["public"]) as screens:
        keys = Keys(screens.tab())
        page = keys.page
        page.goto(f"{screens.address}/en/check")
        page.evaluate("() => document.querySelectorAll('.skip').forEach((each) => each.remove())")
        page.evaluate("() => { document.querySelector('main button').tabIndex = 3; }")
        page.evaluate("() => document.querySelectorAll('a').forEach((each) => { each.style.outline = 'none'; })")
        keys.skips()
        assert any(each.startswith("no way on") for each in keys.wrong)
        assert any(each.startswith("not seen") for each in keys.wrong)
        assert page.evaluate(MOVED) == 1

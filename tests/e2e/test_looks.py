"""Main pages for whoever sees, moves or hears otherwise: twice as large, in forced colours, without motion, read aloud.

What a screen reader is given is Chromium's own accessibility tree; `transcripts/` keeps it, word for word. After a
change of these pages: WAYSTATION_TRANSCRIPTS=1 ./waystation test tests/e2e/test_looks.py, and read what changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.screens import width_of
from tests.e2e.test_axe import organisation, window  # noqa: F401
from tests.stage import Organisation
from waystation.hotline import actions as hotline
from waystation.hotline import callers
from waystation.hotline.models import Request
from waystation.hotline.public_views import cookie_name
from waystation.staff.actor import utc_now

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

TRANSCRIPTS = Path(__file__).parent / "transcripts"
SAID, ANSWERED = "They asked my neighbours for me.", "We read you. Are you alone now?"
CALLERS = ["/en/", "/en/help", "/en/write", "/en/return", "/en/thread", "/en/thread/contact", "/en/check"]
STAFF = ["/staff/", "/staff/requests/", "/staff/requests/{thread}", "/staff/requests/{thread}/contact"]
STAFF += ["/staff/cases/", "/staff/duty/", "/staff/counts", "/staff/log", "/staff/status", "/staff/account"]
STAFF += ["/staff/interfaces", "/staff/exchange/incoming"]
# Whose words do not fit where they stand and are cut off.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((each) => {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    return each.checkVisibility() && !each.closest(".hidden, .skip") && box.width > 2 && each.innerText
        && ["hidden", "clip"].includes(style.overflowX) && each.scrollWidth > each.clientWidth + 1;
}).map((each) => each.outerHTML.slice(0, 120))"""
# What one types into or presses that nothing shows where it is: neither a line around it nor one below its words.
BARE = """() => [...document.querySelectorAll("button, a.button, input, select, textarea")].filter((each) => {
    const style = getComputedStyle(each);
    const line = ["Top", "Bottom", "Left", "Right"].some((side) =>
        style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1);
    const native = each.matches("[type=hidden], [type=radio], [type=checkbox], [type=file]");
    return each.checkVisibility() && !native && !line && !style.textDecorationLine.includes("underline");
}).map((each) => each.outerHTML.slice(0, 120))"""
RING = """() => {
    const style = getComputedStyle(document.activeElement);
    // The parts of a time are stops of their own, which the browser marks itself.
    return document.activeElement.matches("body, [type=time]")
        || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    const time = (name) => style[name].split(",").some((said) => parseFloat(said) > 0);
    const changes = style.animationName !== "none" && time("animationDuration")
        && !["until", "until-said"].includes(style.animationName);
    return changes || time("transitionDuration") || style.scrollBehavior === "smooth";
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def opened(window: Callable[..., Any], organisation: Organisation) -> Callable[..., Any]:  # noqa: F811
    """`opened(staff)`: a page of somebody who has written and was answered, or of the operator; and the addresses."""
    words = callers.begin_web(SAID, "Rook", language="en", now=utc_now() - timedelta(hours=1))
    thread = Request.objects.get().pk
    hotline.answer(organisation.actor("dina"), thread, ANSWERED)

    def page_of(*, staff: bool) -> tuple[Any, list[str]]:
        if staff:
            page = window(organisation.cookie("lev"))
            return page, [each.format(thread=thread) for each in STAFF]
        page, visit = window(), callers.enter(" ".join(words), now=utc_now())
        page.context.add_cookies([{"name": cookie_name(), "value": visit, "url": page.request.get("/up").url}])
        return page, CALLERS

    return page_of


def each_page(page: Any, paths: list[str]) -> Iterator[str]:
    for path in paths:
        assert page.goto(path).status == 200, path
        yield path


BOTH = pytest.mark.parametrize("staff", [False, True], ids=["callers", "staff"])


@BOTH
def test_twice_as_large_everything_is_there(opened: Callable[..., Any], staff: bool) -> None:
    """200 % of a screen 1280 wide, 400 % of it (WCAG 1.4.10), and the letters alone twice as large (1.4.4)."""
    page, paths = opened(staff=staff)
    wrong = []
    for path in each_page(page, paths):
        for size, letters in (((640, 450), 16), ((320, 256), 16), ((1280, 900), 32)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.evaluate("size => document.documentElement.style.fontSize = `${size}px`", letters)
            if width_of(page) > size[0]:
                wrong.append(f"{path} {size} {letters}: {width_of(page)} wide")
            wrong += [f"{path} {size} {letters}: {each}" for each in page.evaluate(CUT)]
    assert wrong == []


@BOTH
def test_in_forced_colours_one_sees_what_to_press_and_where_one_is(opened: Callable[..., Any], staff: bool) -> None:
    page, paths = opened(staff=staff)
    page.emulate_media(forced_colors="active")
    wrong = []
    for path in each_page(page, paths):
        wrong += [f"{path}: {each}" for each in page.evaluate(BARE)]
        for _ in range(12):
            page.keyboard.press("Tab")
            if not page.evaluate(RING):
                wrong.append(f"{path}: no ring")
    assert wrong == []


@BOTH
def test_nothing_moves(opened: Callable[..., Any], staff: bool) -> None:
    """For nobody, so that nobody has to ask for it; what warns of the end of a session appears and does not move."""
    page, paths = opened(staff=staff)
    for wanted in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=wanted)
        wrong = {path: found for path in each_page(page, paths) if (found := page.evaluate(MOVING))}
        assert wrong == {}


def test_what_is_wrong_is_found(opened: Callable[..., Any]) -> None:
    """Or the three above would say nothing."""
    page, _paths = opened(staff=False)
    page.goto("/en/help")
    page.evaluate("""() => {
        const box = document.createElement("p");
        box.textContent = "wordswithoutanyspace".repeat(9);
        box.style.cssText = "width:4rem;overflow:hidden;overflow-wrap:normal;white-space:nowrap;transition:all 2s";
        const bare = document.createElement("button");
        bare.style.border = "0";
        bare.textContent = "bare";
        document.querySelector("main").append(box, bare);
    }""")
    assert [len(page.evaluate(each)) for each in (CUT, BARE, MOVING)] == [1, 1, 1]


def heard(page: Any) -> str:
    """What a screen reader is given of a page, in the order of reading: role, name, what it is set to."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id, lines = {each["nodeId"]: each for each in nodes}, []

    def walk(node: dict[str, Any], depth: int) -> None:
        role, name = node["role"]["value"], node.get("name", {}).get("value", "")
        told = not node["ignored"] and role not in ("generic", "none", "InlineTextBox", "LineBreak", "RootWebArea")
        if told:
            lines.append(" ".join(filter(None, ["  " * depth + role, f'"{name}"' if name else "", *_set(node)])))
        if told and role in ("StaticText", "button", "link", "option", "heading"):
            return
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child], depth + told)

    walk(nodes[0], 0)
    return _lasting("\n".join(lines)) + "\n"


def _set(node: dict[str, Any]) -> list[str]:
    wanted = ("level", "required", "invalid", "checked", "expanded", "selected", "hasPopup")
    found = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    value = node.get("value", {}).get("value", "")
    said = [f"{name}={found[name]}" for name in wanted if found.get(name) not in (None, False, "false")]
    return said + ([f"value={value}"] if value else [])


def _lasting(said: str) -> str:
    """Without what is another in each run: times, days, the language's name of a month."""
    said = re.sub(r"\b\d{1,2}:\d{2}\b", "TIME", said)
    months = "|".join(datetime(2026, month, 1).strftime("%b") for month in range(1, 13))
    said = re.sub(
        rf"\b\d{{1,2}} (?:{months})[a-z]*\.?(?: \d{{4}})?|\b(?:{months})[a-z]*\.? \d{{1,2}}(?:, \d{{4}})?", "DAY", said
    )
    return re.sub(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b", "CODE", said)


READ_ALOUD = [("start", False, 0), ("write", False, 2), ("thread-of-the-caller", False, 4)]
READ_ALOUD += [("queue", True, 1), ("thread", True, 2)]


@pytest.mark.parametrize(("name", "staff", "at"), READ_ALOUD)
def test_what_is_read_aloud(opened: Callable[..., Any], name: str, staff: bool, at: int) -> None:
    page, paths = opened(staff=staff)
    page.goto(paths[at])
    found, kept = heard(page), TRANSCRIPTS / f"{name}.txt"
    if os.environ.get("WAYSTATION_TRANSCRIPTS"):
        kept.write_text(found)
    assert found == kept.read_text()
    if "thread" in name:
        assert found.index(SAID) != found.index(ANSWERED)
    assert not re.findall(r"^ *(?:button|link|textbox|combobox|checkbox|radio|image)(?! \")", found, re.MULTILINE)
    assert len(re.findall(r"^ *heading .*level=1$", found, re.MULTILINE)) == 1
    assert re.search(r"^ *main\b", found, re.MULTILINE)

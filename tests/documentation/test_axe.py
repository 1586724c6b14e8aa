"""axe-core on every page of documentation, as the maps of addresses have them; and a walk through the one screen.

First all of them, each with a little on it; then those of events, figures, pictures, formats and exhibits with much.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tests.attacks.conftest import there  # noqa: F401  # one of everything
from tests.documentation.formats.conftest import DATA
from tests.documentation.pictures.test_pages import raid
from tests.documentation.statements.conftest import Scene
from tests.documentation.test_browser import _to
from tests.e2e.screens import DESK, PHONE, width_of
from tests.e2e.test_axe import chosen, looked_at, violations
from tests.e2e.test_axe import organisation as organisation
from tests.e2e.test_axe import window as window
from tests.e2e.test_keyboard import FOCUS
from tests.stage import Organisation
from waystation.documentation import intervening
from waystation.documentation.dates import read
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.figures import access as kept
from waystation.documentation.figures import actions as figures
from waystation.documentation.figures import gathering
from waystation.documentation.formats import taking
from waystation.documentation.records import Intervention
from waystation.staff import beforehand
from waystation.staff.actor import Actor
from waystation.vault import files

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 200
ROOMS = ("documentation", "statements", "exhibits", "terms", "formats", "figures", "pictures", "dossier")
ROOMS += ("matching", "estimates")  # medical: tests/documentation/medical/test_axe.py, as somebody who holds the case
# What is asked for as a page and is none: a picture; a file; what is there only once an estimate was frozen.
NO_PAGE = {"exhibits:copy-bytes", "dossier:file", "estimates:frozen"}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> None:
    settings.WAYSTATION_FILES = tmp_path / "files"


def test_every_page_of_documentation(
    window: Callable[..., Any],
    organisation: Organisation,
    there: dict[str, Any],  # noqa: F811
) -> None:
    """A page that is added is looked at without anybody thinking of it, or this says that it was not."""
    every = {name: route.format(**there) for name, route, _ in chosen() if name.partition(":")[0] in ROOMS}
    page = window(organisation.cookie("ira"))
    posts = {name for name, path in every.items() if page.request.get(path).status == 405}
    wrong, pages = looked_at(page, list(every.values()))
    assert wrong == {}
    assert {name for name, path in every.items() if path not in pages} - posts == NO_PAGE
    assert {"documentation:act", "documentation:person", "matching:match", "statements:review"}.isdisjoint(posts)


def whole(organisation: Organisation) -> UUID:
    """An event with something on every page that leads from it. Its id."""
    ira = organisation.actor("ira")
    event = raid(ira, victims=("Wren", "Rowan", "Linden of a name too long for any box"))
    raid(ira, "Dagestan", ("Maple",), "A night")
    said = Intervention(
        event=event, party=event, made=read("2017-05"), kinds=("victim.financial",), requested="The prosecutor"
    )
    intervening.add_intervention(ira, said, party="Harbour Lawyers")
    return event


def test_every_page_of_events_and_pictures(window: Callable[..., Any], organisation: Organisation) -> None:
    event = whole(organisation)
    places = [reverse(f"documentation:{name}") for name in ("events", "new")]
    places += [
        reverse(f"documentation:{name}", args=[event]) for name in ("event", "record", "intervention-new", "erase")
    ]
    places += [reverse("pictures:whole"), f"{reverse('pictures:whole')}?sure=documented"]
    places += [reverse("pictures:event", args=[event])]
    places += [reverse(f"formats:{name}") for name in ("export", "uploads")]
    places += [reverse("formats:export-event", args=[event]), reverse("terms:lists"), reverse("terms:list", args=[4])]
    wrong, pages = looked_at(window(organisation.cookie("ira")), places)
    assert wrong == {}
    assert pages == places


def test_files_of_others_that_wait(window: Callable[..., Any], organisation: Organisation) -> None:
    ira = organisation.actor("ira")
    names = ("martus.xml", "openevsys.xml", "uwazi.csv")
    waiting = [taking.begin(ira, [(DATA / name).read_bytes()], name) for name in names]
    places = [reverse("formats:uploads"), *(reverse("formats:upload", args=[one]) for one in waiting)]
    assert looked_at(window(organisation.cookie("ira")), places) == ({}, places)


def test_every_page_of_figures(
    window: Callable[..., Any], organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(organisation)
    figures.take_in_published(organisation.actor("ira"))
    page = window(organisation.cookie("ira"))
    divided = next(one for one, each in kept.figures(organisation.actor("ira")).items() if each.figure.part_of)
    places = [reverse("figures:figures"), reverse("figures:figure", args=[divided])]
    places += [reverse(f"figures:{name}") for name in ("count", "read-in", "export")]
    wrong, pages = looked_at(page, places)
    assert pages == places
    page.goto(reverse("figures:count"))
    page.fill("[name=publisher]", "Waystation")
    page.locator("button[value=count]").click()
    page.wait_for_selector("p.figure")
    wrong["counted"] = violations(page)
    page.locator("button[value=freeze]").click()
    page.wait_for_url("**/figures/*-*")
    wrong["frozen"] = violations(page)
    page.goto(reverse("figures:count"))
    page.locator("form[action$=anew] button").click()
    page.wait_for_selector("p[role=status]")
    wrong["anew"] = violations(page)
    page.goto(reverse("figures:figures"))
    for number in (0, 20):
        page.locator("[name=figure]").nth(number).check()
    page.get_by_role("button", name="Compare those chosen").click()
    page.wait_for_load_state()
    wrong["compared"] = violations(page)
    assert {name: said for name, said in wrong.items() if said} == {}


def test_the_page_of_progress(
    window: Callable[..., Any], organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(organisation)
    may, documented = threading.Event(), gathering.documented

    def look(actor: Actor) -> Any:
        """Beside the pages it takes until the test lets it."""
        if threading.current_thread().name.startswith("beforehand:"):
            may.wait(30)
        return documented(actor)

    monkeypatch.setattr(gathering, "documented", look)
    monkeypatch.setattr(gathering, "MANY", 0)
    monkeypatch.setattr(beforehand, "PATIENCE", 0.05)
    page = window(organisation.cookie("ira"))
    # Without the word to ask again, so that it stays to be looked at.
    asked = page.request.get(reverse("figures:count")).body()
    assert b'http-equiv="refresh"' in asked
    still = asked.replace(b'http-equiv="refresh"', b'name="still"')
    page.route("**/figures/count", lambda route: route.fulfill(body=still, content_type="text/html"))
    page.goto(reverse("figures:count"))
    assert page.locator("progress").count() == 1
    assert violations(page) == []
    page.unroute("**/figures/count")
    may.set()
    page.goto(reverse("figures:count"))  # and now it goes on by itself
    page.wait_for_selector("button[value=count]", timeout=60_000)


def test_every_page_of_exhibits(window: Callable[..., Any], organisation: Organisation) -> None:
    ira = organisation.actor("ira")
    one = exhibits.take_in(ira, files.keep([b"They came at night."]), Provenance(what="A note"), why="Sent to us")
    exhibits.ask_to_destroy(ira, one, why="They ask for it")
    places = [reverse("exhibits:exhibits"), reverse("exhibits:take-in"), reverse("exhibits:exhibit", args=[one])]
    names = ("step", "give-out", "ask-to-destroy", "destroy", "keep", "copy-new")
    wrong, pages = looked_at(
        window(organisation.cookie("ira")), [*places, *(reverse(f"exhibits:{name}", args=[one]) for name in names)]
    )
    assert wrong == {}
    assert set(places) <= set(pages)


def walked(page: Any) -> list[dict[str, Any]]:
    """Every stop from the top of a page until Tab leaves it."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["tag"] == "BODY":
            return stops
        stops.append(here)
    raise AssertionError("Tab does not leave the page")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_stop_of_the_one_screen_is_seen(
    window: Callable[..., Any], organisation: Organisation, size: dict[str, int]
) -> None:
    scene = Scene(organisation.actor("ira"))
    scene.says()
    page = window(organisation.cookie("ira"))
    page.set_viewport_size(size)
    screen = reverse("documentation:record", args=[scene.event])
    beside = reverse("statements:draw", args=[scene.statement, scene.event])
    for address in (screen, beside):
        page.goto(address)
        assert width_of(page) <= size["width"], address
        stops = walked(page)
        assert [stop for stop in stops if not (stop["ring"] and stop["seen"])] == [], address
        assert len(stops) >= 20


def test_an_event_with_a_person_who_is_there_and_one_who_is_not(
    window: Callable[..., Any], organisation: Organisation
) -> None:
    """By the keyboard alone: an event, two acts, one saved on the way, and its source."""
    scene = Scene(organisation.actor("ira"))
    page = window(organisation.cookie("ira"))
    page.goto(reverse("documentation:new"))
    for name, text in (
        ("title", "A second raid"),
        ("began", "2017-03"),
        ("region", "Far Valley"),
        ("act-0-victim", "Rowan"),
        ("act-0-kind", "Beating"),
        ("act-0-perpetrator", "The man with the keys"),
        ("act-0-degree", "Carried"),
    ):
        _to(page, name)
        page.keyboard.type(text)
    _to(page, "do", "go_on")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # saves and goes on
    assert page.url.split("?")[0].endswith("/record")
    assert "Rowan" in page.inner_text("table")
    for name, text in (("act-0-victim", "Somebody new"), ("act-0-kind", "Torture"), ("source", "Rowan")):
        _to(page, name)
        page.keyboard.type(text)
    _to(page, "connection")
    page.keyboard.type("It happened")
    _to(page, "do", "done")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # saves and looks at it
    text = page.inner_text("main")
    assert all(each in text for each in ("A second raid", "Somebody new", "The man with the keys", "Far Valley"))
    rowan = page.get_by_role("link", name="Rowan").first.get_attribute("href")
    assert rowan == reverse("statements:person", args=[scene.rowan])  # the one who was there, found by name

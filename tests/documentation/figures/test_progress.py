"""The first count of a session tells how far it has got, and comes to what a count in one go comes to."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.documentation.figures.test_pages import browser as browser
from tests.documentation.figures.test_pages import ira as ira
from tests.documentation.figures.test_pages import record
from tests.documentation.figures.test_weighing import Raid
from tests.stage import Organisation
from waystation.documentation.figures import gathering
from waystation.staff import beforehand
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
COUNT = "/staff/figures/count"


def waits(page: Any) -> bool:
    return "Every act is looked at" in page.content.decode()


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """As if there were so much that a thread looks at it: it waits for the event, and asks no database, which a test's
    own would not give to it."""
    may, asks, documented = threading.Event(), threading.current_thread(), gathering.documented

    def look(actor: Actor) -> Any:
        return documented(actor) if threading.current_thread() is asks else may.wait(20)

    monkeypatch.setattr(gathering, "documented", look)
    monkeypatch.setattr(gathering, "MANY", 0)
    monkeypatch.setattr(beforehand.connections, "close_all", lambda: None)
    monkeypatch.setattr(beforehand, "PATIENCE", 0.05)
    yield may
    may.set()


def test_the_page_waits_tells_how_far_it_is_and_comes(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    record(ira, "Rowan")
    for _ in range(2):
        answer = browser.get(COUNT)
        assert re.search(r'<progress max="100" value="\d+"', answer.content.decode())
        assert 'http-equiv="refresh" content="1"' in answer.content.decode()
    held_up.set()
    while waits(answer := browser.get(COUNT)):
        pass
    assert "refresh" not in answer.content.decode()
    assert "What is counted" in answer.content.decode()
    held_up.clear()
    assert not waits(browser.get(COUNT))


def test_one_thread_looks_for_a_session(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    record(ira, "Rowan")
    for _ in range(3):
        assert waits(browser.get(COUNT))
    assert [each.name for each in threading.enumerate()].count("beforehand:figures") == 1


def test_what_is_told_grows_to_all_of_it(ira: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    raids = [Raid(ira) for _ in range(5)]
    for raid in raids:
        raid.told("Rowan")
    told = [gathering.share(ira)]
    status = gathering.Weighing.status

    def weighed(*said: Any) -> Any:
        told.append(gathering.share(ira))
        return status(*said)

    monkeypatch.setattr(gathering.Weighing, "status", weighed)
    whole = gathering.documented(ira).acts
    assert told[0] < 0.5
    assert told == sorted(told)
    assert 0.5 <= told[1] < told[-1] < gathering.share(ira) == 1
    assert len(whole) == 5
    assert {each.status for each in whole} == {"first_hand"}


def test_what_is_recorded_meanwhile_is_counted(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    first = Raid(ira)
    first.told("Rowan")
    assert waits(browser.get(COUNT))
    Raid(ira).told("Linden", "friend_told")
    held_up.set()
    while waits(browser.get(COUNT)):
        pass
    answer = browser.post(COUNT, {"unit": "act", "status": "reported", "as_of": "2026-01-01", "do": "count"})
    assert '<span class="value">2</span>' in answer.content.decode()


def test_who_sends_the_form_first_waits_for_the_whole(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    record(ira, "Rowan")
    assert waits(browser.get(COUNT))
    answer = browser.post(COUNT, {"unit": "act", "status": "reported", "as_of": "2026-01-01", "do": "count"})
    assert '<p class="figure">' in answer.content.decode()
    assert "1 act has no date." in answer.content.decode()


def test_the_map_waits_too_and_the_list_does_not(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    record(ira, "Rowan")
    assert not waits(browser.get("/staff/figures/"))
    assert waits(browser.get("/staff/events/pictures?sure=first_hand"))
    held_up.set()
    while waits(answer := browser.get("/staff/events/pictures?sure=first_hand")):
        pass
    assert answer.context["whole"].places


def test_all_anew_is_looked_at_in_a_thread_too(browser: Client, ira: Actor, held_up: threading.Event) -> None:
    record(ira, "Rowan")
    held_up.set()
    while waits(browser.get(COUNT)):
        pass
    held_up.clear()
    assert waits(browser.post("/staff/figures/anew", follow=True))
    held_up.set()
    while waits(answer := browser.get(COUNT)):
        pass
    assert "1 act was computed anew" in " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_all_is_computed_anew_and_said_to_be_the_same(browser: Client, ira: Actor) -> None:
    raid = Raid(ira)
    raid.told("Rowan")
    browser.get(COUNT)
    answer = browser.post("/staff/figures/anew", follow=True)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
    assert "1 act was computed anew. Every one is counted as before." in text


def test_what_is_another_by_then_is_said(browser: Client, ira: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    raid = Raid(ira)
    raid.told("Rowan")
    Raid(ira)
    browser.get(COUNT)
    # As if a change had been missed: what was kept in step says less than what stands.
    true = gathering.Weighing.status
    monkeypatch.setattr(gathering.Weighing, "status", lambda *said: None)
    browser.post("/staff/figures/anew")
    browser.get(COUNT)
    monkeypatch.setattr(gathering.Weighing, "status", true)
    answer = browser.post("/staff/figures/anew", follow=True)
    assert "1 is counted otherwise than before." in answer.content.decode()


def test_nobody_else_may(organisation: Organisation) -> None:
    from waystation.staff.middleware import cookie_name

    lev = Client()
    lev.cookies[cookie_name()] = organisation.cookie("lev")
    assert lev.post("/staff/figures/anew").status_code == 404
    assert lev.get(COUNT).status_code == 404

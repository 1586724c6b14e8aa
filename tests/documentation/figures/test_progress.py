"""The first count of a session tells how far it has got, and comes to what a count in one go comes to."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any

import pytest
from django.test import Client

from tests.documentation.figures.test_pages import browser as browser
from tests.documentation.figures.test_pages import ira as ira
from tests.documentation.figures.test_pages import record
from tests.documentation.figures.test_weighing import Raid
from tests.stage import Organisation
from waystation.documentation import actions as events
from waystation.documentation.figures import gathering, progress, weighing
from waystation.documentation.records import Event
from waystation.staff import opened
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
COUNT = "/staff/figures/count"


def shares(browser: Client, address: str = COUNT) -> tuple[list[int], Any]:
    """What each page of progress says, and the page after the last of them."""
    said: list[int] = []
    while True:
        answer = browser.get(address)
        found = re.search(r'<progress max="100" value="(\d+)"', answer.content.decode())
        if found is None:
            assert "Refresh" not in answer
            return said, answer
        assert answer["Refresh"] == "0"
        said.append(int(found[1]))
        assert len(said) < 10_000


class Steps:
    """A clock that goes on by one each time that somebody looks at it."""

    def __init__(self) -> None:
        self._now = itertools.count()

    def monotonic(self) -> float:
        return next(self._now)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were so much that a page gets on with 200 steps: parts of a table, exhibits, acts."""
    clock = Steps()
    for module in (opened, gathering, weighing):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(progress, "SECONDS", 200)


@pytest.mark.usefixtures("hurried")
def test_pages_tell_how_far_it_has_got_and_end_in_the_same_count(browser: Client, ira: Actor) -> None:
    raids = [Raid(ira) for _ in range(5)]
    for raid in raids:
        raid.told("Rowan")
    said, answer = shares(browser)
    assert len(said) > 8
    assert said == sorted(said)
    assert "At least so sure" in answer.content.decode()
    whole = {each.act: each for each in gathering.documented(ira).acts}
    assert len(whole) == 5
    assert {each.status for each in whole.values()} == {"first_hand"}


@pytest.mark.usefixtures("hurried")
def test_what_is_recorded_meanwhile_is_counted(browser: Client, ira: Actor) -> None:
    first = Raid(ira)
    _who, _statement, said = first.told("Rowan")
    for _ in range(5):
        assert "<progress" in browser.get(COUNT).content.decode()
    second = Raid(ira)
    second.told("Linden", "friend_told")
    _row, event = events.access.event(ira, first.event)
    events.change_event(ira, first.event, Event(title=event.title, began=event.began, place=event.place))
    _shares, _answer = shares(browser)
    answer = browser.post(COUNT, {"unit": "act", "status": "reported", "as_of": "2026-01-01", "do": "count"})
    assert '<span class="value">2</span>' in answer.content.decode()


@pytest.mark.usefixtures("hurried")
def test_who_sends_the_form_first_waits_for_the_whole(browser: Client, ira: Actor) -> None:
    record(ira, "Rowan")
    answer = browser.post(COUNT, {"unit": "act", "status": "reported", "as_of": "2026-01-01", "do": "count"})
    assert '<p class="figure">' in answer.content.decode()
    assert "1 act has no date." in answer.content.decode()


@pytest.mark.usefixtures("hurried")
def test_the_map_waits_too_and_the_list_does_not(browser: Client, ira: Actor) -> None:
    record(ira, "Rowan")
    assert browser.get("/staff/figures/").status_code == 200
    assert "<progress" not in browser.get("/staff/figures/").content.decode()
    said, answer = shares(browser, "/staff/events/pictures?sure=first_hand")
    assert said
    assert answer.context["whole"].places


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

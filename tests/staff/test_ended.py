"""A session that ends takes with it what was begun for it: no thread opens another row, no page comes to its end."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.evacuation.conftest import on_file
from tests.stage import Organisation
from tests.vault.rows.models import Diary, Entry
from waystation.bounded.process import Program
from waystation.documentation import jobs
from waystation.documentation.jobs import Job
from waystation.staff import access, account, actions, beforehand, members, opened
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name
from waystation.staff.teams import DUTY, locator
from waystation.vault import models, panic, records, sessions
from waystation.vault.errors import Ended
from waystation.vault.keyring import Keyring

__all__ = ["on_file"]

ROWS = 40
Founded = Callable[[], Organisation]


def write(actor: Actor, text: str) -> Diary:
    return records.create(Diary, Entry(text=text), actor.keys.key(locator(DUTY)))


def signed_in(organisation: Organisation, who: str) -> tuple[str, Actor]:
    cookie = organisation.cookie(who)
    actor = actions.resume(cookie, now=datetime.now(UTC))
    assert actor
    return cookie, actor


class Held:
    """A thread that opens rows for a session, stopped in the middle of them until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened, self.in_the_middle, self.may_go_on = 0, threading.Event(), threading.Event()
        real, test = opened.open_at, threading.current_thread()

        def open_at(model: Any, *rest: Any) -> bytes:
            if model is Diary and threading.current_thread() is not test:
                self.opened += 1
                if self.opened == ROWS // 2:
                    self.in_the_middle.set()
                    self.may_go_on.wait(20)
            return real(model, *rest)

        monkeypatch.setattr(opened, "open_at", open_at)
        monkeypatch.setattr(beforehand, "PATIENCE", 0.05)

    def begin(self, actor: Actor) -> None:
        assert beforehand.is_under_way(actor, "diaries", lambda: access.opened(actor, Diary))
        assert self.in_the_middle.wait(20)

    def end(self) -> None:
        self.may_go_on.set()
        for each in threading.enumerate():
            if each.name == "beforehand:diaries":
                each.join(20)
                assert not each.is_alive()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    found = Held(monkeypatch)
    yield found
    found.end()


def _signs_out(organisation: Organisation, cookie: str, actor: Actor) -> None:
    browser = Client()
    browser.cookies[cookie_name()] = cookie
    browser.post("/staff/sign-out")


def _panics(organisation: Organisation, cookie: str, actor: Actor) -> None:
    panic.now()


def _is_ended_from_another_browser(organisation: Organisation, cookie: str, actor: Actor) -> None:
    _, other = signed_in(organisation, "dina")
    account.end_others(other)


def _is_taken_off(organisation: Organisation, cookie: str, actor: Actor) -> None:
    _, lev = signed_in(organisation, "lev")
    members.remove(lev, actor.account)


def _is_ended_by_another_host(organisation: Organisation, cookie: str, actor: Actor) -> None:
    models.Session.objects.filter(id=sessions.name(cookie)).delete()
    assert actions.resume(cookie, now=datetime.now(UTC)) is None


def _is_swept_by_a_timer(organisation: Organisation, cookie: str, actor: Actor) -> None:
    models.Session.objects.filter(id=sessions.name(cookie)).delete()
    sessions.sweep(now=datetime.now(UTC) + timedelta(minutes=2))  # one that just began is left in peace


ENDS = [
    _signs_out,
    _panics,
    _is_ended_from_another_browser,
    _is_taken_off,
    _is_ended_by_another_host,
    _is_swept_by_a_timer,
]


@pytest.mark.parametrize("ends", ENDS)
def test_a_thread_stops_at_the_row_that_it_is_at(
    on_file: Founded, held: Held, path: Path, ends: Callable[[Organisation, str, Actor], None]
) -> None:
    organisation = on_file()
    for number in range(ROWS):
        write(organisation.actor("dina"), f"row {number}")
    cookie, actor = signed_in(organisation, "dina")
    held.begin(actor)
    place, table = locator(DUTY), actor.memory[f"opened:{Diary._meta.label}"]
    ends(organisation, cookie, actor)
    held.end()
    assert held.opened == ROWS // 2
    assert len(table) == 0
    assert not [name for name in actor.memory if ":" in name]
    with pytest.raises(Ended):
        actor.keys.key(place)


def test_without_an_end_it_opens_them_all(on_file: Founded, held: Held) -> None:
    organisation = on_file()
    for number in range(ROWS):
        write(organisation.actor("dina"), f"row {number}")
    _cookie, actor = signed_in(organisation, "dina")
    held.begin(actor)
    held.end()
    assert held.opened == len(access.opened(actor, Diary)) == ROWS


def test_a_page_that_is_being_made_is_answered_with_the_door(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it is found out that somebody else has the cookie, while they take everything out."""
    cookie, actor = signed_in(organisation, "dina")
    browser = Client()
    browser.cookies[cookie_name()] = cookie
    real = opened.Opened.follow

    def follow(self: opened.Opened) -> None:
        sessions.end(cookie)
        real(self)

    monkeypatch.setattr(opened.Opened, "follow", follow)
    answer = browser.get("/staff/cases/")
    assert (answer.status_code, answer["Location"]) == (302, "/staff/sign-in")


def test_what_is_sent_for_longer_than_a_session_lasts_is_taken_to_its_end(organisation: Organisation) -> None:
    """Over a bad line a large file takes longer than somebody may be idle: nobody has ended that session."""
    cookie, actor = signed_in(organisation, "dina")
    later = datetime.now(UTC) + 2 * sessions.IDLE
    sessions.sweep(now=later)
    assert actions.resume(cookie, now=later) is None
    assert write(actor, "sent at last")


def test_what_lies_in_circles_is_cleared_up_by_a_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda *_: collected.append(1))
    monkeypatch.setattr(sessions, "_clear_up_at", None)
    monkeypatch.setattr(sessions, "_cleared_up", -sessions._CLEAR_UP_EVERY)
    now = datetime.now(UTC)

    def ends(memory: dict[str, Any], how: Callable[[bytes], None]) -> None:
        sessions._memories[b"one"] = memory
        how(b"one")
        sessions.clear_up(now)

    sessions.clear_up(now)
    ends({"account": uuid4()}, sessions._drop)  # between two steps, or a caller's: nothing was opened for it
    assert sessions._clear_up_at is None
    ends({"keyring": Keyring()}, sessions._drop)
    assert not collected  # the page that ended it is not answered yet
    monkeypatch.setattr(sessions, "_CLEAR_UP_AFTER", 0.0)
    ends({"keyring": Keyring()}, sessions._let_run_out)
    sessions.clear_up(now)
    assert collected == [1]
    ends({"keyring": Keyring()}, sessions._drop)
    assert collected == [1]  # not again within a minute
    monkeypatch.setattr(sessions, "_CLEAR_UP_EVERY", 0.0)
    ends({"keyring": Keyring()}, sessions._drop)
    assert collected == [1, 1]


def test_the_timers_of_a_server_do_so() -> None:
    from waystation.site import worker

    assert sessions.clear_up in worker.DUE


def test_a_process_that_reckons_for_a_session_is_killed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    here = str(Path(__file__).parents[2])
    monkeypatch.setattr(jobs, "program", lambda module, seconds: Program(module, seconds, here, alone=True))
    job = Job("tests.documentation.sleeps", b"everything", seconds=60, most=1000)
    job.start()
    until = time.monotonic() + 50
    while job._parent is None and time.monotonic() < until:
        time.sleep(0.01)
    assert job._parent is not None
    sessions._put_away({"a:job": job})
    assert job.is_over_in(20)
    assert job._task == b""
    assert job.stopped == "failed"


def test_one_that_waits_for_its_turn_is_not_begun() -> None:
    job = Job("tests.documentation.sleeps", b"everything", seconds=60, most=1000)
    job.put_away()
    started = time.monotonic()
    job._work()
    assert time.monotonic() - started < 20


def test_keys_that_were_put_away_are_nobody_s() -> None:
    ring = Keyring()
    ring.put_away()
    assert ring.is_over
    place = uuid4()
    for use in (ring.keys, lambda: ring.holds(place), lambda: ring.find(place.bytes, 0, 0), lambda: ring.key(place)):
        with pytest.raises(Ended):
            use()
    with pytest.raises(Ended):
        ring.take([(place.bytes, b"")])

"""Attack 17: a crowd of guesses at the door takes all memory, or keeps others from the pages, or from the door."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.e2e.harness import Program
from tests.e2e.web import Browser
from waystation.staff import actions, turns
from waystation.staff.actor import utc_now
from waystation.vault import suite
from waystation.vault.errors import Busy, Locked

pytestmark = pytest.mark.alone

CROWD = 200


def test_a_crowd_is_served_one_by_one_and_the_page_still_answers(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, refusals = [0], [0], []
    answered, in_time = threading.Event(), []

    def slow(*args: Any, **kwargs: Any) -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        in_time.append(answered.wait(60))
        time.sleep(0.1)
        running[0] -= 1
        return bytes(64)

    monkeypatch.setattr(suite, "stretch", slow)

    def guess() -> None:
        try:
            actions.sign_in("anybody", "guess", now=utc_now())
        except (Busy, Locked) as refusal:
            refusals.append(type(refusal))
        finally:
            connection.close()

    crowd = [threading.Thread(target=guess) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    assert client.get("/staff/sign-in").status_code == 200
    answered.set()
    for one in crowd:
        one.join()
    assert all(in_time)  # the page waited for none of them
    assert most == [1]
    assert len(refusals) == CROWD
    assert refusals.count(Busy) > CROWD / 2


def test_nothing_is_stretched_for_whom_there_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it cost a look into the database: none is at hand here."""

    def full(*args: Any) -> None:
        raise Busy

    monkeypatch.setattr(turns, "_wait", full)
    with pytest.raises(Busy):
        actions.sign_in("anybody", "guess", now=utc_now())


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start()
    yield program
    program.kill()


class Strangers:
    """200 browsers that nobody knows, each with a guess on the line until they are called off."""

    def __init__(self, program: Program) -> None:
        door = program.browser()
        self.form = door.get("/staff/sign-in").form("name", "passphrase")
        self.heard: list[int] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._guess, args=[program.browser(), door]) for _ in range(CROWD)]

    def _guess(self, browser: Browser, door: Browser) -> None:
        browser.cookies |= door.cookies
        while not self.over.is_set():
            try:
                self.heard.append(browser.submit(self.form, name="dina", passphrase="guess").status)
            except OSError:
                continue

    def __enter__(self) -> Strangers:
        for thread in self.threads:
            thread.start()
        while len(self.heard) < CROWD / 4:
            time.sleep(0.05)
        return self

    def __exit__(self, *args: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)


def most_memory(program: Program) -> int:
    """The most that the program ever held, in MiB."""
    with open(f"/proc/{program.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024


def seconds(work: Any) -> float:
    before = time.monotonic()
    work()
    return time.monotonic() - before


def test_a_crowd_keeps_neither_callers_nor_known_browsers_out(program: Program) -> None:
    """The real program with its real stretching. The bounds are wide: two busy cores serve 200 connections here."""
    known = program.signed_in("dina")
    del known.cookies["staff"]
    form = known.get("/staff/sign-in").form("name", "passphrase")
    before = most_memory(program)
    with Strangers(program) as crowd:
        public = seconds(lambda: program.browser().get("/en/write"))
        page = None
        took = 0.0
        while page is None or page.status == 503:
            assert took < 60
            begun = time.monotonic()
            page = known.submit(form, name="dina", passphrase=program.passphrase("dina"))
            took += time.monotonic() - begun
        assert page.url == "/staff/"
    grown = most_memory(program) - before
    print(f"public page {public:.2f} s, known browser in {took:.2f} s, {grown} MiB more, {len(crowd.heard)} guesses")  # noqa: T201
    assert public < 20
    assert took < 30
    assert grown < 200
    assert set(crowd.heard) <= {403, 503}
    assert crowd.heard.count(503) > CROWD / 4


def test_a_known_browser_is_never_told_that_the_strangers_are_too_many(program: Program) -> None:
    known = program.signed_in("dina")
    form = known.get("/staff/sign-in")
    with Strangers(program):
        for _ in range(3):
            page = known.submit(form.form("name", "passphrase"), name="dina", passphrase=program.passphrase("dina"))
            assert page.status == 200
            form = known.get("/staff/sign-in")

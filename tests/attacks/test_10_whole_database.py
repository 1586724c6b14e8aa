"""Attack 10: the whole database is put back as it was. It is whole in itself; only the witness outside knows more.

What the log and its witness make of it is in test_33; here it is the running server, as the staff meet it. Nobody is
locked out at night for want of a coordinator: each is told before anything else, and goes on knowing it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.e2e.harness import Program, mail
from waystation.audit import witness
from waystation.audit.log import entries
from waystation.audit.models import Line
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.web.views import not_found

ClientOf = Callable[[str], Client]
OLD_DATA, DATABASE = "/staff/old-data", "waystation.sqlite3"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path)
    yield program
    program.kill()


def counted(program: Program) -> int:
    """How many lines the newest head outside counts: a note's one line that is a number."""
    file = program.base / "data.witness"
    lines = file.read_text().splitlines() if file.exists() else []
    return max((int(line) for line in lines if line.isdigit()), default=0)


def until_counted(program: Program, more_than: int) -> int:
    deadline = time.monotonic() + 60
    while (lines := counted(program)) <= more_than:
        assert time.monotonic() < deadline, "no head was kept"
        time.sleep(0.1)
    return lines


def put_back(program: Program, copy: Path) -> None:
    for left in program.data.glob(f"{DATABASE}*"):
        left.unlink()
    shutil.copy(copy, program.data / DATABASE)


@pytest.fixture
def restored(program: Program, tmp_path: Path) -> Program:
    """A message came and was read; then yesterday's database was put back, and the server started."""
    program.start()
    yesterday = until_counted(program, 0)
    program.stop()
    shutil.copy(program.data / DATABASE, tmp_path / "yesterday")
    program.start()
    assert program.smtp(mail("They came today.")) == 250
    assert program.signed_in("dina").get("/staff/").status == 200
    program.stop()
    program.start()  # a head is kept at each start, if there is news
    until_counted(program, yesterday)
    program.stop()
    put_back(program, tmp_path / "yesterday")
    return program.start()


def test_nobody_works_on_it_without_having_been_told(restored: Program) -> None:
    for name in ("dina", "ira"):
        browser = restored.browser()
        form = browser.get("/staff/sign-in").form("name", "passphrase")
        first = browser.submit(form, name=name, passphrase=restored.passphrase(name))
        assert first.url == OLD_DATA
        assert browser.get("/staff/requests/").url == OLD_DATA
        again = browser.submit(browser.get("/staff/").form(action=OLD_DATA))
        assert (again.url, again.status) == ("/staff/", 200)
        assert 'role="alert"' in again.text
    coordinator = restored.browser()
    form = coordinator.get("/staff/sign-in").form("name", "passphrase")
    coordinator.submit(form, name="lev", passphrase=restored.passphrase("lev"))
    coordinator.submit(coordinator.get("/staff/").form(action=OLD_DATA))
    coordinator.submit(coordinator.get("/staff/log").form(action="/staff/log/set-aside"))
    assert restored.signed_in("dina").get("/staff/").url == "/staff/"


@pytest.fixture
def disagreeing(organisation: object, settings: Any, tmp_path: Path) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    assert witness.due(datetime(2026, 11, 22, 12, tzinfo=UTC))
    Line.objects.order_by("-number")[0].delete()
    witness.forget()


@pytest.mark.usefixtures("disagreeing")
@pytest.mark.parametrize("name", ["dina", "lev", "ira", "out"])
def test_every_page_leads_there_first(client_of: ClientOf, name: str) -> None:
    browser = client_of(name)
    for page in ("desk:today", "hotline:requests", "casework:cases", "desk:log"):
        assert browser.get(reverse(page))["Location"] == OLD_DATA
    assert browser.post(OLD_DATA)["Location"] == reverse("desk:today")
    assert browser.get(reverse("desk:today")).status_code == 200


@pytest.mark.usefixtures("disagreeing")
def test_what_somebody_was_writing_is_not_thrown_away(client_of: ClientOf) -> None:
    browser = client_of("dina")
    answer = browser.post(reverse("hotline:take-note"), {})
    assert answer.headers.get("Location") != OLD_DATA


@pytest.mark.usefixtures("disagreeing")
def test_going_on_is_a_line_in_the_log(client_of: ClientOf, lev: Actor) -> None:
    client_of("dina").post(OLD_DATA)
    told = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=3) if entry]
    assert "audit.disagreement_read" in [entry.verb for entry in told]


def test_where_all_agrees_there_is_no_such_page(client_of: ClientOf, rf: Any) -> None:
    answer = client_of("dina").get(OLD_DATA)
    assert (answer.status_code, answer.content) == (404, not_found(rf.get(OLD_DATA)).content)

"""Attack 32: an incomplete panic. A server with a hundred thousand rows, seized the moment after, with its memory gone.

The attacker has the database with its log of writes, the whole folder, every passphrase and every cookie.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.e2e.harness import ROOT, Program
from tests.e2e.web import Browser
from tests.site.conftest import Installation, founded
from waystation.vault import panic

__all__ = ["founded"]  # a fixture of this module too

ROWS = 100_000
SECOND = 1.0
SERVE = ("run", "--port", "0", "--mail-port", "0")


@pytest.fixture(scope="module")
def large(founded: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with a hundred thousand cases, of which nothing but their size matters here."""
    base = tmp_path_factory.mktemp("large")
    shutil.copytree(founded.data, base / "data")
    with sqlite3.connect(base / "data" / "waystation.sqlite3") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(casework_case)")]
        made = {"version": 1, "epoch": 0, "compartment": 1, "day": "2026-11-20", "sealed": os.urandom(546)}
        marks = ", ".join("?" * len(columns))
        rows = ([made.get(name) or uuid.uuid4().hex for name in columns] for _ in range(ROWS))
        database.executemany(f"INSERT INTO casework_case VALUES ({marks})", rows)  # noqa: S608  # our own table
    return Installation(base, founded.facts)


@pytest.fixture
def served(large: Installation, tmp_path: Path) -> Iterator[Program]:
    """It runs, and somebody is signed in."""
    shutil.copytree(large.data, tmp_path / "data")
    program = Program(tmp_path, SERVE)
    program.facts["sign_ins"] = large.facts["sign_ins"]
    program.start()
    yield program
    program.kill()


Way = Callable[[Program, Browser], None]


def by_signal(program: Program, browser: Browser) -> None:
    os.kill(program.pid, signal.SIGUSR2)


def by_command(program: Program, browser: Browser) -> None:
    code, said, errors = Installation(program.base, {}).run("panic", "--data", str(program.data))
    assert (code, errors) == (0, "")
    assert "unreadable now" in said


def by_page(program: Program, browser: Browser) -> None:
    page = browser.submit(browser.get("/staff/panic").form("word"), word="panic")
    assert page.status == 503


@pytest.mark.parametrize("way", [by_signal, by_command, by_page])
def test_all_is_unreadable_within_a_second(way: Way, served: Program, large: Installation, tmp_path: Path) -> None:
    half = served.data / "half" / "vault.half"
    secret = half.read_bytes()
    browser = served.signed_in("coordinator")
    assert browser.get("/staff/cases/").status == 200
    assert not found_in(Path(f"/proc/{served.pid}/environ").read_bytes(), secret)
    ready = start_up(large)
    most = (
        SECOND + ready if way is by_command else max(SECOND, 2 * ready)
    )  # a machine that needs long to start a command
    started = time.monotonic()
    way(served, browser)
    assert served.process is not None
    assert served.process.wait(60) == panic.EXIT
    assert time.monotonic() - started < most
    seized = Installation(tmp_path / "seized", large.facts)
    shutil.copytree(served.data, seized.data)
    assert (seized.data / "waystation.sqlite3-wal").exists()
    assert opening(seized) == []
    (seized.data / "half" / "vault.half").write_bytes(os.urandom(32))
    assert opening(seized) == []
    left = [path for path in served.base.rglob("*") if path.is_file() and found_in(path.read_bytes(), secret)]
    assert not left
    an_old_cookie_is_dead(served, browser, secret)


def start_up(installation: Installation) -> float:
    """What the machine needs at present to start a command that does nothing."""
    started = time.monotonic()
    installation.run("help")
    return time.monotonic() - started


def opening(seized: Installation) -> list[str]:
    """The names of those whose passphrase opens a copy of the folder, tried by a program of its own."""
    environment = Program(seized.base).environment() | {"WAYSTATION_DATA": str(seized.data)}
    environment["PYTHONPATH"] += f":{ROOT}"
    line = [sys.executable, "-m", "tests.attacks.tried"]
    said = json.dumps(seized.facts["sign_ins"]).encode()
    found: list[str] = json.loads(subprocess.run(line, input=said, env=environment, stdout=PIPE, check=True).stdout)
    return found


def found_in(data: bytes, secret: bytes) -> bool:
    return any(each in data for each in (secret, secret.hex().encode(), base64.b64encode(secret)))


def an_old_cookie_is_dead(program: Program, browser: Browser, secret: bytes) -> None:
    """Even if somebody had kept a copy of the half: the key of the sessions was in memory alone."""
    (program.data / "half" / "vault.half").write_bytes(secret)
    again = program.start().browser()
    again.cookies |= browser.cookies
    assert again.get("/staff/").url.startswith("/staff/sign-in")
    assert program.signed_in("coordinator").get("/staff/").status == 200


def test_before_it_every_passphrase_opens(large: Installation, tmp_path: Path) -> None:
    """Or that none does afterwards would prove nothing."""
    whole = Installation(tmp_path, large.facts)
    shutil.copytree(large.data, whole.data)
    assert len(opening(whole)) == len(large.facts["sign_ins"]) == 6

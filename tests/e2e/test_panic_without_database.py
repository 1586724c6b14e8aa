"""The database is down, or somebody holds it locked: a panic is none the slower, by page, signal or command.

Of PostgreSQL and of a file; and also while a server that starts waits for it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.chaos.town import Database
from tests.e2e.harness import Program
from tests.e2e.web import Browser
from tests.mail.dovecot import free_port
from tests.postgresql.cluster import programs
from waystation.vault import panic

pytestmark = pytest.mark.long

SECONDS = 10.0  # in which the process has ended, on a busy machine too; the database is away for longer
SERVE = ("run", "--port", "0", "--mail-port", "-1")
Away = Callable[[Program, Database | None], Iterator[None]]


def killed(program: Program, database: Database | None) -> Iterator[None]:
    assert database is not None
    database.kill()
    yield


def locked(program: Program, database: Database | None) -> Iterator[None]:
    """Every table is held by somebody who does not let go."""
    import psycopg

    assert database is not None
    with psycopg.connect(database.url) as held:
        tables = held.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        held.execute(f"LOCK TABLE {', '.join(name for (name,) in tables)} IN ACCESS EXCLUSIVE MODE")
        yield


AWAY: list[Away] = [killed, locked]


def by_page(program: Program, browser: Browser) -> None:
    page = browser.submit(browser.get("/staff/panic").form("word"), word="panic")
    assert page.status == 503


def by_signal(program: Program, browser: Browser) -> None:
    os.kill(program.pid, signal.SIGUSR2)


def by_command(program: Program, browser: Browser) -> None:
    done = subprocess.run(program._line("panic"), env=program.environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "unreadable now" in done.stdout


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    if programs() is None:
        pytest.skip("there is no PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="waystation-panic-"))  # the database's user has to reach it
    folder.chmod(0o755)
    server = Database(folder / "postgresql", free_port(), folder / "log")
    server.start()
    yield server
    server.kill()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("made"), SERVE, DATABASE_URL=database.url)
    program.found()
    settings = program.data / "waystation.toml"
    settings.write_text(settings.read_text().replace('"required"', '"offered"'))
    return program


@pytest.fixture
def served(made: Program, database: Database, tmp_path: Path) -> Iterator[Program]:
    if not database.alive():
        database.start()
    shutil.copytree(made.data, tmp_path / "data")  # with a half that may be destroyed
    program = Program(tmp_path, SERVE, DATABASE_URL=database.url)
    program.facts |= made.facts
    yield program.start()
    program.kill()


@pytest.mark.parametrize("way", [by_page, by_signal, by_command])
@pytest.mark.parametrize("away", AWAY)
def test_a_panic_waits_for_no_database(
    served: Program, database: Database, away: Away, way: Callable[[Program, Browser], None]
) -> None:
    browser = served.signed_in("operator")
    state = away(served, database)
    next(state)
    try:
        others = [threading.Thread(target=_asks, args=[browser.cookies, served], daemon=True) for _ in range(4)]
        for other in others:
            other.start()
        time.sleep(2)  # until they, and the timers, wait
        began = time.monotonic()
        way(served, browser)
        assert served.process is not None
        ended = served.process.wait(SECONDS)
        assert time.monotonic() - began < SECONDS
        assert ended == panic.EXIT
        assert not (served.data / "half" / "vault.half").exists()
    finally:
        with suppress(StopIteration):
            next(state)


def _asks(cookies: dict[str, str], program: Program) -> None:
    other = program.browser()
    other.cookies |= cookies
    with suppress(OSError):
        other.get("/staff/requests/")


@pytest.fixture
def on_a_file(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path, SERVE)
    program.found()
    settings = program.data / "waystation.toml"
    settings.write_text(settings.read_text().replace('"required"', '"offered"'))
    yield program
    program.kill()


@contextmanager
def held(program: Program) -> Iterator[sqlite3.Connection]:
    """Nobody else reads or writes the file."""
    with closing(sqlite3.connect(program.data / "waystation.sqlite3", isolation_level=None, timeout=60)) as other:
        for line in ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=DELETE", "BEGIN EXCLUSIVE"):
            other.execute(line)
        yield other


@pytest.mark.parametrize("way", [by_signal, by_command])
def test_a_start_that_waits_for_the_database_does_not_outlive_a_panic(
    on_a_file: Program, way: Callable[[Program, Browser], None]
) -> None:
    program = on_a_file
    with held(program):
        line = program._line(*SERVE)
        with (program.base / "logs" / "stderr").open("w") as errors:
            program.process = subprocess.Popen(line, env=program.environment(), stdout=subprocess.PIPE, stderr=errors)
        _waits(program)
        way(program, Browser("http://127.0.0.1:1/"))
        half = program.data / "half" / "vault.half"
        until = time.monotonic() + 60
        while half.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert not half.exists()
    assert program.process.wait(60) in (panic.EXIT, 78)
    assert program.process.stdout is not None
    assert program.process.stdout.read() == b""  # it never served


def _waits(program: Program) -> None:
    """Until the process has the database open, and a second more."""
    assert program.process is not None
    until = time.monotonic() + 60
    while not any("waystation.sqlite3" in os.path.realpath(each) for each in Path(f"/proc/{program.pid}/fd").glob("*")):
        assert program.process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1)

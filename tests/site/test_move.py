"""The move from SQLite to PostgreSQL, against a real server: whole, after any number of kills, and never by half."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.e2e.harness import Program, mail
from tests.postgresql.cluster import programs, running
from tests.site.conftest import Installation
from waystation.site import folder
from waystation.site.moving import named_in
from waystation.site.settings import database_of

pytestmark = pytest.mark.real
PORTS = ("--port", "0", "--mail-port", "0")
MANY = 12_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("there is no PostgreSQL")
        pytest.skip("no PostgreSQL server programs are installed")
    with running(found) as url:
        yield url


@pytest.fixture
def target(cluster: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database."""
    name = f"t{abs(hash(request.node.name))}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    yield cluster.replace("/postgres", f"/{name}")
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def database(installation: Installation) -> Path:
    return installation.data / "waystation.sqlite3"


def served(installation: Installation) -> Program:
    settings = installation.data / folder.CONFIGURATION
    settings.write_text(settings.read_text().replace('"required"', '"offered"'))
    program = Program(installation.base, ("run", *PORTS))
    program.facts |= installation.facts
    return program.start()


@pytest.mark.long
def test_an_installation_goes_on_in_the_other_database(installation: Installation, target: str) -> None:
    program = served(installation)
    assert program.smtp(mail("Please help me. Kvitka nine.", subject="Help")) == 250
    code, _, errors = installation.run("move", target, "--data", str(installation.data))
    assert (code, "stop it first" in errors) == (75, True)
    program.stop()

    code, said, errors = installation.run("move", target, "--data", str(installation.data))
    assert code == 0, errors
    assert "counted and hashed: each is what it was" in said
    assert "hotline_message: 1\n" in errors
    assert "Kvitka" not in said + errors
    assert not database(installation).exists()
    assert Path(f"{database(installation)}.moved").exists()
    settings = installation.data / folder.CONFIGURATION
    assert tomllib.loads(settings.read_text())["database"] == target
    assert oct(settings.stat().st_mode & 0o777) == "0o600"

    program = served(installation)
    try:
        browser = program.signed_in("operator")
        [thread] = set(re.findall(r'href="(/staff/requests/[0-9a-f-]{36})"', browser.get("/staff/requests/").text))
        assert "Kvitka nine" in browser.get(thread).text
        assert program.smtp(mail("Once more.", subject="Help")) == 250  # numbers go on behind those that were given
        code, said, _ = installation.run("doctor", "--data", str(installation.data))
        assert "ok       records" in said
        assert "ok       log" in said
        assert "warning  older databases" in said
        assert program.logs() == ""
    finally:
        program.kill()
    code, _, errors = installation.run("move", target, "--data", str(installation.data))
    assert (code, "already" in errors) == (64, True)


def moving(installation: Installation, target: str) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "waystation.site", "move", target, "--data", str(installation.data)]
    environment = Program(installation.base).environment()
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def there(target: str) -> int:
    """How many of the many rows have come."""
    try:
        with psycopg.connect(target) as connection:
            return int(connection.execute("SELECT count(*) FROM casework_changerow").fetchone()[0])
    except psycopg.errors.UndefinedTable:
        return 0


def crowd(installation: Installation) -> None:
    """Fills one table with many rows."""
    chance = random.Random(7)
    with closing(sqlite3.connect(database(installation))) as opened, opened:
        rows = [(UUID(int=chance.getrandbits(128)).hex, chance.randbytes(300)) for _ in range(MANY)]
        opened.executemany(
            "INSERT INTO casework_changerow (id, locator, compartment, epoch, version, day, sealed, of) "
            "VALUES (?, ?1, 1, 1, 1, '2026-11-01', ?, ?1)",
            rows,
        )


def rows_of(installation: Installation) -> set[tuple[str, bytes]]:
    with closing(sqlite3.connect(f"{database(installation)}.moved")) as opened:
        return {(id_, bytes(sealed)) for id_, sealed in opened.execute("SELECT id, sealed FROM casework_changerow")}


@pytest.mark.long
def test_it_goes_on_after_kill_9_and_finds_what_changed_meanwhile(installation: Installation, target: str) -> None:
    crowd(installation)
    reached = 0
    for _ in range(2):
        process = moving(installation, target)
        while process.poll() is None and there(target) <= reached:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        reached = there(target)
        assert 0 < reached < MANY
        assert database(installation).exists()
        assert "database" not in tomllib.loads((installation.data / folder.CONFIGURATION).read_text())

    # Half a move is no database that a server starts on.
    settings = installation.data / folder.CONFIGURATION
    whole = settings.read_text()
    settings.write_text(named_in(whole, target))
    code, _, errors = installation.run("run", *PORTS, "--data", str(installation.data))
    assert (code, "waystation_move" in errors) == (78, True)
    settings.write_text(whole)

    with closing(sqlite3.connect(database(installation))) as opened, opened:  # somebody goes on with the old one
        [last] = opened.execute("SELECT id FROM casework_changerow ORDER BY id LIMIT 1 OFFSET 3").fetchone()
        opened.execute("DELETE FROM casework_changerow WHERE id < ?", [last])
        opened.execute("UPDATE casework_changerow SET sealed = x'00ff' WHERE id = ?", [last])
    code, said, errors = installation.run("move", target, "--data", str(installation.data))
    assert code == 0, errors
    expected = rows_of(installation)
    assert len(expected) == MANY - 3
    with psycopg.connect(target) as connection:
        found = connection.execute("SELECT id, sealed FROM casework_changerow").fetchall()
        assert {(UUID(str(id_)).hex, bytes(sealed)) for id_, sealed in found} == expected
        assert connection.execute("SELECT to_regclass('waystation_move')").fetchone() == (None,)


def test_a_database_with_anything_in_it_is_left_alone(installation: Installation, target: str) -> None:
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (id int)")
        connection.execute("INSERT INTO theirs VALUES (1)")
    code, _, errors = installation.run("move", target, "--data", str(installation.data))
    assert (code, "something else in that database" in errors) == (73, True)
    assert database(installation).exists()
    for wrong in ("mysql://a/b", "nothing"):
        assert installation.run("move", wrong, "--data", str(installation.data))[0] == 64
    code, _, errors = installation.run("move", "postgresql://w@127.0.0.1:1/x", "--data", str(installation.data))
    assert (code, "Nothing is lost" in errors) == (74, True)
    assert installation.run("move", target, "--data", "nowhere")[0] == 66


def test_the_last_steps_are_done_by_the_next_try(installation: Installation, target: str) -> None:
    """Killed after the note went, and after the settings were written."""
    settings = installation.data / folder.CONFIGURATION
    before = settings.read_text()
    assert installation.run("move", target, "--data", str(installation.data))[0] == 0
    os.rename(f"{database(installation)}.moved", database(installation))
    assert installation.run("move", target, "--data", str(installation.data))[0] == 0
    assert not database(installation).exists()
    os.rename(f"{database(installation)}.moved", database(installation))
    settings.write_text(before)
    assert installation.run("move", target, "--data", str(installation.data))[0] == 0
    assert tomllib.loads(settings.read_text())["database"] == target
    assert not database(installation).exists()


def test_the_settings_get_one_line() -> None:
    text = '# Ours.\norigin = "https://a.b"\ndatabase = "postgresql://old"\n\n[mail]\naddress = "a@b.c"\n# [x]\n'
    changed = named_in(text, 'postgresql://u:p"w@h/n')
    assert tomllib.loads(changed) == tomllib.loads(text) | {"database": 'postgresql://u:p"w@h/n'}
    assert changed.startswith("# Ours.\n")
    assert named_in('[mail]\naddress = "a@b.c"\n', "postgresql://n").startswith("database = ")
    assert named_in("", "postgresql://n") == 'database = "postgresql://n"\n\n'


def test_an_address_of_a_database_is_read_whole() -> None:
    found = database_of(
        "postgresql://u:p%40w@h:5433/a%20b?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3"
    )
    assert found
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "u",
        "p@w",
        "h",
        5433,
        "a b",
    )
    said = {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem", "connect_timeout": "3"}
    assert {name: found["OPTIONS"][name] for name in said} == said
    assert int(found["OPTIONS"]["tcp_user_timeout"]) <= 30_000  # a host that is cut off keeps nobody waiting for longer
    assert database_of("sqlite:///x") is None
    pooled = database_of("postgresql://u@h/n?options=")
    assert pooled
    assert pooled["OPTIONS"]["options"] == ""  # PgBouncer refuses who says anything there

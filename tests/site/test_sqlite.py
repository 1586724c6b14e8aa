"""Threads of one process take turns at the database, and nobody keeps the others out."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from tests.threads import at_once
from waystation.site import settings as ours
from waystation.site.sqlite.base import DatabaseWrapper


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[], DatabaseWrapper]:
    options = {"timeout": 1, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"}
    database = {"ENGINE": "waystation.site.sqlite", "NAME": tmp_path / "queue.sqlite3", "OPTIONS": options}

    def made() -> DatabaseWrapper:
        connection: DatabaseWrapper = ConnectionHandler({"default": dict(database)}).create_connection("default")
        connection.inc_thread_sharing()
        return connection

    first = made()
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE line (number INTEGER)")
    return made


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write(connection: DatabaseWrapper) -> None:
    begin(connection)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (1)")
    connection.commit()
    connection.set_autocommit(True)


@pytest.fixture(autouse=True)
def database_is_our_own(django_db_blocker: object) -> object:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def test_it_works_for_many_threads(connect: Callable[[], DatabaseWrapper]) -> None:
    def twenty() -> None:
        mine = connect()
        for _ in range(20):
            write(mine)
        mine.close()

    at_once(*[twenty] * 6)
    with connect().cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM line").fetchone() == (120,)


def test_the_next_is_let_in_as_soon_as_one_is_done(connect: Callable[[], DatabaseWrapper]) -> None:
    one, other = connect(), connect()
    begin(one)
    waiting = threading.Thread(target=write, args=[other])
    waiting.start()
    time.sleep(0.05)
    assert waiting.is_alive()
    one.rollback()
    waiting.join(timeout=60)
    assert not waiting.is_alive()


@pytest.mark.parametrize("way", ["commit", "rollback", "close"])
def test_every_end_of_a_transaction_lets_the_next_in(connect: Callable[[], DatabaseWrapper], way: str) -> None:
    one = connect()
    begin(one)
    getattr(one, way)()
    write(connect())


def test_who_waits_too_long_is_told(connect: Callable[[], DatabaseWrapper]) -> None:
    one, other = connect(), connect()
    begin(one)
    with pytest.raises(OperationalError):
        begin(other)
    one.rollback()
    write(connect())


def test_the_framework_still_has_the_doors_we_stand_at() -> None:
    from django.db.backends.sqlite3.base import DatabaseWrapper as Plain

    for name in ("_start_transaction_under_autocommit", "_commit", "_rollback", "_close"):
        assert callable(getattr(Plain, name))


# What the settings ask of the database of an installation.


@pytest.fixture
def installed(tmp_path: Path) -> DatabaseWrapper:
    """A connection with the very options of the settings, to a file."""
    database = ours._database() | {"NAME": tmp_path / "installed.sqlite3"}
    if "sqlite" not in database["ENGINE"]:
        pytest.skip("the tests run on PostgreSQL")
    connection: DatabaseWrapper = ConnectionHandler({"default": database}).create_connection("default")
    return connection


def test_a_commit_survives_a_power_cut_and_nothing_is_sorted_on_the_disk(installed: DatabaseWrapper) -> None:
    """By what SQLite says of itself: 2 is FULL, and 2 is memory."""
    with installed.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "temp_store")]
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    assert (found, mode) == ([2, 2], "wal")


def test_what_is_deleted_is_overwritten(installed: DatabaseWrapper, tmp_path: Path) -> None:
    """Small and large rows, once the write-ahead log is emptied, which an erasure does."""
    canaries = [b"canary-%d-" % number * (1 if number % 2 else 2000) for number in range(20)]

    def on_the_disk() -> int:
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        return sum(canary[:9] in content for canary in canaries)

    with installed.cursor() as cursor:
        cursor.execute("CREATE TABLE line (sealed BLOB)")
        cursor.executemany("INSERT INTO line VALUES (%s)", [[canary] for canary in canaries])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert on_the_disk() == len(canaries)
        cursor.execute("DELETE FROM line")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert on_the_disk() == 0

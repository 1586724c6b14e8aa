"""What a process of `benchmarks.growth` does over and over, and the bare rows beside it. The settings are there."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.organisation import PASSPHRASE

SAMPLE = 300  # rows and cases that a process goes through
TEXT = "They came. " * 180  # of a message, and of a bare row
_AT_ONCE = 2000


def jobs(data: Path) -> dict[str, Callable[[], Callable[[], None]]]:
    """What makes each kind of work, by its name."""
    return {
        "message in": _message_in,
        "bare row in": lambda: _bare_in(data),
        "row open": _row_open,
        "bare row read": lambda: _bare_read(data),
        "case page": _case_page,
    }


def bare(data: Path, rows: int) -> None:
    """So many readable rows of 600 bytes in a database of their own, beside ours."""
    database = _Bare(data)
    database.ask(f"CREATE TABLE bare (id char(32) PRIMARY KEY, body {database.bytes} NOT NULL)")
    for start in range(0, rows, _AT_ONCE):
        database.fill([(uuid.uuid4().hex, os.urandom(600)) for _ in range(min(_AT_ONCE, rows - start))])


class _Bare:
    """The driver of the database alone, with the same flushes as ours: a statement is a transaction."""

    def __init__(self, data: Path) -> None:
        url = os.environ.get("DATABASE_URL", "")
        self.mark, self.bytes = ("%s", "bytea") if url else ("?", "blob")
        if url:
            import psycopg

            with psycopg.connect(url, autocommit=True) as ours:
                if not ours.execute("SELECT 1 FROM pg_database WHERE datname = 'bare'").fetchone():
                    ours.execute("CREATE DATABASE bare")
            self._connection: Any = psycopg.connect(url.rpartition("/")[0] + "/bare", autocommit=True)
        else:
            self._connection = sqlite3.connect(data.parent / "bare.sqlite3", timeout=20, isolation_level=None)
            for line in ("journal_mode=WAL", "synchronous=FULL"):
                self._connection.execute(f"PRAGMA {line}")

    def ask(self, statement: str, *values: Any) -> list[Any]:
        cursor = self._connection.execute(statement.replace("?", self.mark), values)
        return cursor.fetchall() if cursor.description else []

    def fill(self, rows: list[tuple[str, bytes]]) -> None:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        cursor.executemany("INSERT INTO bare VALUES (?, ?)".replace("?", self.mark), rows)
        cursor.execute("COMMIT")


def _bare_in(data: Path) -> Callable[[], None]:
    database = _Bare(data)
    return lambda: database.ask("INSERT INTO bare VALUES (?, ?)", uuid.uuid4().hex, TEXT.encode()) and None


def _bare_read(data: Path) -> Callable[[], None]:
    database = _Bare(data)
    ids = [one for (one,) in database.ask("SELECT id FROM bare ORDER BY id LIMIT ?", SAMPLE)]  # ids are random
    return lambda: database.ask("SELECT body FROM bare WHERE id = ?", random.choice(ids)) and None


def _message_in() -> Callable[[], None]:
    from waystation.hotline.intake import receive
    from waystation.mail.envelope import Envelope

    made = _numbers()

    def take() -> None:
        letter = f"From: a@mail.example\r\nMessage-ID: <{next(made)}@mail.example>\r\n\r\n{TEXT}\r\n"
        receive(letter.encode(), Envelope("smtp", "a@mail.example", ()), now=datetime.now(UTC))

    return take


def _numbers() -> Iterator[str]:
    while True:
        yield f"{random.getrandbits(96):x}"


def _row_open() -> Callable[[], None]:
    from waystation.hotline.models import Message
    from waystation.vault.content import open_content
    from waystation.vault.records import read

    keys = _actor(_signed_in()).keys
    ids = _some(Message)

    def look() -> None:
        row = Message.objects.get(pk=random.choice(ids))
        open_content(read(row, keys).key, bytes(row.body), row.pk.bytes)

    return look


def _case_page() -> Callable[[], None]:
    from django.test import Client
    from django.urls import reverse

    from waystation.casework.models import Case
    from waystation.staff import opening
    from waystation.staff.middleware import cookie_name

    opening.MANY = sys.maxsize  # measured is the page itself, not the one that says that it is coming
    client = Client()
    client.cookies[cookie_name()] = _signed_in()
    pages = [reverse("casework:case", args=[each]) for each in _some(Case)]

    def ask() -> None:
        if (status := client.get(random.choice(pages)).status_code) != 200:
            raise AssertionError(f"answered with {status}")

    return ask


def _signed_in() -> str:
    from waystation.staff import actions
    from waystation.staff.actor import utc_now

    return actions.sign_in("lev", PASSPHRASE, now=utc_now())


def _actor(cookie: str) -> Any:
    from waystation.staff import actions
    from waystation.staff.actor import utc_now

    return actions.resume(cookie, now=utc_now())


def _some(model: Any) -> list[Any]:
    """Ids from all over a table of cases' rows."""
    ids = list(model.objects.exclude(locator=None).values_list("pk", flat=True))
    return random.sample(ids, min(SAMPLE, len(ids)))

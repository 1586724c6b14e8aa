"""What each test of a room asks of the database, noted while it runs on SQLite: `only.py` chooses by it.

A question is a statement without its values, and of what kinds these are: what the two may differ in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.backends.signals import connection_created

from waystation.vault import rows

ROOMS = ("audit", "casework", "desk", "documentation", "duty", "evacuation", "hotline", "staff", "trust", "vault")
REFUSED = "refused"
Noted = dict[str, list[str]]  # by test

_ASKING = {"db", "transactional_db"}
_NO_QUESTION = ("SAVEPOINT", "RELEASE", "ROLLBACK")
_LIST = re.compile(r"%s(?:, ?%s)+")
_ROWS = re.compile(r"(\(%s\))(?:, ?\(%s\))+")
_NUMBER = re.compile(r"\b\d+\b")
_SHORT, _WORD, _LONG = 40, 2**31, 2**63  # beyond which a database may hold a text or a number for too long

_asked: set[str] | None = None  # by the test that runs now
_passed: set[str] = set()
_noted: Noted = {}
_known: dict[tuple[str, frozenset[str]], str] = {}


def asks(item: pytest.Item) -> bool:
    """Whether a test has the database at all."""
    return bool(item.get_closest_marker("django_db") or _ASKING & set(getattr(item, "fixturenames", ())))


def has_transactions(item: pytest.Item) -> bool:
    """Whether its transactions are real ones, which others may see."""
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(marker and marker.kwargs.get("transaction"))


def noted(folder: Path, root: Path) -> Noted:
    """What was noted of each test, unless its file was changed since."""
    found: Noted = {}
    for path in folder.glob("*.json"):
        test = root.joinpath(*path.stem.split("|"))
        if test.exists() and test.stat().st_mtime <= path.stat().st_mtime:
            found |= json.loads(path.read_text())
    return found


def folder(config: pytest.Config) -> Path:
    return Path(config.cache.mkdir("asked"))  # type: ignore[union-attr]


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "a zero" if "\0" in value else "a long text" if len(value) > _SHORT else "a text"
    if isinstance(value, int):
        return "too large" if abs(value) >= _LONG else "large" if abs(value) >= _WORD else "a number"
    return type(value).__name__


def _few_or_many(found: re.Match[str]) -> str:
    """Of many rows at once the vault makes arrays, on PostgreSQL alone."""
    return f"{found[1]}, ..." if found[0].count("(") >= rows._MANY else found[1]


def _question(sql: str, params: Any, many: bool) -> str:
    values = chain.from_iterable(params) if many and isinstance(params, list | tuple) else () if many else params or ()
    key = sql, frozenset(map(_kind, values))
    if key not in _known:
        form = _NUMBER.sub("0", _ROWS.sub(_few_or_many, _LIST.sub("%s", sql)))
        _known[key] = blake2b(f"{form} {sorted(key[1])}".encode(), digest_size=8).hexdigest()
    return _known[key]


def _note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if _asked is None or sql.startswith(_NO_QUESTION):
        return execute(sql, params, many, context)
    _asked.add(_question(sql, params, many))
    try:
        return execute(sql, params, many, context)
    except DatabaseError:
        _asked.add(REFUSED)
        raise


def _note_rows(database: Any, statement: str, values: Any, take: Any) -> Any:
    """The vault's own statements, which go past the framework."""
    if database.vendor != "sqlite":
        return _run(database, statement, values, take)
    return _note(lambda *_: _run(database, statement, values, take), statement, values, False, {})


_run = rows._run
rows._run = _note_rows


def _listen(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite" and _note not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _note)


connection_created.connect(_listen)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    global _asked
    file = item.nodeid.partition("::")[0]
    if file.split("/")[1] not in ROOMS or not hasattr(item.config, "cache"):
        return (yield)
    _asked = set()
    try:
        return (yield)
    finally:
        if item.nodeid in _passed and asks(item):  # what was skipped here may be for PostgreSQL alone
            _noted[item.nodeid] = sorted(_asked)
        _asked = None
        if nextitem is None or not nextitem.nodeid.startswith(f"{file}::"):
            _write(item.config, file)


def _write(config: pytest.Config, file: str) -> None:
    """Whole or not at all: somebody may be reading."""
    begun = Path(config.cache.mkdir("asked-begun")) / f"{file.replace('/', '|')}.json"  # type: ignore[union-attr]
    begun.write_text(json.dumps(_noted))
    begun.replace(folder(config) / begun.name)
    _noted.clear()
    _passed.clear()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        _passed.add(report.nodeid)

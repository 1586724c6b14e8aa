"""The rows of a founded organisation, made once in a process and put into each test's database as they were.

What was made on top of it may have stored files, which are put back as well.

What the process knows of them it reads anew, as after a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from waystation.vault import manifest
from waystation.vault.order import in_order

Made = TypeVar("Made")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]  # by table: columns, rows

_made: dict[Hashable, tuple[Any, Rows]] = {}
_stored: dict[Hashable, dict[Path, bytes]] = {}


def once(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` returned when it was first called with this key into an empty database, with all its rows."""
    if key not in _made:
        if _rows():
            return make()
        _made[key] = make(), _rows()
        return deepcopy(_made[key][0])
    made, rows = _made[key]
    with transaction.atomic():
        _put(rows)
    return deepcopy(made)


def on_top(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` did to a database in which an organisation stood: done the first time, put in its place from then on.

    `key` names the organisation too, by one of its ids. Returns what `make` returned. Files lie where this test's are.
    """
    files = Path(settings.WAYSTATION_FILES)
    if key not in _made:
        made = make()
        with transaction.atomic():
            in_order()
            manifest.count()  # as a commit would, which no test comes to
        _made[key] = made, _rows()
        _stored[key] = {path.relative_to(files): path.read_bytes() for path in files.rglob("*") if path.is_file()}
    else:
        with transaction.atomic():
            _clear()
            _put(_made[key][1])
        connection.run_on_commit.clear()  # of rows that are gone
        for path, content in _stored[key].items():
            (files / path).parent.mkdir(parents=True, exist_ok=True)
            (files / path).write_bytes(content)
    return deepcopy(_made[key][0])  # type: ignore[no-any-return]


def _clear() -> None:
    with connection.cursor() as cursor:
        for table in _rows():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608


def _rows() -> Rows:
    found = {}
    with connection.cursor() as cursor:
        for table in [model._meta.db_table for model in apps.get_models()]:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # our own names
            if rows := cursor.fetchall():
                found[table] = ([column[0] for column in cursor.description], list(rows))
    return found


def _put(rows: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, values) in rows.items():
            names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", values)  # noqa: S608

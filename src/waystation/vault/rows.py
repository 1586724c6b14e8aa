"""The few statements that every message needs, without the framework's query compiler: it costs more than sealing.

On SQLite they go to the driver itself; the framework's cursor around it costs as much as the row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from operator import methodcaller
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_ID_SIZE = 16  # bytes
_NATIVE = (bytes, int, str, type(None), UUID, date)  # what `execute` takes as it is


_AT_ONCE = 500  # rows in one statement


@cache
def _statement(model: type[models.Model], count: int) -> tuple[str, list[models.Field[Any, Any]]]:
    """An INSERT of so many rows and the fields that each takes; a number that the database gives is left to it."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    table, *names = map(connection.ops.quote_name, [model._meta.db_table, *(str(field.column) for field in fields)])
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {places}", fields  # noqa: S608  # names of our own models


@cache
def _marked(statement: str) -> str:
    return statement.replace("%s", "?")


def execute(
    database: BaseDatabaseWrapper, statement: str, values: Sequence[Any], *, fetch: bool = False
) -> tuple[Any, ...] | None:
    """Runs one statement; the first row of what it finds, if asked for. Errors are the framework's own."""
    found: tuple[Any, ...] | None = _run(database, statement, values, _first if fetch else _nothing)
    return found


def every(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All that one statement finds, in the database's own types: for a few rows, at each message."""
    return list(_run(connections[DEFAULT_DB_ALIAS], statement, values, _all))


_first, _all = methodcaller("fetchone"), methodcaller("fetchall")


def _nothing(_done: object) -> None:
    return None


def _run(database: BaseDatabaseWrapper, statement: str, values: Sequence[Any], take: Callable[[Any], Any]) -> Any:
    if database.vendor != "sqlite" or database.connection is None:
        with database.cursor() as cursor:
            cursor.execute(statement, values)
            return take(cursor)
    try:
        return take(database.connection.execute(_marked(statement), list(map(_native, values))))
    except sqlite3.Error:
        with database.wrap_database_errors:
            raise


def _native(value: Any) -> Any:
    """As SQLite keeps it."""
    kind = type(value)
    return value.hex if kind is UUID else value.isoformat() if kind is date else value


def insert(*rows: models.Model) -> None:
    """Stores new rows of one model, as `save(force_insert=True)` does; a number that the database gives is not read."""
    database = connections[DEFAULT_DB_ALIAS]  # itself: the usual proxy looks it up at every touch
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        statement, fields = _statement(type(some[0]), len(some))
        values = [_prepared(field, field.pre_save(row, True), database) for row in some for field in fields]
        execute(database, statement, values)
        for row in some:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _prepared(field: models.Field[Any, Any], value: Any, database: BaseDatabaseWrapper) -> Any:
    return value if type(value) in _NATIVE else field.get_db_prep_save(value, database)


def newest(model: type[models.Model], wanted: str, by: str, **where: Any) -> tuple[Any, ...] | None:
    """The `wanted` columns of the matching row with the largest `by`; None where nothing matches."""
    statement, fields = _question(model, wanted, by, tuple(where))
    database = connections[DEFAULT_DB_ALIAS]
    values = [_prepared(field, where[field.name], database) for field in fields]
    return execute(database, statement, values, fetch=True)


@cache
def _question(
    model: type[models.Model], wanted: str, by: str, names: tuple[str, ...]
) -> tuple[str, list[models.Field[Any, Any]]]:
    fields = [model._meta.get_field(name) for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    where = " AND ".join(f"{name} = %s" for name in names) or "1 = 1"
    statement = f"SELECT {wanted} FROM {table} WHERE {where} ORDER BY {by} DESC LIMIT 1"  # noqa: S608  # our own names
    return statement, fields  # type: ignore[return-value]


def select(statement: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query in the database's own types, a few hundred at a time; UUIDs are passed as it wants them."""
    native = connection.features.has_native_uuid_field
    given = [value.hex if isinstance(value, UUID) and not native else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        while rows := cursor.fetchmany(500):
            yield from rows


def id_bytes(value: Any) -> bytes:
    """The 16 bytes of an id as the database gives it; none for what is no id."""
    try:
        found: bytes = value.bytes if isinstance(value, UUID) else bytes.fromhex(value)
    except (TypeError, ValueError):
        return b""
    return found if len(found) == _ID_SIZE else b""

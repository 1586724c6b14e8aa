"""The few statements that every message needs, without the framework's query compiler: it costs more than sealing.

On SQLite they go to the driver itself; the framework's cursor around it costs as much as the row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from operator import methodcaller
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_ID_SIZE = 16  # bytes
_NATIVE = (bytes, int, str, type(None), UUID, date)  # what `execute` takes as it is
_AT_ONCE = 500  # rows in one statement
_MANY = 8  # of which PostgreSQL takes arrays


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
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]  # itself: the usual proxy looks it up at every touch
    fields = _fields(type(rows[0]))
    store(type(rows[0]), [[_prepared(field, field.pre_save(row, True), database) for field in fields] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def store(model: type[models.Model], rows: Sequence[Sequence[Any]], conflict: str = "") -> None:
    """Stores rows of values in the order of the model's columns, but for a number that the database gives.

    `conflict` is the clause that says what becomes of a row that is there already.
    """
    database = connections[DEFAULT_DB_ALIAS]
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        if database.vendor == "postgresql" and len(some) >= _MANY:
            _store_columns(database, _of_arrays(model) + conflict, list(map(list, zip(*some, strict=True))))
        else:
            execute(database, _of_values(model, len(some)) + conflict, list(chain.from_iterable(some)))


def _store_columns(database: Any, statement: str, columns: list[list[Any]]) -> None:
    """Each column as one binary array: the driver would look through a long statement of values letter by letter."""
    database.ensure_connection()
    with database.wrap_database_errors, database.Database.Cursor(database.connection) as cursor:
        cursor.execute(statement, columns)


@cache
def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that a new row gives; a number that the database gives is left to it."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


@cache
def _into(model: type[models.Model]) -> str:
    names = [model._meta.db_table, *(str(field.column) for field in _fields(model))]
    table, *columns = map(connection.ops.quote_name, names)
    return f"INSERT INTO {table} ({', '.join(columns)}) "


@cache
def _of_values(model: type[models.Model], count: int) -> str:
    places = ", ".join(["%s"] * len(_fields(model)))
    return f"{_into(model)}VALUES {', '.join([f'({places})'] * count)} "


@cache
def _of_arrays(model: type[models.Model]) -> str:
    arrays = ", ".join(f"%b::{field.db_type(connection)}[]" for field in _fields(model))
    return f"{_into(model)}SELECT * FROM unnest({arrays}) "  # noqa: S608  # names and types of our own models


def _prepared(field: models.Field[Any, Any], value: Any, database: BaseDatabaseWrapper) -> Any:
    return value if type(value) in _NATIVE else field.get_db_prep_save(value, database)


def newest(model: type[models.Model], wanted: str, by: str, **where: Any) -> tuple[Any, ...] | None:
    """The `wanted` columns of the matching row with the largest `by`; None where nothing matches."""
    statement, fields = _question(model, wanted, by, tuple(where))
    database = connections[DEFAULT_DB_ALIAS]
    values = [_prepared(field, where[field.name], database) for field in fields]
    return execute(database, statement, values, fetch=True)


def count(model: type[models.Model], **where: Any) -> int:
    """How many rows match."""
    found = newest(model, "COUNT(*)", by="1", **where)
    return int(found[0]) if found else 0


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

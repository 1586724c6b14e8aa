"""What tells a session whether rows changed, and nearly which, at the cost of one small read.

The rows of a table fall into 256 parts by the first byte of a random id. Whoever writes a row gives its part a fresh
random stamp in the same transaction. A stamp is not counted up: it tells neither how often nor in which order rows
changed, and one that was rolled back never comes again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from waystation.vault.order import in_order
from waystation.vault.rows import execute

if TYPE_CHECKING:
    from waystation.vault.models import Sealed

_BITS = 62
_STAMP = (
    'INSERT INTO vault_stamp ("table", part, stamp) VALUES {} '
    'ON CONFLICT ("table", part) DO UPDATE SET stamp = excluded.stamp'
)


@contextmanager
def writing(model: type[Sealed], ids: Callable[[], Iterable[UUID]]) -> Iterator[None]:
    """Around the writing or deleting of rows with these ids (see `Sealed.stamped_by`): in one transaction.

    One writer at a time, from the first row on: two that each wait for what the other has written would wait for ever.
    """
    with transaction.atomic(savepoint=False):
        in_order()
        if model.kept_open:
            _touch(model, ids())
        yield


def _touch(model: type[models.Model], ids: Iterable[UUID]) -> None:
    table, parts = model._meta.db_table, sorted({id_.bytes[0] for id_ in ids})
    if parts:
        _forget_looks()
        values = [value for part in parts for value in (table, part, secrets.randbits(_BITS))]
        execute(connections[DEFAULT_DB_ALIAS], _stamping(len(parts)), values)


@cache
def _stamping(count: int) -> str:
    return _STAMP.format(", ".join(["(%s, %s, %s)"] * count))


_looks: ContextVar[dict[str, dict[int, int]] | None] = ContextVar("looks", default=None)
_begun_at: ContextVar[int] = ContextVar("begun_at", default=0)  # how many transactions deep the look began


@contextmanager
def one_look() -> Iterator[None]:
    """Around the making of a page: the stamps of a table are read once for all of its lists.

    What others write meanwhile, the next page shows. What is written within is seen at once; and in a transaction
    begun within, which may be rolled back, each look is a new one.
    """
    token, depth = _looks.set({}), _begun_at.set(_depth())
    try:
        yield
    finally:
        _looks.reset(token)
        _begun_at.reset(depth)


def _depth() -> int:
    """How many transactions this thread is in, one within the other."""
    return len(connections[DEFAULT_DB_ALIAS].atomic_blocks)


def _forget_looks() -> None:
    if (looks := _looks.get()) is not None:
        looks.clear()


def stamps(model: type[models.Model]) -> Mapping[int, int]:
    """The stamp of each part of a table that was ever written to.

    To be read before the rows: then a row that is written meanwhile is looked at twice, never missed.
    """
    table, looks = model._meta.db_table, _looks.get()
    if looks is None or _depth() > _begun_at.get():
        return _read(table)
    if table not in looks:
        looks[table] = _read(table)
    return looks[table]


def _read(table: str) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT part, stamp FROM vault_stamp WHERE "table" = %s', [table])
        return dict(cursor.fetchall())


def bounds(part: int) -> tuple[UUID, UUID]:
    """The first and the last id of a part."""
    return UUID(bytes=bytes([part]) + bytes(15)), UUID(bytes=bytes([part]) + b"\xff" * 15)

"""Erasing: what belongs to what was buried, asked of every room, and out of the database's files.

Every room that keeps sealed rows has a module `erasure` with three names, found here by that name:

    ids(actor, case_id)   the ids under which the room keeps something of a case; opens what it must to know them
    rows(places)          querysets of all rows that stand under buried places; needs no key
    KEPT                  the kinds of sealed rows that belong to nobody whom we help, each with the reason

A test sees to it that no kind of sealed row is missing from both.
"""

from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q, QuerySet

from waystation.vault import records
from waystation.vault.compartments import Compartment
from waystation.vault.grants import Buried, buried
from waystation.vault.models import Sealed

AT_ONCE = 200  # places in one question: databases limit their number

Row = TypeVar("Row", bound=Sealed)


class Room(Protocol):
    KEPT: dict[type[Sealed], str]

    def ids(self, actor: Any, case_id: UUID) -> Iterable[UUID]: ...

    def rows(self, places: Collection[Buried]) -> list[QuerySet[Any]]: ...


def rooms() -> list[Room]:
    """The rooms that keep sealed rows."""
    names = [f"{config.name}.erasure" for config in apps.get_app_configs() if config.name != "waystation.vault"]
    found: list[Any] = [import_module(name) for name in names if name.startswith("waystation.") and find_spec(name)]
    return found


def under(model: type[Row], places: Collection[Buried]) -> QuerySet[Row]:
    """The rows that are sealed with a buried key."""
    wanted: dict[int, list[UUID]] = {}
    for locator, compartment in places:
        wanted.setdefault(compartment, []).append(locator)
    matching = [Q(compartment=compartment, locator__in=locators) for compartment, locators in wanted.items()]
    return model._default_manager.filter(_any(matching))


def _any(questions: list[Q]) -> Q:
    found = Q(pk__in=[])
    for question in questions:
        found |= question
    return found


def alone(places: Collection[Buried]) -> list[UUID]:
    """The ids that were buried by themselves: of threads, callers, single rows."""
    return [locator for locator, compartment in places if compartment == Compartment.SELF]


def is_buried(locator: UUID, compartment: Compartment) -> bool:
    """Whether this was erased."""
    return bool(buried(locator=locator, compartment=compartment))


def delete(places: Collection[Buried]) -> int:
    """Deletes every row under these places in every room. Returns how many. In the caller's transaction."""
    return sum(_deleted(rows) for some in _in_parts(places) for room in rooms() for rows in room.rows(some))


def _in_parts(places: Collection[Buried]) -> Iterator[list[Buried]]:
    wanted = sorted(places)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


def _deleted(rows: QuerySet[Model]) -> int:
    model = rows.model
    if not issubclass(model, Sealed):
        return rows.delete()[0]
    place = ("id", "locator", "compartment", "epoch", "version", model.stamped_by, model.set_column)
    return records.delete(*model._default_manager.filter(pk__in=rows.values("pk")).only(*place))


def delete_again() -> int:
    """Deletes what stands under tombstones all the same: put back by a restored backup, or written by a late hand."""
    return delete(buried())


def leave_the_files() -> bool:
    """Brings what was deleted out of SQLite's log too; False where a reader was in the way.

    Freed pages are overwritten by `secure_delete`, which the settings turn on; older pages stand in the write-ahead log
    until it is emptied. PostgreSQL overwrites nothing by itself: see the threat model.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _done = cursor.fetchone()
    return not busy


def packed(places: Iterable[Buried]) -> bytes:
    """The places as bytes, 17 for each."""
    return b"".join(locator.bytes + bytes([compartment]) for locator, compartment in sorted(places))


def unpacked(value: bytes) -> set[Buried]:
    """The inverse of `packed`."""
    parts = (value[start : start + 17] for start in range(0, len(value), 17))
    return {(UUID(bytes=part[:16]), part[16]) for part in parts if len(part) == 17}

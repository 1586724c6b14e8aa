"""Opening rows for somebody: one place where locked, tampered and absent become the same answer."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import ProfileRow
from waystation.staff.records import Profile
from waystation.staff.teams import EVERYONE, locator
from waystation.vault import grants
from waystation.vault.errors import Locked, Tampered
from waystation.vault.models import Sealed
from waystation.vault.records import read

Row = TypeVar("Row", bound=Sealed)


def open_row(actor: Actor, rows: QuerySet[Row], row_id: UUID) -> tuple[Row, Any]:
    """A row and its record. Raises Absent where it is not there or not for this person.

    Where it stands is looked up first: to fetch what stays closed would take longer than to find nothing.
    """
    place = rows.filter(pk=row_id).values_list("locator", "compartment", "epoch").first()
    if place is None or not actor.keys.holds_epoch(*place):
        raise Absent
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise Absent
    try:
        return row, read(row, actor.keys)
    except Locked:
        raise Absent from None


def stubs(actor: Actor, rows: QuerySet[Row]) -> list[tuple[Row, Any]]:
    """Rows that this person's keys open, with their records, kept in the session's memory by id and version.

    Rows locked to this person are left out. A row that does not authenticate is left out too, and counted by
    `damaged`: one bad row must not close the whole list, nor be passed over in silence.
    """
    known: dict[UUID, tuple[int, Row, Any]] = actor.memory.setdefault(f"stubs:{rows.model._meta.label}", {})
    wanted = _openable(actor, rows)
    stale = [pk for pk, version in wanted.items() if not _is_current(known.get(pk), version)]
    for row in _fetched(rows, stale):
        known.pop(row.pk, None)
        try:
            known[row.pk] = (row.version, row, read(row, actor.keys))
        except Locked:
            continue
        except Tampered:
            _damaged(actor).add(row.pk)
        else:
            _damaged(actor).discard(row.pk)
    return [found[1:] for pk in wanted if (found := known.get(pk))]


def damaged(actor: Actor) -> int:
    """How many rows this session met that do not authenticate where they stand: changed, moved or forged."""
    return len(_damaged(actor))


def tell_damage(actor: Actor, row_id: UUID) -> None:
    """Counts a row that a room found to be changed or forged."""
    _damaged(actor).add(row_id)


def _damaged(actor: Actor) -> set[UUID]:
    found: set[UUID] = actor.memory.setdefault("damaged", set())
    return found


def _openable(actor: Actor, rows: QuerySet[Row]) -> dict[UUID, int]:
    """Id and version of the rows whose compartment this person holds, in the order of the query."""
    places = rows.values_list("pk", "version", "locator", "compartment")
    return {pk: version for pk, version, *place in places if actor.keys.holds(*place)}


def _is_current(found: tuple[int, Sealed, Any] | None, version: int) -> bool:
    # An action that was rolled back may have left the row in memory one version ahead of its record.
    return found is not None and found[0] == found[1].version == version


def _fetched(rows: QuerySet[Row], ids: list[UUID]) -> Iterable[Row]:
    for start in range(0, len(ids), 500):
        yield from rows.filter(pk__in=ids[start : start + 500])


def personas(actor: Actor) -> dict[UUID, str]:
    """The outward name of everybody who is or was on the staff, by account id."""
    rows = ProfileRow.objects.filter(locator=locator(EVERYONE))
    return {row.pk: profile.persona for row, profile in stubs(actor, rows)}


def profiles(actor: Actor) -> dict[UUID, Profile]:
    """Everybody who is on the staff, by account id."""
    rows = ProfileRow.objects.filter(locator=locator(EVERYONE))
    return {row.pk: profile for row, profile in stubs(actor, rows) if profile.left is None}


def refresh(actor: Actor) -> None:
    """Adds the keys that were granted since this request began."""
    actor.memory["cursor"] = grants.refresh(actor.keys, actor.memory.get("cursor", 0))

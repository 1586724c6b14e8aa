"""Opening rows for somebody: one place where locked, tampered and absent become the same answer."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import ProfileRow
from waystation.staff.teams import EVERYONE, locator
from waystation.vault import grants
from waystation.vault.errors import Locked
from waystation.vault.models import Sealed
from waystation.vault.records import read

Row = TypeVar("Row", bound=Sealed)


def open_row(actor: Actor, rows: QuerySet[Row], row_id: UUID) -> tuple[Row, Any]:
    """A row and its record. Raises Absent where it is not there or not for this person."""
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise Absent
    try:
        return row, read(row, actor.keys)
    except Locked:
        raise Absent from None


def stubs(actor: Actor, rows: QuerySet[Row]) -> list[tuple[Row, Any]]:
    """Rows that this person's keys open, with their records, kept in the session's memory by id and version.

    Rows locked to this person are left out. A tampered row is an alarm, not a gap: Tampered is raised.
    """
    known: dict[UUID, tuple[int, Row, Any]] = actor.memory.setdefault(f"stubs:{rows.model._meta.label}", {})
    wanted = list(rows.values_list("pk", "version"))
    stale = [pk for pk, version in wanted if pk not in known or known[pk][0] != version]
    for row in _fetched(rows, stale):
        try:
            known[row.pk] = (row.version, row, read(row, actor.keys))
        except Locked:
            known.pop(row.pk, None)
    return [known[pk][1:] for pk, _ in wanted if pk in known]


def _fetched(rows: QuerySet[Row], ids: list[UUID]) -> Iterable[Row]:
    for start in range(0, len(ids), 500):
        yield from rows.filter(pk__in=ids[start : start + 500])


def personas(actor: Actor) -> dict[UUID, str]:
    """The outward name of every member of staff, by account id."""
    rows = ProfileRow.objects.filter(locator=locator(EVERYONE))
    return {row.pk: profile.persona for row, profile in stubs(actor, rows)}


def refresh(actor: Actor) -> None:
    """Adds the keys that were granted since this request began."""
    actor.memory["cursor"] = grants.refresh(actor.keys, actor.memory.get("cursor", 0))

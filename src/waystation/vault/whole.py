"""Whether rows are those that were written: compared with their manifests, without opening any."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from waystation.vault.manifest import pending
from waystation.vault.models import Manifest
from waystation.vault.rows import every
from waystation.vault.sets import (
    HEAD,
    TABLE,
    Sum,
    as_row,
    column,
    counted_anew,
    kinds,
    opened,
    part_key,
    placed,
    raw,
    selected,
    stored,
    total,
)


@dataclass(frozen=True)
class Difference:
    """How a set differs from its manifest. Without any of these it was changed all the same."""

    missing: int = 0
    added: int = 0
    older: bool = False


@cache
def _rows_of_set() -> str:
    """One statement, so that manifest and rows are of one moment: a writer commits both or neither."""
    manifest = f"SELECT '' AS kind, id, turn, id, 0, 0, NULL, sealed FROM {TABLE} WHERE id = %s"  # noqa: S608  # our own name
    rows = [f"{selected(model)}, NULL FROM {model._meta.db_table} WHERE {column(model)} = %s" for model in kinds()]
    return " UNION ALL ".join([manifest, *rows])


def compare(set_id: UUID) -> Difference | None:
    """What differs between the rows of a set and its manifest; None where all is as it was written."""
    rows = every(_rows_of_set(), [set_id] * (len(kinds()) + 1))
    key = part_key()
    manifest = next(((row[2], bytes(row[-1])) for row in rows if not row[0]), None)
    recorded, found = opened(set_id, manifest)[1], total(key, set_id, (placed(row) for row in rows if row[0]))
    for change in pending():
        recorded = change.onto(recorded, key) if change.set == set_id else recorded
    return _difference(recorded, found)


def _difference(recorded: Sum, found: Sum) -> Difference | None:
    if recorded == found:
        return None
    missing, added = max(0, recorded.rows - found.rows), max(0, found.rows - recorded.rows)
    return Difference(missing, added, not missing and not added and found.versions < recorded.versions)


def sets(*, after: UUID | None, most: int) -> list[UUID]:
    """The ids of the next sets that have a manifest, in order."""
    found = Manifest.objects.exclude(id=HEAD).order_by("id").values_list("id", flat=True)
    return list((found if after is None else found.filter(id__gt=after))[:most])


def compare_head() -> Difference | None:
    """What differs between the manifests that there are and the head: sets that are gone, or were put back whole."""
    rows = every(f"SELECT id, turn, CASE WHEN id = %s THEN sealed END FROM {TABLE}", [HEAD])  # noqa: S608  # our own name
    head = next(((turn, bytes(sealed)) for _, turn, sealed in rows if sealed is not None), None)
    found = total(part_key(), HEAD, (as_row(raw(pk), turn) for pk, turn, sealed in rows if sealed is None))
    return _difference(opened(HEAD, head)[1], found)


def compare_all() -> Iterator[tuple[UUID, Difference]]:
    """Every set that differs from its manifest. Reads every row of the database, and opens none."""
    found, manifests = counted_anew(), stored()
    for set_id in (manifests.keys() | found.keys()) - {HEAD}:
        # Looked at again, by itself: somebody may have written in between.
        differs = opened(set_id, manifests.get(set_id))[1] != found.get(set_id, Sum())
        if differs and (difference := compare(set_id)) is not None:
            yield set_id, difference

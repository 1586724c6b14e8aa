"""Who changed what from what to what: a sealed row beside the record, made with each saving of it.

It stands where the record stands: whoever can open the one can open the other, and both are erased together.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from waystation.casework.models import ChangeRow
from waystation.casework.records import LONG_AGO, Change
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.records import Record, compartment_of, create, delete, read
from waystation.vault.records import rewrite as write_over

# What every saving changes, who and when a change says anyhow, and what is there to be taken back.
_SAID_ANYHOW = frozenset({"at", "by", "together"})


def rewrite(actor: Actor, row: Sealed, record: Record) -> None:
    """Replaces the record of a row, and keeps what it said before. In the caller's transaction.

    Raises Stale where the row changed since it was read.
    """
    before = read(row, actor.keys)
    write_over(row, record, actor.keys)
    note(actor, row, before, record, actor.keys.key(row.locator, compartment_of(row)))


def note(actor: Actor, row: Sealed, before: Record, after: Record, key: Key) -> None:
    """Keeps a change that was made; nothing where none was."""
    if fields := dict(differences(before, after)):
        change = Change(kind=row._meta.label, version=row.version, fields=fields, at=actor.now(), by=actor.account)
        create(ChangeRow, change, key, of=row.pk)


def differences(before: Record, after: Record) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The fields that are not the same, each with both values as JSON has them. Pure."""
    for name in after.__struct_fields__:
        was, is_ = getattr(before, name), getattr(after, name)
        if was != is_ and name not in _SAID_ANYHOW:
            yield name, (msgspec.to_builtins(was, str_keys=True), msgspec.to_builtins(is_, str_keys=True))


def changes(actor: Actor, case_id: UUID) -> list[tuple[ChangeRow, Change]]:
    """What changed in a case, as far as this person's keys open it; the newest first."""
    found = stubs(actor, ChangeRow.objects.filter(locator=case_id))
    return sorted(found, key=lambda pair: (pair[1].at or LONG_AGO, pair[1].version), reverse=True)


def of_row(actor: Actor, row_id: UUID) -> list[Change]:
    """What changed in one row, as far as this person's keys open it; the newest first."""
    found = stubs(actor, ChangeRow.objects.filter(of=row_id))
    return sorted((change for _row, change in found), key=lambda change: change.version, reverse=True)


def forget(actor: Actor, case_id: UUID) -> None:
    """Deletes what is kept of the stub, which alone outlives an erased person."""
    delete(*ChangeRow.objects.filter(locator=case_id, of=case_id, compartment=Compartment.LIST))

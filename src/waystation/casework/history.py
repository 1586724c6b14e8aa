"""Who changed what from what to what: a sealed row beside the record, made with each saving of it.

It stands where the record stands: whoever can open the one can open the other, and both are erased together.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from waystation.casework.models import ChangeRow, ConsentRow, FundsRow, MoveRow, RiskRow
from waystation.casework.records import LONG_AGO, Change
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.records import Record, compartment_of, create, delete, read
from waystation.vault.records import rewrite as write_over


class Series(NamedTuple):
    """A kind of which a new row stands in place of the one with the same `key`; what of it is `told` otherwise."""

    key: Callable[[Any], Hashable]
    told: frozenset[str] = frozenset()


SERIES: dict[type[Sealed], Series] = {
    ConsentRow: Series(lambda answer: (answer.purpose, answer.recipient, answer.person)),
    FundsRow: Series(lambda _: None),
    MoveRow: Series(lambda move: move.at, frozenset({"stage", "place", "country", "before", "taken_back"})),
    RiskRow: Series(lambda _: None),
}
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


def changes(actor: Actor, case_id: UUID) -> list[tuple[UUID, Change]]:
    """What changed in a case, each with the row that it changed, as far as the actor's keys open it; the newest first.

    Where a new row is written instead of changing one, and the newest counts, it is compared with the one before it.
    """
    found = [(row.of, change) for row, change in stubs(actor, ChangeRow.objects.filter(locator=case_id))]
    for model, series in SERIES.items():
        found += _answers(model, series, stubs(actor, model._default_manager.filter(locator=case_id)))
    return sorted(found, key=lambda pair: (pair[1].at or LONG_AGO, pair[1].version), reverse=True)


def _answers(model: type[Sealed], series: Series, rows: Iterable[tuple[Sealed, Any]]) -> Iterator[tuple[UUID, Change]]:
    last: dict[Hashable, Record] = {}
    for row, record in sorted(rows, key=lambda pair: pair[1].at or LONG_AGO):
        before = last.get(series.key(record))
        last[series.key(record)] = record
        said = dict(differences(before, record) if before else first(record))
        if fields := {name: both for name, both in said.items() if name not in series.told}:
            yield row.pk, Change(kind=model._meta.label, version=0, fields=fields, at=record.at, by=record.by)


def first(record: Record) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """What a record says beyond what an empty one would, each with nothing before it. Pure."""
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        if field.name not in _SAID_ANYHOW and (field.required or value != field.default) and value not in ((), {}):
            yield field.name, (None, msgspec.to_builtins(value, str_keys=True))


def of_row(actor: Actor, row_id: UUID) -> list[Change]:
    """What changed in one row, as far as this person's keys open it; the newest first."""
    found = stubs(actor, ChangeRow.objects.filter(of=row_id))
    return sorted((change for _row, change in found), key=lambda change: change.version, reverse=True)


def as_of(actor: Actor, row_id: UUID, record: Record, version: int) -> Record:
    """The record of a row as it stood at a version, as far as this person's keys open what changed since."""
    told = msgspec.to_builtins(record, str_keys=True)
    for change in of_row(actor, row_id):  # the newest first
        if change.version > version:
            told |= {name: before for name, (before, _after) in change.fields.items()}
    return msgspec.convert(told, type(record))


def forget(actor: Actor, case_id: UUID) -> None:
    """Deletes what is kept of the stub, which alone outlives an erased person."""
    delete(*ChangeRow.objects.filter(locator=case_id, of=case_id, compartment=Compartment.LIST))

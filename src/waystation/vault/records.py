"""Sealed records: what is inside a row, and the only ways in and out.

Each row is bound to where it stands (table, id, locator, compartment, epoch, version): moved anywhere else, it no
longer opens. Two forms: written with a key in hand, or posted to a public address by somebody who cannot read back
and whom nothing vouches for.
"""

import copy
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from waystation.vault import batches, manifest, suite
from waystation.vault.compartments import Compartment
from waystation.vault.directory import address
from waystation.vault.errors import Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Sealed
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import insert

WRITTEN: Final = b"W"
POSTED: Final = b"P"
POSITION_SIZE: Final = 16 + batches.NUMBER_SIZE


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all sealed records. New fields get defaults, so that older rows stay readable."""


Row = TypeVar("Row", bound=Sealed)


_MOVING = ("locator", "compartment", "epoch", "version", "sealed")


def _context(row: Sealed, form: bytes) -> bytes:
    numbers = (row.compartment, row.epoch, row.version)
    return suite.bind(
        row._meta.db_table.encode(),
        b"sealed",
        form,
        row.id.bytes,
        row.locator.bytes,
        *(number.to_bytes(8) for number in numbers),
    )


def _posted_context(row: Sealed, position: bytes) -> bytes:
    return suite.bind(_context(row, POSTED), position)


def _record_key(row: Sealed, key: Key) -> bytes:
    return suite.derive(key.symmetric, b"record", row.id.bytes)


def _posted(row: Sealed, record: Record, public: bytes) -> bytes:
    position, key = batches.next_key((row.locator, row.compartment, row.epoch), public)
    packed = pad(msgspec.json.encode(record))
    return POSTED + position + suite.encrypt(key, _posted_context(row, position), packed)


def _place(row: Sealed, key: Key) -> None:
    row.locator, row.compartment, row.epoch = key.locator, key.compartment, key.epoch


def _write(row: Sealed, record: Record, key: Key) -> None:
    packed = pad(msgspec.json.encode(record))
    row.sealed = WRITTEN + suite.encrypt(_record_key(row, key), _context(row, WRITTEN), packed)


def create(model: type[Row], record: Record, key: Key, **columns: Any) -> Row:
    """Seals a record with a key in hand and stores it as a new row."""
    row = model(**columns)
    _place(row, key)
    _write(row, record, key)
    insert(row)
    manifest.changed(None, row)
    return row


def post(model: type[Row], record: Record, to: tuple[UUID, Compartment], **columns: Any) -> Row:
    """Seals a record to a public address and stores it: only the address's holders can read it.

    Raises NotReady where no address is published, Substituted where it is not ours, TypeError for a model that does
    not set `anyone_may_post`.
    """
    if not model.anyone_may_post:
        raise TypeError("rows of this model are written with a key, never posted: see Sealed.anyone_may_post")
    locator, compartment = to
    epoch, public = address(locator, compartment)
    row = model(locator=locator, compartment=compartment, epoch=epoch, **columns)
    row.sealed = _posted(row, record, public)
    insert(row)
    manifest.changed(None, row)
    return row


def read(row: Sealed, keyring: Keyring) -> Any:
    """The record inside a row, of the row's `record_type`. Raises Locked or Tampered."""
    key = keyring.key(row.locator, compartment_of(row), row.epoch)
    form, sealed = bytes(row.sealed[:1]), bytes(row.sealed[1:])
    if form == WRITTEN:
        packed = suite.decrypt(_record_key(row, key), _context(row, form), sealed)
    elif form == POSTED and row.anyone_may_post:
        position, sealed = sealed[:POSITION_SIZE], sealed[POSITION_SIZE:]
        opening = batches.opening_key(position, key, keyring)
        packed = suite.decrypt(opening, _posted_context(row, position), sealed)
    else:
        raise Tampered
    try:
        return msgspec.json.decode(unpad(packed), type=row.record_type)
    except msgspec.MsgspecError:
        raise Tampered from None


def compartment_of(row: Sealed) -> Compartment:
    """The compartment that a row claims. Raises Tampered for a number that is none."""
    try:
        return Compartment(row.compartment)
    except ValueError:
        raise Tampered from None


def rewrite(row: Row, record: Record, keyring: Keyring) -> Row:
    """Replaces the record of a row, one version on. Raises Stale if the row changed since it was read."""
    return move(row, record, keyring.key(row.locator, compartment_of(row)))


def move(row: Row, record: Record, key: Key, **columns: Any) -> Row:
    """Replaces the record of a row and seals it to another key. Raises Stale if the row changed since it was read.

    `columns` change with it. The row in hand changes only when the stored one did.
    """
    fresh = copy.copy(row)
    _place(fresh, key)
    fresh.version = row.version + 1
    for name, value in columns.items():
        setattr(fresh, name, value)
    _write(fresh, record, key)
    changes = {name: getattr(fresh, name) for name in (*_MOVING, *columns)}
    if not type(row)._default_manager.filter(pk=row.pk, version=row.version).update(**changes):
        raise Stale
    manifest.changed(row, fresh)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def delete(*rows: Sealed) -> int:
    """Deletes rows for good, as their manifests will say. Returns how many were still there as they were read."""
    return sum(map(_delete, rows))


def _delete(row: Sealed) -> bool:
    deleted, _ = type(row)._default_manager.filter(pk=row.pk, version=row.version).delete()
    if deleted:
        manifest.changed(row, None)
    return bool(deleted)

"""Sealed records: what is inside a row, and the only ways in and out.

Each row is bound to where it stands (table, id, locator, compartment, epoch, version): moved anywhere else, it no
longer opens. Two forms: written with a key in hand, or posted to a public address by somebody who cannot read back
and whom nothing vouches for.
"""

import copy
import struct
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from waystation.vault import batches, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale, Tampered
from waystation.vault.grants import address
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Sealed
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import insert

WRITTEN: Final = b"W"
POSTED: Final = b"P"


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all sealed records. New fields get defaults, so that older rows stay readable."""


Row = TypeVar("Row", bound=Sealed)


_MOVING = ("locator", "compartment", "epoch", "version", "sealed")


# id, locator, compartment, epoch, version: each with its length before it, as `suite.bind` joins them.
_PLACE = struct.Struct(">I16sI16sIQIQIQ")


@cache
def _column(table: str, form: bytes) -> bytes:
    return suite.bind(table.encode(), b"sealed", form)


def _context(row: Sealed, form: bytes) -> bytes:
    try:
        place = _PLACE.pack(16, row.id.bytes, 16, row.locator.bytes, 8, row.compartment, 8, row.epoch, 8, row.version)
    except struct.error:
        raise Tampered from None
    return _column(row._meta.db_table, form) + place


def _posted_context(row: Sealed, position: bytes) -> bytes:
    return suite.bind(_context(row, POSTED), position)


def _record_key(row: Sealed, key: Key) -> bytes:
    return suite.expand(key.secret, b"record", row.id.bytes)


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
    return row


def post(model: type[Row], record: Record, to: tuple[UUID, Compartment], **columns: Any) -> Row:
    """Seals a record to a public address and stores it: only the address's holders can read it.

    Raises NotReady where no address is published, TypeError for a model that does not set `anyone_may_post`.
    """
    if not model.anyone_may_post:
        raise TypeError("rows of this model are written with a key, never posted: see Sealed.anyone_may_post")
    locator, compartment = to
    epoch, public = address(locator, compartment)
    row = model(locator=locator, compartment=compartment, epoch=epoch, **columns)
    row.sealed = _posted(row, record, public)
    insert(row)
    return row


@cache
def _decoder(record_type: type[Record]) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(record_type)


def read(row: Sealed, keyring: Keyring) -> Any:
    """The record inside a row, of the row's `record_type`. Raises Locked or Tampered."""
    key = keyring.key(row.locator, compartment_of(row), row.epoch)
    form, sealed = bytes(row.sealed[:1]), bytes(row.sealed[1:])
    if form == WRITTEN:
        packed = suite.decrypt(_record_key(row, key), _context(row, form), sealed)
    elif form == POSTED and row.anyone_may_post:
        position, sealed = sealed[: batches.POSITION_SIZE], sealed[batches.POSITION_SIZE :]
        opening = batches.opening_key(position, key, keyring)
        packed = suite.decrypt(opening, _posted_context(row, position), sealed)
    else:
        raise Tampered
    try:
        return _decoder(row.record_type).decode(unpad(packed))
    except (msgspec.MsgspecError, ValueError):  # ValueError: bytes that are no UTF-8
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


def move(row: Row, record: Record, key: Key) -> Row:
    """Replaces the record of a row and seals it to another key. Raises Stale if the row changed since it was read.

    The row in hand changes only when the stored one did.
    """
    fresh = copy.copy(row)
    _place(fresh, key)
    fresh.version = row.version + 1
    _write(fresh, record, key)
    changes = {name: getattr(fresh, name) for name in _MOVING}
    if not type(row)._default_manager.filter(pk=row.pk, version=row.version).update(**changes):
        raise Stale
    for name, value in changes.items():
        setattr(row, name, value)
    return row

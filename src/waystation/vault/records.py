"""Sealed records: what is inside a row, and the only ways in and out.

Each row is bound to where it stands (table, id, locator, compartment, epoch, version): moved anywhere else, it no
longer opens. Two forms: written with a key in hand, or posted to a public address by somebody who cannot read back
and whom nothing vouches for.
"""

import copy
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet

from waystation.vault import batches, manifest, suite
from waystation.vault.changes import bounds, writing
from waystation.vault.compartments import Compartment
from waystation.vault.directory import address, are_newest, is_newest
from waystation.vault.errors import Locked, Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Sealed
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import id_bytes, insert, select
from waystation.vault.sets import clear_values

WRITTEN: Final = b"W"
POSTED: Final = b"P"
_COMPARTMENTS: Final = frozenset(Compartment)
POSTED_AT: Final = 1 + batches.POSITION_SIZE  # where what is sealed begins in a posted record
# Before there was a second suite, what a posted record is bound to named the first twice.
_FIRST_SUITE: Final = suite.bind(b"\x01")
_POSITION_BEFORE: Final = batches.POSITION_SIZE.to_bytes(4)


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of all sealed records. New fields get defaults, so that older rows stay readable.

    Records are trees: without cycles, the garbage collector need not walk through the hundred thousand of a list.
    """


Row = TypeVar("Row", bound=Sealed)


_MOVING = ("locator", "compartment", "epoch", "version", "sealed")


# id, locator, compartment, epoch, version: each with its length before it, as `suite.bind` joins them.
_PLACE = struct.Struct(">I16sI16sIQIQIQ")


@cache
def _column(table: str, form: bytes) -> bytes:
    """What is authenticated before the place, which has always one size."""
    column = suite.bind(table.encode(), b"sealed", form)
    return suite.associated(column + bytes(_PLACE.size))[: -_PLACE.size]


class Place(NamedTuple):
    """Where a row stands: what its content is bound to. `id` and `locator` are the 16 bytes of these."""

    id: bytes
    locator: bytes
    compartment: int
    epoch: int
    version: int


def _place_of(row: Sealed) -> Place:
    return Place(row.id.bytes, row.locator.bytes, row.compartment, row.epoch, row.version)


def _packed(place: Place) -> bytes:
    id_, locator, compartment, epoch, version = place
    try:
        return _PLACE.pack(16, id_, 16, locator, 8, compartment, 8, epoch, 8, version)
    except struct.error:
        raise Tampered from None


def _bound_to(table: str, place: Place, form: bytes) -> bytes:
    """What is authenticated beside a record. Raises Tampered for numbers that a row cannot have."""
    return _column(table, form) + _packed(place)


@cache
def _posted_column(table: str) -> bytes:
    """What is authenticated before the place of a posted record."""
    bound = suite.bind(_FIRST_SUITE + _column(table, POSTED) + bytes(_PLACE.size), bytes(batches.POSITION_SIZE))
    return suite.associated(bound)[: -_PLACE.size - 4 - batches.POSITION_SIZE]


def _posted_to(table: str, place: Place, position: bytes) -> bytes:
    """What is authenticated beside a posted record. Raises Tampered for numbers that a row cannot have."""
    return _posted_column(table) + _packed(place) + _POSITION_BEFORE + position


def _record_key(row_id: bytes, secret: bytes) -> bytes:
    return suite.expand(secret, b"record", row_id)


def _posted(row: Sealed, packed: bytes, at: batches.Position) -> bytes:
    position, key = at
    beside = _posted_to(row._meta.db_table, _place_of(row), position)
    return POSTED + position + suite.encrypt_beside(key, beside, packed)


def _move_to(row: Sealed, key: Key) -> None:
    row.locator, row.compartment, row.epoch = key.locator, key.compartment, key.epoch


def _written(row: Sealed, packed: bytes, key: Key) -> bytes:
    beside = _bound_to(row._meta.db_table, _place_of(row), WRITTEN)
    return WRITTEN + suite.encrypt_beside(_record_key(row.id.bytes, key.secret), beside, packed)


def _write(row: Sealed, record: Record, key: Key) -> None:
    row.sealed = _written(row, pad(msgspec.json.encode(record)), key)


@contextmanager
def _under(key: Key, row: Sealed) -> Iterator[None]:
    """A transaction in which this key stays the newest. Raises Stale where it has been replaced already.

    Whoever was taken off keeps the old keys: a row that is written with one would be theirs to read.
    """
    with _in_order():
        if row.newest_key_only and not is_newest(key):
            raise Stale
        with row.writing():
            yield


@contextmanager
def _in_order() -> Iterator[None]:
    """The transaction at hand, or one of its own, in which nobody else writes or replaces a key."""
    with nullcontext() if connections[DEFAULT_DB_ALIAS].in_atomic_block else transaction.atomic():
        in_order()
        yield


_waiting: ContextVar[list[tuple[Key, Sealed]] | None] = ContextVar("waiting", default=None)


def create(model: type[Row], record: Record, key: Key, **columns: Any) -> Row:
    """Seals a record with a key in hand and stores it as a new row. Raises Stale where the key was replaced."""
    row = model(**columns)
    _move_to(row, key)
    _write(row, record, key)
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append((key, row))
        return row
    with _under(key, row):
        insert(row)
        manifest.changed(None, row)
    return row


@contextmanager
def together() -> Iterator[None]:
    """Stores at its end what is created within, in the fewest statements: for the thousand rows of a table.

    Nothing of it is found before, and nothing is stored where an error leaves it. Raises Stale at its end where a key
    was replaced.
    """
    waiting: list[tuple[Key, Sealed]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    with transaction.atomic(savepoint=False):
        in_order()
        if not are_newest([key for key, row in waiting if row.newest_key_only]):
            raise Stale
        by_model: dict[type[Sealed], list[Sealed]] = {}
        for _key, row in waiting:
            by_model.setdefault(type(row), []).append(row)
        for model, rows in by_model.items():
            stamped = [getattr(row, row.stamped_by) for row in rows]
            with writing(model, stamped.copy):
                insert(*rows)
        for _key, row in waiting:
            manifest.changed(None, row)


def post(model: type[Row], record: Record, to: tuple[UUID, Compartment], **columns: Any) -> Row:
    """Seals a record to a public address and stores it: only the address's holders can read it.

    Raises NotReady where no address is published, Substituted where it is not ours, TypeError for a model that does
    not set `anyone_may_post`.
    """
    if not model.anyone_may_post:
        raise TypeError("rows of this model are written with a key, never posted: see Sealed.anyone_may_post")
    locator, compartment = to
    with _in_order():
        epoch, public = address(locator, compartment)
        row = model(locator=locator, compartment=compartment, epoch=epoch, **columns)
        at = batches.next_key(row._meta.db_table, (locator, compartment, epoch), public)
        row.sealed = _posted(row, pad(msgspec.json.encode(record)), at)
        with row.writing():
            insert(row)
            manifest.changed(None, row)
    return row


@cache
def _decoder(record_type: type[Record]) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(record_type)


def read(row: Sealed, keyring: Keyring) -> Any:
    """The record inside a row, of the row's `record_type`. Raises Locked or Tampered."""
    return decode(type(row), unpad(unsealed(row, keyring)))


def read_at(model: type[Sealed], place: Place, sealed: bytes, keyring: Keyring) -> Any:
    """The record in the `sealed` column of a row of this model that stands at this place. Raises Locked or Tampered."""
    return decode(model, open_at(model, place, sealed, keyring))


def decode(model: type[Sealed], content: bytes) -> Any:
    """The record that `open_at` gave the bytes of. Raises Tampered where these are none."""
    try:
        return _decoder(model.record_type).decode(content)
    except (msgspec.MsgspecError, ValueError):  # ValueError: bytes that are no UTF-8
        raise Tampered from None


Fields = TypeVar("Fields", bound=msgspec.Struct)


@cache
def _fields_decoder(kind: type[Fields]) -> msgspec.json.Decoder[Fields]:
    return msgspec.json.Decoder(kind)


def decode_fields(kind: type[Fields], content: bytes) -> Fields:
    """What `kind` names of a record that `decode` takes: its other fields are passed over. Raises Tampered."""
    try:
        found: Fields = _fields_decoder(kind).decode(content)
    except (msgspec.MsgspecError, ValueError):
        raise Tampered from None
    return found


def open_at(model: type[Sealed], place: Place, sealed: bytes, keyring: Keyring) -> bytes:
    """The same as its bytes, which take half the memory. Raises Locked or Tampered."""
    return unpad(unsealed_at(model, place, sealed, keyring))


def unsealed(row: Sealed, keyring: Keyring) -> bytes:
    """The padded bytes inside a row. Raises Locked or Tampered."""
    return unsealed_at(type(row), _place_of(row), bytes(row.sealed), keyring)


def unsealed_at(model: type[Sealed], place: Place, sealed: bytes, keyring: Keyring) -> bytes:
    """The padded bytes in the `sealed` column of a row of this model at this place. Raises Locked or Tampered."""
    if place.compartment not in _COMPARTMENTS:
        raise Tampered
    holder = place[1:4]
    secret = keyring.find(*holder)
    if secret is None:
        raise Locked
    form, table = sealed[:1], model._meta.db_table
    # Everything was sealed anew when the key was replaced: what is written with an old one, a leaver has written.
    if form == WRITTEN and not (model.newest_key_only and keyring.has_newer(*holder)):
        return _open_written(table, place, sealed, secret)
    if form == POSTED and model.anyone_may_post:
        return _open_posted(table, place, sealed, keyring)
    raise Tampered


def _open_written(table: str, place: Place, sealed: bytes, secret: bytes) -> bytes:
    key = _record_key(place.id, secret)
    return suite.decrypt_beside(key, _bound_to(table, place, WRITTEN), sealed, at=1)


def _open_posted(table: str, place: Place, sealed: bytes, keyring: Keyring) -> bytes:
    position = sealed[1:POSTED_AT]
    opening = batches.opening_key(position, place[1:4], keyring)
    return suite.decrypt_beside(opening, _posted_to(table, place, position), sealed, at=POSTED_AT)


def reseal(row: Sealed, packed: bytes, key: Key, position: batches.Position | None) -> None:
    """Puts what was inside a row under another key, one version on; nothing is stored yet.

    With a `position` it is posted anew, as nobody vouched for it before.
    """
    _move_to(row, key)
    row.version += 1
    row.sealed = _written(row, packed, key) if position is None else _posted(row, packed, position)


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
    """Replaces the record of a row and seals it to another key.

    `columns` change with it. Raises Stale if the row changed since it was read, or the key was replaced. The row in
    hand changes only when the stored one did.
    """
    fresh = _with(row, columns)
    _move_to(fresh, key)
    fresh.version = row.version + 1
    _write(fresh, record, key)
    changes = {name: getattr(fresh, name) for name in (*_MOVING, *columns)}
    with _under(key, fresh):
        clear = clear_values(row)
        written = type(row)._base_manager.filter(pk=row.pk, version=row.version).update(**changes)
        if written:
            manifest.changed(_with(row, clear), _with(fresh, clear | columns))
    if not written:  # raised here, so that the caller's transaction can go on
        raise Stale
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _with(row: Row, columns: Mapping[str, Any]) -> Row:
    found = copy.copy(row)
    for name, value in columns.items():
        setattr(found, name, value)
    return found


def set_columns(rows: QuerySet[Any], **columns: Any) -> int:
    """Changes what these rows say in clear, without a key and as their manifests will say. Returns how many there were.

    Of several who do so at the same moment each finds what the one before left: by that, rows are claimed.
    """
    with _in_order():
        before = list(rows.select_for_update().defer("sealed"))
        QuerySet.update(rows, **columns)
        for row in before:
            manifest.changed(row, _with(row, columns))
        if before:
            manifest.count()
    return len(before)


def stored(model: type[Sealed], part: int | None = None) -> Iterator[tuple[Place, bytes]]:
    """Where each row of a table stands and what is sealed in it; those of one part (see `changes`), or all.

    Without a model's objects: a list of cases has a hundred thousand. An id that is none gives an empty one.
    """
    where, values = ("", []) if part is None else (" WHERE id BETWEEN %s AND %s", list(bounds(part)))
    columns = f"id, locator, compartment, epoch, version, sealed FROM {model._meta.db_table}"  # our own names
    for id_, locator, compartment, epoch, version, sealed in select(f"SELECT {columns}{where}", values):
        yield Place(id_bytes(id_), id_bytes(locator), compartment, epoch, version), bytes(sealed)


def delete(*rows: Sealed) -> int:
    """Deletes rows for good, as their manifests will say. Returns how many were still there as they were read."""
    return sum(map(_delete, rows))


def _delete(row: Sealed) -> bool:
    with row.writing():
        clear = clear_values(row)
        deleted, _ = type(row)._base_manager.filter(pk=row.pk, version=row.version).delete()
        if deleted:
            manifest.changed(_with(row, clear), None)
    return bool(deleted)

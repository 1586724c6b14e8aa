"""What a manifest holds, over which rows, and where it is kept: see manifest.py.

The hash is MSet-XOR-Hash (Clarke et al., Incremental Multiset Hash Functions, ASIACRYPT 2003), which takes in a change
at the same cost however large the set is; its parts are HMAC-SHA256, and it is kept sealed, as that construction needs.
"""

import hmac
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from waystation.vault import half, suite
from waystation.vault.errors import Tampered
from waystation.vault.models import Manifest, Sealed
from waystation.vault.rows import every, execute, store

HEAD: Final = UUID(int=(1 << 128) - 1)
TABLE: Final = Manifest._meta.db_table

_SEALED = struct.Struct(">QQ32s")
_NOWHERE = bytes(16)
_PLACED = struct.Struct(">16s16sQQQ")


@dataclass(frozen=True)
class Sum:
    """What a manifest keeps of its set. `hash` is never shown: it would give the parts of others away."""

    rows: int = 0
    versions: int = 0
    hash: int = field(default=0, repr=False)

    def plus(self, other: "Sum") -> "Sum":
        return Sum(self.rows + other.rows, self.versions + other.versions, self.hash ^ other.hash)

    def less(self, other: "Sum") -> "Sum":
        # Below zero only where a manifest was damaged and begun anew: that it disagrees is what matters then.
        return Sum(max(0, self.rows - other.rows), max(0, self.versions - other.versions), self.hash ^ other.hash)


_DAMAGED = Sum(hash=1)
Row = tuple[str, bytes, int, bytes, int, int, bytes]  # table, id, version, locator, compartment, epoch, clear columns
Stored = tuple[int, bytes]  # a manifest's turn, and its sealed sum


def part_key() -> bytes:
    """The key of the parts of every hash. Raises NotReady without a half."""
    return half.subkey(b"manifest rows")


def total(key: bytes, set_id: UUID, rows: Iterable[Row]) -> Sum:
    """What a manifest says of these rows in this set."""
    of_set, count, versions, hash_ = set_id.bytes, 0, 0, 0
    for table, pk, version, locator, compartment, epoch, clear in rows:
        place = of_set + _PLACED.pack(pk, locator, version, compartment, epoch) + table.encode() + clear
        hash_ ^= int.from_bytes(hmac.digest(key, place, "sha256"))
        count, versions = count + 1, versions + version
    return Sum(count, versions, hash_)


def as_row(set_id: bytes, turn: int) -> Row:
    """A manifest as a row of the head."""
    return TABLE, set_id, turn, _NOWHERE, 0, 0, b""


def row_of(row: Sealed) -> Row:
    """What counts of a row: which it is, at which version, where it stands, and what it says in clear."""
    place = row._meta.db_table, row.id.bytes, row.version, row.locator.bytes, row.compartment, row.epoch
    return *place, _bound(getattr(row, name) for name in row.clear_columns())


def _bound(values: Iterable[Any]) -> bytes:
    """The values of clear columns as they are hashed: none where there are no such columns."""
    return suite.bind(*(b"" if value is None else b"=" + _written_out(value).encode() for value in values))


def _written_out(value: Any) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.hex if isinstance(value, UUID) else str(int(value) if isinstance(value, int) else value)


def clear_values(row: Sealed) -> dict[str, Any]:
    """What a row's clear columns hold in the database now: they change without a new version."""
    if not (names := row.clear_columns()):
        return {}
    statement = f"SELECT {_clear(type(row), names)} FROM {row._meta.db_table} WHERE id = %s"  # noqa: S608  # our own names
    found = execute(connections[DEFAULT_DB_ALIAS], statement, [row.id], fetch=True)
    return dict(zip(names, _read_clear(type(row), names, found[0]), strict=True)) if found else {}


@cache
def _clear(model: type[Sealed], names: tuple[str, ...]) -> str:
    """Clear columns of a row as one text, so that all kinds can be asked for in one statement."""
    if not names:
        return "NULL"
    columns = ", ".join(_column(model, name) for name in names)
    return f"json_build_array({columns})::text" if connection.vendor == "postgresql" else f"json_array({columns})"


def _read_clear(model: type[Sealed], names: tuple[str, ...], found: str) -> list[Any]:
    fields: list[models.Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    return [field.to_python(value) for field, value in zip(fields, json.loads(found), strict=True)]


@cache
def _by_table() -> dict[str, type[Sealed]]:
    return {model._meta.db_table: model for model in kinds()}


def set_of(row: Sealed) -> UUID:
    """The set that a row belongs to."""
    found: UUID = getattr(row, row.set_column)
    return found


def opened(set_id: UUID, found: Stored | None) -> tuple[int, Sum]:
    """Turn and sum; of one that is gone nothing, of one that is damaged what no rows give, whatever is added to it."""
    if found is None:
        return 0, Sum()
    turn, sealed = found
    try:
        rows, versions, hash_ = _SEALED.unpack(suite.decrypt(_sealing_key(), _context(set_id, turn), sealed))
    except Tampered:
        return turn, _DAMAGED
    return turn, Sum(rows, versions, int.from_bytes(hash_))


def _sealed(set_id: UUID, turn: int, content: Sum) -> bytes:
    packed = _SEALED.pack(content.rows, content.versions, content.hash.to_bytes(32))
    return suite.encrypt(_sealing_key(), _context(set_id, turn), packed)


def _sealing_key() -> bytes:
    # One for all: with random nonces 2^32 times (NIST SP 800-38D, section 8.3), that is a thousand years of busy ones.
    return half.subkey(b"manifest")


def _context(set_id: UUID, turn: int) -> bytes:
    return suite.bind(b"manifest", set_id.bytes, turn.to_bytes(8))


def stored(ids: Iterable[UUID] | None = None) -> dict[UUID, Stored]:
    """The manifests of these sets, or all; a set that has none is left out."""
    wanted = [] if ids is None else list(ids)
    where = "" if ids is None else f" WHERE id IN ({', '.join(['%s'] * len(wanted))})"
    found = every(f"SELECT id, turn, sealed FROM {TABLE}{where}", wanted)  # noqa: S608  # marks alone
    return {UUID(bytes=raw(pk)): (int(turn), bytes(sealed)) for pk, turn, sealed in found}


def keep(sums: Mapping[UUID, tuple[int, Sum]]) -> None:
    """Stores manifests, in place of what was kept of these sets before."""
    rows = [(set_id, turn, _sealed(set_id, turn, content)) for set_id, (turn, content) in sums.items()]
    store(Manifest, rows, "ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, sealed = excluded.sealed")


def raw(found: Any) -> bytes:
    """The bytes of an id as this database gives it back."""
    return found.bytes if isinstance(found, UUID) else bytes.fromhex(found)


def kinds() -> list[type[Sealed]]:
    """Every kind of sealed row."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def selected(model: type[Sealed], names: tuple[str, ...] | None = None) -> str:
    """The beginning of a statement that gives the rows of a kind as `placed` takes them, with these clear columns."""
    clear = _clear(model, model.clear_columns() if names is None else names)
    return f"SELECT '{model._meta.db_table}', id, version, locator, compartment, epoch, {clear}"


def column(model: type[Sealed]) -> str:
    """The column that the rows of one set have in common."""
    return _column(model, model.set_column)


def _column(model: type[Sealed], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "column"))  # noqa: B009  # relations have none


def placed(row: tuple[Any, ...], names: tuple[str, ...] | None = None) -> Row:
    """A row as the database gave it, asked for with the same names."""
    table, pk, version, locator, compartment, epoch, clear = row[:7]
    model = _by_table()[table]
    of_row = model.clear_columns() if names is None else names
    said = b"" if clear is None else _bound(_read_clear(model, of_row, clear))
    return table, raw(pk), version, raw(locator), compartment, epoch, said


def counted_anew(clear: Mapping[type[Sealed], tuple[str, ...]] | None = None) -> dict[UUID, Sum]:
    """What the manifest of every set would say of the rows that there are. Reads them all.

    `clear` names the clear columns of each kind that a manifest counted in an older version.
    """
    key = part_key()
    sums: dict[UUID, Sum] = {}
    for model in kinds():
        names = model.clear_columns() if clear is None else clear[model]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"{selected(model, names)}, {column(model)} FROM {model._meta.db_table}")
            for row in cursor:
                set_id = UUID(bytes=raw(row[-1]))
                sums[set_id] = sums.get(set_id, Sum()).plus(total(key, set_id, [placed(row, names)]))
    return sums

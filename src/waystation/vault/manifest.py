"""Manifests: by which a row that was deleted, put back in an older version, or slipped in is noticed.

Rows that belong together (those of a case, a thread, a team) are a set. Its manifest keeps how many rows there are, the
sum of their versions, and a keyed hash over which rows at which versions stand where: MSet-XOR-Hash (Clarke et al.,
Incremental Multiset Hash Functions, ASIACRYPT 2003), which takes in a change at the same cost however large the set is.
It is sealed under the vault half: no keyring is needed, so that what strangers post counts too, colleagues with keys
cannot make one, and a program that opens nothing can check everything.

All manifests are a set themselves, whose manifest is the head. Each line of the audit log carries a digest of the
head's turn as its salt. So a case that was put back whole, with its manifest, disagrees with the head; the head put
back with it disagrees with the log; and the log put back with both, with the witness.

What changes is counted when the transaction's audit line is written (`count`), since that is when writers queue up.
"""

import hmac
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from waystation.vault import half, suite
from waystation.vault.errors import Tampered
from waystation.vault.models import Manifest, Sealed
from waystation.vault.order import in_order

HEAD: Final = UUID(int=(1 << 128) - 1)
SALT_SIZE: Final = 16

_SEALED = struct.Struct(">QQ32s")
_PLACED = struct.Struct(">16s16sQQQ")
# Lines written before the last change of the head was counted: none, unless a transaction wrote its line too early.
_SLACK = 100
_TABLE = Manifest._meta.db_table
_KEEP = (
    f"INSERT INTO {_TABLE} (id, turn, sealed) VALUES (%s, %s, %s) "  # noqa: S608  # our own name
    "ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, sealed = excluded.sealed"
)


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


@dataclass(frozen=True)
class Difference:
    """How a set differs from its manifest. Without any of these it was changed all the same."""

    missing: int = 0
    added: int = 0
    older: bool = False


Row = tuple[str, bytes, int, bytes, int, int]  # table, id, version, locator, compartment, epoch


def _key() -> bytes:
    return half.subkey(b"manifest rows")


def _of_row(key: bytes, set_id: UUID, row: Row) -> Sum:
    table, pk, version, locator, compartment, epoch = row
    placed = _PLACED.pack(pk, locator, version, compartment, epoch) + table.encode()
    return Sum(1, version, int.from_bytes(hmac.digest(key, set_id.bytes + placed, "sha256")))


def _of_set(key: bytes, set_id: UUID, turn: int) -> Sum:
    return _of_row(key, HEAD, (_TABLE, set_id.bytes, turn, bytes(16), 0, 0))


def _row(row: Sealed) -> Row:
    return row._meta.db_table, row.id.bytes, row.version, row.locator.bytes, row.compartment, row.epoch


def set_of(row: Sealed) -> UUID:
    """The set that a row belongs to."""
    found: UUID = getattr(row, row.set_column)
    return found


class _Change:
    """One row that came into a set or left it. Waits among what is to be done on commit, and goes if that goes."""

    def __init__(self, row: Sealed, *, came: bool) -> None:
        self.set, self.row, self.came, self.counted = set_of(row), _row(row), came, False

    def onto(self, sum_: Sum, key: bytes) -> Sum:
        part = _of_row(key, self.set, self.row)
        return sum_.plus(part) if self.came else sum_.less(part)

    def __call__(self) -> None:
        """At the commit, where no audit line has counted it."""
        if not self.counted:
            with transaction.atomic():
                in_order()
                _take_in([self])


class _Counted:
    """Stands among what is to be done on commit: the changes before it are counted."""

    def __call__(self) -> None:
        """Nothing is left to do."""


def changed(before: Sealed | None, after: Sealed | None) -> None:
    """Remembers, within the transaction, that a row was made, replaced, moved or deleted."""
    for row, came in ((before, False), (after, True)):
        if row is not None:
            transaction.on_commit(_Change(row, came=came), using=DEFAULT_DB_ALIAS)


def _pending() -> list[_Change]:
    found: list[_Change] = []
    for _, function, _ in reversed(connections[DEFAULT_DB_ALIAS].run_on_commit):
        if isinstance(function, _Counted):
            break
        if isinstance(function, _Change):
            found.append(function)
    return found[::-1]


def is_waiting() -> bool:
    """Whether this transaction has changed something that is not counted yet."""
    return bool(_pending())


def count() -> int:
    """Takes what this transaction has changed into the manifests. Returns the head's turn.

    Call it with the lock on what is appended. Raises NotReady where something changed and there is no vault half.
    """
    changes = _pending()
    if not changes:
        return turn()
    head = _take_in(changes)
    transaction.on_commit(_Counted(), using=DEFAULT_DB_ALIAS)
    for change in changes:
        change.counted = True
    return head


def turn() -> int:
    """How often the head changed; 0 where there is none."""
    found = _stored([HEAD])
    return found[HEAD][0] if found else 0


def _take_in(changes: Collection[_Change]) -> int:
    key, stored = _key(), _stored([HEAD, *{change.set for change in changes}])
    head_turn, head = _opened(HEAD, stored)
    kept = {}
    for set_id in dict.fromkeys(change.set for change in changes):
        before, sum_ = _opened(set_id, stored)
        for change in changes:
            sum_ = change.onto(sum_, key) if change.set == set_id else sum_
        head = head.less(_of_set(key, set_id, before)) if before else head
        head = head.plus(_of_set(key, set_id, before + 1))
        kept[set_id] = before + 1, sum_
    _keep(kept | {HEAD: (head_turn + 1, head)})
    return head_turn + 1


def _opened(set_id: UUID, stored: dict[UUID, tuple[int, bytes]]) -> tuple[int, Sum]:
    """Turn and sum; of a manifest that is gone or damaged nothing, so that it disagrees until somebody answers for it."""
    if set_id not in stored:
        return 0, Sum()
    turn_, sealed = stored[set_id]
    try:
        rows, versions, hash_ = _SEALED.unpack(suite.decrypt(_sealing_key(set_id), _context(set_id, turn_), sealed))
    except Tampered:
        return turn_, Sum()
    return turn_, Sum(rows, versions, int.from_bytes(hash_))


def _sealed(set_id: UUID, turn_: int, sum_: Sum) -> bytes:
    packed = _SEALED.pack(sum_.rows, sum_.versions, sum_.hash.to_bytes(32))
    return suite.encrypt(_sealing_key(set_id), _context(set_id, turn_), packed)


def _sealing_key(set_id: UUID) -> bytes:
    return suite.derive(half.subkey(b"manifest"), b"set", set_id.bytes)


def _context(set_id: UUID, turn_: int) -> bytes:
    return suite.bind(b"manifest", set_id.bytes, turn_.to_bytes(8))


def _stored(ids: Iterable[UUID]) -> dict[UUID, tuple[int, bytes]]:
    wanted = [_written(each) for each in ids]
    places = ", ".join(["%s"] * len(wanted))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT id, turn, sealed FROM {_TABLE} WHERE id IN ({places})", wanted)  # noqa: S608  # marks
        return {UUID(bytes=_bytes(pk)): (int(turn_), bytes(sealed)) for pk, turn_, sealed in cursor.fetchall()}


def _stored_all() -> dict[UUID, tuple[int, bytes]]:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT id, turn, sealed FROM {_TABLE}")  # noqa: S608  # our own name
        return {UUID(bytes=_bytes(pk)): (int(turn_), bytes(sealed)) for pk, turn_, sealed in cursor.fetchall()}


def _keep(sums: dict[UUID, tuple[int, Sum]]) -> None:
    rows = [(_written(set_id), turn_, _sealed(set_id, turn_, sum_)) for set_id, (turn_, sum_) in sums.items()]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def _written(set_id: UUID) -> Any:
    """An id as this database keeps it."""
    return set_id if connections[DEFAULT_DB_ALIAS].features.has_native_uuid_field else set_id.hex


def _bytes(stored: Any) -> bytes:
    return stored.bytes if isinstance(stored, UUID) else bytes.fromhex(stored)


def kinds() -> list[type[Sealed]]:
    """Every kind of sealed row."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


@cache
def _rows_of_set() -> str:
    """One statement, so that manifest and rows are of one moment: a writer commits both or neither."""
    manifest = f"SELECT '' AS kind, id, turn, id, 0, 0, sealed FROM {_TABLE} WHERE id = %s"  # noqa: S608  # our own name
    rows = [f"{_selected(model)}, NULL FROM {model._meta.db_table} WHERE {_column(model)} = %s" for model in kinds()]
    return " UNION ALL ".join([manifest, *rows])


def _selected(model: type[Sealed]) -> str:
    return f"SELECT '{model._meta.db_table}', id, version, locator, compartment, epoch"


def _column(model: type[Sealed]) -> str:
    return str(model._meta.get_field(model.set_column).column)


def compare(set_id: UUID) -> Difference | None:
    """What differs between the rows of a set and its manifest; None where all is as it was written."""
    key, recorded, found = _key(), Sum(), Sum()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_rows_of_set(), [_written(set_id)] * (len(kinds()) + 1))
        for table, pk, version, locator, *place, sealed in cursor.fetchall():
            if table:
                found = found.plus(_of_row(key, set_id, (table, _bytes(pk), version, _bytes(locator), *place)))
            else:
                _, recorded = _opened(set_id, {set_id: (version, bytes(sealed))})
    for change in _pending():
        recorded = change.onto(recorded, key) if change.set == set_id else recorded
    return _difference(recorded, found)


def _difference(recorded: Sum, found: Sum) -> Difference | None:
    if recorded == found:
        return None
    missing, added = max(0, recorded.rows - found.rows), max(0, found.rows - recorded.rows)
    return Difference(missing, added, not missing and not added and found.versions < recorded.versions)


def sets(*, after: UUID, most: int) -> list[UUID]:
    """The ids of the next sets that have a manifest, in order."""
    found = Manifest.objects.filter(id__gt=after, id__lt=HEAD).order_by("id").values_list("id", flat=True)
    return list(found[:most])


def compare_head() -> Difference | None:
    """What differs between the manifests that there are and the head: sets that are gone, or were put back whole."""
    key, recorded, found = _key(), Sum(), Sum()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT id, turn, CASE WHEN id = %s THEN sealed END FROM {_TABLE}", [_written(HEAD)])  # noqa: S608
        for pk, turn_, sealed in cursor.fetchall():
            set_id = UUID(bytes=_bytes(pk))
            if set_id == HEAD:
                _, recorded = _opened(HEAD, {HEAD: (turn_, bytes(sealed))})
            else:
                found = found.plus(_of_set(key, set_id, turn_))
    return _difference(recorded, found)


def compare_all() -> Iterator[tuple[UUID, Difference]]:
    """Every set that differs from its manifest. Reads every row of the database, and opens none."""
    found, stored = _counted_anew(), _stored_all()
    for set_id in (stored.keys() | found.keys()) - {HEAD}:
        if _opened(set_id, stored)[1] != found.get(set_id, Sum()):
            # Looked at again, by itself: somebody may have written in between.
            if (difference := compare(set_id)) is not None:
                yield set_id, difference


def _counted_anew() -> dict[UUID, Sum]:
    key = _key()
    sums: dict[UUID, Sum] = {}
    for model in kinds():
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"{_selected(model)}, {_column(model)} FROM {model._meta.db_table}")
            for table, pk, version, locator, *place, common in cursor:
                set_id = UUID(bytes=_bytes(common))
                row = (table, _bytes(pk), version, _bytes(locator), *place)
                sums[set_id] = sums.get(set_id, Sum()).plus(_of_row(key, set_id, row))
    return sums


def adopt() -> int:
    """Counts all rows anew as they are now, in place of what was kept. Returns how many sets there are.

    In the caller's transaction. For the day on which manifests are new, the half is new, or somebody answers for it.
    """
    in_order()
    key, head_turn, sums = _key(), turn(), _counted_anew()
    turns = {set_id: found[0] + 1 for set_id, found in _stored_all().items()}
    kept = {set_id: (turns.get(set_id, 1), sum_) for set_id, sum_ in sums.items()}
    head = Sum()
    for set_id, (turn_, _) in kept.items():
        head = head.plus(_of_set(key, set_id, turn_))
    Manifest.objects.all().delete()
    _keep(kept | {HEAD: (head_turn + 1, head)})
    transaction.on_commit(_Counted(), using=DEFAULT_DB_ALIAS)
    return len(kept)


def salt(number: int, turn_: int) -> bytes:
    """The salt of the audit line `number`, by which it says what turn the head had. Raises NotReady without a half."""
    return _said(b"number", number) + _said(b"turn", number, turn_)


def _said(label: bytes, *numbers: int) -> bytes:
    said = suite.bind(label, *(number.to_bytes(8) for number in numbers))
    return hmac.digest(half.subkey(b"line salt"), said, "sha256")[: SALT_SIZE // 2]


def made_salt(number: int, salt_: bytes) -> bool:
    """Whether the salt of this line is one that `salt` made, whatever the turn."""
    return hmac.compare_digest(salt_[: SALT_SIZE // 2], _said(b"number", number))


def is_told_by(number: int, salt_: bytes, turn_: int) -> bool:
    """Whether this line knows of no later turn of the head."""
    return any(hmac.compare_digest(salt(number, turn_ - back), salt_) for back in range(min(turn_, _SLACK) + 1))

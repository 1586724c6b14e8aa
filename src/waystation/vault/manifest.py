"""Manifests: by which a row that was deleted, put back in an older version, or slipped in is noticed.

Rows that belong together (those of a case, a thread, a team) are a set. Its manifest keeps how many rows there are, the
sum of their versions, and a keyed hash over which rows at which versions stand where, and what they say in clear. It is
sealed under the vault half: no keyring is needed, so that what strangers post counts too, colleagues with keys cannot
make one, and a program that opens nothing can check everything.

All manifests are a set themselves, whose manifest is the head. Each line of the audit log carries a digest of the
head's turn as its salt. So a case that was put back whole, with its manifest, disagrees with the head; the head put
back with it disagrees with the log; and the log put back with both, with the witness.

What changes is counted when the transaction's audit line is written (`count`), since that is when writers queue up;
what no line counts, right before the commit.
"""

import hmac
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from waystation.vault import half, suite
from waystation.vault.models import Manifest, Sealed
from waystation.vault.order import in_order
from waystation.vault.rows import newest
from waystation.vault.sets import (
    HEAD,
    TABLE,
    Sum,
    as_row,
    counted_anew,
    keep,
    opened,
    part_key,
    row_of,
    set_of,
    stored,
    total,
)

SALT_SIZE: Final = 16
# Turns of the head that no line tells of yet. There are some where nobody is told to have done what was done: in
# innocent views. The log keeps up with them long before they are so many.
SLACK: Final = 100


# What `turn` finds, as a column of another statement: one of its own costs an audit line a seventh of its time.
TURN: Final = f"(SELECT turn FROM {TABLE} WHERE id = '{HEAD.hex}')"  # noqa: S608  # our own names


class _Counted:
    """Stands among what is to be done on commit, and goes if that goes: the changes before it are counted."""

    def __call__(self) -> None:
        """Nothing is left to do."""


class _Change:
    """One row that came into a set or left it. Waits among what is to be done on commit, and goes if that goes."""

    def __init__(self, row: Sealed, *, came: bool) -> None:
        self.set, self.row, self.came = set_of(row), row_of(row), came

    def onto(self, content: Sum, key: bytes) -> Sum:
        part = total(key, self.set, [self.row])
        return content.plus(part) if self.came else content.less(part)

    def __call__(self) -> None:
        """Nothing is left to do: it was counted before the commit."""


def changed(before: Sealed | None, after: Sealed | None) -> None:
    """Remembers, within the transaction, that a row was made, replaced, moved or deleted."""
    for row, came in ((before, False), (after, True)):
        if row is not None:
            transaction.on_commit(_Change(row, came=came), using=DEFAULT_DB_ALIAS)


def pending() -> list[_Change]:
    """What this transaction has changed and not counted, in order."""
    found: list[_Change] = []
    for waiting in reversed(connections[DEFAULT_DB_ALIAS].run_on_commit):
        if isinstance(waiting[1], _Counted):
            break
        if isinstance(waiting[1], _Change):
            found.append(waiting[1])
    return found[::-1]


def is_waiting() -> bool:
    """Whether this transaction has changed something that is not counted yet."""
    return bool(pending())


def count(known: int | None = None) -> int:
    """Takes what this transaction has changed into the manifests. Returns the head's turn.

    Call it with the lock on what is appended; `known` is what another statement of this transaction has found as TURN.
    Raises NotReady where something changed and there is no vault half.
    """
    changes = pending()
    if not changes:
        return turn() if known is None else known
    head = _take_in(changes)
    transaction.on_commit(_Counted(), using=DEFAULT_DB_ALIAS)
    return head


def count_the_rest(database: BaseDatabaseWrapper) -> None:
    """What no audit line has counted, at the end of a transaction, within it: whoever is killed after the commit has
    counted it. For the wrappers of the databases, which have just left the block and have not committed.
    """
    if database.alias != DEFAULT_DB_ALIAS or not is_waiting():
        return
    database.in_atomic_block = True
    try:
        in_order()
        count()
    finally:
        database.in_atomic_block = False


def turn() -> int:
    """How often the head changed; 0 where there is none."""
    found = newest(Manifest, "turn", by="turn", id=HEAD)
    return 0 if found is None else int(found[0])


def _take_in(changes: Collection[_Change]) -> int:
    by_set: dict[UUID, list[_Change]] = {}
    for change in changes:
        by_set.setdefault(change.set, []).append(change)
    key, before = part_key(), stored([HEAD, *by_set])
    head_turn, head = opened(HEAD, before.get(HEAD))
    after = {}
    for set_id, its_changes in by_set.items():
        its_turn, content = opened(set_id, before.get(set_id))
        for change in its_changes:
            content = change.onto(content, key)
        if its_turn:
            head = head.less(total(key, HEAD, [as_row(set_id.bytes, its_turn)]))
        head = head.plus(total(key, HEAD, [as_row(set_id.bytes, its_turn + 1)]))
        after[set_id] = its_turn + 1, content
    keep(after | {HEAD: (head_turn + 1, head)})
    return head_turn + 1


def adopt() -> int:
    """Counts all rows anew as they are now, in place of what was kept. Returns how many sets there are.

    In the caller's transaction. For the day on which the half is new, or somebody answers for what changed.
    """
    in_order()
    turns = {set_id: its_turn + 1 for set_id, (its_turn, _) in stored().items()}
    kept = {set_id: (turns.get(set_id, 1), content) for set_id, content in counted_anew().items()}
    head = total(part_key(), HEAD, (as_row(set_id.bytes, its_turn) for set_id, (its_turn, _) in kept.items()))
    Manifest.objects.all().delete()
    keep(kept | {HEAD: (turns.get(HEAD, 1), head)})
    transaction.on_commit(_Counted(), using=DEFAULT_DB_ALIAS)
    return len(kept)


@transaction.atomic
def carry_over(clear: Mapping[type[Sealed], tuple[str, ...]]) -> int:
    """Counts with the columns of this version what an older one counted with `clear`, its own. Returns how many sets.

    Only a set whose rows are what its manifest said is counted anew: nobody without the half could have made one that
    agrees with fewer columns. What was changed before the tables were still disagrees afterwards.
    """
    in_order()
    found, older, before = counted_anew(), counted_anew(clear), stored()
    head_turn, head = opened(HEAD, before.get(HEAD))
    key, after = part_key(), {}
    for set_id in before.keys() - {HEAD}:
        its_turn, content = opened(set_id, before[set_id])
        if content == found.get(set_id, Sum()) or content != older.get(set_id, Sum()):
            continue
        head = head.less(total(key, HEAD, [as_row(set_id.bytes, its_turn)]))
        head = head.plus(total(key, HEAD, [as_row(set_id.bytes, its_turn + 1)]))
        after[set_id] = its_turn + 1, found.get(set_id, Sum())
    if after:
        keep(after | {HEAD: (head_turn + 1, head)})
    return len(after)


def salt(number: int, head: int) -> bytes:
    """The salt of the audit line `number`, by which it says what turn the head had. Raises NotReady without a half."""
    place, key = number.to_bytes(8), half.subkey(b"line salt")
    return _said(key, b"number", place) + _said(key, b"turn", place + head.to_bytes(8))


def _said(key: bytes, what: bytes, of: bytes) -> bytes:
    return suite.expand(key, what, of, SALT_SIZE // 2)


def made_salt(number: int, found: bytes) -> bool:
    """Whether the salt of this line is one that `salt` made, whatever the turn."""
    return hmac.compare_digest(found[: SALT_SIZE // 2], _said(half.subkey(b"line salt"), b"number", number.to_bytes(8)))


def is_told_by(number: int, found: bytes, head: int, slack: int = SLACK) -> bool:
    """Whether this line knows of no later turn of the head, and of one of its last `slack` turns."""
    return any(hmac.compare_digest(salt(number, head - back), found) for back in range(min(head, slack) + 1))

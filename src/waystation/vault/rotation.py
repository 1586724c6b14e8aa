"""New keys for what somebody may no longer open.

A holder's compartments get a new epoch: new secrets, published, granted to those who remain, and every row sealed anew
at once. All of it belongs into one transaction: a crash before its commit changes nothing, one after it loses nothing.

Old keys stay with those who hold them, for rows that were posted to an old address at the same moment. What is
*written* with an old key is refused from then on (`records.unsealed`): whoever was taken off still has it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from waystation.vault import batches, directory, grants, manifest, records, suite
from waystation.vault.changes import writing
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Stale, VaultError
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Batch, Sealed
from waystation.vault.order import in_order
from waystation.vault.sets import kinds

_COLUMNS = ("id", "locator", "compartment", "epoch", "version", "sealed")
_AT_ONCE = 500  # rows in memory


def rotate(
    keyring: Keyring,
    locator: UUID,
    holders: Mapping[Compartment, Iterable[UUID]],
    *,
    marked: Iterable[Compartment] = (),
) -> dict[Compartment, Key]:
    """Replaces the keys of these compartments, grants the new ones to their `holders` and seals every row anew.

    `keyring` holds the old keys and stays as it is; the new ones are returned, and reach everybody by their grants.
    `marked` compartments get keys for which `is_marked` is true. Raises Locked without a key, Stale where somebody
    else replaced one first, RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("keys are replaced in one transaction with all that they seal")
    in_order()
    old = {compartment: keyring.key(locator, compartment) for compartment in holders}
    if not all(map(directory.is_newest, old.values())):
        raise Stale
    new = {compartment: _next(key, compartment in set(marked)) for compartment, key in old.items()}
    directory.publish(*new.values())
    _hand_out(new, holders)
    left = _reseal_all(keyring, new)
    if not left:  # what opens a damaged row stays, should the damage be undone
        for compartment, key in new.items():
            Batch.objects.filter(locator=locator, compartment=compartment, epoch__lt=key.epoch).delete()
    return new


def reseal(keyring: Keyring, locator: UUID, compartments: Iterable[Compartment]) -> int:
    """Seals every row of these compartments anew under the keys that they have, with the suite that is written now.

    Returns how many were left as they are: those that do not open. Raises Locked without a key, Stale where one was
    replaced, RuntimeError outside a transaction.
    """
    in_order()
    keys = {each: keyring.key(locator, each) for each in compartments}
    if not all(map(directory.is_newest, keys.values())):
        raise Stale
    return _reseal_all(keyring, keys)


def _next(key: Key, marked: bool) -> Key:
    secret = suite.new_secret()
    last = (secret[-1] | 1) if marked else (secret[-1] & ~1)
    return Key(key.locator, key.compartment, key.epoch + 1, secret[:-1] + bytes([last]))


def is_marked(key: Key) -> bool:
    """What was said of a key when it replaced another: one bit of its secret.

    It is as safe as the key itself, whereas a row that says the same could be deleted. A first key says nothing.
    """
    return key.epoch > 0 and bool(key.secret[-1] & 1)


def _hand_out(new: Mapping[Compartment, Key], holders: Mapping[Compartment, Iterable[UUID]]) -> None:
    """One page to each holder. One without an address is passed over: it must not keep the others from new keys."""
    granted: dict[UUID, list[Key]] = {}
    for compartment, who in holders.items():
        for holder in set(who):
            granted.setdefault(holder, []).append(new[compartment])
    for holder, keys in sorted(granted.items()):
        try:
            grants.grant(keys, to=holder)
        except NotReady:
            continue


Positions = Mapping[Compartment, Iterator[batches.Position]]


def _reseal_all(keyring: Keyring, new: Mapping[Compartment, Key]) -> int:
    positions = {each: batches.next_keys((key.locator, each, key.epoch), key.public) for each, key in new.items()}
    return sum(_reseal(model, keyring, new, positions) for model in kinds())


def _reseal(model: type[Sealed], keyring: Keyring, new: Mapping[Compartment, Key], positions: Positions) -> int:
    """Seals the rows of one kind anew. Returns how many were left as they are: those that do not open."""
    ids, left = _ids(model, new), 0
    for start in range(0, len(ids), _AT_ONCE):
        rows = list(
            model._default_manager.filter(pk__in=ids[start : start + _AT_ONCE]).only(
                *_COLUMNS, model.stamped_by, model.set_column, *model.clear_columns()
            )
        )
        changed = [(old, row) for row in rows if (old := _sealed_anew(row, keyring, new, positions))]
        _store(model, changed)
        left += len(rows) - len(changed)
    return left


def _sealed_anew(row: Sealed, keyring: Keyring, new: Mapping[Compartment, Key], positions: Positions) -> Sealed | None:
    """Changes the row in hand and returns it as it was, or None where it does not open.

    What a stranger posted is posted anew: nobody vouched for it, and nobody shall seem to.
    """
    try:
        packed = records.unsealed(row, keyring)
    except VaultError:
        return None
    before, key = copy.copy(row), new[Compartment(row.compartment)]
    posted = bytes(row.sealed[:1]) == records.POSTED
    records.reseal(row, packed, key, next(positions[key.compartment]) if posted else None)
    return before


def _ids(model: type[Sealed], new: Mapping[Compartment, Key]) -> list[Any]:
    """Of most kinds of rows a case has none: to ask the framework for each takes longer than all of the sealing."""
    locator = model._meta.get_field("locator").get_db_prep_value(next(iter(new.values())).locator, connection)
    with connection.cursor() as cursor:
        cursor.execute(_question(model, len(new)), [locator, *map(int, new)])
        return [found for (found,) in cursor.fetchall()]


@cache
def _question(model: type[Sealed], compartments: int) -> str:
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * compartments)
    return f"SELECT id FROM {table} WHERE locator = %s AND compartment IN ({places})"  # noqa: S608  # names of our own models


@cache
def _statement(model: type[Sealed]) -> tuple[str, list[models.Field[Any, Any]]]:
    quote = connection.ops.quote_name
    changed = ["epoch", "version", "sealed"]
    names = ", ".join(f"{quote(name)} = %s" for name in changed)
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {names} WHERE {quote('id')} = %s AND {quote('version')} = %s"  # noqa: S608  # names of our own models
    return statement, [model._meta.get_field(name) for name in (*changed, "id", "version")]  # type: ignore[misc]


def _store(model: type[Sealed], changed: Sequence[tuple[Sealed, Sealed]]) -> None:
    """In one statement: the framework's own bulk update costs more than all of the sealing."""
    statement, fields = _statement(model)
    values = [
        [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, (row.epoch, row.version, row.sealed, row.pk, old.version), strict=True)
        ]
        for old, row in changed
    ]
    with writing(model, lambda: [getattr(row, model.stamped_by) for _, row in changed]):
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
        for old, row in changed:
            manifest.changed(old, row)

"""The one door to a person's own record: how they sign in beyond the passphrase.

It is written with the person's own key, so that somebody who writes to the database can neither read nor replace it.
It must always be there: a row that was deleted shuts the door instead of opening it with the passphrase alone.
"""

from collections.abc import Callable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.staff import entrance
from waystation.staff.actor import Actor
from waystation.staff.errors import Unsound
from waystation.staff.models import OwnRow
from waystation.staff.records import Own
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.records import create, read, rewrite
from waystation.vault.rows import newest

# Bytes; so that no row's size says whether a second factor is set, nor, in a browser that drops its cookies, how often
# somebody signed in.
ONE_SIZE = 7000


def begin(person: Key) -> None:
    """Makes the record of a new person."""
    create(OwnRow, _filled(Own()), _key(person), id=person.locator)


def _key(person: Key) -> Key:
    return entrance.own_key(entrance.own(person).factor)


def restore(person: Key) -> None:
    """Makes the record anew where it is gone or unreadable: for the trustees."""
    try:
        read_own(_key(person), person.locator)
    except Unsound:
        OwnRow.objects.filter(pk=person.locator).delete()
        begin(person)


def read_own(key: Key, account: UUID) -> tuple[OwnRow, Own]:
    """The row and what is in it. Raises Unsound where it is gone, or was not written by this person."""
    row = OwnRow.objects.filter(pk=account, locator=key.locator).first()
    if row is None:
        raise Unsound
    try:
        own: Own = read(row, Keyring([key]))
    except (Locked, Tampered):
        raise Unsound from None
    return row, own


@transaction.atomic
def change(key: Key, account: UUID, alter: Callable[[Own], Own]) -> Own:
    """Replaces the record by what `alter` makes of it. Raises Unsound, and Stale if it changed meanwhile."""
    row, own = read_own(key, account)
    return put(key, row, alter(own))


def put(key: Key, row: OwnRow, own: Own) -> Own:
    """Writes the record into the row that was read. Raises Stale if it changed since."""
    rewrite(row, _filled(own), Keyring([key]))
    return own


def of(actor: Actor) -> Own:
    """The record of who is signed in, opened once for each version of it. Raises Unsound."""
    came = entrance.came(actor)
    version = newest(OwnRow, "version", by="version", id=came.account)
    known: tuple[int, Own] | None = actor.memory.get("own")
    if known is None or version != known[:1]:
        row, own = read_own(came.own_key, came.account)
        known = actor.memory["own"] = (row.version, own)
    return known[1]


def change_of(actor: Actor, alter: Callable[[Own], Own]) -> Own:
    """The same for who is signed in."""
    came = entrance.came(actor)
    return change(came.own_key, came.account, alter)


def version(account: UUID) -> int:
    """How often the record was written; 0 where there is none."""
    return OwnRow.objects.filter(pk=account).values_list("version", flat=True).first() or 0


def _filled(own: Own) -> Own:
    bare = msgspec.structs.replace(own, filler="")
    return msgspec.structs.replace(bare, filler="." * max(0, ONE_SIZE - len(msgspec.json.encode(bare))))

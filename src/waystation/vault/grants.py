"""How keys reach people: anonymous sealed pages, folded into one by their holder; and how they are erased."""

import hmac
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max

from waystation.vault import half, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, Batch, RingPage, Tombstone
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import insert, newest

POSTED, FOLDED = b"P", b"F"

Buried = tuple[UUID, int]


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    locator: UUID
    compartment: Compartment
    epoch: int
    secret: bytes

    def __repr__(self) -> str:
        return "_Entry()"


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Entry]).decode


def _context(form: bytes, holder: UUID) -> bytes:
    return suite.bind(b"ring", form, holder.bytes)


def _pack(keys: Iterable[Key]) -> bytes:
    return pad(_encode([_Entry(key.locator, key.compartment, key.epoch, key.secret) for key in keys]))


def publish(key: Key) -> None:
    """Makes the public half known, so that anybody can seal to this compartment."""
    insert(Address(locator=key.locator, compartment=key.compartment, epoch=key.epoch, public=key.public))


def address(locator: UUID, compartment: Compartment = Compartment.SELF) -> tuple[int, bytes]:
    """The newest (epoch, public key) of a compartment. Raises NotReady where none is published."""
    found = newest(Address, "epoch, public", by="epoch", locator=locator, compartment=compartment)
    if found is None:
        raise NotReady("no public key is published for this recipient")
    epoch, public = found
    return epoch, bytes(public)


def create_keys(locator: UUID, compartments: Iterable[Compartment]) -> list[Key]:
    """Fresh keys in epoch 0, published. They are nobody's until granted."""
    keys = [Key.new(locator, compartment) for compartment in compartments]
    for key in keys:
        publish(key)
    return keys


@transaction.atomic
def grant(keys: Iterable[Key], to: UUID) -> None:
    """Hands keys to a person or a team: sealed to them, and saying nothing of who gave or what."""
    _, public = address(to)
    in_order()
    RingPage.objects.create(locator=to, sealed=POSTED + suite.seal_to(public, _context(POSTED, to), _pack(keys)))


def _open_page(page: RingPage, holder: Key) -> list[Key]:
    form, sealed = bytes(page.sealed[:1]), bytes(page.sealed[1:])
    context = _context(form, holder.locator)
    if form == POSTED:
        packed = suite.open_from(holder.private, context, sealed)
    else:
        packed = suite.decrypt(holder.symmetric, context, sealed)
    try:
        entries = _decode(unpad(packed))
    except (msgspec.MsgspecError, ValueError):  # ValueError: bytes that are no UTF-8
        raise Tampered from None
    return [Key(entry.locator, entry.compartment, entry.epoch, entry.secret) for entry in entries]


def refresh(keyring: Keyring, cursor: int = 0) -> int:
    """Adds what was granted after page number `cursor` to the holders in this keyring, and to the teams that brings.

    Returns the new cursor. A page that does not open is passed over: a stranger who can write to the database can
    add noise, but cannot replace a key that is already held.
    """
    # Read before the pages: what is appended meanwhile may be read twice, never missed.
    newest = RingPage.objects.aggregate(newest=Max("number"))["newest"] or 0
    if newest == cursor:
        return cursor
    known: set[UUID] = set()
    while holders := set(keyring.locators(Compartment.SELF)) - known:
        # What a team newly joined was given before counts too.
        since = 0 if known else cursor
        for page in RingPage.objects.filter(locator__in=holders, number__gt=since).order_by("number"):
            for key in _keys_in(page, keyring.key(page.locator)) or ():
                keyring.add(key)
        known |= holders
    keyring.drop(buried())
    return newest


def _keys_in(page: RingPage, holder: Key) -> list[Key] | None:
    try:
        return _open_page(page, holder)
    except Tampered:
        return None


@transaction.atomic
def fold(holder: Key) -> None:
    """Rewrites all pages of one holder as a single symmetric page, so that the next sign-in is quick.

    Pages that do not open are left where they are. Keys of what was erased are left out.
    """
    in_order()
    pages = list(RingPage.objects.filter(locator=holder.locator).order_by("number"))
    opened = [(page, keys) for page in pages if (keys := _keys_in(page, holder)) is not None]
    keyring = Keyring(key for _, keys in opened for key in keys)
    erased = keyring.drop(buried())
    if not erased and len(opened) < 2 and not any(bytes(page.sealed[:1]) == POSTED for page, _ in opened):
        return
    RingPage.objects.filter(number__in=[page.number for page, _ in opened]).delete()
    sealed = suite.encrypt(holder.symmetric, _context(FOLDED, holder.locator), _pack(keyring.keys()))
    RingPage.objects.create(locator=holder.locator, sealed=FOLDED + sealed)


def buried(**where: Any) -> frozenset[Buried]:
    """All that was erased: ids with the compartment whose key is gone, or SELF where there was none of its own.

    Nothing where there is no vault half: trustees who have lost it open no case.
    """
    try:
        key = half.subkey(b"tombstone")
    except NotReady:
        return frozenset()
    found = Tombstone.objects.filter(**where).values_list("locator", "compartment", "mark")
    return frozenset((locator, part) for locator, part, mark in found if _is_ours(key, (locator, part), bytes(mark)))


def _tombstone(place: Buried) -> bytes:
    return half.digest(b"tombstone", place[0].bytes + place[1].to_bytes(2))


@lru_cache(maxsize=65_536)
def _is_ours(key: bytes, place: Buried, mark: bytes) -> bool:
    """Looked at once for each half, of which `key` is a part."""
    return hmac.compare_digest(_tombstone(place), mark)


def mark_again() -> None:
    """Marks every tombstone under the vault half now in use. Where the old one was lost, a forged one looks alike."""
    for row in Tombstone.objects.all():
        Tombstone.objects.filter(pk=row.pk).update(mark=_tombstone((row.locator, row.compartment)))


@transaction.atomic
def bury(places: Iterable[Buried], keyring: Keyring) -> None:
    """Erases keys: from the pages of every holder in hand now, from those of all others when they next sign in.

    The public halves go too. Sessions drop what they hold at their next request, since pages were written.
    """
    wanted = list(places)
    stones = [Tombstone(locator=place[0], compartment=place[1], mark=_tombstone(place)) for place in wanted]
    Tombstone.objects.bulk_create(
        stones, update_conflicts=True, unique_fields=["locator", "compartment"], update_fields=["mark"]
    )
    for locator, compartment in wanted:
        for model in (Address, Batch):
            model._default_manager.filter(locator=locator, compartment=compartment).delete()
    for holder in keyring.locators(Compartment.SELF):
        fold(keyring.key(holder))

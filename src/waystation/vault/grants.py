"""How keys reach people: anonymous sealed pages, folded into one by their holder."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max

from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import insert, newest

POSTED, FOLDED = b"P", b"F"


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
    except msgspec.MsgspecError:
        raise Tampered from None
    return [Key(entry.locator, entry.compartment, entry.epoch, entry.secret) for entry in entries]


def withdraw(holder: UUID) -> None:
    """Forgets a holder: what they were handed, and the address at which they could be handed more."""
    RingPage.objects.filter(locator=holder).delete()
    Address.objects.filter(locator=holder).delete()


def is_newest(key: Key) -> bool:
    """Whether no newer key of this compartment is published."""
    found = newest(Address, "epoch", by="epoch", locator=key.locator, compartment=key.compartment)
    return found is None or bool(found[0] <= key.epoch)


def refresh(keyring: Keyring, cursor: int = 0) -> int:
    """Adds what was granted after page number `cursor` to the holders in this keyring, and to the teams that brings.

    Returns the new cursor. A page that does not open is passed over: a stranger who can write to the database can
    add noise, but cannot replace a key that is already held.
    """
    # Read before the pages: what is appended meanwhile may be read twice, never missed.
    newest = RingPage.objects.aggregate(newest=Max("number"))["newest"] or 0
    if newest == cursor:
        return cursor
    known: set[tuple[UUID, int]] = set()
    while fresh := {(holder, keyring.key(holder).epoch) for holder in keyring.locators(Compartment.SELF)} - known:
        # What a team newly joined, or one with a newer key, was given before counts too.
        since, holders = 0 if known else cursor, {holder for holder, _ in fresh}
        for page in RingPage.objects.filter(locator__in=holders, number__gt=since).order_by("number"):
            for key in _keys_in(page, keyring.epochs(page.locator)) or ():
                keyring.add(key)
        known |= fresh
    return newest


def _keys_in(page: RingPage, epochs: Iterable[Key]) -> list[Key] | None:
    """What a page holds, by whichever of its holder's keys it was sealed to; the newest comes first."""
    for holder in epochs:
        with suppress(Tampered):
            return _open_page(page, holder)
    return None


@transaction.atomic
def fold(holder: Key, *, older: Sequence[Key] = ()) -> None:
    """Rewrites all pages of one holder as a single symmetric page, so that the next sign-in is quick.

    `older` are the keys that the holder had before: pages that were sealed to them open too.

    Pages that do not open are left where they are.
    """
    in_order()
    pages = list(RingPage.objects.filter(locator=holder.locator).order_by("number"))
    opened = [(page, keys) for page in pages if (keys := _keys_in(page, [holder, *older])) is not None]
    if len(opened) < 2 and not any(bytes(page.sealed[:1]) == POSTED for page, _ in opened):
        return
    keyring = Keyring(key for _, keys in opened for key in keys)
    RingPage.objects.filter(number__in=[page.number for page, _ in opened]).delete()
    sealed = suite.encrypt(holder.symmetric, _context(FOLDED, holder.locator), _pack(keyring.keys()))
    RingPage.objects.create(locator=holder.locator, sealed=FOLDED + sealed)

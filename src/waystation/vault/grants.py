"""How keys reach people: anonymous sealed pages, folded into one by their holder."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotReady, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage
from waystation.vault.padding import pad, unpad

POSTED, FOLDED = b"P", b"F"


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    locator: UUID
    compartment: Compartment
    epoch: int
    secret: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Entry]).decode


def _context(form: bytes, holder: UUID) -> bytes:
    return suite.bind(b"ring", form, holder.bytes)


def _pack(keys: Iterable[Key]) -> bytes:
    return pad(_encode([_Entry(key.locator, key.compartment, key.epoch, key.secret) for key in keys]))


def publish(key: Key) -> None:
    """Makes the public half known, so that anybody can seal to this compartment."""
    Address.objects.create(
        locator=key.locator, compartment=key.compartment, epoch=key.epoch, public=key.public
    )


def address(locator: UUID, compartment: Compartment = Compartment.SELF) -> tuple[int, bytes]:
    """The newest (epoch, public key) of a compartment. Raises NotReady where none is published."""
    row = Address.objects.filter(locator=locator, compartment=compartment).order_by("-epoch").first()
    if row is None:
        raise NotReady("no public key is published for this recipient")
    return row.epoch, bytes(row.public)


def create_keys(locator: UUID, compartments: Iterable[Compartment]) -> list[Key]:
    """Fresh keys in epoch 0, published. They are nobody's until granted."""
    keys = [Key.new(locator, compartment) for compartment in compartments]
    for key in keys:
        publish(key)
    return keys


def grant(keys: Iterable[Key], to: UUID) -> None:
    """Hands keys to a person or a team: sealed to them, and saying nothing of who gave or what."""
    _, public = address(to)
    RingPage.objects.create(
        locator=to, sealed=POSTED + suite.seal_to(public, _context(POSTED, to), _pack(keys))
    )


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


def refresh(keyring: Keyring, cursor: int = 0) -> int:
    """Adds what was granted after page number `cursor` to the holders in this keyring, and to the teams that brings.

    Returns the new cursor. A page that does not open is passed over: a stranger who can write to the database can
    add noise, never keys that were not sealed for this holder.
    """
    known: set[UUID] = set()
    newest = cursor
    while holders := set(keyring.locators(Compartment.SELF)) - known:
        # What a team newly joined was given before counts too.
        first = not known
        pages = RingPage.objects.filter(locator__in=holders, number__gt=cursor if first else 0)
        for page in pages.order_by("number"):
            newest = max(newest, page.number)
            _add_page(keyring, page)
        known |= holders
    return newest


def _add_page(keyring: Keyring, page: RingPage) -> None:
    try:
        for key in _open_page(page, keyring.key(page.locator)):
            keyring.add(key)
    except (Tampered, Locked):
        return


@transaction.atomic
def fold(holder: Key) -> None:
    """Rewrites all pages of one holder as a single symmetric page, so that the next sign-in is quick."""
    pages = list(RingPage.objects.select_for_update().filter(locator=holder.locator).order_by("number"))
    if len(pages) < 2 and not any(bytes(page.sealed[:1]) == POSTED for page in pages):
        return
    keyring = Keyring()
    opened = [page.number for page in pages if _opens(keyring, page, holder)]
    RingPage.objects.filter(number__in=opened).delete()
    sealed = suite.encrypt(holder.symmetric, _context(FOLDED, holder.locator), _pack(keyring.keys()))
    RingPage.objects.create(locator=holder.locator, sealed=FOLDED + sealed)


def _opens(keyring: Keyring, page: RingPage, holder: Key) -> bool:
    try:
        keys = _open_page(page, holder)
    except Tampered:
        return False
    for key in keys:
        keyring.add(key)
    return True

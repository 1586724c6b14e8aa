"""How keys reach people: anonymous sealed pages, folded into one by their holder."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, Func
from django.db.models.functions import Length

from waystation.vault import rings, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rings import Group
from waystation.vault.rows import insert, newest

POSTED, FOLDED = b"P", b"F"
# What a folded page holds at most: its padded size is then the largest that is a power of two (see `padding`).
PAGE: Final = 64 * 1024


def _context(form: bytes, holder: UUID) -> bytes:
    return suite.bind(b"ring", form, holder.bytes)


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


def grant(keys: Iterable[Key], to: UUID) -> None:
    """Hands keys to a person or a team: sealed to them, and saying nothing of who gave or what."""
    hand_on(Keyring(keys), to)  # in which the keys of one case come to stand together, and once


@transaction.atomic
def hand_on(keyring: Keyring, to: UUID) -> None:
    """Hands all keys of a keyring to a person or a team, in as many pages as it takes."""
    _, public = address(to)
    in_order()
    for lot in rings.pages(keyring.groups(), PAGE):
        sealed = suite.seal_to(public, _context(POSTED, to), pad(rings.pack(lot)))
        insert(RingPage(locator=to, sealed=POSTED + sealed))


def _open_page(sealed: bytes, holder: Key) -> list[Group]:
    form = sealed[:1]
    context = _context(form, holder.locator)
    if form == POSTED:
        return rings.unpack(unpad(suite.open_from(holder.private, context, sealed[1:])))
    return rings.unpack(unpad(suite.decrypt(holder.symmetric, context, sealed[1:])))


def _groups_in(page: RingPage, holders: Sequence[Key]) -> list[Group] | None:
    """What a page gives; None where it opens with no epoch of its holder's key."""
    for holder in holders:
        try:
            return _open_page(bytes(page.sealed), holder)
        except Tampered:
            continue
    return None


def refresh(keyring: Keyring, cursor: int = 0) -> int:
    """Adds what was granted after page number `cursor` to the holders in this keyring, and to the teams that brings.

    Returns the new cursor. A page that does not open is passed over: a stranger who can write to the database can
    add noise, but cannot replace a key that is already held.
    """
    # Read before the pages: what is appended meanwhile may be read twice, never missed.
    found = newest(RingPage, "number", by="number")
    last: int = found[0] if found else 0
    if last == cursor:
        return cursor
    known: set[Key] = set()
    while holders := set(_selves(keyring)) - known:
        # What a team newly joined, or an epoch newly given, was sent before counts too.
        since = 0 if known else cursor
        _take_pages(keyring, {holder.locator for holder in holders}, since)
        known |= holders
    return last


def _selves(keyring: Keyring) -> list[Key]:
    """Every key of a person or team in hand, in all its epochs."""
    return [key for locator in keyring.locators(Compartment.SELF) for key in epochs(keyring, locator)]


def epochs(keyring: Keyring, locator: UUID) -> list[Key]:
    """The keys of a person or team that are in hand, the newest first."""
    return [keyring.key(locator, epoch=epoch) for epoch in keyring.epochs(locator)]


def _take_pages(keyring: Keyring, locators: Collection[UUID], since: int) -> None:
    holders = {locator: epochs(keyring, locator) for locator in locators}
    for page in RingPage.objects.filter(locator__in=locators, number__gt=since).order_by("number").iterator(64):
        keyring.take(_groups_in(page, holders[page.locator]) or ())


@transaction.atomic
def fold(*holder: Key) -> None:
    """Rewrites the pages that were posted to one holder as symmetric pages, so that the next sign-in is quick.

    `holder` is the key in its epochs, the newest first. Full pages stay as they are: only what was granted since, and
    the last page that had room, is written anew. Pages that do not open are left where they are.
    """
    in_order()
    opened = [(page, groups) for page in _loose(holder[0].locator) if (groups := _groups_in(page, holder)) is not None]
    if all(_form(page) == FOLDED for page, _ in opened):
        return
    keyring = Keyring()
    for _, groups in opened:
        keyring.take(groups)
    RingPage.objects.filter(number__in=[page.number for page, _ in opened]).delete()
    for lot in rings.pages(keyring.groups(), PAGE):
        _write_folded(holder[0], lot)


def _form(page: RingPage) -> bytes:
    return bytes(page.sealed[:1])


def _write_folded(holder: Key, groups: list[Group]) -> None:
    content = pad(rings.pack(groups))
    sealed = FOLDED + suite.encrypt(holder.symmetric, _context(FOLDED, holder.locator), content)
    RingPage.objects.create(locator=holder.locator, sealed=sealed)


def _loose(locator: UUID) -> list[RingPage]:
    """The pages that are not folded, and the last folded one if it has room, by number."""
    form = Func("sealed", 1, 1, function="SUBSTR", output_field=BinaryField())
    pages = RingPage.objects.filter(locator=locator).order_by("number")
    told = list(pages.annotate(form=form, size=Length("sealed")).values_list("number", "form", "size"))
    forms = {number: bytes(form or b"") for number, form, _ in told}
    folded = [(number, size) for number, _, size in told if forms[number] == FOLDED]
    loose = [number for number, form in forms.items() if form != FOLDED]
    if folded and folded[-1][1] < PAGE:
        loose.append(folded[-1][0])
    loose.sort()
    lots = [loose[at : at + 500] for at in range(0, len(loose), 500)]
    return [page for lot in lots for page in pages.filter(number__in=lot)]

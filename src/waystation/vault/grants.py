"""How keys reach people: anonymous sealed pages, folded into one by their holder; and how they are erased."""

import hmac
import os
import uuid
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, Func
from django.db.models.functions import Length

from waystation.vault import directory, half, rings, suite
from waystation.vault.compartments import Compartment
from waystation.vault.directory import address, publish
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, Batch, RingPage, Tombstone
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rings import Group
from waystation.vault.rows import insert, newest

POSTED, FOLDED = b"P", b"F"
# What a folded page holds at most: its padded size is then the largest that is a power of two (see `padding`).
PAGE: Final = 64 * 1024

_FORM: Final = Func("sealed", 1, 1, function="SUBSTR", output_field=BinaryField())

Buried = tuple[UUID, int]


def _context(form: bytes, holder: UUID) -> bytes:
    return suite.bind(b"ring", form, holder.bytes)


def create_keys(locator: UUID, compartments: Iterable[Compartment]) -> list[Key]:
    """Fresh keys in epoch 0, published. They are nobody's until granted."""
    return create_keys_of([locator], compartments)[locator]


def create_keys_of(locators: Iterable[UUID], compartments: Iterable[Compartment]) -> dict[UUID, list[Key]]:
    """The same for many cases in few statements, by locator."""
    wanted = tuple(compartments)
    made = {locator: [Key.new(locator, compartment) for compartment in wanted] for locator in locators}
    publish(*(key for keys in made.values() for key in keys))
    return made


def grant(keys: Iterable[Key], to: UUID) -> None:
    """Hands keys to a person or a team: sealed to them, and saying nothing of who gave or what."""
    hand_on(Keyring(keys), to)  # in which the keys of one case come to stand together, and once


@transaction.atomic
def hand_on(keyring: Keyring, to: UUID) -> None:
    """Hands all keys of a keyring to a person or a team, in as many pages as it takes."""
    _, public = address(to)
    in_order()
    for lot in rings.pages(keyring.groups(), PAGE):
        sealed = POSTED + suite.seal_to(public, _context(POSTED, to), pad(rings.pack(lot)))
        insert(RingPage(locator=to, sealed=sealed, mark=_mark(to, sealed)))


def _mark(holder: UUID, sealed: bytes) -> bytes:
    return half.digest(b"grant", holder.bytes + sealed)


def _open_page(page: RingPage, holder: Key) -> list[Group]:
    sealed = bytes(page.sealed)
    form = sealed[:1]
    context = _context(form, holder.locator)
    if form == POSTED:
        return rings.unpack(unpad(suite.open_from(holder.private, context, sealed[1:])))
    return rings.unpack(unpad(suite.decrypt(holder.symmetric, context, sealed[1:])))


def _groups_in(page: RingPage, holders: Sequence[Key], *, proved: bool = True) -> list[Group] | None:
    """What a page gives; None where it opens with no epoch of its holder's key, or was not posted by us."""
    if proved and not _is_ours(page):
        return None
    for holder in holders:
        try:
            return _open_page(page, holder)
        except Tampered:
            continue
    return None


def _is_ours(page: RingPage) -> bool:
    # A folded page needs no mark: only the holder can make one.
    sealed = bytes(page.sealed)
    return sealed[:1] != POSTED or hmac.compare_digest(bytes(page.mark), _mark(page.locator, sealed))


def withdraw(holder: UUID) -> None:
    """Forgets a holder: what they were handed, and the address at which they could be handed more."""
    RingPage.objects.filter(locator=holder).delete()
    directory.withdraw(holder)


def refresh(keyring: Keyring, cursor: int = 0, *, proved: bool = True) -> int:
    """Adds what was granted after page number `cursor` to the holders in this keyring, and to the teams that brings.

    Returns the new cursor. A page that does not open, or that this installation did not post, is passed over: a
    stranger who can write to the database can add noise, but no key. Only trustees who lost the vault half go without
    that proof (`proved`).
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
        _take_pages(keyring, {holder.locator for holder in holders}, since, proved)
        known |= holders
    keyring.drop(buried())
    return last


def _selves(keyring: Keyring) -> list[Key]:
    """Every key of a person or team in hand, in all its epochs."""
    return [key for locator in keyring.locators(Compartment.SELF) for key in keyring.epochs(locator)]


def _take_pages(keyring: Keyring, locators: Collection[UUID], since: int, proved: bool) -> None:
    holders = {locator: keyring.epochs(locator) for locator in locators}
    for page in RingPage.objects.filter(locator__in=locators, number__gt=since).order_by("number").iterator(64):
        keyring.take(_groups_in(page, holders[page.locator], proved=proved) or ())


@transaction.atomic
def fold(*holder: Key, purge: bool = False) -> None:
    """Rewrites the pages that were posted to one holder as symmetric pages, so that the next sign-in is quick.

    `holder` is the key in its epochs, the newest first. Full pages stay as they are: only what was granted since, and
    the last page that had room, is written anew. Pages that do not open are left where they are. With `purge` all pages
    are written anew, without the keys of what was erased.
    """
    in_order()
    pages = _all(holder[0].locator) if purge else _loose(holder[0].locator)
    opened = [(page, groups) for page in pages if (groups := _groups_in(page, holder)) is not None]
    keyring = Keyring()
    for _, groups in opened:
        keyring.take(groups)
    erased = keyring.drop(buried())
    if not erased and all(_form(page) == FOLDED for page, _ in opened):
        return
    RingPage.objects.filter(number__in=[page.number for page, _ in opened]).delete()
    for lot in rings.pages(keyring.groups(), PAGE):
        _write_folded(holder[0], lot)


def posted_to(holders: Collection[UUID]) -> set[UUID]:
    """Those of them to whom something was posted that is not folded yet."""
    posted = RingPage.objects.alias(form=_FORM).filter(locator__in=holders, form=POSTED)
    return set(posted.values_list("locator", flat=True))


def _form(page: RingPage) -> bytes:
    return bytes(page.sealed[:1])


def _write_folded(holder: Key, groups: list[Group]) -> None:
    content = pad(rings.pack(groups))
    sealed = FOLDED + suite.encrypt(holder.symmetric, _context(FOLDED, holder.locator), content)
    RingPage.objects.create(locator=holder.locator, sealed=sealed)


def _all(locator: UUID) -> list[RingPage]:
    return list(RingPage.objects.filter(locator=locator).order_by("number"))


def _loose(locator: UUID) -> list[RingPage]:
    """The pages that are not folded, and the last folded one if it has room, by number."""
    pages = RingPage.objects.filter(locator=locator).order_by("number")
    told = list(pages.annotate(form=_FORM, size=Length("sealed")).values_list("number", "form", "size"))
    forms = {number: bytes(form or b"") for number, form, _ in told}
    folded = [(number, size) for number, _, size in told if forms[number] == FOLDED]
    loose = [number for number, form in forms.items() if form != FOLDED]
    if folded and folded[-1][1] < PAGE:
        loose.append(folded[-1][0])
    loose.sort()
    lots = [loose[at : at + 500] for at in range(0, len(loose), 500)]
    return [page for lot in lots for page in pages.filter(number__in=lot)]


def buried(**where: Any) -> frozenset[Buried]:
    """All that was erased: ids with the compartment whose key is gone, or SELF where there was none of its own.

    Nothing where there is no vault half: trustees who have lost it open no case.
    """
    try:
        key = half.subkey(b"tombstone")
    except NotReady:
        return frozenset()
    found = Tombstone.objects.filter(**where).values_list("locator", "compartment", "mark")
    return frozenset((locator, part) for locator, part, mark in found if _is_true(key, (locator, part), bytes(mark)))


def _tombstone(place: Buried) -> bytes:
    return half.digest(b"tombstone", place[0].bytes + place[1].to_bytes(2))


@lru_cache(maxsize=65_536)
def _is_true(key: bytes, place: Buried, mark: bytes) -> bool:
    """Looked at once for each half, of which `key` is a part."""
    return hmac.compare_digest(_tombstone(place), mark)


def forget() -> None:
    """Drops what this process knows under a vault half that is gone."""
    _is_true.cache_clear()


def mark_again() -> None:
    """Marks every posted page and tombstone under the vault half now in use: without the old one, forged ones too."""
    for page in RingPage.objects.iterator():
        if _form(page) == POSTED:
            RingPage.objects.filter(pk=page.pk).update(mark=_mark(page.locator, bytes(page.sealed)))
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
        fold(*keyring.epochs(holder), purge=True)
    # Sessions look when there is a newer page, and the newest may just have gone: one that nobody can open.
    RingPage.objects.create(locator=uuid.uuid4(), sealed=POSTED + os.urandom(suite.PUBLIC_SIZE))

"""A calendar feed: the times at which something of one person's is due, and nothing else, for a calendar program.

Such a program has no session and no key. So its address is one: the row is found and opened by what follows from the
address and the vault half, and without the address nobody reads it, not even from the database with the vault half; the
panic switch ends it. It is written while its owner is signed in, and lapses where they were not for a month.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils.timezone import localtime

from waystation.audit.log import log
from waystation.staff import entrance, own, security
from waystation.staff.access import tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import FeedRow
from waystation.staff.policy import require
from waystation.staff.records import Feed
from waystation.vault import half, manifest, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale, Tampered, VaultError
from waystation.vault.keyring import Key, Keyring
from waystation.vault.mode import Mode
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, read, rewrite

LASTS = timedelta(days=30)
MOST = 100  # days in one feed, and moments
_ONE_SIZE = 6000  # bytes, so that no row's size says how much is due

replace = msgspec.structs.replace


def _id(address: UUID) -> UUID:
    return UUID(bytes=half.digest(b"calendar feed id", address.bytes), version=4)


def _place(account: UUID) -> UUID:
    """Under what a person's feed stands: by it a feed goes with the account, without anybody's key."""
    return UUID(bytes=half.digest(b"calendar feed of", account.bytes), version=4)


def _key(address: UUID, locator: UUID) -> Key:
    return Key(locator, Compartment.SELF, 0, half.digest(b"calendar feed key", address.bytes, suite.KEY_SIZE))


def address(actor: Actor) -> UUID | None:
    """What stands in the address of this person's feed; None where they have none."""
    found = own.of(actor).feed
    return UUID(bytes=found) if found and _row(UUID(bytes=found)) else None


def _row(address: UUID) -> FeedRow | None:
    return FeedRow.objects.filter(pk=_id(address)).first()


@transaction.atomic
def start(actor: Actor, *, hours: bool) -> UUID:
    """A feed under a new address; the one before opens nothing any more. `hours`: beside the days, the hours too."""
    require(actor, "staff.own")
    account, fresh = entrance.came(actor).account, uuid4()
    in_order()
    forget(account)
    own.change_of(actor, lambda known: replace(known, feed=fresh.bytes))
    empty = _filled(Feed(made=actor.now(), hours=hours))
    create(FeedRow, empty, _key(fresh, _place(account)), id=_id(fresh))
    log(actor.account, "staff.feed_started", subject=actor.account)
    return fresh


@transaction.atomic
def stop(actor: Actor) -> None:
    """Revokes this person's feed: its address opens nothing any more."""
    require(actor, "staff.own")
    in_order()
    forget(entrance.came(actor).account)
    own.change_of(actor, lambda known: replace(known, feed=b""))
    log(actor.account, "staff.feed_stopped", subject=actor.account)


def forget(account: UUID) -> None:
    """Deletes a person's feed, in the caller's transaction. Needs no key."""
    delete(*FeedRow.objects.filter(locator=_place(account)))


def give_up() -> int:
    """Deletes every feed: under a lost vault half no address finds one any more. Returns how many."""
    return delete(*FeedRow.objects.all())


def renew(actor: Actor, times: Collection[date | datetime]) -> None:
    """Writes what is due into this person's feed, if they have one and something is another than it was."""
    found = own.of(actor).feed
    row = _row(UUID(bytes=found)) if found else None
    if row is None:
        return
    keyring = Keyring([_key(UUID(bytes=found), row.locator)])
    try:
        _renew(row, read(row, keyring), keyring, times, actor.now())
    except Tampered:
        tell_damage(actor, row.pk)
    except Stale:
        return  # another page of the same person wrote it a moment ago


def _renew(row: FeedRow, known: Feed, keyring: Keyring, times: Collection[date | datetime], now: datetime) -> None:
    days, moments = _coarse(times, hours=known.hours)
    if (known.days, known.moments, localtime(known.made).date()) == (days, moments, localtime(now).date()):
        return
    with transaction.atomic():
        rewrite(row, _filled(replace(known, made=now, days=days, moments=moments)), keyring)
        manifest.count()  # no line of the log: what is due changes all day, and nobody did anything


def _coarse(times: Collection[date | datetime], *, hours: bool) -> tuple[tuple[date, ...], tuple[datetime, ...]]:
    """Each day and each hour once: how much is due then is nobody's business."""
    moments = sorted({each for each in times if isinstance(each, datetime)})
    days = {localtime(each).date() if isinstance(each, datetime) else each for each in times}
    return tuple(sorted(days)[:MOST]), tuple(moments[:MOST]) if hours else ()


def opened(found: UUID, now: datetime) -> Feed:
    """What an address opens, without a session. Raises Absent where it was revoked, has lapsed, or never was."""
    try:
        row = _row(found)
        feed: Feed | None = read(row, Keyring([_key(found, row.locator)])) if row else None
    except VaultError:
        raise Absent from None
    if feed is None or now - feed.made > LASTS or security.standing(None).mode is Mode.CLOSED:
        raise Absent
    return feed


def _filled(feed: Feed) -> Feed:
    bare = replace(feed, filler="")
    return replace(bare, filler="." * max(0, _ONE_SIZE - len(msgspec.json.encode(bare))))

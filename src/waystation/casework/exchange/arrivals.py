"""Bundles that partners' programs bring: taken in without any key of ours, once, and told what became of them.

What came stays as the partner sealed it until a coordinator opens it. Then it goes the way of every other bundle, and
what is decided is told to the partner's program: the state, and the letters that only who opened the bundle can tell.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.casework.exchange.models import ArrivedRow
from waystation.casework.exchange.records import Arrived
from waystation.hotline import room
from waystation.interfaces import BUNDLES, hooks
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor, utc_now
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION, locator
from waystation.vault import files, half, manifest
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import delete, move, post, set_columns

WAITING, OPENED, UNREADABLE = "waiting", "opened", "unreadable"
KEPT = timedelta(days=90)  # for which a partner's program is told what was decided

Told = tuple[UUID, str, str]
"""A bundle's id, its state, and the letters that prove it to who sealed it."""


def take_in(token: UUID, sender: str, data: bytes) -> Told:
    """Keeps a bundle, durably, before it is answered; the same one again is the one that is there. Raises NoRoom."""
    id_ = UUID(bytes=half.digest(b"arrived bundle", token.bytes + hashlib.sha256(data).digest()))
    if found := _told(id_):
        return found
    room.need()
    stored, now = files.keep([data]), utc_now()
    record = Arrived(file=stored.id, content=stored.content, sender=sender, at=now)
    try:
        with transaction.atomic(durable=True):
            to = locator(COORDINATION), Compartment.SELF
            post(ArrivedRow, record, to, id=id_, file=stored.id, token=token, day=now.date())
            log(None, "exchange.bundle_came", subject=id_)
    except IntegrityError:  # the same one, at the same moment
        pass
    finally:
        files.forget(stored.id)  # unless the row names it
    return _told(id_) or (id_, WAITING, "")


def _told(id_: UUID) -> Told | None:
    return ArrivedRow.objects.filter(pk=id_).values_list("pk", "state", "answer").first()


def of_token(token: UUID) -> Sequence[Told]:
    """What became of the bundles that came with a token, the newest first."""
    found = ArrivedRow.objects.filter(token=token).order_by("-day", "pk")
    return list(found.values_list("pk", "state", "answer"))


def waiting(actor: Actor) -> list[tuple[ArrivedRow, Arrived]]:
    """Those that nobody has opened, the oldest first."""
    require(actor, "exchange.transfer")
    found = stubs(actor, ArrivedRow.objects.filter(locator=actor.team(COORDINATION), state=WAITING))
    return sorted(found, key=lambda pair: pair[1].at)


def content(actor: Actor, arrived_id: UUID) -> bytes:
    """What came, as the partner sealed it. Raises Absent, Stale where somebody was faster, Tampered."""
    row, record = _one(actor, arrived_id)
    if row.state != WAITING:
        raise Stale
    return b"".join(files.read(record.file, record.content))


def _one(actor: Actor, arrived_id: UUID) -> tuple[ArrivedRow, Arrived]:
    require(actor, "exchange.transfer")
    return open_row(actor, ArrivedRow.objects.filter(locator=actor.team(COORDINATION)), arrived_id)


@transaction.atomic
def opened(actor: Actor, arrived_id: UUID, incoming: UUID | None) -> None:
    """It was opened and became that; None where none of our keys opens it. What came goes. Raises Absent, Stale."""
    row, record = _one(actor, arrived_id)
    if row.state != WAITING:
        raise Stale
    empty, old = files.keep([b""]), record.file
    changed = Arrived(file=empty.id, content=empty.content, sender=record.sender, at=record.at, incoming=incoming)
    state = OPENED if incoming else UNREADABLE
    move(row, changed, actor.keys.key(row.locator), file=empty.id, state=state)
    hooks.changed(BUNDLES, row.token)
    if incoming is None:
        log(actor.account, "exchange.bundle_unreadable", subject=arrived_id)
    else:
        log(actor.account, "exchange.bundle_opened", subject=arrived_id)
    transaction.on_commit(lambda: files.forget(old))


def tell(actor: Actor, incoming: UUID, state: str, answer: str) -> None:
    """What was decided of a bundle is what its sender's program is told from now on; in the caller's transaction."""
    for row, record in stubs(actor, ArrivedRow.objects.filter(locator=actor.team(COORDINATION), state=OPENED)):
        if record.incoming == incoming:
            set_columns(ArrivedRow.objects.filter(pk=row.pk), state=state, answer=answer)
            hooks.changed(BUNDLES, row.token)


def sweep(now: datetime) -> int:
    """Deletes what was decided long ago. Needs no key. Returns how many rows."""
    old = ArrivedRow.objects.exclude(state__in=(WAITING, OPENED)).filter(day__lt=(now - KEPT).date())
    if not old.exists():  # looking takes no write lock
        return 0
    with transaction.atomic():
        in_order()
        gone = delete(*old)
        manifest.count()
    return gone

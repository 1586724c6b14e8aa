"""Mail on its way out.

A letter's row is sealed and the worker holds no key: what is to be sent is kept in this process's memory beside it.
After a restart the first signed-in person whose keys open the waiting rows fills the memory again. A letter whose
sending began and whose end nobody saw is "unclear": staff decide, it is never sent twice by itself. A letter leaves in
the hours that its receiver can be written to, which stand inside it: no column says when that is.
"""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from waystation.audit.log import log
from waystation.hotline import boxes, channels, reach
from waystation.hotline.boxes import Box
from waystation.hotline.contact_rules import may_leave
from waystation.hotline.models import Outgoing
from waystation.hotline.records import Hours, Letter
from waystation.mail.errors import Refused, TryAgain, Unclear
from waystation.mail.transport import MaildirBox, Smtp, Transport
from waystation.staff import own_rows
from waystation.staff.access import sound
from waystation.staff.actor import Actor
from waystation.vault.errors import VaultError
from waystation.vault.keyring import OURS, Key, Keyring
from waystation.vault.records import create, delete, read, rewrite, set_columns

WAITING, SENDING, SENT, UNCLEAR, FAILED, SETTLED = (
    "waiting",
    "sending",
    "sent",
    "unclear",
    "failed",
    "settled",
)
# How long a sending may take before somebody has to look at what became of it.
SENDING_TAKES = timedelta(minutes=10)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=2)
KEPT = timedelta(days=30)

USE = b"letters without content"

_ready: dict[UUID, Letter] = {}
_as_of: dict[UUID, int] = {}  # the version of the row that each of them was read from
_lock = threading.Lock()


def queue(letter: Letter, key: Key, *, now: datetime, **columns: Any) -> Outgoing:
    """Stores a letter in the caller's transaction; it leaves once that is committed."""
    return keep(create(Outgoing, letter, key, thread=letter.thread, next_try=now, **columns), letter)


def queue_nudge(letter: Letter, *, now: datetime, **columns: Any) -> Outgoing:
    """The same for a letter without content, which this installation may open by itself: under the vault half."""
    return queue(letter, own_rows.key(USE), now=now, **columns)


def take_off(letter: UUID) -> bool:
    """Takes a letter off the list that has not begun to leave, or whose end nobody saw. Whether it was there still."""
    rows = Outgoing.objects.filter(pk=letter, state__in=(WAITING, UNCLEAR, FAILED))
    return set_columns(rows, state=SETTLED) == 1


def send_again(row: Outgoing, letter: Letter, *, now: datetime) -> bool:
    """Queues once more what failed or what nobody saw arrive, with the same Message-ID. Whether it was so still."""
    stuck = Outgoing.objects.filter(pk=row.pk, state__in=(UNCLEAR, FAILED))
    if not set_columns(stuck, state=WAITING, next_try=now, tries=0):
        return False
    keep(row, letter)
    return True


def give_up_nudges() -> int:
    """Takes off the list what only a vault half that is lost could open. Returns how many letters."""
    return set_columns(Outgoing.objects.filter(locator=OURS).exclude(state=SENT), state=SETTLED)


def keep(row: Outgoing, letter: Letter) -> Outgoing:
    """Holds a letter in memory beside its row, ready to be sent."""
    with _lock:
        _ready[row.pk], _as_of[row.pk] = letter, row.version
    return row


def with_unsent(threads: Iterable[UUID]) -> set[UUID]:
    """Those of these threads that have letters which have not left."""
    unsent = Outgoing.objects.filter(thread__in=list(threads)).exclude(state__in=(SENDING, SENT, SETTLED))
    return set(unsent.values_list("thread", flat=True))


def bind(actor: Actor, thread: UUID, hours: tuple[Hours, ...], stopped: str) -> None:
    """Holds the letters of a thread that have not left to these rules, in the caller's transaction."""
    for row, letter in letters_of(actor, thread):
        if row.state in (SENDING, SENT, SETTLED):
            continue
        bound = msgspec.structs.replace(letter, hours=hours, stopped=stopped, free_until=None)
        if bound != letter:
            keep(rewrite(row, bound, actor.keys), bound)


def letters_of(actor: Actor, thread: UUID) -> list[tuple[Outgoing, Letter]]:
    """The letters of a thread, to be written anew. One that is damaged can be bound by nothing any more, and stays."""
    rows = Outgoing.objects.filter(thread=thread)
    found = list(sound(actor, rows))
    set_columns(rows.filter(state=WAITING).exclude(pk__in=[row.pk for row, _ in found]), state=FAILED)
    return found


def refill(actor: Actor) -> int:
    """Opens waiting letters that this process does not have in memory. Returns how many it took."""
    return sum(_opened(row, actor.keys) for row in _not_ready())


def _not_ready() -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(state=WAITING).exclude(pk__in=list(_ready))


def _opened(row: Outgoing, keys: Keyring) -> bool:
    try:
        keep(row, read(row, keys))
    except VaultError:
        return False
    return True


def missing(actor: Actor) -> int:
    """How many waiting letters need another person to sign in before they can leave."""
    return 0 if actor.apart else _not_ready().count()


def states(actor: Actor) -> dict[str, int]:
    """How many letters are in each state. From an innocent view none ever leaves."""
    return {} if actor.apart else dict(Outgoing.objects.values_list("state").annotate(Count("pk")))


def stuck(actor: Actor) -> int:
    """How many letters failed or are unclear: somebody has to decide."""
    found = states(actor)
    return found.get(UNCLEAR, 0) + found.get(FAILED, 0)


def send_due(now: datetime) -> int:
    """Sends what is due and in memory; safe in several processes at once. Returns how many letters left."""
    _unclear(now)
    for row in _not_ready().filter(locator=OURS):
        _opened(row, Keyring([own_rows.key(USE)]))
    due = Outgoing.objects.filter(state=WAITING, next_try__lte=now, pk__in=list(_ready))
    sent = sum(_send(row, now) for row in due.only("pk", "tries", "state", "version", "locator"))
    _forget(now)
    return sent


def _unclear(now: datetime) -> None:
    """Letters whose sending began and whose end nobody saw."""
    for pk in Outgoing.objects.filter(state=SENDING, next_try__lte=now).values_list("pk", flat=True):
        _note(pk, "hotline.letter_unclear", state=UNCLEAR, next_try=_day(now))


def _claim(row: Outgoing, now: datetime) -> bool:
    waiting = Outgoing.objects.filter(pk=row.pk, state=WAITING, version=row.version)
    return set_columns(waiting, state=SENDING, next_try=now + SENDING_TAKES, tries=row.tries + 1) == 1


@transaction.atomic
def _note(letter: UUID, verb: str, **columns: Any) -> None:
    """What became of a letter that was being sent."""
    if set_columns(Outgoing.objects.filter(pk=letter, state=SENDING), **columns):
        log(None, verb, subject=letter)


def _as_it_stands(row: Outgoing) -> Letter | None:
    """The letter in memory; None, and forgotten, where the stored one was bound to other rules elsewhere since."""
    with _lock:
        if _as_of.get(row.pk) != row.version:
            _drop(row.pk)
        return _ready.get(row.pk)


def _drop(letter: UUID) -> None:
    _ready.pop(letter, None)
    _as_of.pop(letter, None)


def _send(row: Outgoing, now: datetime) -> bool:
    letter = _as_it_stands(row)
    # Whoever is to get it sets the hours: looked at here, however long a mail server was away.
    if letter is None or not may_leave(letter, now) or not _claim(row, now):
        return False
    if not channels.may_send_from(letter.sender):
        _note(row.pk, "hotline.letter_held", state=FAILED)
        return False
    try:
        transport(letter.sender).send(letter.message, letter.sender, letter.recipients)
    except TryAgain as trouble:
        # What calls somebody and says nothing else had better come twice than not at all.
        if isinstance(trouble, Unclear) and row.locator != OURS:
            _note(row.pk, "hotline.letter_unclear", state=UNCLEAR, next_try=_day(now))
            return False
        if trouble.why:
            reach.note(reach.smtp(_box(letter.sender).home), trouble.why)
        _note(row.pk, "hotline.letter_put_off", state=WAITING, next_try=now + _pause(row.tries))
        return False
    except Refused:
        _note(row.pk, "hotline.letter_failed", state=FAILED, next_try=_day(now))
        return False
    _note(row.pk, "hotline.letter_left", state=SENT, next_try=_day(now))
    return True


def _day(moment: datetime) -> datetime:
    """The exact moment beside the thread would tell a mail provider's log whose thread it is."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _pause(tries: int) -> timedelta:
    doubled: timedelta = _FIRST_PAUSE * (1 << min(tries, 10))
    return min(_LONGEST_PAUSE, doubled)


def _forget(now: datetime) -> None:
    """Drops from memory what has left, and what a rolled-back transaction never stored."""
    waiting = set(Outgoing.objects.filter(state__in=(WAITING, SENDING)).values_list("pk", flat=True))
    with _lock:
        gone = [pk for pk, letter in _ready.items() if pk not in waiting and now - letter.at > SENDING_TAKES]
        for pk in gone:
            _drop(pk)


def sweep(*, now: datetime) -> None:
    """Deletes the rows of letters that left long ago; the message itself stays in its thread."""
    old = Outgoing.objects.filter(state__in=(SENT, SETTLED), next_try__lte=now - KEPT)
    if not old.exists():
        return
    with transaction.atomic():
        delete(*old)
        log(None, "hotline.letters_swept")


def forget() -> None:
    """Clears this process's memory, as a restart does."""
    with _lock:
        _ready.clear()
        _as_of.clear()
    transport.cache_clear()


@cache
def transport(sender: str) -> Transport:
    """The mail server that an address of ours sends by; without one, the local mailbox that a page shows."""
    return _made(sender)


def _made(sender: str) -> Transport:
    if is_local():
        return MaildirBox(settings.WAYSTATION_MAILBOX)
    account = _box(sender).submission
    if account is None:
        raise ValueError("a mailbox has no server for what leaves, and others have one")
    return Smtp(account)


def _box(sender: str) -> Box:
    return boxes.of(sender) or boxes.first()


def is_local() -> bool:
    """Whether outgoing mail stays in the local mailbox: a demonstration, or no mail server is named."""
    return settings.WAYSTATION_DEMO or not any(box.submission for box in boxes.every())

"""The one alarm: that somebody should look. No content, no name, no count; no key and nobody signed in.

It goes to the duty address and to the devices of who is on duty; where nobody is, or nobody reacts, to everybody's.
What could not be delivered is shown to whoever opens the queue.
"""

import uuid
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from waystation.audit.log import log
from waystation.duty import devices, roster
from waystation.duty.models import DeviceRow, KnockRow
from waystation.duty.records import MAIL, DeviceRecord, Knock
from waystation.duty.roster import USE
from waystation.duty.wording import LOOK
from waystation.hotline import boxes, letters, outbox, waiting
from waystation.hotline.models import Outgoing
from waystation.push import sending
from waystation.staff import own_rows
from waystation.staff.actor import Actor, utc_now
from waystation.staff.policy import require
from waystation.vault.models import SealedRows
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, set_columns

WAITING, SENDING, SENT, FAILED, NOWHERE, MAILED = "waiting", "sending", "sent", "failed", "nowhere", "mailed"
TRIES, AT_ONCE = 5, 8
BATCH = 500  # of rows that are due, in one transaction
KEPT = timedelta(days=2)
ARRIVES_WITHIN = timedelta(minutes=10)  # after that, a mail that has not left is told to be late
_SENDING_TAKES, _FIRST_PAUSE = timedelta(minutes=2), timedelta(seconds=20)


def tell_duty(reason: str, *, now: datetime, everybody: bool = False, also: Collection[UUID] = ()) -> bool:
    """Calls whoever is on duty, and `also` these colleagues. False where there is nobody to call, which the pages say.

    `reason` is a word for the reader of the code; it goes nowhere.
    """
    with transaction.atomic():
        alarm, called = uuid.uuid4(), 0
        address: str = settings.WAYSTATION_MAIL.get("duty_address", "")
        if address and not boxes.is_ours(address):  # a letter to ourselves would come in as somebody's
            _mail(address, Knock(at=now, alarm=alarm))
            called += 1
        for row, device in _to_call(now, everybody=everybody, also=also):
            knock(row, device, Knock(at=now, device=row.pk, account=device.account, alarm=alarm))
            called += 1
        if not called:
            told = Knock(at=now, alarm=alarm)
            create(KnockRow, told, own_rows.key(USE), state=NOWHERE, next_try=waiting.to_the_minute(now))
        log(None, "hotline.duty_told" if called else "duty.nobody_told")
    return bool(called)


def _to_call(now: datetime, *, everybody: bool, also: Collection[UUID]) -> devices.Rows:
    found = [] if everybody else devices.of({*roster.on_duty_now(now), *also})
    return found or devices.everybodys()


def knock(row: DeviceRow, device: DeviceRecord, told: Knock) -> None:
    """Calls one device, in the caller's transaction."""
    if device.kind == MAIL:
        _mail(device.address, told)
    else:
        create(KnockRow, told, own_rows.key(USE), next_try=waiting.to_the_minute(told.at))


def _mail(address: str, knock: Knock) -> None:
    leaves = min(knock.at, utc_now())  # letters go by the machine's clock, which alarms may be ahead of
    letter = letters.nudge(address, settings.LANGUAGE_CODE, leaves)
    sent = outbox.queue_nudge(letter, now=leaves)
    told = Knock(at=knock.at, device=knock.device, account=knock.account, alarm=knock.alarm, letter=sent.pk)
    create(KnockRow, told, own_rows.key(USE), state=MAILED, next_try=waiting.to_the_minute(knock.at))


def call_for_waiting(now: datetime) -> bool:
    """The alarm for those who wait too long; in a burst one for all of them, and no other before the pause is over."""
    if not waiting.is_anybody(now):  # looking takes no write lock
        return False
    pause = timedelta(minutes=waiting.clock().pause_minutes)
    with transaction.atomic():
        in_order()  # before looking: two workers look one after the other
        last = last_alarm()
        if not waiting.is_anybody(now) or (last is not None and last <= now < last + pause):
            return False
        tell_duty("waiting", now=now, everybody=waiting.claim(now) > 0)
    return True


def call_for_due(due: SealedRows, reason: str, verb: str, *, now: datetime, **columns: Any) -> int:
    """One alarm for all of these rows, which are due and not `told`, and a line of the log for each. Returns how many.

    `columns` are what they say in clear from then on. If nobody can be told, nothing is marked, and the next turn tries
    again.
    """
    if not due.exists():  # looking takes no write lock
        return 0
    with transaction.atomic():
        in_order()  # before looking: two workers look one after the other
        some = list(due.values_list("pk", flat=True)[:BATCH])
        claimed = set_columns(due.model._default_manager.filter(pk__in=some), told=True, **columns)
        if claimed:
            tell_duty(reason, now=now)
        for pk in some:
            log(None, verb, subject=pk)
    return claimed


def last_alarm() -> datetime | None:
    """When somebody was called last, within KEPT."""
    return max((knock.at for _, knock in own_rows.rows(KnockRow, USE) if knock.alarm), default=None)


@transaction.atomic
def try_own(actor: Actor) -> int:
    """Calls this person's own devices, to see whether they can be woken. Returns how many."""
    mine = [] if actor.apart else devices.own(actor)
    for row, device in mine:
        knock(row, device, Knock(at=actor.now(), device=row.pk, account=actor.account))
    log(actor.account, "duty.tried")
    return len(mine)


def send_due(now: datetime) -> int:
    """Wakes the browsers that are due, several at once. Safe in several processes. Returns how many were woken."""
    due = KnockRow.objects.filter(state__in=(WAITING, SENDING), next_try__lte=now)
    if not due.exists():
        return 0
    ready = [(row, knock) for row, knock in own_rows.rows(KnockRow, USE) if _is_due(row, now)][:AT_ONCE]
    known = {row.pk: record for row, record in own_rows.rows(DeviceRow, USE)}
    claimed = [(row, knock, known.get(knock.device)) for row, knock in ready if _claim(row, now)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = list(pool.map(lambda each: _wake(each[2]), claimed))
    for (row, knock, _), end in zip(claimed, ends, strict=True):
        _note(row, knock, end, now)
    return sum(end is SENT for end in ends)


def _is_due(row: KnockRow, now: datetime) -> bool:
    return row.state in (WAITING, SENDING) and row.next_try <= now


def _claim(row: KnockRow, now: datetime) -> bool:
    free = KnockRow.objects.filter(pk=row.pk, state=row.state, tries=row.tries)
    return set_columns(free, state=SENDING, next_try=now + _SENDING_TAKES, tries=row.tries + 1) == 1


def _wake(device: DeviceRecord | None) -> str:
    """One device, without the database: SENT, FAILED for good, or WAITING for another try."""
    if device is None:
        return FAILED
    to = sending.Device(device.endpoint, device.key, device.secret)
    contact = devices.push_settings().get("contact", "")
    try:
        sending.send(to, text(), secret=devices.push_secret(), contact=contact)
    except sending.Gone:
        return FAILED
    except sending.Failed:
        return WAITING
    return SENT


def text() -> bytes:
    """All that ever goes to a device, always the same."""
    with override(settings.LANGUAGE_CODE):
        return str(LOOK).encode()


@transaction.atomic
def _note(row: KnockRow, knock: Knock, end: str, now: datetime) -> None:
    """What became of a knock. A device that is gone is forgotten; that it was not reached stays."""
    mine = KnockRow.objects.filter(pk=row.pk, state=SENDING)
    if end == WAITING and row.tries + 1 >= TRIES:
        end = FAILED
    elif end == FAILED and knock.device:
        devices.drop(knock.device)
    again = now + _FIRST_PAUSE * (1 << row.tries) if end == WAITING else waiting.to_the_minute(now)
    if set_columns(mine, state=end, next_try=again) and end == FAILED:
        log(None, "duty.alarm_failed", subject=row.pk)


@dataclass(frozen=True)
class Undelivered:
    """An alarm that did not reach somebody; nobody at all where there was no device."""

    id: UUID
    at: datetime
    account: UUID | None
    nowhere: bool = False


def undelivered(actor: Actor) -> list[Undelivered]:
    """What did not arrive, the newest first. In an innocent view nothing is ever sent."""
    if actor.apart:
        return []
    found = own_rows.rows(KnockRow, USE)
    states = _letters(knock.letter for _, knock in found if knock.letter)
    lost = [(row, knock) for row, knock in found if _is_lost(row, knock, states, actor.now())]
    told = [Undelivered(row.pk, knock.at, knock.account, row.state == NOWHERE) for row, knock in lost]
    return sorted(told, key=lambda each: each.at, reverse=True)


def _letters(ids: Any) -> dict[UUID, str]:
    return dict(Outgoing.objects.filter(pk__in=list(ids)).values_list("pk", "state"))


def _is_lost(row: KnockRow, knock: Knock, letters_: dict[UUID, str], now: datetime) -> bool:
    late = now - knock.at > ARRIVES_WITHIN
    if row.state != MAILED or knock.letter is None:
        return row.state in (FAILED, NOWHERE) or (row.state in (WAITING, SENDING) and late)
    state = letters_.get(knock.letter, outbox.SETTLED)
    return state in (outbox.FAILED, outbox.UNCLEAR) or (state in (outbox.WAITING, outbox.SENDING) and late)


@transaction.atomic
def settle(actor: Actor) -> None:
    """Takes what did not arrive off the pages: somebody has seen it."""
    require(actor, "duty.hand_over")
    for lost in undelivered(actor):
        delete(*KnockRow.objects.filter(pk=lost.id))
    log(actor.account, "duty.alarm_settled")


def sweep(now: datetime) -> None:
    """Deletes what became of alarms of days ago. One that did not arrive stays until somebody has seen it."""
    found = own_rows.rows(KnockRow, USE)
    states = _letters(knock.letter for _, knock in found if knock.letter)
    old = [(row, knock) for row, knock in found if now - knock.at > KEPT]
    with transaction.atomic():
        delete(*[row for row, knock in old if not _is_lost(row, knock, states, now)])

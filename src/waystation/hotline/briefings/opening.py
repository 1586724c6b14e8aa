"""What the words of a briefing open, and what its reader says there. Nobody is signed in: the words are the key."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.hotline import once, phrases, room, waiting
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ReportRow
from waystation.hotline.briefings.records import DONE, LATE, Briefing, Confirmed, Report
from waystation.vault import sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import delete, post, read, set_columns

SESSION = "briefing"
USE = b"briefing"
SWEPT = 100  # at once


class _Payload(msgspec.Struct, frozen=True, array_like=True):
    lookup: UUID
    secret: bytes


@dataclass(frozen=True)
class Reader:
    """Somebody whose words opened a briefing, as it stands now."""

    row: BriefingRow = field(repr=False)
    briefing: Briefing = field(repr=False)


def key(entropy: bytes) -> Key:
    """The key of a briefing; its locator is where it lies. Another than that of a caller with the same words."""
    return phrases.key(entropy, USE)


def enter(phrase: str, *, now: datetime) -> str | None:
    """The cookie of a visit; None where these words open nothing, or not yet, or no more. Raises NotAPhrase."""
    own = key(phrases.understand(phrase))
    reader = _open(own, now)
    if reader is None:
        return None
    if not reader.row.read:
        _note_read(reader)
    return sessions.start(SESSION, msgspec.msgpack.encode(_Payload(own.locator, own.secret)), now=now)


@transaction.atomic
def _note_read(reader: Reader) -> None:
    set_columns(BriefingRow.objects.filter(pk=reader.row.pk), read=True)
    log(None, "briefing.read", subject=reader.row.pk)


def resume(cookie: str, *, now: datetime) -> Reader | None:
    """Who is behind a cookie; None where the visit has ended, or the briefing was withdrawn or is over."""
    session = sessions.resume(SESSION, cookie, now=now) if cookie else None
    if session is None:
        return None
    payload = msgspec.msgpack.decode(session.payload, type=_Payload)
    return _open(Key(payload.lookup, Compartment.SELF, phrases.OWN, payload.secret), now)


def _open(own: Key, now: datetime) -> Reader | None:
    """What was changed or put there by force is not there."""
    row = BriefingRow.objects.filter(locator=own.locator).first()
    if row is None:
        return None
    try:
        briefing: Briefing = read(row, Keyring([own]))
    except Tampered:
        return None
    return Reader(row, briefing) if briefing.opens_at <= now < briefing.closes_at else None


def is_early(briefing: Briefing, outcome: str, now: datetime) -> bool:
    """Whether it is said to be done before it was to begin: a slip of the finger, or it went sooner."""
    return outcome == DONE and now < briefing.at


def report(reader: Reader, outcome: str, text: str = "", *, now: datetime, token: str = "") -> None:
    """Seals what somebody says to those who sent them. `done` ends the briefing; what is neither done nor late alarms.

    A form's `token` makes it happen once. Raises NoRoom.
    """
    room.need()
    briefing, seed = reader.briefing, once.seed(token) or phrases.new_entropy()
    early = is_early(briefing, outcome, now)
    said = Report(confirmation=briefing.confirmation, at=now, outcome=outcome, text=text, early=early)
    try:
        with transaction.atomic():
            in_order()
            row = post(ReportRow, said, (briefing.team, Compartment.SELF), id=once.row_id(seed, outcome + text))
            _note(briefing.confirmation, outcome, now)
            if outcome == DONE:
                delete(reader.row)
            log(None, "briefing.reported", subject=row.pk)
    except IntegrityError:
        return  # the same form, sent again


def _note(confirmation: UUID, outcome: str, now: datetime) -> None:
    """A word that all went well stops the alarm; that somebody did not come, or worse, is one now: also where somebody
    had taken on that no word came.
    """
    row = ConfirmationRow.objects.filter(pk=confirmation)
    if outcome == DONE:
        set_columns(row.filter(state=Confirmed.EXPECTED), state=Confirmed.RECEIVED)
        set_columns(row.filter(state__in=(Confirmed.MISSED, Confirmed.ATTENDED)), state=Confirmed.OVERDUE)
    elif outcome != LATE:
        set_columns(row.filter(state=Confirmed.EXPECTED, alarm_at__gt=now), alarm_at=waiting.to_the_minute(now))
        taken_on = row.filter(state=Confirmed.ATTENDED)
        set_columns(taken_on, state=Confirmed.EXPECTED, alarm_at=waiting.to_the_minute(now))


def leave(cookie: str) -> None:
    """Ends the visit."""
    sessions.end(cookie)


def hour_after(moment: datetime) -> datetime:
    """The next full hour: all that a row says of when its briefing is over."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def sweep(*, now: datetime) -> int:
    """Deletes briefings whose time has passed; needs no key. Returns how many."""
    if not BriefingRow.objects.filter(gone_after__lte=now).exists():  # looking takes no write lock
        return 0
    with transaction.atomic():
        in_order()
        gone = list(BriefingRow.objects.filter(gone_after__lte=now)[:SWEPT])
        deleted = delete(*gone)
        for row in gone:
            log(None, "briefing.over", subject=row.pk)
    return deleted

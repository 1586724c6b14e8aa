"""What happens because time passed: the log is looked through, its head is kept outside and mailed; what was erased
stays erased."""

from contextlib import suppress
from datetime import date, datetime
from uuid import uuid5

from django.conf import settings
from django.db import IntegrityError, transaction

from waystation.audit import check, notes, witness
from waystation.audit.log import log
from waystation.desk import actions
from waystation.duty import alarms
from waystation.hotline import letters, outbox
from waystation.hotline.models import Outgoing
from waystation.hotline.records import Letter
from waystation.mail.compose import compose, new_message_id
from waystation.staff import integrity
from waystation.vault.keyring import OURS

_mailed: list[date] = []
_buried: list[date] = []
_told: set[object] = set()


def run(now: datetime) -> None:
    """One turn; safe in several processes at once."""
    check.look(now)
    witness.due(now)
    _tell_of_changes(now)
    _mail_head(now)
    _bury_again(now)


def _tell_of_changes(now: datetime) -> None:
    """Records changed outside the program, perhaps an alarm: the duty team is told by mail, by each process once."""
    news = integrity.notice().news
    if news - _told:
        alarms.tell_duty("changed", now=now)
    _told.clear()
    _told.update(news)


def _bury_again(now: datetime) -> None:
    """Once a day: what a late hand wrote for an erased case goes too, and SQLite's log is emptied."""
    if now.date() not in _buried:
        actions.bury_again()
        _buried[:] = [now.date()]


def _mail_head(now: datetime) -> None:
    """Mails a signed head once a day, and none that contradicts an earlier one: it holds a number and a hash."""
    address: str = settings.WAYSTATION_AUDIT.get("mail", "")
    today = now.date()
    if not address or today in _mailed or witness.standing() is not None:
        return
    row_id = uuid5(OURS, f"checkpoint {today}")
    if not Outgoing.objects.filter(pk=row_id).exists():
        letter = _letter(address, notes.checkpoint()[1].decode(), now)
        # Another process was first: one a day is enough.
        with suppress(IntegrityError), transaction.atomic():
            outbox.queue_nudge(letter, now=now, id=row_id)
            log(None, "audit.head_mailed")
    _mailed[:] = [today]


def _letter(to: str, note: str, now: datetime) -> Letter:
    sender: str = settings.WAYSTATION_MAIL_ADDRESS
    domain = sender.rpartition("@")[2]
    message = compose(
        sender=sender,
        to=to,
        date=now,
        domain=domain,
        message_id=new_message_id(domain),
        sender_name="",
        subject=letters.subject(settings.LANGUAGE_CODE),
        text=note,
        automatic=True,
    )
    return Letter(sender=sender, recipients=(to,), message=message, at=now)

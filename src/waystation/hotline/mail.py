"""The mail room's doors, as the settings name them, all leading to `intake.receive`."""

from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from waystation.hotline import boxes, reach
from waystation.hotline.intake import receive
from waystation.mail.envelope import Envelope
from waystation.mail.errors import Refused, TryAgain, too_large
from waystation.mail.imap import Mailbox
from waystation.mail.listener import Listener
from waystation.staff.actions import ready
from waystation.vault.errors import NotReady

# sysexits.h, as mail servers read them
STORED, DATA_ERROR, NO_USER, TRY_AGAIN, NO_PERMISSION = 0, 65, 67, 75, 77


def accept(raw: bytes, envelope: Envelope) -> None:
    """Stores a message; any fault of ours is for later, never a loss."""
    _drop_dead_connections()
    try:
        receive(raw, envelope, now=datetime.now(UTC))
    except DatabaseError:
        _drop_dead_connections()
        raise TryAgain from None


def _drop_dead_connections() -> None:
    # A thread of the listener lives longer than a database server that restarts. Never within somebody's transaction.
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        database.close_if_unusable_or_obsolete()


def listener(host: str, port: int) -> Listener:
    """The SMTP and LMTP listener; port 0 takes any free one."""
    name = settings.WAYSTATION_MAIL_ADDRESS.rpartition("@")[2]
    return Listener(accept, host, port, settings.WAYSTATION_MESSAGE_LIMIT, name=name, is_local=boxes.is_ours)


def mailboxes() -> list[Mailbox]:
    """One for each table [[mail.imap]] or [[mail.mailbox.imap]]."""
    return [
        Mailbox(account, accept, partial(reach.note, reach.imap(box.address, number)))
        for box in boxes.every()
        for number, account in enumerate(box.accounts(), 1)
    ]


def receive_pipe(stream: BinaryIO, sender: str = "", recipients: tuple[str, ...] = ()) -> tuple[int, str]:
    """Takes one message from a mail server's pipe. Returns the exit code and a sentence for people."""
    limit = settings.WAYSTATION_MESSAGE_LIMIT
    raw = stream.read(limit + 1)
    try:
        if len(raw) > limit:
            raise too_large(limit)
        if not ready():
            return TRY_AGAIN, "The installation here is not finished yet. Please offer the message again later."
        accept(raw, Envelope("pipe", sender, recipients))
    except Refused as refusal:
        return (NO_USER if refusal.code == 550 else DATA_ERROR), refusal.sentence
    except NotReady:
        # Perhaps it lies on a stick that is not plugged in: the sender must not get a bounce for that.
        return TRY_AGAIN, "The vault half is missing: the message cannot be sealed now. Please offer it again later."
    except PermissionError:
        return NO_PERMISSION, "This user may not read the installation's folder."
    except (TryAgain, DatabaseError):
        return TRY_AGAIN, "The message could not be stored now. Please offer it again later."
    return STORED, ""

"""What the verbs share: a thread as its e-mails tell of it, and the writing of it and of its messages."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.hotline import access, channels, peers, proposing
from waystation.hotline.models import Message, Request
from waystation.hotline.records import MessageRecord, RequestStub
from waystation.mail.parse import Parsed
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


def met(actor: Actor, row: Request, stub: RequestStub) -> RequestStub:
    """The stub with what its e-mails say of who wrote them, and with which key."""
    return peers.noticed(actor, row, identified(actor, row, stub))


def identified(actor: Actor, row: Request, stub: RequestStub) -> RequestStub:
    """The stub with what its first e-mail says of itself."""
    if stub.channel != "email" or stub.read:
        return stub
    first = next(inbound(actor, row), None)
    if first is None:
        return stub
    # What says that a letter could not be delivered is answered to nobody.
    who = {"who": "" if first.delivery else first.sender_address, "name": first.sender_name, "subject": first.subject}
    usual = channels.own(stub).language
    language = proposing.language(first.text) if first.text or not usual else usual
    return replace(stub, read=True, language=language, **who)


def inbound(actor: Actor, row: Request, *, newest_first: bool = False) -> Iterator[Parsed]:
    """The e-mails of a thread from outside, each read as it is asked for."""
    mails = [pair for pair in access.records(actor, row.pk) if pair[1].mail and pair[1].direction == "in"]
    read = (access.readable(actor, *pair) for pair in (mails[::-1] if newest_first else mails))
    return (said for said in read if said)


def changed(actor: Actor, row: Request, stub: RequestStub, verb: str) -> None:
    rewrite(row, stub, actor.keys)
    log(actor.account, verb, subject=row.pk, case=stub.case)


def store(actor: Actor, row: Request, record: MessageRecord, text: str, message: UUID) -> None:
    key, body = seal_content(text.encode(), message.bytes)
    place = actor.keys.key(row.locator, Compartment(row.compartment))
    record = replace(record, thread=row.pk, key=key, account=actor.account, persona=actor.persona)
    create(Message, record, place, id=message, thread=row.pk, body=body)


def empty(row: Request, now: datetime, direction: str) -> MessageRecord:
    return MessageRecord(thread=row.pk, at=now, key=b"", direction=direction)


def deciding(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub]:
    require(actor, "hotline.decide")
    return access.request(actor, request_id)

"""Exported messenger chats come into a thread. Part of the list of verbs in `actions`.

The file is kept as it came, sealed like a mail; what is shown is read from it each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.hotline import access
from waystation.hotline.chats import Chat, read
from waystation.hotline.errors import AlreadyStored
from waystation.hotline.models import Message, Request
from waystation.hotline.records import MessageRecord, RequestStub
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault import half
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.records import create, rewrite


def take(actor: Actor, raw: bytes, *, who: str = "") -> UUID:
    """A chat becomes a request in the duty team's hands. Returns its id. Raises Refused, AlreadyStored."""
    require(actor, "hotline.answer")
    chat, now, message = read(raw), actor.now(), _message_id(UUID(int=0), raw)
    name = who or chat.title
    stub = RequestStub(received_at=now, last_in=now, channel="chat", who=name, name=name)
    with _once():
        row = create(Request, stub, actor.keys.key(actor.team(DUTY)))
        _store(actor, row, chat, raw, message, "in")
        log(actor.account, "hotline.chat_taken", subject=row.pk)
    return row.pk


def add(actor: Actor, request_id: UUID, raw: bytes) -> UUID:
    """A chat comes into a thread, for staff alone. Returns the message's id.

    Raises Refused, AlreadyStored, Stale, Absent.
    """
    require(actor, "hotline.answer")
    row, stub = access.request(actor, request_id)
    digest = hashlib.sha256(raw).digest()
    if any(record.sha256 == digest for _, record in access.records(actor, row.pk)):
        raise AlreadyStored
    chat, message = read(raw), _message_id(row.pk, raw)
    with _once():
        _store(actor, row, chat, raw, message, "note")
        rewrite(row, msgspec.structs.replace(stub, count=stub.count + 1), actor.keys)
        log(actor.account, "hotline.chat_taken", subject=row.pk)
    return message


def _message_id(thread: UUID, raw: bytes) -> UUID:
    """The same file becomes one message of a thread, and one request, however often it is imported."""
    return UUID(bytes=half.digest(b"chat", thread.bytes + hashlib.sha256(raw).digest()))


@contextmanager
def _once() -> Iterator[None]:
    """Raises AlreadyStored where the row is there."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise AlreadyStored from None


def _store(actor: Actor, row: Request, chat: Chat, raw: bytes, message: UUID, direction: str) -> None:
    key, body = seal_content(raw, message.bytes)
    record = MessageRecord(
        thread=row.pk,
        at=actor.now(),
        key=key,
        direction=direction,
        account=actor.account,
        persona=actor.persona,
        chat=chat.kind,
        sha256=hashlib.sha256(raw).digest(),
    )
    place = actor.keys.key(row.locator, Compartment(row.compartment))
    create(Message, record, place, id=message, thread=row.pk, body=body)


def page(actor: Actor, request_id: UUID, message_id: UUID, first: int) -> tuple[RequestStub, MessageRecord, Chat]:
    """A page of a chat, and a line in the log. Raises Absent, Tampered, Refused."""
    row, stub = access.request(actor, request_id)
    found = next((pair for pair in access.records(actor, row.pk) if pair[0].pk == message_id and pair[1].chat), None)
    if found is None:
        raise Absent
    chat = read(access.raw(*found), first)
    with transaction.atomic():
        log(actor.account, "hotline.chat_read", subject=message_id)
    return stub, found[1], chat

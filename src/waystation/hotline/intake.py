"""What arrives by mail: sealed and stored, unread, before anybody is told that it arrived."""

import hashlib
import hmac
import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction

from waystation.audit.log import log
from waystation.hotline import boxes, crowd, room, waiting
from waystation.hotline.errors import NoRoom
from waystation.hotline.models import Message, Request, Seen, Sent
from waystation.hotline.records import MessageRecord, RequestStub
from waystation.mail.envelope import Envelope
from waystation.mail.errors import Refused, TryAgain, too_large
from waystation.mail.identifiers import Identifiers, identifiers, written_to
from waystation.staff.teams import DUTY, locator
from waystation.vault import half, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.errors import NotReady
from waystation.vault.order import in_order
from waystation.vault.records import post
from waystation.vault.rows import insert

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(days=60)


def receive(raw: bytes, envelope: Envelope, *, now: datetime) -> None:
    """Stores one message and returns only when it is committed; one that was stored before is not stored again.

    Raises Refused (too large, not our address) or TryAgain (the database or the keys are not there).
    """
    _check(raw, envelope)
    found = identifiers(raw, envelope.sender if envelope.via in ("smtp", "lmtp") else None)
    # Without a Message-ID, two people may well send the same few bytes: then the sender tells them apart.
    digest = _digest(raw, found.message_id or envelope.sender)
    try:
        with transaction.atomic(durable=True):
            insert(Seen(digest=digest, day=now.date()))
            came_to = boxes.addressed([envelope.mailbox, *envelope.recipients], partial(written_to, raw))
            _store(raw, found, now, came_to, envelope.whole)
    except IntegrityError:
        if not Seen.objects.filter(digest=digest).exists():
            raise TryAgain from None
    except (OperationalError, NotReady):
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what
        raise TryAgain from None


def _check(raw: bytes, envelope: Envelope) -> None:
    if len(raw) > settings.WAYSTATION_MESSAGE_LIMIT:
        raise too_large(settings.WAYSTATION_MESSAGE_LIMIT)
    if envelope.recipients and not any(boxes.is_ours(recipient) for recipient in envelope.recipients):
        raise Refused(550, "5.1.1 There is no mailbox of that name here. Please check the address.")
    try:
        room.need()
    except NoRoom:
        raise TryAgain from None


def seen_digest(raw: bytes) -> bytes:
    """What tells that a message was stored before; another digest for one without a Message-ID that SMTP brought."""
    return _digest(raw, identifiers(raw).message_id or "")


def _digest(raw: bytes, name: str) -> bytes:
    return half.digest(b"message", suite.bind(name.encode(), hashlib.sha256(raw).digest()))


def sent_digest(message_id: str) -> bytes:
    """What finds a Message-ID of ours again."""
    return half.digest(b"message id", message_id.encode())


def remember_sent(message_id: str, thread: UUID) -> None:
    """An answer to this Message-ID of ours belongs to this thread."""
    digest = sent_digest(message_id)
    Sent.objects.create(digest=digest, thread=thread, mark=_sent_mark(digest, thread))


def answers_go_to(thread: UUID, found: Iterable[Sent]) -> None:
    """Answers to these letters belong to another thread from now on; what somebody forged stays without a mark."""
    for sent in found:
        if _is_true(sent):
            Sent.objects.filter(pk=sent.pk).update(thread=thread, mark=_sent_mark(bytes(sent.digest), thread))


def _sent_mark(digest: bytes, thread: UUID) -> bytes:
    return half.digest(b"answers belong to", digest + thread.bytes)


def _is_true(sent: Sent) -> bool:
    """Whether it was us who said to which thread answers belong: else they could be led to where others read them."""
    return hmac.compare_digest(bytes(sent.mark), _sent_mark(bytes(sent.digest), sent.thread))


def _store(raw: bytes, found: Identifiers, now: datetime, came_to: str = "", whole_size: int = 0) -> None:
    answered = _answered_request(found)
    place = place_of(answered) if answered else (locator(DUTY), Compartment.SELF)
    request = answered or _new_request(now, came_to)
    message = uuid.uuid4()
    key, body = seal_content(raw, message.bytes)
    record = MessageRecord(
        thread=request.pk,
        at=now,
        key=key,
        mail=True,
        automatic=found.automatic,
        came_to=came_to,
        whole_size=whole_size,
    )
    post(Message, record, place, id=message, thread=request.pk, body=body, day=now.date())
    waiting.arrived(request.pk, place, now=now, first=answered is None)
    log(None, "hotline.received", subject=message)


def place_of(request: Request) -> tuple[UUID, Compartment]:
    """To whom what arrives in a thread is sealed: its own holders, or the duty team where the thread is not sound.

    The row says in clear to whom, and somebody who may write to the database could say something else.
    """
    if whole.compare(request.pk) is not None:
        return locator(DUTY), Compartment.SELF
    return request.locator, Compartment(request.compartment)


def _answered_request(found: Identifiers) -> Request | None:
    """The request to whose answer this is an answer, told by a Message-ID of ours; None where none says it truly."""
    digests = [sent_digest(reference) for reference in (*found.references, *found.reported)]
    in_order()  # before looking: a thread may just be joined into another
    sent = Sent.objects.filter(digest__in=digests).order_by("-pk").first() if digests else None
    if sent is None:
        return None
    if not _is_true(sent):
        log(None, "hotline.answer_misled")
        return None
    return Request.objects.filter(pk=sent.thread).first()


def _new_request(now: datetime, came_to: str) -> Request:
    stub = RequestStub(received_at=now, last_in=now, came_to=came_to, beginning=crowd.beginning(now))
    return post(Request, stub, (locator(DUTY), Compartment.SELF), day=now.date())


def forget_seen(*, now: datetime) -> None:
    """Forgets the digests of messages older than REMEMBERED: nothing offers them again after so long."""
    with transaction.atomic():
        in_order()  # before the rows: an erasure deletes some of them
        Seen.objects.filter(day__lt=(now - REMEMBERED).date()).delete()

"""Everything that is done to threads, by whom ever. Nobody else writes the hotline's rows.

What arrives stands in `intake`, what callers do in `callers`, writing to somebody in `answering`, what changes hands in
`moving`; all of it is part of this list of verbs.
"""

import uuid
from contextlib import suppress
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.files.source import Source
from waystation.hotline import access, own_rules, proposing, rules, settling, threads, waiting
from waystation.hotline.answering import answer, send_again, settle
from waystation.hotline.callers import begin_web, enter, leave, write_again
from waystation.hotline.errors import AlreadyStored, NotPossible
from waystation.hotline.intake import receive
from waystation.hotline.models import Message, Request
from waystation.hotline.moving import hand_over, join
from waystation.hotline.records import RequestStub
from waystation.staff import above
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.records import create, rewrite

__all__ = [
    "answer",
    "begin_web",
    "enter",
    "hand_over",
    "join",
    "leave",
    "receive",
    "send_again",
    "settle",
    "write_again",
]

replace = msgspec.structs.replace

TRIES = 3  # to open a thread while others write into it


def open_thread(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub]:
    """Opens a thread and notes that its messages were looked at, and who wrote it if nobody knew yet.

    Whoever was faster may have noted less, as the rules do that look beside us: then once more, on what they left.
    """
    for _ in range(TRIES):
        with suppress(Stale):
            return _opened(actor, request_id)
    return access.request(actor, request_id)


def _opened(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub]:
    row, stub = access.request(actor, request_id)
    seen = access.records(actor, row.pk)
    last_in = max((record.at for _, record in seen if record.direction == "in"), default=None)
    known = rules.with_news(threads.met(actor, row, stub), len(seen), last_in)
    known = proposing.with_proposal(actor, row, known, seen)
    known, settled = settling.heard(actor, known, seen)
    if seen:
        known = rules.with_look(known, actor.account, seen[-1][1].at, actor.now())
    with transaction.atomic():
        settling.write(actor, settled)
        row = row if known == stub else rewrite(row, known, actor.keys)
        if known.case and any(record.taken_back for _, record in seen):
            above.ask("consent_taken_back", actor, known.case)
        waiting.looked(row.pk, rules.answer_by(known, own_rules.first_reply(actor)), now=actor.now())
        log(actor.account, "hotline.opened", subject=row.pk)
        return row, known


def take_attachment(actor: Actor, request_id: UUID, message_id: UUID, index: int) -> Source:
    """One attachment as it came, and a line in the log. Raises Absent."""
    return _noted(
        actor, access.attachment(actor, request_id, message_id, index), message_id, "hotline.attachment_taken"
    )


def take_original(actor: Actor, request_id: UUID, message_id: UUID) -> Source:
    """A whole e-mail as it came, and a line in the log. Raises Absent, Tampered."""
    return _noted(actor, access.original(actor, request_id, message_id), message_id, "hotline.original_taken")


def view_attachment(actor: Actor, request_id: UUID, message_id: UUID, index: int) -> Source:
    """One attachment to be shown, and a line in the log. Raises Absent."""
    return _noted(
        actor, access.attachment(actor, request_id, message_id, index), message_id, "hotline.attachment_viewed"
    )


def _noted(actor: Actor, found: Source, message_id: UUID, verb: str) -> Source:
    with transaction.atomic():
        log(actor.account, verb, subject=message_id)
    return found


def note(actor: Actor, request_id: UUID, text: str, *, message_id: UUID | None = None) -> UUID:
    """Adds a note that only staff see. Raises AlreadyStored, Stale."""
    require(actor, "hotline.answer")
    row, stub = access.request(actor, request_id)
    message = message_id or uuid.uuid4()
    if Message.objects.filter(pk=message).exists():
        raise AlreadyStored
    with transaction.atomic():
        threads.store(actor, row, threads.empty(row, actor.now(), "note"), text, message)
        threads.changed(actor, row, replace(stub, count=stub.count + 1), "hotline.noted")
    return message


def take_note(
    actor: Actor,
    text: str,
    *,
    who: str = "",
    urgency: str = "unknown",
    language: str = "ru",
    came_to: str = "",
    message_id: UUID | None = None,
) -> UUID:
    """A call or a meeting becomes a request in the duty team's hands. Returns the request's id.

    `came_to` is the number of ours that was called, or the like.
    """
    require(actor, "hotline.answer")
    now, message = actor.now(), message_id or uuid.uuid4()
    stub = RequestStub(
        received_at=now,
        last_in=now,
        channel="note",
        urgency=urgency,
        language=language,
        who=who,
        name=who,
        came_to=came_to,
    )
    if Message.objects.filter(pk=message).exists():
        raise AlreadyStored
    with transaction.atomic():
        row = create(Request, stub, actor.keys.key(actor.team(DUTY)))
        threads.store(actor, row, threads.empty(row, now, "in"), text, message)
        log(actor.account, "hotline.note_taken", subject=row.pk)
    return row.pk


def begin(actor: Actor, contact_key: Key, called: str) -> UUID:
    """An empty thread for a case that came without one, in the caller's transaction. Returns its id."""
    require(actor, "hotline.answer")
    stub = RequestStub(
        received_at=actor.now(),
        channel="note",
        status="accepted",
        who=called,
        name=called,
        count=0,
        read=True,
        case=contact_key.locator,
    )
    return create(Request, stub, contact_key).pk


def set_urgency(actor: Actor, request_id: UUID, urgency: str) -> None:
    """Says how urgent a request is. Raises KeyError for a word that is not in the list."""
    row, stub = threads.deciding(actor, request_id)
    rules.URGENCIES[urgency]
    known = replace(stub, urgency=urgency, proposed=rules.judged(stub.proposed), crowd=False)
    with transaction.atomic():
        threads.changed(actor, row, known, "hotline.urgency")


def set_counterpart(actor: Actor, request_id: UUID, counterpart: str) -> None:
    """Says what the other side is to us. Raises KeyError for a word that is not in the list."""
    row, stub = threads.deciding(actor, request_id)
    rules.COUNTERPARTS[counterpart]
    with transaction.atomic():
        threads.changed(actor, row, replace(stub, counterpart=counterpart), "hotline.counterpart")


def assign(actor: Actor, request_id: UUID, owner: UUID | None) -> None:
    """Says who looks after a request."""
    row, stub = threads.deciding(actor, request_id)
    with transaction.atomic():
        threads.changed(actor, row, replace(stub, owner=owner), "hotline.assigned")


def set_next(actor: Actor, request_id: UUID, step: str) -> None:
    """Says what is to be done next, in a few words."""
    row, stub = threads.deciding(actor, request_id)
    with transaction.atomic():
        threads.changed(actor, row, replace(stub, next=step), "hotline.next")


def decide(actor: Actor, request_id: UUID, status: str) -> None:
    """Declines, suspects, closes or reopens. Raises NotPossible for what is not decided by hand."""
    row, stub = threads.deciding(actor, request_id)
    if not rules.may_become(status) or stub.status == "accepted":
        raise NotPossible
    with transaction.atomic():
        if status not in ("new", "awaiting_us"):
            waiting.over(row.pk)
        threads.changed(actor, row, replace(stub, status=status, closed_together=None), "hotline.decided")

"""Writing to a counterpart, and what becomes of letters that are stuck. Part of the list of verbs in `actions`."""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.hotline import (
    access,
    canned,
    channels,
    codes,
    contact,
    contact_rules,
    drafting,
    intake,
    letters,
    outbox,
    peers,
    rules,
    threads,
    waiting,
)
from waystation.hotline.boxes import Box
from waystation.hotline.callers import copy_to_caller
from waystation.hotline.contact import Known
from waystation.hotline.errors import AlreadyStored, HeldBack, NoAddress, Overtaken, Unfilled, Unsayable
from waystation.hotline.models import Message, Outgoing, Request
from waystation.hotline.records import CallerMessageRecord, Letter, RequestStub
from waystation.staff.above import ask
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import whole
from waystation.vault.compartments import Compartment
from waystation.vault.order import in_order
from waystation.vault.records import set_columns

replace = msgspec.structs.replace

_NO_LETTER: dict[str, Any] = {}


def answer(
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    message_id: UUID | None = None,
    protection: str = "",
    sender: str = "",
    saw: int | None = None,
    draft: datetime | None = None,
    elsewhere: int | None = None,
    lifted: tuple[str, ...] = (),
) -> UUID:
    """Writes to the counterpart as this actor's persona: by e-mail, or into the web caller's own thread.

    `message_id` makes a form do its work once: AlreadyStored is raised the second time. `protection` is a choice of
    `peers`, `sender` another address of ours than the one that the thread is with, `saw` how many messages the thread
    had when it was read, `elsewhere` how many the other threads with its address had, `draft` the moment of the draft
    that stood there. `lifted` are the codes of `contact_rules.WHY` that two people agreed to go against; else a letter
    waits for the hours of whoever gets it.

    Raises HeldBack for what stands against it besides, NoAddress where the counterpart cannot be written to,
    ShutChannel where the thread is with an address that is not answered from any more, NotPossible for a sender that is
    not to be used, Unfilled where a placeholder is left, Overtaken where more was said since, or a draft was kept,
    Unsayable where they may not be told this, Exposed where the answer would leave readable and nobody said that it
    may, Stale where somebody else changed the thread at the same moment.
    """
    require(actor, "hotline.answer")
    row, stub = access.request(actor, request_id)
    stub, now, message = threads.met(actor, row, stub), actor.now(), message_id or uuid.uuid4()
    secret = access.answers_secret(actor, row.pk)
    by_mail = stub.channel == "email"
    if by_mail == bool(secret) or (secret and not _leads_to_its_caller(row, stub)):  # a note, or changed by force
        raise NoAddress
    box = channels.box_for(stub, sender)
    if Message.objects.filter(pk=message).exists():
        raise AlreadyStored
    if saw is not None and len(access.records(actor, row.pk)) > saw:
        raise Overtaken
    if elsewhere is not None and access.messages_in(access.earlier(actor, row, stub)) > elsewhere:
        raise Overtaken
    if left := canned.unfilled(text):
        raise Unfilled(left)
    if refused := ask("answer_refused", actor, row.pk, text):
        raise Unsayable(refused)
    try:
        with transaction.atomic():
            in_order()  # before looking: nobody changes meanwhile how this person may be reached
            how = _allowed(actor, row, stub, text, lifted)
            drafting.leaves(actor, row, text, draft, checked=saw is not None)
            code = codes.issue(now=now)
            text = canned.with_code(text, code)
            letter = _by_mail(actor, how, text, now, code, protection, lifted, box) if box else _NO_LETTER
            threads.store(actor, row, replace(threads.empty(row, now, "out"), code=code, **letter), text, message)
            word = how.contact.our_word
            copy = CallerMessageRecord(at=now, text=text, direction="out", persona=actor.persona, code=code, word=word)
            if row.caller is not None and secret:
                copy_to_caller(row.caller, secret, copy, now)
            waiting.over(row.pk)
            stub = replace(stub, came_to=box.address) if box else stub
            threads.changed(actor, row, rules.answered(stub, now), "hotline.answered")
    except IntegrityError:
        raise AlreadyStored from None
    return message


def _allowed(actor: Actor, row: Request, stub: RequestStub, text: str, lifted: tuple[str, ...]) -> Known:
    """How this person may be reached. Raises HeldBack; the wrong hour alone makes a letter wait."""
    found = contact.known(actor, row, stub)
    against = found.against(text, actor.now())
    if set(against) - {contact_rules.HOURS} - set(lifted):
        raise HeldBack(against)
    return found


def _leads_to_its_caller(row: Request, stub: RequestStub) -> bool:
    """Whether the answer to a web thread reaches whoever wrote in it: where it goes stands in clear."""
    return stub.channel == "web" and row.caller is not None and whole.compare(row.pk) is None


def _by_mail(
    actor: Actor, to: Known, text: str, now: datetime, code: str, protection: str, lifted: tuple[str, ...], box: Box
) -> dict[str, Any]:
    """Queues the letter. Returns what of it is kept with the message."""
    row, stub = to.request, to.stub
    parent = next((said for said in threads.inbound(actor, row, newest_first=True) if not said.delivery), None)
    how = letters.manner(to)
    message_id, letter = letters.answer(
        text=text,
        persona=actor.persona,
        to=stub.who,
        how=how,
        parent=parent,
        thread=row.pk,
        now=now,
        code=code,
        box=box,
        instead_of=channels.instead_of(stub, box),
    )
    letter = peers.protected(actor, row, stub, letter, protection, covered=how.is_covered)
    hours, stopped = to.holds_back
    free = now + contact_rules.FREE_FOR if lifted else None
    letter = replace(letter, hours=hours, stopped=stopped, free_until=free)
    intake.remember_sent(message_id, row.pk)
    queued = outbox.queue(letter, actor.keys.key(row.locator, Compartment(row.compartment)), now=now)
    return {"outgoing": queued.pk, "message_id": message_id}


def send_again(actor: Actor, outgoing_id: UUID) -> None:
    """Queues once more what failed or what nobody saw arrive, with the same Message-ID."""
    row, letter = _letter(actor, outgoing_id)
    with transaction.atomic():
        if outbox.send_again(row, letter, now=actor.now()):
            log(actor.account, "hotline.sent_again", subject=row.pk)


def settle(actor: Actor, outgoing_id: UUID) -> None:
    """Takes a stuck letter off the list: it arrived, or shall not be sent."""
    row, _ = _letter(actor, outgoing_id)
    with transaction.atomic():
        stuck = Outgoing.objects.filter(pk=row.pk, state__in=(outbox.UNCLEAR, outbox.FAILED))
        if set_columns(stuck, state=outbox.SETTLED):
            log(actor.account, "hotline.settled", subject=row.pk)


def _letter(actor: Actor, outgoing_id: UUID) -> tuple[Outgoing, Letter]:
    require(actor, "hotline.answer")
    return open_row(actor, Outgoing.objects.all(), outgoing_id)

"""Everything that is done to threads, by whom ever. Nobody else writes the hotline's rows.

What arrives stands in `intake`, what callers do in `callers`; both are part of this list of verbs.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.files.source import Source
from waystation.hotline import (
    access,
    canned,
    channels,
    codes,
    contact,
    contact_rules,
    intake,
    letters,
    outbox,
    own_rules,
    peers,
    proposing,
    rules,
    settling,
    waiting,
)
from waystation.hotline.boxes import Box
from waystation.hotline.callers import begin_web, copy_to_caller, enter, leave, write_again
from waystation.hotline.contact import Known
from waystation.hotline.errors import AlreadyStored, HeldBack, NoAddress, NotPossible, Overtaken, Unfilled, Unsayable
from waystation.hotline.intake import receive
from waystation.hotline.models import ContactRow, Message, Outgoing, Request, Sent
from waystation.hotline.records import CallerMessageRecord, Letter, MessageRecord, RequestStub
from waystation.mail.parse import Parsed
from waystation.staff.above import ask
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault import whole
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, move, read, rewrite, set_columns

__all__ = ["begin_web", "enter", "leave", "receive", "write_again"]

replace = msgspec.structs.replace

_NO_LETTER: dict[str, Any] = {}
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
    known = rules.with_news(_met(actor, row, stub), len(seen), last_in)
    known = proposing.with_proposal(actor, row, known, seen)
    settled = settling.found(actor, seen)
    known = settling.with_told(known, settled)
    if seen:
        known = rules.with_look(known, actor.account, seen[-1][1].at, actor.now())
    with transaction.atomic():
        settling.write(actor, settled)
        row = row if known == stub else rewrite(row, known, actor.keys)
        waiting.looked(row.pk, rules.answer_by(known, own_rules.first_reply(actor)), now=actor.now())
        log(actor.account, "hotline.opened", subject=row.pk)
        return row, known


def _met(actor: Actor, row: Request, stub: RequestStub) -> RequestStub:
    """The stub with what its e-mails say of who wrote them, and with which key."""
    return peers.noticed(actor, row, _identified(actor, row, stub))


def _identified(actor: Actor, row: Request, stub: RequestStub) -> RequestStub:
    """The stub with what its first e-mail says of itself."""
    if stub.channel != "email" or stub.read:
        return stub
    first = next(_inbound(actor, row), None)
    if first is None:
        return stub
    # What says that a letter could not be delivered is answered to nobody.
    who = {"who": "" if first.delivery else first.sender_address, "name": first.sender_name, "subject": first.subject}
    usual = channels.own(stub).language
    language = proposing.language(first.text) if first.text or not usual else usual
    return replace(stub, read=True, language=language, **who)


def _inbound(actor: Actor, row: Request, *, newest_first: bool = False) -> Iterator[Parsed]:
    """The e-mails of a thread from outside, each read as it is asked for."""
    mails = [pair for pair in access.records(actor, row.pk) if pair[1].mail and pair[1].direction == "in"]
    read = (access.readable(actor, *pair) for pair in (mails[::-1] if newest_first else mails))
    return (said for said in read if said)


def _changed(actor: Actor, row: Request, stub: RequestStub, verb: str) -> None:
    rewrite(row, stub, actor.keys)
    log(actor.account, verb, subject=row.pk)


def _store(actor: Actor, row: Request, record: MessageRecord, text: str, message: UUID) -> None:
    key, body = seal_content(text.encode(), message.bytes)
    place = actor.keys.key(row.locator, Compartment(row.compartment))
    record = replace(record, thread=row.pk, key=key, account=actor.account, persona=actor.persona)
    create(Message, record, place, id=message, thread=row.pk, body=body)


def answer(
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    message_id: UUID | None = None,
    protection: str = "",
    sender: str = "",
    saw: int | None = None,
    lifted: tuple[str, ...] = (),
) -> UUID:
    """Writes to the counterpart as this actor's persona: by e-mail, or into the web caller's own thread.

    `message_id` makes a form do its work once: AlreadyStored is raised the second time. `protection` is a choice of
    `peers`, `sender` another address of ours than the one that the thread is with, `saw` how many messages the thread
    had when it was read. `lifted` are the codes of `contact_rules.WHY` that two people agreed to go against; else a
    letter waits for the hours of whoever gets it. Raises HeldBack for what stands against it besides, NoAddress where
    the counterpart cannot be written to, ShutChannel where the thread is with an address that is not answered from any
    more, NotPossible for a sender that is not to be used, Unfilled where a placeholder is left, Overtaken where more
    was said since, Unsayable where they may not be told this, Exposed where the answer would leave readable and nobody
    said that it may, Stale where somebody else changed the thread at the same moment.
    """
    require(actor, "hotline.answer")
    row, stub = access.request(actor, request_id)
    stub, now, message = _met(actor, row, stub), actor.now(), message_id or uuid.uuid4()
    secret = access.answers_secret(actor, row.pk)
    by_mail = stub.channel == "email"
    if by_mail == bool(secret) or (secret and not _leads_to_its_caller(row, stub)):  # a note, or changed by force
        raise NoAddress
    box = channels.box_for(stub, sender)
    if Message.objects.filter(pk=message).exists():
        raise AlreadyStored
    if saw is not None and len(access.records(actor, row.pk)) > saw:
        raise Overtaken
    if left := canned.unfilled(text):
        raise Unfilled(left)
    if refused := ask("answer_refused", actor, row.pk, text):
        raise Unsayable(refused)
    try:
        with transaction.atomic():
            in_order()  # before looking: nobody changes meanwhile how this person may be reached
            how = _allowed(actor, row, stub, text, lifted)
            code = codes.issue(stub.who if by_mail else codes.WEB, now=now)
            text = canned.with_code(text, code)
            letter = _by_mail(actor, how, text, now, code, protection, lifted, box) if box else _NO_LETTER
            _store(actor, row, replace(_empty(row, now, "out"), code=code, **letter), text, message)
            word = how.contact.our_word
            copy = CallerMessageRecord(at=now, text=text, direction="out", persona=actor.persona, code=code, word=word)
            if row.caller is not None and secret:
                copy_to_caller(row.caller, secret, copy, now)
            waiting.over(row.pk)
            stub = replace(stub, came_to=box.address) if box else stub
            _changed(actor, row, rules.answered(stub, now), "hotline.answered")
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


def _empty(row: Request, now: datetime, direction: str) -> MessageRecord:
    return MessageRecord(thread=row.pk, at=now, key=b"", direction=direction)


def _by_mail(
    actor: Actor, to: Known, text: str, now: datetime, code: str, protection: str, lifted: tuple[str, ...], box: Box
) -> dict[str, Any]:
    """Queues the letter. Returns what of it is kept with the message."""
    row, stub = to.request, to.stub
    parent = next((said for said in _inbound(actor, row, newest_first=True) if not said.delivery), None)
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
    hours, stopped = contact_rules.holds_back(to.terms, stub)
    free = now + contact_rules.FREE_FOR if lifted else None
    letter = replace(letter, hours=hours, stopped=stopped, free_until=free)
    intake.remember_sent(message_id, row.pk)
    queued = outbox.queue(letter, actor.keys.key(row.locator, Compartment(row.compartment)), now=now)
    return {"outgoing": queued.pk, "message_id": message_id}


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
        _store(actor, row, _empty(row, actor.now(), "note"), text, message)
        _changed(actor, row, replace(stub, count=stub.count + 1), "hotline.noted")
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
        _store(actor, row, _empty(row, now, "in"), text, message)
        log(actor.account, "hotline.note_taken", subject=row.pk)
    return row.pk


def set_urgency(actor: Actor, request_id: UUID, urgency: str) -> None:
    """Says how urgent a request is. Raises KeyError for a word that is not in the list."""
    row, stub = _deciding(actor, request_id)
    rules.URGENCIES[urgency]
    known = replace(stub, urgency=urgency, proposed=rules.judged(stub.proposed), crowd=False)
    with transaction.atomic():
        _changed(actor, row, known, "hotline.urgency")


def set_counterpart(actor: Actor, request_id: UUID, counterpart: str) -> None:
    """Says what the other side is to us. Raises KeyError for a word that is not in the list."""
    row, stub = _deciding(actor, request_id)
    rules.COUNTERPARTS[counterpart]
    with transaction.atomic():
        _changed(actor, row, replace(stub, counterpart=counterpart), "hotline.counterpart")


def assign(actor: Actor, request_id: UUID, owner: UUID | None) -> None:
    """Says who looks after a request."""
    row, stub = _deciding(actor, request_id)
    with transaction.atomic():
        _changed(actor, row, replace(stub, owner=owner), "hotline.assigned")


def set_next(actor: Actor, request_id: UUID, step: str) -> None:
    """Says what is to be done next, in a few words."""
    row, stub = _deciding(actor, request_id)
    with transaction.atomic():
        _changed(actor, row, replace(stub, next=step), "hotline.next")


def decide(actor: Actor, request_id: UUID, status: str) -> None:
    """Declines, suspects, closes or reopens. Raises NotPossible for what is not decided by hand."""
    row, stub = _deciding(actor, request_id)
    if not rules.may_become(status) or stub.status == "accepted":
        raise NotPossible
    with transaction.atomic():
        if status not in ("new", "awaiting_us"):
            waiting.over(row.pk)
        _changed(actor, row, replace(stub, status=status), "hotline.decided")


def _deciding(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub]:
    require(actor, "hotline.decide")
    return access.request(actor, request_id)


def join(actor: Actor, request_id: UUID, *, into: UUID) -> None:
    """Puts another request's messages into a thread of the same person; the emptied request points there.

    Raises NotPossible for a web caller's request, who would lose the way back, and where it is somebody else's thread:
    two counterparts never meet in one.
    """
    row, stub = _deciding(actor, request_id)
    target, target_stub = access.request(actor, into)
    if row.pk == target.pk or row.caller is not None:
        raise NotPossible
    if not rules.may_join(_identified(actor, row, stub), _identified(actor, target, target_stub)):
        raise NotPossible
    key = actor.keys.key(target.locator, Compartment(target.compartment))
    with transaction.atomic():
        in_order()  # before looking: no message arrives in these threads meanwhile
        moved = _move_messages(actor, row.pk, target.pk, key)
        intake.answers_go_to(target.pk, Sent.objects.filter(thread=row.pk))
        newest = max(filter(None, (stub.last_in, target_stub.last_in)), default=None)
        gathered = replace(target_stub, count=target_stub.count + moved, last_in=newest)
        waiting.over(row.pk)
        rewrite(target, gathered, actor.keys)
        rewrite(row, replace(stub, status="closed", joined=target.pk, count=0), actor.keys)
        both = contact.known(actor, target, gathered)
        outbox.bind(actor, target.pk, *contact_rules.holds_back(both.terms, gathered))
        for joined in (target, row):
            log(actor.account, "hotline.joined", subject=joined.pk)


def _move_messages(actor: Actor, thread: UUID, target: UUID, key: Key) -> int:
    """Re-seals the messages and letters of a thread to a key, in another thread or the same."""
    rows = list(Message.objects.filter(thread=thread).defer("body"))
    for row in rows:
        record, body = _with_body(actor, row)
        move(row, replace(record, thread=target), key, thread=target, **body)
    for held in Outgoing.objects.filter(thread=thread):
        letter = replace(read(held, actor.keys), thread=target)
        outbox.keep(move(held, letter, key, thread=target), letter)
    return len(rows)


def _with_body(actor: Actor, row: Message) -> tuple[MessageRecord, dict[str, bytes]]:
    """What a message moves with: what a caller's browser sealed to those on duty, its new keepers may not open."""
    record: MessageRecord = read(row, actor.keys)
    settled = settling.found(actor, [(row, record)])
    return settling.columns(settled[0]) if settled else (record, {})


def hand_over(actor: Actor, row: Request, contact_key: Key) -> None:
    """Re-seals a request with its messages and letters to a case's CONTACT key, inside the caller's transaction."""
    require(actor, "hotline.decide")
    settled = settling.found(actor, access.records(actor, row.pk))
    stub = settling.with_told(_identified(actor, row, read(row, actor.keys)), settled)
    in_order()  # before looking: no message arrives in this thread meanwhile
    _move_messages(actor, row.pk, row.pk, contact_key)
    for written in ContactRow.objects.filter(pk=row.pk):
        move(written, read(written, actor.keys), contact_key)
    move(row, replace(stub, status="accepted", case=contact_key.locator), contact_key)
    waiting.over(row.pk)
    log(actor.account, "hotline.handed_over", subject=row.pk, case=contact_key.locator)


def send_again(actor: Actor, outgoing_id: UUID) -> None:
    """Queues once more what failed or what nobody saw arrive, with the same Message-ID."""
    row, letter = _letter(actor, outgoing_id)
    with transaction.atomic():
        stuck = Outgoing.objects.filter(pk=row.pk, state__in=(outbox.UNCLEAR, outbox.FAILED))
        if set_columns(stuck, state=outbox.WAITING, next_try=actor.now(), tries=0):
            outbox.keep(row, letter)
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

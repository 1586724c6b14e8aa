"""The one door to threads: opens them for somebody, or says Absent."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from waystation.files import source
from waystation.files.source import Source
from waystation.hotline import answers, boxes, chats, sealing, unsealing
from waystation.hotline.contact_rules import may_leave
from waystation.hotline.models import Message, Outgoing, Request
from waystation.hotline.queue import Queue, is_sound, queue_of, with_address
from waystation.hotline.records import Enclosed, KnownKey, MessageRecord, RequestStub, Told
from waystation.hotline.rules import Line, is_a_time
from waystation.hotline.unsealing import Said
from waystation.mail import evidence
from waystation.mail.errors import Unreadable
from waystation.mail.parse import Attachment, Parsed
from waystation.mail.words import clean
from waystation.staff.access import index, open_row, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.staff.teams import DUTY
from waystation.vault.compartments import Compartment
from waystation.vault.content import open_content
from waystation.vault.errors import Locked, Tampered
from waystation.vault.models import Sealed
from waystation.vault.records import POSTED
from waystation.vault.records import read as read_record

Row = TypeVar("Row", bound=Sealed)

_PARSED_KEPT = 100


@dataclass(frozen=True)
class Entry:
    """One message of a thread, opened."""

    id: UUID
    record: MessageRecord = field(repr=False)
    said: Said = field(repr=False)
    state: str = ""

    @property
    def parsed(self) -> Parsed:
        return self.said.parsed

    @property
    def text(self) -> str:
        return self.parsed.text


def request(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub]:
    """A request and its stub. Raises Absent where it is not there, forged, or not for this person."""
    require(actor, "hotline.read")
    row, stub = open_row(actor, Request.objects.all(), request_id)
    if not is_sound(actor, row, stub, posted=_is_posted(row)):
        raise Absent
    return row, stub


def _is_posted(row: Sealed) -> bool:
    return bytes(row.sealed[:1]) == POSTED


def requests_of_case(actor: Actor, case_id: UUID) -> list[tuple[Request, RequestStub]]:
    """The threads that belong to a case."""
    return requests_of_cases(actor, [case_id])


def requests_of_cases(actor: Actor, case_ids: Iterable[UUID]) -> list[tuple[Request, RequestStub]]:
    """The threads that belong to these cases."""
    rows = Request.objects.filter(locator__in=list(case_ids), compartment=Compartment.CONTACT)
    return [(row, stub) for row, stub in stubs(actor, rows) if is_sound(actor, row, stub, posted=_is_posted(row))]


def queue(actor: Actor) -> Queue:
    """Every request that this person's keys open as it stands now, in order, by ALL, OURS or its status."""
    require(actor, "hotline.read")
    return queue_of(actor)


def records(actor: Actor, thread: UUID) -> list[tuple[Message, MessageRecord]]:
    """The messages of a thread without their bodies, oldest first; what was put there by force is left out."""
    opened: list[tuple[Message, MessageRecord]] = stubs(actor, Message.objects.filter(thread=thread).defer("body"))
    sound = [(row, record) for row, record in opened if not _is_forged(row, record)]
    return sorted(sound, key=lambda pair: pair[1].at)


def unsound(actor: Actor, thread: UUID) -> int:
    """How many messages of a thread are not shown: they do not open where they stand, or were put there by force."""
    return Message.objects.filter(thread=thread).count() - len(records(actor, thread))


def _is_forged(row: Message, record: MessageRecord) -> bool:
    """Put into this thread by force, or posted by a stranger as if it were ours or at no time."""
    posted = _is_posted(row)
    return record.thread != row.thread or (posted and (record.direction != "in" or not is_a_time(record.at)))


def answers_secret(actor: Actor, thread: UUID) -> bytes:
    """What a web caller reads our answers with, from that caller's own messages; empty where nobody says it.

    Where two are said, one message was put there by force: then nobody is answered.
    """
    said = {record.answers for _, record in records(actor, thread) if record.answers}
    if len(said) > 1:
        tell_damage(actor, thread)
    return said.pop() if len(said) == 1 else b""


def wants_proof(actor: Actor, thread: UUID) -> bool:
    """Whether a web caller asked us to show that we are real, and nobody has answered since."""
    spoken = [record for _, record in records(actor, thread) if record.direction != "note"]
    ours = max((at for at, record in enumerate(spoken) if record.direction == "out"), default=-1)
    return any(record.test for record in spoken[ours + 1 :])


def entries(actor: Actor, chosen: Iterable[tuple[Message, MessageRecord]]) -> list[Entry]:
    """Messages with what they say; a body that was changed is left out, and told on every page."""
    pairs = [(row, record, said) for row, record in chosen if (said := read(actor, row, record))]
    ids = [record.outgoing for _, record, _ in pairs if record.outgoing]
    letters = Outgoing.objects.filter(pk__in=ids)
    states: dict[UUID, str] = dict(letters.values_list("pk", "state"))
    waiting = stubs(actor, letters.filter(state="waiting"))
    states |= {row.pk: "held" for row, letter in waiting if not may_leave(letter, actor.now())}
    return [
        Entry(row.pk, record, said, states.get(record.outgoing, "") if record.outgoing else "")
        for row, record, said in pairs
    ]


def raw(row: Message, record: MessageRecord) -> bytes:
    """The whole body of a message, as it came."""
    body: QuerySet[Message, Any] = Message.objects.filter(pk=row.pk).values_list("body", flat=True)
    return open_content(record.key, bytes(body.get()), row.pk.bytes)


def readable(actor: Actor, row: Message, record: MessageRecord) -> Parsed | None:
    """What a message says, or None where its body was changed in the database."""
    said = read(actor, row, record)
    return said.parsed if said else None


def read(actor: Actor, row: Message, record: MessageRecord) -> Said | None:
    """The same, with what is said of its protection."""
    try:
        return said(actor, row, record)
    except (Tampered, UnicodeDecodeError):
        tell_damage(actor, row.pk)
        return None


def said(actor: Actor, row: Message, record: MessageRecord) -> Said:
    """What a message says, read once in a session: a message never changes, only the keys that it is read with.

    Raises Tampered, UnicodeDecodeError.
    """
    known: dict[UUID, Said] = actor.memory.setdefault("hotline:said", {})
    found = known.get(row.pk)
    if found is None or (found.report and found.under != unsealing.names(actor, _keys(actor, row.thread))):
        found = _said(actor, row, record)
        while len(known) >= _PARSED_KEPT:
            known.pop(next(iter(known)))
        known[row.pk] = found
    return found


def _mail(actor: Actor, row: Message, record: MessageRecord, body: bytes) -> Said:
    """An e-mail; one from outside with what the mail server in front of that address of ours says of its sender."""
    box = (boxes.of(record.came_to) or boxes.first()) if record.direction == "in" else None
    found = evidence.read(body, box.authserv_id) if box else None
    return replace(unsealing.read(actor, body, _keys(actor, row.thread)), evidence=found)


def _said(actor: Actor, row: Message, record: MessageRecord) -> Said:
    body = raw(row, record)
    if record.mail:
        return _mail(actor, row, record, body)
    if record.chat:
        return Said(chats.parsed(body))
    if not record.closed:
        return Said(_web(body.decode(), record, vouched=not _is_posted(row)))
    try:
        found, told = settled(actor, row, record, body)
    except Tampered:
        return Said(Parsed(notes=("sealed-unreadable",)))
    return Said(_web(told.text, found))


def settled(actor: Actor, row: Message, record: MessageRecord, body: bytes) -> tuple[MessageRecord, Told]:
    """The record of a closed message as it stands once it is open, and what the caller told. Raises Tampered."""
    try:
        closed = msgspec.msgpack.decode(body, type=sealing.Closed)
    except msgspec.MsgspecError:
        raise Tampered from None
    keys = [*actor.keys.epochs(row.locator, Compartment(row.compartment)), *actor.keys.epochs(actor.team(DUTY))]
    found = sealing.opened(closed, keys)
    files = [sealing.named(*pair) for pair in zip(record.files, found.files, strict=False)]
    rest = record.files[len(files) :]
    known = msgspec.structs.replace(record, closed=False, form=closed.form, files=(*files, *rest))
    return answers.heard(known, found.told)


def as_open(actor: Actor, row: Message, record: MessageRecord) -> MessageRecord:
    """The record as it stands once it is open; of one that is closed and does not open, as it is."""
    if record.closed:
        with suppress(Tampered):
            return settled(actor, row, record, raw(row, record))[0]
    return record


def _keys(actor: Actor, thread: UUID) -> tuple[KnownKey, ...]:
    """The counterpart's keys, by the thread's own row."""
    return next((stub.keys for _, stub in stubs(actor, Request.objects.filter(pk=thread))), ())


def _web(text: str, record: MessageRecord, *, vouched: bool = True) -> Parsed:
    """A web message as if it had been read from a mail. What is not `vouched` for, a stranger may have said of it."""
    listed = [
        Attachment(index=index, name=enclosed.name, type=enclosed.type, size=_size(enclosed))
        for index, enclosed in enumerate(record.files)
    ]
    shown, hidden = clean(text)
    notes = ("hidden-characters",) if hidden else ()
    notes += ("sealed-in-browser",) if record.form and vouched else ()
    return Parsed(text=shown, notes=notes, attachments=tuple(listed))


def _size(enclosed: Enclosed) -> int:
    return enclosed.size if enclosed.inner else enclosed.content.size


def attachment(actor: Actor, request_id: UUID, message_id: UUID, index: int) -> Source:
    """One file that came with a message. Raises Absent where there is none."""
    row, _ = request(actor, request_id)
    found = next((pair for pair in records(actor, row.pk) if pair[0].pk == message_id), None)
    said = readable(actor, *found) if found else None
    part = next((part for part in said.attachments if part.index == index), None) if said else None
    if found is None or part is None:
        raise Absent
    message, record = found
    if record.files:
        return _enclosed(actor, message, record, index)
    try:
        data = unsealing.extract(actor, raw(message, record), _keys(actor, row.pk), index)
        return source.held(data, part.name, part.type)
    except Unreadable:
        raise Absent from None


def _enclosed(actor: Actor, row: Message, record: MessageRecord, index: int) -> Source:
    if record.closed:
        record, _ = settled(actor, row, record, raw(row, record))
    enclosed = record.files[index]
    found = source.stored(enclosed.file, enclosed.content, enclosed.name, enclosed.type)
    return source.unwrapped(found, enclosed.inner, sealing.file_context(record.form)) if enclosed.inner else found


def original(actor: Actor, request_id: UUID, message_id: UUID) -> Source:
    """A whole e-mail or chat as it came. Raises Absent where there is none."""
    row, _ = request(actor, request_id)
    found = next((pair for pair in records(actor, row.pk) if pair[0].pk == message_id), None)
    if found is None or not (found[1].mail or found[1].chat):
        raise Absent
    return source.held(raw(*found), "", "message/rfc822" if found[1].mail else "application/octet-stream")


def beside(actor: Actor, model: type[Row], request: Request) -> tuple[Row | None, Any]:
    """The row of a kind that has a thread's id and stands under its key, with its record; None for what is not there.

    A row without its record was altered past the program, or put there from elsewhere: that is told on every page.
    """
    row = model._default_manager.filter(pk=request.pk).first()
    if row is None:
        return None, None
    try:
        if (row.locator, row.compartment) != (request.locator, request.compartment):
            raise Tampered
        return row, read_record(row, actor.keys)
    except (Locked, Tampered):
        tell_damage(actor, row.pk)
        return row, None


def earlier(actor: Actor, row: Request, stub: RequestStub) -> list[Line]:
    """Other requests from the same address."""
    if stub.channel != "email" or not stub.who:
        return []
    return [line for line in queue(actor).group(with_address(stub.who)) if line.id != row.pk]


def of_same_address(actor: Actor, row: Request, stub: RequestStub) -> list[tuple[Request, RequestStub]]:
    """The same with their rows, those in which somebody wrote last first: what holds for an address holds in each."""
    ids = [line.id for line in earlier(actor, row, stub)]
    found = stubs(actor, Request.objects.filter(pk__in=ids)) if ids else []
    known = [(other, said) for other, said in found if is_sound(actor, other, said, posted=_is_posted(other))]
    return sorted(known, key=lambda pair: pair[1].last_in or pair[1].received_at, reverse=True)


def messages_in(lines: Iterable[Line]) -> int:
    """How many messages these threads have together."""
    return Message.objects.filter(thread__in=[line.id for line in lines]).count()


def joined_into(actor: Actor, request_id: UUID) -> list[UUID]:
    """The requests whose messages were put into this thread."""
    return [held.id for held in index(actor, Request, _by_thread_joined).group(request_id)]


def _by_thread_joined(held: Held) -> Standing:
    joined: UUID | None = held.record.joined
    return b"", [joined] if joined else []

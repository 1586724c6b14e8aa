"""What a caller does on the public pages: writes, comes back with the code phrase, reads, writes again."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.hotline import contact_rules, intake, once, phrases, room, waiting
from waystation.hotline.crowd import beginning
from waystation.hotline.errors import AlreadyStored
from waystation.hotline.models import CallerMessage, Message, MessageFile, Request
from waystation.hotline.records import CallerMessageRecord, Contact, Enclosed, MessageRecord, RequestStub, TakenBack
from waystation.hotline.sealing import Closed
from waystation.staff.teams import DUTY, locator
from waystation.vault import half, sessions, whole
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.directory import Place
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create, post, read
from waystation.vault.rows import insert

SESSION = "caller"
# How long a form that is sent twice is answered with its phrase again, for whom the first answer never reached; in this
# process's memory alone. See decision 2.
SHOWN_AGAIN = timedelta(minutes=2)

_begun: dict[UUID, datetime] = {}  # the oldest first
_lock = threading.Lock()


class _Payload(msgspec.Struct, frozen=True, array_like=True):
    lookup: UUID
    secret: bytes


@dataclass(frozen=True)
class _Said:
    """What came with one form: a text, or what the caller's browser sealed in its place."""

    text: str = field(repr=False)
    files: tuple[Enclosed, ...] = field(repr=False, default=())
    closed: Closed | None = field(default=None, repr=False)
    contact: Contact | None = field(default=None, repr=False)
    test: bool = False
    taken_back: tuple[TakenBack, ...] = ()

    @property
    def body(self) -> bytes:
        return self.text.encode() if self.closed is None else msgspec.msgpack.encode(self.closed)

    @property
    def everything(self) -> str:
        """The same for the same words, files and answers, whenever they are sent."""
        said = self.text if self.closed is None else self.closed.message.hex()
        answers = msgspec.json.encode(self.contact).decode() if self.contact else ""
        return said + "".join(enclosed.content.sha256.hex() for enclosed in self.files) + answers


@dataclass(frozen=True)
class Caller:
    """A caller whose code phrase was typed: holds the one key that opens that thread's copies."""

    keys: Keyring = field(repr=False)
    lookup: UUID


def begin_web(
    text: str,
    name: str = "",
    in_danger: bool = False,
    language: str = "ru",
    *,
    shared_device: str = "",
    now: datetime,
    token: str = "",
    files: Sequence[Enclosed] = (),
    closed: Closed | None = None,
    team: UUID | None = None,
    crowd: bool = False,
) -> list[str]:
    """Stores a first message and returns the words of its code phrase, which exist nowhere else.

    A form's `token` makes it happen once: for two minutes the same token gives the same words, until these are used or
    `noted`; after that AlreadyStored is raised. Sent again with another text or other files, it adds those.
    What the caller's browser sealed comes as `closed`, with no text. `team` is another than our duty team; `crowd`: it
    came among very many, and nothing but waiting speaks for it. Raises NoRoom.
    """
    room.need()
    seed = once.seed(token) or phrases.new_entropy()
    entropy = once.entropy(seed)
    key, said = phrases.key(entropy), _Said(text, tuple(files), closed)
    try:
        with transaction.atomic(durable=True):
            first = _first(name, in_danger, language, shared_device, now, crowd)
            first = first if team else msgspec.structs.replace(first, beginning=beginning(now))
            _begin(key, first, said, team or locator(DUTY))
            _remember(key.locator, now)  # before others can find that it is stored
    except IntegrityError:
        with suppress(IntegrityError):
            _append(key, _message_id(key, said), said, now)
        if now - _begun.get(key.locator, now - 2 * SHOWN_AGAIN) > SHOWN_AGAIN:
            raise AlreadyStored from None
        _remember(key.locator, now)
    return phrases.spell(entropy, language)


def _remember(lookup: UUID, now: datetime) -> None:
    with _lock:
        while _begun and now - next(iter(_begun.values())) > SHOWN_AGAIN:
            del _begun[next(iter(_begun))]
        _begun.setdefault(lookup, now)


def noted(token: str) -> None:
    """The caller has the words that this form was answered with: nobody is shown them again."""
    if seed := once.seed(token):
        _used(phrases.key(once.entropy(seed)).locator)


def _used(lookup: UUID) -> None:
    with _lock:
        _begun.pop(lookup, None)


def forget() -> None:
    """Clears this process's memory, as a restart does."""
    _begun.clear()


def _first(
    name: str, in_danger: bool, language: str, shared_device: str, now: datetime, crowd: bool = False
) -> RequestStub:
    return RequestStub(
        received_at=now,
        last_in=now,
        channel="web",
        urgency="now" if in_danger else "unknown",
        language=language,
        who=name,
        name=name,
        shared_device=shared_device,
        crowd=crowd,
    )


def _begin(key: Key, stub: RequestStub, said: _Said, team: UUID) -> None:
    now, place = stub.received_at, (team, Compartment.SELF)
    request = post(Request, stub, place, caller=key.locator, day=now.date())
    waiting.arrived(request.pk, place, now=now, urgent=stub.urgency == "now", first=True)
    _store(request, place, _message_id(key, said), said, key, now)


def _store(request: Request, place: Place, message: UUID, said: _Said, key: Key, now: datetime) -> None:
    """One message from a web caller, twice: for staff, and under the caller's own key."""
    content, body = seal_content(said.body, message.bytes)
    answers, closed = phrases.answers(key).secret, said.closed is not None
    record = MessageRecord(
        thread=request.pk,
        at=now,
        key=content,
        answers=answers,
        files=said.files,
        closed=closed,
        contact=said.contact,
        test=said.test,
        taken_back=said.taken_back,
    )
    post(Message, record, place, id=message, thread=request.pk, body=body, day=now.date())
    for enclosed in said.files:
        insert(MessageFile(id=enclosed.file, message_id=message))
    shown = contact_rules.shown_to_caller(said.contact) if said.contact else None
    copy = CallerMessageRecord(
        at=now, text=said.text, files=len(said.files), closed=closed, contact=shown, taken_back=said.taken_back
    )
    create(CallerMessage, copy, key, day=now.date())
    log(None, "hotline.received", subject=message)


def copy_to_caller(lookup: UUID, answers: bytes, record: CallerMessageRecord, now: datetime) -> None:
    """Seals an answer so that the caller's phrase opens it, and so that only we can have written it."""
    create(CallerMessage, record, Key(lookup, Compartment.SELF, phrases.ANSWERS, answers), day=now.date())


def enter(phrase: str, *, now: datetime) -> str | None:
    """The cookie of a caller's session; None where no thread belongs to these words. Raises NotAPhrase."""
    key = phrases.key(phrases.understand(phrase))
    if not Request.objects.filter(caller=key.locator).exists():
        return None
    _used(key.locator)
    payload = msgspec.msgpack.encode(_Payload(key.locator, key.secret))
    return sessions.start(SESSION, payload, now=now)


def resume(cookie: str, *, now: datetime) -> Caller | None:
    """The caller behind a cookie; None where the session has ended, or the thread was erased."""
    session = sessions.resume(SESSION, cookie, now=now) if cookie else None
    if session is None:
        return None
    payload = msgspec.msgpack.decode(session.payload, type=_Payload)
    if not Request.objects.filter(caller=payload.lookup).exists():
        return None
    return _caller(Key(payload.lookup, Compartment.SELF, phrases.OWN, payload.secret))


def caller_of(words: list[str]) -> Caller:
    """The caller whose code phrase this is, without a session."""
    return _caller(phrases.key(phrases.understand(" ".join(words))))


def _caller(key: Key) -> Caller:
    return Caller(Keyring([key, phrases.answers(key)]), key.locator)


def leave(cookie: str) -> None:
    """Ends the caller's session."""
    sessions.end(cookie)


def messages(caller: Caller) -> list[CallerMessageRecord]:
    """Both sides of the caller's thread, oldest first; what was changed or put there by force is left out."""
    return [record for record in everything(caller) if record.consent is None]


def everything(caller: Caller) -> list[CallerMessageRecord]:
    """The same with what the caller may see of their consent."""
    rows = CallerMessage.objects.filter(locator=caller.lookup)
    return sorted(filter(None, (_read(row, caller) for row in rows)), key=lambda record: record.at)


def lost(caller: Caller) -> bool:
    """Whether something in the caller's thread is left out, or gone."""
    left_out = CallerMessage.objects.filter(locator=caller.lookup).count() > len(everything(caller))
    return left_out or (whole.compare(caller.lookup) and whole.compare(caller.lookup)) is not None


def _read(row: CallerMessage, caller: Caller) -> CallerMessageRecord | None:
    try:
        record: CallerMessageRecord = read(row, caller.keys)
    except (Tampered, Locked):
        return None
    # Staff have the key of answers, never that of what the caller wrote.
    return record if (row.epoch == phrases.OWN) == (record.direction == "in") else None


def contact_of(caller: Caller) -> Contact:
    """What the caller said last of how they may be reached, as far as it is shown again; nobody else's answers."""
    said = [record.contact for record in messages(caller) if record.contact and record.direction == "in"]
    return said[-1] if said else Contact()


def written_to(caller: Caller) -> Place:
    """To whom the caller's browser may seal: whoever what arrives in the thread is sealed to."""
    return intake.place_of(Request.objects.get(caller=caller.lookup))


def write_again(
    caller: Caller,
    text: str,
    *,
    now: datetime,
    token: str = "",
    files: Sequence[Enclosed] = (),
    closed: Closed | None = None,
    contact: Contact | None = None,
    test: bool = False,
    taken_back: tuple[TakenBack, ...] = (),
) -> None:
    """One more message in the caller's thread. Raises AlreadyStored for a form that was sent before, and NoRoom.

    `contact` is how the caller may be reached; `test`: they want to see from the answer that it is us; `taken_back`:
    consents that they take back by it.
    """
    room.need()
    said = _Said(text, tuple(files), closed, contact, test, taken_back)
    message = once.row_id(once.seed(token) or phrases.new_entropy(), said.everything)
    try:
        _append(caller.keys.key(caller.lookup, epoch=phrases.OWN), message, said, now)
    except IntegrityError:
        raise AlreadyStored from None


def _append(key: Key, message: UUID, said: _Said, now: datetime) -> None:
    with transaction.atomic(durable=True):
        in_order()  # before looking: the thread may just become a case's
        request = Request.objects.get(caller=key.locator)
        if whole.compare(request.pk) is not None:
            # Somebody wrote past the program, and may have led this caller into another's thread: it becomes its own.
            request = post(Request, _first("", False, "ru", "", now), (locator(DUTY), Compartment.SELF), day=now.date())
        place = request.locator, Compartment(request.compartment)
        waiting.arrived(request.pk, place, now=now)
        _store(request, place, message, said, key, now)


def _message_id(key: Key, said: _Said) -> UUID:
    """The id of what the form of a first message makes: the same words once, other words once more."""
    return UUID(bytes=half.digest(b"first message", key.locator.bytes + said.everything.encode()))

"""What is inside the hotline's sealed rows."""

from datetime import date, datetime
from uuid import UUID

from waystation.hotline.triage import RuleList
from waystation.vault.records import Record
from waystation.vault.streams import Content


class Enclosed(Record, frozen=True, kw_only=True):
    """One file that came with a web message. `name` and `type` are the sender's claims.

    `inner` opens what the caller's browser had sealed before, which has `size` bytes then.
    """

    file: UUID
    content: Content
    name: str = ""
    type: str = ""
    inner: bytes = b""
    size: int = 0


class Told(Record, frozen=True, kw_only=True):
    """What a form says, as the caller's browser sealed it: all of it the caller's claims, of any length.

    `answers` are those to the questions of safe contact, as they were typed, by the names of the form's fields.
    """

    text: str
    name: str = ""
    in_danger: bool = False
    shared_device: str = ""
    answers: dict[str, str] = {}


class Proposed(Record, frozen=True, kw_only=True):
    """What the rules of triage propose for a thread, apart from what a person judged.

    `reasons` are the codes of rules that fired, with the words found. `count` is how many messages the thread had then,
    `until` when the newest of theirs came; `judged`: a person has said since how urgent it is.
    """

    urgency: str = "unknown"
    language: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    count: int = 0
    until: datetime | None = None
    judged: bool = False


class Window(Record, frozen=True, kw_only=True):
    """A part of a week on somebody's own clock. Monday is 0; minutes after midnight; an `end` not after the `start` is
    the next day's."""

    days: tuple[int, ...]
    start: int
    end: int


class Hours(Record, frozen=True, kw_only=True):
    """When a message may reach somebody: in `when`, or always where that is empty, and not in `never`.

    `zone` is a name of the IANA database.
    """

    when: tuple[Window, ...] = ()
    never: tuple[Window, ...] = ()
    zone: str = "Europe/Moscow"


class Contact(Record, frozen=True, kw_only=True):
    """How somebody may be reached: the questions of the vocabulary safe_contact by their codes, and what follows.

    `when` and `never` stand in `hours`. Of `word_ok` and `word_duress` a salt and a keyed digest are kept. `our_word`
    is what every message of ours shows. `avoid` are channels and addresses not to be used, `unsaid` such words,
    `subject` and `sender` what a mail is called and whom it seems to be from. What was said under duress before
    `free_since` counts no more.
    """

    hours: Hours = Hours()
    who_sees: str = ""
    whose_sim: str = ""
    preview: str = ""
    cover: str = ""
    second_channel: str = ""
    trusted: str = ""
    word_ok: bytes = b""
    word_duress: bytes = b""
    delete: str = ""
    language: str = ""
    voice: str = ""
    now: str = ""
    our_word: str = ""
    stop: bool = False
    avoid: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    subject: str = ""
    sender: str = ""
    someone_else: str = ""
    free_since: datetime | None = None


class Asked(Record, frozen=True, kw_only=True):
    """Somebody asks a second person to let an answer, or a letter that is held, leave against the caller's rules.

    `why` are the codes of what stands against it: nothing else is lifted. `text` goes once somebody has decided.
    """

    id: UUID
    by: UUID
    persona: str
    at: datetime
    until: datetime
    reason: str
    why: tuple[str, ...]
    text: str = ""
    protection: str = ""
    sender: str = ""
    letter: UUID | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    agreed: bool = False


class SafeContact(Record, frozen=True, kw_only=True):
    """What staff wrote down of how somebody may be reached, and who asked to go against it.

    `beside` is what was said otherwise before, and counts too until somebody has settled it with the person.
    """

    contact: Contact = Contact()
    beside: tuple[Contact, ...] = ()
    at: datetime | None = None
    by: UUID | None = None
    asked: tuple[Asked, ...] = ()


class Draft(Record, frozen=True, kw_only=True):
    """An answer that somebody is writing, and since when it stands so. `protection` and `sender` are as in the form."""

    text: str
    by: UUID
    at: datetime
    protection: str = ""
    sender: str = ""


class OwnRules(Record, frozen=True, kw_only=True):
    """The organisation's own rules of triage, over the built-in ones, and within how long a first answer is due."""

    at: datetime
    rules: RuleList = RuleList()
    first_reply_hours: int = 2


class KnownKey(Record, frozen=True, kw_only=True):
    """An OpenPGP key of a counterpart, since when. `told`: a person said that it is right; else it came first."""

    fingerprint: str
    certificate: bytes
    at: datetime
    told: bool = False


class MailKeyRecord(Record, frozen=True, kw_only=True):
    """An OpenPGP key of ours for one address. `state` is current, retired (opens old mail) or revoked (the same).

    `revocation` makes `certificate` one that everybody refuses; the secret key itself never ends.
    """

    address: str
    fingerprint: str
    key_ids: tuple[str, ...]
    secret: bytes
    certificate: bytes
    revocation: bytes
    made_at: datetime
    ends_at: datetime
    state: str = "current"


class PublishedKeyRecord(Record, frozen=True, kw_only=True):
    """What anybody may have: the certificate of an address."""

    address: str
    certificate: bytes


class Clock(Record, frozen=True, kw_only=True):
    """After how many minutes unread the duty team is called, and at most how often: once in `pause_minutes`.

    Between the hours `quiet_from` and `quiet_to` of the pages' time zone nobody is woken for what may wait; the same
    hour twice: no quiet time.
    """

    unread_minutes: int = 30
    pause_minutes: int = 10
    quiet_from: int = 0
    quiet_to: int = 0


class WaitingRecord(Record, frozen=True, kw_only=True):
    """Nothing: that the row is there is all it says."""


class Looked(Record, frozen=True, kw_only=True):
    """That somebody on the staff has seen the messages of a thread up to `until`, and had it open last `at`."""

    who: UUID
    until: datetime
    at: datetime


class ClosedTogether(Record, frozen=True, kw_only=True):
    """That a thread was closed together with others that came in a crowd; `id` is what they have in common."""

    id: UUID
    by: UUID
    at: datetime


class RequestStub(Record, frozen=True, kw_only=True):
    """One thread with one counterpart, as the queue shows it.

    `who` is the address that answers go to, or what a web caller wants to be called; `count` is how many messages
    were there when a person last looked. Until somebody opened an e-mail (`read`), who wrote it is not known. `keys`
    are the counterpart's, the one in use last. `came_to` is the address of ours that they write to and are answered
    from, empty for the first one. `urgency` is what a person said, the caller or one of us; what the rules make of it
    stands apart. `counterpart` is what they are to us: a caller, or one of COUNTERPARTS in `rules`. `crowd`: it came by
    the form among very many. `beginning`: from when until when the crowd before it came, and nobody had noticed.
    `encrypted`: some message of theirs was.
    """

    received_at: datetime
    status: str = "new"
    channel: str = "email"
    urgency: str = "unknown"
    language: str = "ru"
    who: str = ""
    name: str = ""
    subject: str = ""
    shared_device: str = ""
    last_in: datetime | None = None
    last_out: datetime | None = None
    owner: UUID | None = None
    count: int = 1
    next: str = ""
    case: UUID | None = None
    joined: UUID | None = None
    keys: tuple[KnownKey, ...] = ()
    read: bool = False
    proposed: Proposed | None = None
    came_to: str = ""
    counterpart: str = "caller"
    first_out: datetime | None = None
    looked: tuple[Looked, ...] = ()
    crowd: bool = False
    closed_together: ClosedTogether | None = None
    beginning: tuple[datetime, datetime] | None = None
    encrypted: bool = False


class CannedRecord(Record, frozen=True, kw_only=True):
    """A text to answer with, by language, with {placeholders}; in place of the built-in one of its code.

    `withdrawn`: not offered any more.
    """

    code: str
    title: str
    texts: dict[str, str] = {}
    withdrawn: bool = False
    by: UUID
    at: datetime


class TakenBack(Record, frozen=True, kw_only=True):
    """A consent that a caller takes back: of one purpose, to one recipient or to all ("")."""

    purpose: str
    recipient: str = ""


class ConsentShown(Record, frozen=True, kw_only=True):
    """What a caller may see of their consent: an answer as it was recorded, or what was done with it (`used`).

    `on` is the day of the answer or of the use, `until` the last day on which we rely on the answer. Of a use: when it
    was made (`at`), which `parts` went, and whether two people agreed to it (`by_two`), against what the person said
    (`unwilling`), and why. `stopped`: the use that was made `at` this moment was stopped before anything left.
    """

    purpose: str
    recipient: str = ""
    state: str = ""
    text: str = ""
    limits: str = ""
    on: date
    until: date | None = None
    used: str = ""
    at: datetime | None = None
    parts: tuple[str, ...] = ()
    by_two: bool = False
    unwilling: bool = False
    reason: str = ""
    stopped: bool = False


class MessageRecord(Record, frozen=True, kw_only=True):
    """One message. `key` opens the row's body, which is a raw RFC 5322 message where `mail` is set, else UTF-8 text.

    `thread` repeats the row's column, so that a message moved to another thread in the database is noticed. `answers`
    is the secret under which a web caller reads what we answer; the caller's phrase gives it too. `code` is the one in
    a message of ours by which anybody can ask whether we sent it. `came_to` is the address of ours that it was brought
    to; `message_id` that of an e-mail of ours, so that whatever says that it was not delivered is known to be about it.
    While it is `closed`, the body is as the caller's browser sealed it (`sealing.Closed`); `form` is what that was
    bound to, once one of us has opened it. `chat`: the body is an exported chat of this messenger, with the SHA-256
    that the file had when it was taken in. `contact` is what a web caller said of how they may be reached; `test`: the
    caller wants to see from our answer that it is us. `whole_size`: of an e-mail that is too large only the beginning
    is here; so many bytes lie in the folder for refused mail of the mailbox that it came to. `taken_back` are the
    consents that a web caller takes back by it: it counts from the moment it is stored.
    """

    thread: UUID
    at: datetime
    key: bytes
    direction: str = "in"
    mail: bool = False
    automatic: bool = False
    account: UUID | None = None
    persona: str = ""
    outgoing: UUID | None = None
    answers: bytes = b""
    files: tuple[Enclosed, ...] = ()
    code: str = ""
    contact: Contact | None = None
    test: bool = False
    closed: bool = False
    form: bytes = b""
    came_to: str = ""
    message_id: str = ""
    chat: str = ""
    sha256: bytes = b""
    whole_size: int = 0
    taken_back: tuple[TakenBack, ...] = ()


class CallerMessageRecord(Record, frozen=True, kw_only=True):
    """What a web caller sees of one message, sealed to the caller's own code phrase. `files`: how many came with it.

    Of one that the caller's browser sealed (`closed`) the text is with staff alone. `word` is the caller's own, which
    shows that this message is ours; `contact` what the caller said with theirs, `taken_back` the consents that they
    took back. With `consent` it is no message, but what the caller may see of an answer on consent or of a use.
    """

    at: datetime
    text: str
    direction: str = "in"
    persona: str = ""
    files: int = 0
    code: str = ""
    word: str = ""
    contact: Contact | None = None
    closed: bool = False
    taken_back: tuple[TakenBack, ...] = ()
    consent: ConsentShown | None = None


class Letter(Record, frozen=True, kw_only=True):
    """One outgoing e-mail, ready to send; the same bytes with the same Message-ID at every attempt.

    It leaves within all `hours` and unless `stopped` (a code of why); until `free_until` two people let it go in spite
    of both.
    """

    sender: str
    recipients: tuple[str, ...]
    message: bytes
    at: datetime
    thread: UUID | None = None
    hours: tuple[Hours, ...] = ()
    stopped: str = ""
    free_until: datetime | None = None

"""What is inside the sealed rows: whom one may ask, what was asked, what came back. Kinds are codes of vocabularies."""

from datetime import date, datetime
from uuid import UUID

from waystation.advocacy.clocks import Clock
from waystation.casework.records import WordsSeen
from waystation.documentation.dates import PartialDate
from waystation.vault.records import Record

MAIL, POST, FORM, BY_HAND, REGISTERED_POST = CHANNELS = ("mail", "post", "form", "by_hand", "registered_post")
SUBSTANCE = (0, 1, 2, 3)
"""How much of what was asked a reply answers: nothing, little, most, all."""


OTHERS, POWER = SIDES = ("others", "power")
SPOKE, PUBLISHED, ASKED, VOTED, SUMMONED, DECIDED, ACTED, DENIED = PRESSURE_KINDS = (
    "spoke",
    "published",
    "asked",
    "voted",
    "summoned",
    "decided",
    "acted",
    "denied",
)


class Authority(Record, frozen=True):
    """A body that can be asked. `kind` is a code of `addressees`; `country` has the days off that count (ISO 3166-1).

    `channels` is how one reaches it, in our own words. `above` is whom one asks when it stays silent.
    """

    name: str
    kind: str = ""
    country: str = ""
    jurisdiction: str = ""
    channels: str = ""
    clocks: tuple[Clock, ...] = ()
    above: UUID | None = None
    at: datetime | None = None
    by: UUID | None = None


class Consented(Record, frozen=True):
    """A case that is in it and consents, and the answer whose limits were read."""

    case: UUID
    limits: UUID | None = None


class Approval(Record, frozen=True):
    """One person let it go, with each case that is in it. Consent is asked for again when it goes."""

    by: UUID
    at: datetime
    cases: tuple[Consented, ...] = ()


class Basis(Record, frozen=True):
    """What a part of a text stands on: a thing that the record said when the draft was filled from it.

    `heading` is that of the part. `event` and `subject` are its ids, `event` None for what we asked before; `status` is
    how sure it was (`corroboration_status`), `level` how people stood in it.
    """

    heading: str
    text: str
    event: UUID | None
    subject: UUID
    status: str = ""
    level: str = ""


class Mailed(Record, frozen=True):
    """That it goes by mail. `letter` is its row in the outbox, `form` the kind of file that is attached.

    `sha256` is that of the file, in hex: what went can be told from what is made again.
    """

    letter: UUID
    to: str
    sender: str
    form: str
    sha256: str
    message_id: str
    at: datetime
    by: UUID


class Submission(Record, frozen=True):
    """What one authority is asked. `clock` is a copy as it stood when it was chosen: a later change of the data does
    not rewrite the past. Whoever drafts it signs by their persona, never a victim. `named`: somebody is named in it.

    `since` is the day from which our own limit runs: of what happened, or of the last decision. `sent`, `received`,
    `registered`, `transmitted` are those from which theirs runs; `number` is the authority's own.
    `uses` are those of consent that were written down when it went. `mail`: it went by mail, or is on its way out.
    `events` are those from which it was filled, `basis` is what its parts stand on.
    `parent` is the submission that another body passed on to this one. `withdrawn` is when we took it back.
    `seen` is what those in it said of its words, where everybody will read them.
    """

    authority: UUID
    kind: str
    title: str
    text: str = ""
    language: str = ""
    clock: Clock | None = None
    events: tuple[UUID, ...] = ()
    named: bool = False
    approvals: tuple[Approval, ...] = ()
    uses: tuple[UUID, ...] = ()
    channel: str = ""
    proof: str = ""
    number: str = ""
    since: date | None = None
    sent: date | None = None
    received: date | None = None
    registered: date | None = None
    transmitted: date | None = None
    parent: UUID | None = None
    withdrawn: date | None = None
    at: datetime | None = None
    by: UUID | None = None
    mail: Mailed | None = None
    basis: tuple[Basis, ...] = ()
    seen: tuple[WordsSeen, ...] = ()


class Pressure(Record, frozen=True):
    """What somebody said or did in public about it, or what those in power said or did after: with its source.

    `side` is who: others, or those in power. `kind` is what it was. `submission` is what it has to do with.
    """

    side: str
    kind: str
    who: str
    day: PartialDate
    what: str
    source: str = ""
    submission: UUID | None = None
    at: datetime | None = None
    by: UUID | None = None


class Grade(Record, frozen=True):
    """How much of what was asked a reply answers, as one person sees it (0 to 3)."""

    by: UUID
    substance: int
    at: datetime


class Reply(Record, frozen=True):
    """What came back on a day. `until` is the day that an extension names; `to` is whom it was passed on to."""

    submission: UUID
    kind: str
    day: date
    text: str = ""
    number: str = ""
    until: date | None = None
    to: UUID | None = None
    grades: tuple[Grade, ...] = ()
    at: datetime | None = None
    by: UUID | None = None

"""What is inside the sealed rows of a case. Codes are those of the vocabularies; days are days in UTC."""

from datetime import date, datetime
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content


class CaseStub(Record, frozen=True):
    """LIST: what the list of cases and the counts need, and no more.

    `milestones` keeps the day on which a stage was first reached. `place` and `country` are where the person is
    now, as coarsely as the whole duty team may know it. `erased`: all else is, and the stub is there to be counted.
    """

    pseudonym: str
    stage: str = "accepted"
    urgency: str = "normal"
    origin: str = ""
    place: str = ""
    country: str = ""
    owner: UUID | None = None
    opened: date | None = None
    next_action: str = ""
    next_due: date | None = None
    milestones: dict[str, date] = {}
    request: UUID | None = None
    erased: bool = False


class Person(Record, frozen=True):
    """IDENTITY: who it is. `birth_precision` says how much of the year is known: exact, about, or unknown.

    `safe_contact` is an older note, to be read: how somebody may be reached stands with the thread (`hotline.contact`).
    """

    names: str = ""
    other_names: str = ""
    birth_year: int | None = None
    birth_precision: str = "unknown"
    languages: str = ""
    papers: str = ""
    phone: str = ""
    safe_contact: str = ""
    companions: str = ""


class Need(Record, frozen=True):
    """CONTACT: something the person needs; open until `met_on`."""

    code: str
    note: str = ""
    due: date | None = None
    at: datetime | None = None
    by: UUID | None = None
    met_on: date | None = None


class Risk(Record, frozen=True):
    """CONTACT: one assessment, never changed. `factors` keeps each weight as it was counted: the sum stays true.

    `adjustment` is what the assessor added or took away, with the reason.
    """

    factors: dict[str, int] = {}
    imminence: str = "unknown"
    adjustment: int = 0
    reason: str = ""
    valid_until: date | None = None
    at: datetime | None = None
    by: UUID | None = None


class Consent(Record, frozen=True):
    """CONTACT: one answer to one purpose, never changed; the newest counts. Not asked means no.

    `on` is the day of the answer, `at` the moment it was recorded. `recipient` is who it is about, where the purpose is
    answered for each. `withhold` are the parts that must be kept back (consent_rules.PARTS), `limits` the same and more
    in the person's words. `text` is what they were asked, word for word, in `language`, by the organisation's
    `text_version` (0: the built-in one).
    """

    purpose: str
    state: str = "asked_not"
    recipient: str = ""
    withhold: tuple[str, ...] = ()
    text: str = ""
    text_version: int = 0
    language: str = ""
    on: date | None = None
    how: str = ""
    limits: str = ""
    valid_until: date | None = None
    at: datetime | None = None
    by: UUID | None = None


class ConsentText(Record, frozen=True, kw_only=True):
    """One version of what people are asked for one purpose, by language; never changed, the highest is in use."""

    purpose: str
    version: int
    texts: dict[str, str] = {}
    by: UUID
    at: datetime


class Use(Record, frozen=True, kw_only=True):
    """CONTACT: something of the case left: what was done, for which purpose, to whom, which parts went.

    `answer` is the consent that allowed it, `release` the agreement of two people where that did.
    """

    purpose: str
    what: str
    recipient: str = ""
    parts: tuple[str, ...] = ()
    answer: UUID | None = None
    release: UUID | None = None
    limits: str = ""
    at: datetime
    by: UUID


class Release(Record, frozen=True, kw_only=True):
    """CONTACT: somebody asks a second person to let one use be made against what stands; `used` is that use."""

    purpose: str
    reason: str
    recipient: str = ""
    parts: tuple[str, ...] = ()
    at: datetime
    by: UUID
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    agreed: bool = False
    used: UUID | None = None


class Note(Record, frozen=True):
    """CONTACT: what a member of staff wrote down."""

    text: str
    at: datetime | None = None
    by: UUID | None = None


class File(Record, frozen=True):
    """Any compartment: one file, kept as it came. `name` and `type` are the sender's claims."""

    file: UUID
    content: Content
    name: str = ""
    type: str = ""
    description: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Move(Record, frozen=True):
    """CONTACT: one change of stage. `before` is the stub's stage, place and country until then."""

    stage: str
    at: datetime | None = None
    by: UUID | None = None
    place: str = ""
    country: str = ""
    note: str = ""
    before: tuple[str, str, str] = ("", "", "")
    taken_back: bool = False

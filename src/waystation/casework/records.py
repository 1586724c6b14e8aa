"""What is inside the sealed rows of a case. Codes are those of the vocabularies; days are days in UTC."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content

LONG_AGO = datetime.min.replace(tzinfo=UTC)  # for the order of records that do not say when


class Set(Record, frozen=True):
    """Values of some fields of a stub, as many as `Together.fields` names."""

    owner: UUID | None = None
    next_action: str = ""
    next_due: date | None = None
    urgency: str = "normal"


class Together(Record, frozen=True):
    """In a stub: it was changed together with others. It can be taken back while the fields are as they were set."""

    id: UUID
    fields: tuple[str, ...]
    before: Set
    after: Set
    at: datetime
    by: UUID


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
    together: Together | None = None


class Need(Record, frozen=True):
    """CONTACT: something the person needs; open until `met_on`. `act_at`: when injuries to be recorded were done."""

    code: str
    note: str = ""
    due: date | None = None
    act_at: datetime | None = None
    at: datetime | None = None
    by: UUID | None = None
    met_on: date | None = None


class Risk(Record, frozen=True):
    """CONTACT: one assessment, never changed. `factors` keeps each weight as it was counted: the sum stays true.

    `points` does so for imminence, and for intent and capability of those who threaten, and vulnerability; older
    assessments have none. `adjustment` is what the assessor added or took away, with the reason.
    """

    factors: dict[str, int] = {}
    imminence: str = "unknown"
    intent: str = "unknown"
    capability: str = "unknown"
    vulnerability: str = "unknown"
    points: dict[str, int] = {}
    adjustment: int = 0
    reason: str = ""
    valid_until: date | None = None
    at: datetime | None = None
    by: UUID | None = None


class Consent(Record, frozen=True):
    """CONTACT: one answer to one purpose, never changed; the newest counts. Not asked means no.

    `on` is the day of the answer, `at` the moment it was recorded. `recipient` is who it is about, where the purpose is
    answered for each. `withhold` are the parts that must be kept back (consent_words.PARTS), `limits` the same and more
    in the person's words. `text` is what they were asked, word for word, in `language`, by the organisation's
    `text_version` (0: the built-in one). `person` is who of the case answers for themselves; None is the one of the
    case, for whom it was opened. `given_to` is the organisation that was told so, where it was not us: a yes to others
    opens nothing here, but its limits hold.
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
    person: UUID | None = None
    given_to: str = ""


class ConsentText(Record, frozen=True, kw_only=True):
    """One version of what people are asked for one purpose, by language; never changed, the highest is in use.

    `anew`: whoever said yes to an earlier one has to be asked again.
    """

    purpose: str
    version: int
    texts: dict[str, str] = {}
    anew: bool = False
    by: UUID
    at: datetime


class WordsSeen(Record, frozen=True):
    """What somebody of a case said of a text's words, after they saw them: `digest` is that of these very words.

    It is kept with the text. `how` they saw them is a code of these_words.HOW.
    """

    case: UUID
    digest: bytes
    agreed: bool
    how: str
    on: date
    at: datetime
    by: UUID


class Use(Record, frozen=True, kw_only=True):
    """CONTACT: something of the case left: what was done, for which purpose, to whom, which parts went.

    `answer` is the consent that allowed it, `release` the agreement of two people where that did. `people` are those
    besides the one of the case whose data went along, by their own yes or by the release that names them. `unwilling`:
    two people let it be made against what the one of the case said. `of` is what was published, where something was.
    `stopped`: it was to leave, and was stopped before it did.
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
    people: tuple[UUID, ...] = ()
    unwilling: bool = False
    of: UUID | None = None
    stopped: datetime | None = None


class Release(Record, frozen=True, kw_only=True):
    """CONTACT: somebody asks a second person to let one use be made against what stands; `used` is that use.

    It stands for the one of the case (`caller`) and for each of these others of it (`people`), and for nobody else.
    `here`: it was asked in this installation. One that came in a file is history.
    """

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
    caller: bool = True
    people: tuple[UUID, ...] = ()
    here: bool | None = None


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
    """CONTACT: one change of stage. `before` is the stub's stage, place and country until then.

    `reason` is a code of `closing_reasons`.
    """

    stage: str
    at: datetime | None = None
    by: UUID | None = None
    place: str = ""
    country: str = ""
    note: str = ""
    reason: str = ""
    before: tuple[str, str, str] = ("", "", "")
    taken_back: bool = False


class Filters(Record, frozen=True):
    """What narrows the list of cases, and its order. Inside a saved view."""

    group: str = "open"
    stage: str = ""
    owner: UUID | None = None
    urgency: str = ""
    origin: str = ""
    next_step: str = ""
    sort: str = "pressing"


class View(Record, frozen=True):
    """A person's or a team's key: the filters that somebody gave a name. No word of a search is kept in one."""

    name: str
    filters: Filters = Filters()
    at: datetime | None = None
    by: UUID | None = None


class Change(Record, frozen=True):
    """The compartment of what changed: one saving of one record, from what to what. Never changed itself.

    `kind` is the model's label, `version` the one that the row had then; `fields` are the names of the record's
    fields, with what stood in each before and after, as JSON has it.
    """

    kind: str
    version: int
    fields: dict[str, tuple[Any, Any]]
    at: datetime | None = None
    by: UUID | None = None


class Decision(Record, frozen=True):
    """What somebody held two persons to be: same, different or unsure."""

    state: str
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Alert(Record, frozen=True):
    """CONTACT: what somebody must see to before it goes; gone once it is settled, and the log keeps that it was.

    `kind` is one of `alerts.KINDS`; `who` is to see to it, `due` is by when, `subject` the row that it is about.
    """

    kind: str
    at: datetime
    by: UUID | None = None
    who: UUID | None = None
    due: datetime | None = None
    text: str = ""
    reason: str = ""
    subject: UUID | None = None


class Funds(Record, frozen=True):
    """CONTACT: whether the money for the way is there, and who pays; the newest counts."""

    there: bool
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Pair(Record, frozen=True):
    """IDENTITY of the first one's case: two persons who are likely the same. The last decision stands; none is lost.

    `words` are how many words of their names met, `years` whether the years of birth agree or differ; "" if unknown.
    """

    first: UUID
    second: UUID
    cases: tuple[UUID, UUID]
    words: int = 0
    years: str = ""
    phone: bool = False
    decisions: tuple[Decision, ...] = ()
    at: datetime | None = None
    by: UUID | None = None


class Away(Record, frozen=True):
    """Of the duty team: somebody of the staff is away from `first` to `last`, and who stands in for them."""

    account: UUID
    stand_in: UUID
    first: date
    last: date
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None

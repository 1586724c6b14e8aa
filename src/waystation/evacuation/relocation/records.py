"""What is inside the sealed rows: the ways of a case into other countries. Days are those of the
organisation's time zone, moments are in UTC.

`at` and `by` say when something was written down last, and by whom. Whoever stands as None among persons is the one for
whom the case was opened.
"""

from datetime import date, datetime
from uuid import UUID

from waystation.vault.records import Record

PARTIES = US, PERSON, PARTNER, EMBASSY, AUTHORITY, COURT = (
    "us",
    "person",
    "partner",
    "embassy",
    "authority",
    "court",
)
CHANCES = UNKNOWN, LOW, MEDIUM, HIGH = ("unknown", "low", "medium", "high")
PAPER_STATES = MISSING, ASKED_FOR, HERE, HANDED_IN = ("missing", "asked_for", "here", "handed_in")
TRANSLATIONS = NOT_NEEDED, NEEDED, ORDERED, DONE = ("not_needed", "needed", "ordered", "done")
LEGALISATIONS = NO_LEGALISATION, APOSTILLE, CONSULAR = ("not_needed", "apostille", "consular")
KEPT, MISSED, CANCELLED = APPOINTMENT_OUTCOMES = ("kept", "missed", "cancelled")
GRANTED, CONDITIONS, REFUSED, WITHDRAWN = DECISIONS = ("granted", "conditions", "refused", "withdrawn")
ALLOWED, DISMISSED = APPEAL_OUTCOMES = ("allowed", "dismissed")
DAYS, WORKING_DAYS, WEEKS, MONTHS = UNITS = ("days", "working_days", "weeks", "months")
DECISION, NOTICE = APPEAL_FROM = ("decision", "notice")
STAYS, NEXT_WORKING_DAY = AT_WEEKEND = ("stays", "next_working_day")
WELL, UNEASY, IN_DANGER, NO_ANSWER = HOW = ("well", "uneasy", "in_danger", "no_answer")


FOLLOWS = TERMS, PAPERS, APPOINTMENT, FILED, DECIDED, APPEALED, APPEAL_DECIDED = (
    "terms",
    "papers",
    "appointment",
    "filed",
    "decided",
    "appealed",
    "appeal_decided",
)
"""What may be noted of a track so that a step is done by itself."""


class Track(Record, frozen=True, kw_only=True):
    """LOGISTICS: one pathway into one country, for the one of the case and the `people` who go along.

    `weeks` is how long until a decision as a rule, `cost` a decimal number as text; both are estimates, as `chance` is,
    of which `chance_source` says whence. `ready_on` is stated for a pathway on which nobody decides before the journey.
    """

    country: str
    pathway: str
    people: tuple[UUID, ...] = ()
    chance: str = UNKNOWN
    chance_source: str = ""
    weeks: int | None = None
    cost: str = ""
    currency: str = ""
    travel_by: date | None = None
    ready_on: date | None = None
    note: str = ""
    ended_on: date | None = None
    ended_because: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Step(Record, frozen=True, kw_only=True):
    """One step of a track, in the order of `number`: on `whose` side it lies, and `since` when it has waited there.

    `follows`, one of FOLLOWS: it is done once that is noted, and then `by_itself`; open again where that holds no more.
    `by_hand`: somebody said that it is open although that is noted, and so it stays.
    """

    track: UUID
    what: str
    number: int = 0
    whose: str = US
    since: date | None = None
    due: date | None = None
    done_on: date | None = None
    note: str = ""
    follows: str = ""
    by_itself: bool = False
    by_hand: bool = False
    at: datetime | None = None
    by: UUID | None = None


class Needed(Record, frozen=True, kw_only=True):
    """A paper that a track asks for of one person. `kept` is the identity paper of theirs that it is, if it is one.

    `original` says who holds the original; `legalised_on` is when the apostille or the consul's stamp was there.
    """

    track: UUID
    kind: str
    person: UUID | None = None
    kept: UUID | None = None
    state: str = MISSING
    original: str = ""
    copies: int = 0
    valid_until: date | None = None
    translation: str = NOT_NEEDED
    legalisation: str = NO_LEGALISATION
    legalised_on: date | None = None
    due: date | None = None
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Appointment(Record, frozen=True, kw_only=True):
    """A moment at which somebody has to be somewhere. `remind` is hours before it, at which the duty team is called.

    `check_in` is the sign of life that is expected `sign_after` minutes after it began (in older rows 0),
    `escort` a helper of ours who goes along. `step` is done once it was kept.
    """

    track: UUID
    what: str
    starts: datetime
    provider: UUID | None = None
    place: str = ""
    escort: UUID | None = None
    remind: int = 0
    check_in: UUID | None = None
    outcome: str = ""
    note: str = ""
    step: UUID | None = None
    at: datetime | None = None
    by: UUID | None = None
    sign_after: int = 0


class Round(Record, frozen=True, kw_only=True):
    """One instance that is over: a decision, the last day that was stated for an appeal, the appeal and its answer.

    After one that was allowed they decide again; after one that was dismissed its answer is the decision that stands,
    against which a further appeal is made.
    """

    decision: str
    decided_on: date
    told_on: date | None = None
    appeal_by: date | None = None
    appeal_source: str = ""
    appealed_on: date
    appeal_reference: str = ""
    appeal_outcome: str
    appeal_decided_on: date


class Application(Record, frozen=True, kw_only=True):
    """What is asked of an embassy or a partner for some of those who travel, what they decided, and the appeal.

    `use` is the use of the person's consent by which we passed it on; None where they file it themselves. The two tasks
    are those that its refusal and its end made.
    `told_on` is the day on which the decision reached them. `appeal_by` is a last day that somebody who knows stated,
    `appeal_source` who: it goes before what is computed. `earlier` are the instances that are over, the oldest first.
    Of an appeal that was dismissed, `answer_told_on` is when the answer reached them, `further_by` and
    `further_source` are the last day for a further appeal as somebody stated it, `is_final`: there is none.
    """

    track: UUID
    what: str
    whom: tuple[UUID | None, ...] = (None,)
    provider: UUID | None = None
    filed_on: date | None = None
    reference: str = ""
    use: UUID | None = None
    decision: str = ""
    decided_on: date | None = None
    told_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    conditions: str = ""
    appeal_by: date | None = None
    appeal_source: str = ""
    appealed_on: date | None = None
    appeal_reference: str = ""
    appeal_outcome: str = ""
    appeal_decided_on: date | None = None
    answer_told_on: date | None = None
    further_by: date | None = None
    further_source: str = ""
    is_final: bool = False
    note: str = ""
    refusal_task: UUID | None = None
    ending_task: UUID | None = None
    earlier: tuple[Round, ...] = ()
    at: datetime | None = None
    by: UUID | None = None


class Arrival(Record, frozen=True, kw_only=True):
    """Where a track ended well. `reception` is the provider who looks after them there, `received_by` who met them."""

    track: UUID
    arrived_on: date
    place: str = ""
    reception: UUID | None = None
    received_by: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class CheckUp(Record, frozen=True, kw_only=True):
    """A day on which somebody asks how they are, for a year at least; `signs` are codes of warning signs."""

    track: UUID
    due: date
    done_on: date | None = None
    how: str = ""
    signs: tuple[str, ...] = ()
    note: str = ""
    task: UUID | None = None
    at: datetime | None = None
    by: UUID | None = None


class Timer(Record, frozen=True, kw_only=True):
    """Why the duty team is called at the moment beside it: `code` of a `part`, `before` days before its `day`.

    It waits until somebody has seen it, and says what was done.
    """

    track: UUID
    part: UUID
    code: str
    day: date
    before: int = 0
    seen_at: datetime | None = None
    seen_by: UUID | None = None
    note: str = ""


class Terms(Record, frozen=True, kw_only=True):
    """COORDINATION: what the organisation found out about a country and a pathway: law is entered, never assumed.

    `source` says whence, `as_of` on which day it was so. `appeal_length` counts in `appeal_unit`, from the day of the
    decision or of its notice; `further_length` in `further_unit`, for a further appeal once one was dismissed.
    `passport_months` is how long a passport has to last beyond the day of travel.
    """

    country: str
    pathway: str
    source: str
    as_of: date | None = None
    appeal_length: int | None = None
    appeal_unit: str = DAYS
    appeal_from: str = NOTICE
    at_weekend: str = STAYS
    further_length: int | None = None
    further_unit: str = DAYS
    passport_months: int | None = None
    weeks: int | None = None
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Item(Record, frozen=True, kw_only=True):
    """One step of a template, due so many days after the track is begun; None: no day. `follows` as in a Step."""

    what: str
    whose: str = US
    days: int | None = None
    follows: str = ""


class Template(Record, frozen=True, kw_only=True):
    """COORDINATION: the steps with which a track of a pathway begins, as the organisation wrote them."""

    pathway: str
    items: tuple[Item, ...] = ()

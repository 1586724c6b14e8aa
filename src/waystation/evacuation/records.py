"""What is known of places, helpers, journeys, beds and check-ins. All times are in UTC."""

from datetime import date, datetime
from enum import IntEnum
from uuid import UUID

from waystation.evacuation.check_ins.records import Answer
from waystation.vault.records import Record

PLACE_KINDS = COUNTRY, REGION, CITY, SAFE_HOUSE, MEETING_POINT, STATION, CHECKPOINT, BORDER_POINT = (
    "country",
    "region",
    "city",
    "safe_house",
    "meeting_point",
    "station",
    "checkpoint",
    "border_point",
)
PLACE_STATES = ACTIVE, RESTING, COMPROMISED, CLOSED = ("active", "resting", "compromised", "closed")
GUESTS = MEN, WOMEN, TRANS, CHILDREN = ("men", "women", "trans", "children")
HELPER_KINDS = DRIVER, HOST, ESCORT = ("driver", "host", "escort")
VETTING = NOT_VERIFIED, RECOMMENDED, VERIFIED = ("not_verified", "recommended", "verified")
HELPER_STATES = AVAILABLE, PAUSED, HELPER_COMPROMISED, GONE = ("available", "paused", "compromised", "gone")
PHASES = INTERNAL, ABROAD = ("internal", "abroad")
JOURNEY_STATES = DRAFT, APPROVED, UNDER_WAY, ARRIVED, ABORTED = (
    "draft",
    "approved",
    "under_way",
    "arrived",
    "aborted",
)
PLANNED, BOOKED, DEPARTED, LATE, MISSED = ("planned", "booked", "departed", "late", "missed")
LEG_STATES = (PLANNED, BOOKED, DEPARTED, LATE, MISSED, ARRIVED, ABORTED)


class CheckInState(IntEnum):
    """The number in the row, by which nobody learns more than that there is an alarm. What it is about is sealed.

    LATE is a sign of life that came after the alarm; MISSED, an alarm that nobody has taken on; ATTENDED, one that
    somebody has. `check_ins.escalation.state` says which state of the vocabulary it is.
    """

    EXPECTED = 0
    RECEIVED = 1
    LATE = 2
    MISSED = 3
    ATTENDED = 4
    CANCELLED = 5


class PlaceRecord(Record, frozen=True, kw_only=True):
    """Somewhere on a way. `within` is the place in which it lies: a city's region, a region's country.

    `latitude` and `longitude` are in degrees, to a tenth; a safe house has none: on a map it is counted at its city.
    `edition` counts what was changed by hand. All that follows `beds` but `state` is of a safe house. `max_nights` and
    `rest_after` 0: no limit; after so many nights in use one after the other it stands empty for `rest_nights`.
    `accepts` are GUESTS, () for everybody. `pets`, `wheelchair` and `medical` are None where nobody asked.
    `no_relatives_town`: nobody stays whose relatives or pursuers are in its region. `rules` is what else is agreed.
    """

    name: str
    kind: str = CITY
    region: str = ""
    country: str = ""
    beds: int = 0
    max_nights: int = 0
    rules: str = ""
    state: str = ACTIVE
    within: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    accepts: tuple[str, ...] = ()
    pets: bool | None = None
    wheelchair: bool | None = None
    medical: bool | None = None
    no_relatives_town: bool = False
    rest_after: int = 0
    rest_nights: int = 0
    hosts: tuple[UUID, ...] = ()
    edition: int = 0


class HelperRecord(Record, frozen=True, kw_only=True):
    """Somebody who drives, houses or accompanies, by pseudonym alone."""

    pseudonym: str
    kind: str = DRIVER
    area: str = ""
    languages: str = ""
    vetting: str = NOT_VERIFIED
    state: str = AVAILABLE
    note: str = ""


class Approval(Record, frozen=True, kw_only=True):
    """That somebody approved one version of a journey, with these persons of the case on it."""

    by: UUID
    at: datetime
    edition: int
    travellers: tuple[UUID, ...] = ()


class Undone(Record, frozen=True, kw_only=True):
    """That the approvals of a version went because somebody changed the journey: `what` is a code with words."""

    edition: int
    what: str
    by: UUID
    at: datetime


class About(Record, frozen=True, kw_only=True):
    """What of a journey somebody says yes to: where to, on which day they leave, how they travel, who goes along.

    `destination` is the region or country that they are told, never a house.
    """

    destination: str
    day: date | None = None
    modes: tuple[str, ...] = ()
    travellers: tuple[UUID, ...] = ()


class Heard(Record, frozen=True, kw_only=True):
    """What somebody was read before they answered, word for word, by the `text_version` of our text of consent."""

    text: str
    text_version: int
    language: str
    by: UUID
    about: About


class JourneyRecord(Record, frozen=True, kw_only=True):
    """One way of one case. `consent` is what the person said to this journey, in short; `heard`, what they were read.

    `edition` counts every change of it, of its legs and its beds. `approvals` are all that were given, the oldest
    first; `approval_rules` says which of them stand. `approved_by` and `approved_at` are of before two had to approve,
    and count for nothing.
    """

    phase: str = INTERNAL
    status: str = DRAFT
    origin: UUID
    destination: UUID
    consent: str = ""
    consent_at: datetime | None = None
    drafted_by: UUID | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    ended_because: str = ""
    edition: int = 1
    approvals: tuple[Approval, ...] = ()
    undone: tuple[Undone, ...] = ()
    heard: Heard | None = None


class LegPlan(Record, frozen=True, kw_only=True):
    """What a coordinator plans of one leg. `cost` is a decimal number as text; `reason`, why a place comes twice.

    `escort` goes along; in older rows somebody who goes along where nobody drives stands as the driver.
    """

    from_place: UUID
    to_place: UUID
    mode: str
    departs: datetime
    arrives: datetime
    driver: UUID | None = None
    escort: UUID | None = None
    cost: str = ""
    currency: str = ""
    meeting_sign: str = ""
    reason: str = ""

    @property
    def helpers(self) -> tuple[UUID, ...]:
        """Who of ours is on the way with them."""
        return tuple(dict.fromkeys(each for each in (self.driver, self.escort) if each))


class LegRecord(LegPlan, frozen=True, kw_only=True):
    """A leg and what became of it.

    `unapproved_because` is why somebody on the way could not wait until two had approved what was changed.
    """

    journey: UUID
    status: str = PLANNED
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    unapproved_because: str = ""


class BookingRecord(Record, frozen=True, kw_only=True):
    """Beds held for a case: the night of `first` up to, not including, the night of `until`.

    `guests` are kinds of people, where the house asks. `despite` is why, although a rule of the house says no.
    """

    house: UUID
    case: UUID
    first: date
    until: date
    beds: int = 1
    journey: UUID | None = None
    cancelled: bool = False
    guests: tuple[str, ...] = ()
    despite: str = ""


class CheckInRecord(Record, frozen=True, kw_only=True):
    """A sign of life that we expect. The row beside it alarms by itself; only this says of whom.

    `way` is how the answer is to come, a code of `check_ins.records.WAYS`; `channel` says more of it in words. `series`
    is the same in all that were set together, `emergency` the row of the case that says what an alarm opens.
    `silent_until`: agreed silence. Two people cancel: one asks, `cancelled_by` agrees.
    """

    case: UUID
    pseudonym: str
    due_at: datetime
    grace_minutes: int = 30
    channel: str = ""
    if_missed: str = ""
    ok_word: str = ""
    wrong_words: int = 0
    received_at: datetime | None = None
    received_by: UUID | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    acknowledgement: str = ""
    way: str = ""
    duress_word: str = ""
    scheduled_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    duress_at: datetime | None = None
    silent_until: datetime | None = None
    silent_because: str = ""
    series: UUID | None = None
    emergency: UUID | None = None
    cancel_asked_by: UUID | None = None
    cancel_asked_at: datetime | None = None
    cancel_because: str = ""
    cancel_series: bool = False
    cancelled_by: UUID | None = None

"""What is known of places, helpers, journeys, beds and check-ins. All times are in UTC."""

from datetime import date, datetime
from enum import IntEnum
from uuid import UUID

from waystation.vault.records import Record

PLACE_KINDS = REGION, CITY, SAFE_HOUSE, BORDER_POINT, MEETING_POINT = (
    "region",
    "city",
    "safe_house",
    "border_point",
    "meeting_point",
)
PLACE_STATES = ACTIVE, RESTING, COMPROMISED, CLOSED = ("active", "resting", "compromised", "closed")
HELPER_KINDS = DRIVER, HOST, ESCORT = ("driver", "host", "escort")
VETTING = NOT_VERIFIED, VERIFIED = ("not_verified", "verified")
HELPER_STATES = AVAILABLE, PAUSED, GONE = ("available", "paused", "gone")
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
    """The number in the row. LATE is a sign of life that came after the alarm; ATTENDED, an alarm somebody took on."""

    EXPECTED = 0
    RECEIVED = 1
    LATE = 2
    MISSED = 3
    ATTENDED = 4
    CANCELLED = 5


class PlaceRecord(Record, frozen=True, kw_only=True):
    """Somewhere on a way. `beds` and `max_nights` (0: no limit) are of a safe house."""

    name: str
    kind: str = CITY
    region: str = ""
    country: str = ""
    beds: int = 0
    max_nights: int = 0
    rules: str = ""
    state: str = ACTIVE


class HelperRecord(Record, frozen=True, kw_only=True):
    """Somebody who drives, houses or accompanies, by pseudonym alone."""

    pseudonym: str
    kind: str = DRIVER
    area: str = ""
    languages: str = ""
    vetting: str = NOT_VERIFIED
    state: str = AVAILABLE
    note: str = ""


class JourneyRecord(Record, frozen=True, kw_only=True):
    """One way of one case. `consent` is what the person said to this journey, in short."""

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


class LegPlan(Record, frozen=True, kw_only=True):
    """What a coordinator plans of one leg. `cost` is a decimal number as text; `reason`, why a place comes twice."""

    from_place: UUID
    to_place: UUID
    mode: str
    departs: datetime
    arrives: datetime
    driver: UUID | None = None
    cost: str = ""
    currency: str = ""
    meeting_sign: str = ""
    reason: str = ""


class LegRecord(LegPlan, frozen=True, kw_only=True):
    """A leg and what became of it."""

    journey: UUID
    status: str = PLANNED
    departed_at: datetime | None = None
    arrived_at: datetime | None = None


class BookingRecord(Record, frozen=True, kw_only=True):
    """Beds held for a case: the night of `first` up to, not including, the night of `until`."""

    house: UUID
    case: UUID
    first: date
    until: date
    beds: int = 1
    journey: UUID | None = None
    cancelled: bool = False


class CheckInRecord(Record, frozen=True, kw_only=True):
    """A sign of life that we expect. The row beside it alarms by itself; only this says of whom."""

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

"""What is stored when a simulation is over, as plain facts: what judges them needs none of the rooms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Line:
    """One line of the audit log, by the clock of the simulation."""

    at: datetime
    verb: str
    subject: UUID | None = None
    case: UUID | None = None
    actor: UUID | None = None


@dataclass(frozen=True)
class Place:
    """Somewhere; `beds` are those of a house, `within` what it lies in."""

    name: str
    kind: str
    region: str
    country: str
    beds: int = 0
    within: UUID | None = None


@dataclass(frozen=True)
class Stay:
    """Beds held: the night of `first` up to, not including, that of `until`."""

    case: UUID
    house: UUID
    first: date
    until: date
    beds: int


@dataclass(frozen=True)
class Leg:
    """A leg that somebody set out on, or was to."""

    case: UUID
    journey: UUID
    origin: UUID
    destination: UUID
    mode: str
    departs: datetime
    arrives: datetime
    driver: UUID | None = None
    departed: datetime | None = None
    arrived: datetime | None = None


@dataclass(frozen=True)
class Sighting:
    """That somebody who hunts a case was seen; `letter` and `digit` are what the source and the word are worth."""

    case: UUID
    place: UUID
    since: datetime
    until: datetime
    letter: str
    digit: str
    travels: bool


@dataclass(frozen=True)
class CheckIn:
    """A sign of life that was awaited: silence counts when the grace is over."""

    case: UUID
    due: datetime
    grace_minutes: int


@dataclass(frozen=True)
class Handover:
    """That somebody's word was awaited about a leg. `said` is when they said that all went well."""

    leg: UUID
    grace_minutes: int
    withdrawn: datetime | None = None
    said: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """Everything, by id. `persons` is how many each case has, `hand_overs` are by the alarm that would be raised."""

    zone: ZoneInfo
    end: datetime
    home: str
    own_country: str
    lines: tuple[Line, ...] = ()
    places: dict[UUID, Place] = field(default_factory=dict)
    persons: dict[UUID, int] = field(default_factory=dict)
    stays: dict[UUID, Stay] = field(default_factory=dict)
    legs: dict[UUID, Leg] = field(default_factory=dict)
    sightings: dict[UUID, Sighting] = field(default_factory=dict)
    check_ins: dict[UUID, CheckIn] = field(default_factory=dict)
    hand_overs: dict[UUID, Handover] = field(default_factory=dict)
    apart: frozenset[frozenset[UUID]] = frozenset()

"""What a run of the planner is made of: who may be moved, from where, and what there is to move them with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.evacuation.house_rules import Guests
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.records import BookingRecord, LegPlan, PlaceRecord
from waystation.mail.words import same
from waystation.planning.problem import NEVER


class Position(NamedTuple):
    """Where somebody on the way is, or will next be, and from when on; `departed`: they are not there yet."""

    place: UUID
    since: datetime
    departed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who travels together: how many of each case, where they are, and what has to be looked after.

    `people` are the papers of each of them. `near`: how likely a pursuer of theirs is at a place. `guests`: what a
    house must know of those of each case. `seen_on` are connections that would show them to a power of the state that
    hunts them. `visas`: from which day on all of them may enter by a pathway a country (`country_key`). `told` are the
    legs ahead of them that they know of; `released`: these are given up, whatever they were.
    """

    cases: Mapping[UUID, int]
    origin: UUID
    urgency: int = 1
    within: int = NEVER
    people: Sequence[Sequence[Held]] = ()
    guests: tuple[Guests, ...] = ()
    accessible: bool = False
    medical: bool = False
    escort: bool = False
    id_risk: int = 0
    ck_risk: int = 0
    near: Mapping[UUID, float] = field(default_factory=dict)
    seen_on: frozenset[UUID] = frozenset()
    visas: Mapping[tuple[str, str], date] = field(default_factory=dict)
    at: Position | None = None
    told: Sequence[LegPlan] = ()
    released: bool = False
    missing: bool = False

    @property
    def size(self) -> int:
        return sum(self.cases.values())


class Seats(NamedTuple):
    """How many of ours are on a departure whatever the plan says, and of which cases."""

    connection: UUID
    departs: datetime
    persons: int
    cases: frozenset[UUID]


class Left(NamedTuple):
    """A case that is not planned, and the code of why."""

    case: UUID
    why: str


Hours = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that a run is made of. `taken` are beds of others: house, day, how many; `beside` the stays, not counted in
    it, of others who must be kept apart from somebody here; `own` the beds of those who are planned; `rests` the nights
    on which a house stands empty.

    `drivers` are those whom there are with the region where they drive, `escorts` those who go along; `busy`: when one
    of them is on the way with somebody whose way is not planned here, or is kept. `seats` are those of others. `rates`
    is how much of a currency is one euro. `counts` are counted where all of this was read, for whoever reads the plan.
    """

    now: datetime
    zone: ZoneInfo
    days: int
    places: Mapping[UUID, PlaceRecord]
    connections: Mapping[UUID, ConnectionRecord]
    crowds: Sequence[Crowd]
    apart: Iterable[frozenset[UUID]] = ()
    taken: Mapping[tuple[UUID, date], int] = field(default_factory=dict)
    beside: Sequence[BookingRecord] = ()
    own: Mapping[tuple[UUID, date], int] = field(default_factory=dict)
    rests: Mapping[UUID, frozenset[date]] = field(default_factory=dict)
    drivers: Mapping[UUID, str] = field(default_factory=dict)
    escorts: Sequence[UUID] = ()
    busy: Mapping[UUID, Sequence[Hours]] = field(default_factory=dict)
    seats: Sequence[Seats] = ()
    budget: Decimal = Decimal(0)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def home(self) -> frozenset[str]:
        """The countries that people leave."""
        starts = {crowd.origin for crowd in self.crowds}
        return frozenset(self.places[place].country for place in starts if place in self.places)


def country_key(name: str) -> str:
    """A country as two of them are compared."""
    return same(name)

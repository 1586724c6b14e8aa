"""What a run of the planner is made of: who may be moved, from where, and what there is to move them with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.records import LegPlan, PlaceRecord
from waystation.planning.problem import NEVER


class Position(NamedTuple):
    """Where somebody on the way is, or will next be, and from when on; `departed`: they are not there yet."""

    place: UUID
    since: datetime
    departed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who travels together: how many of each case, where they are, and what has to be looked after.

    `people` are the papers of each of them. `near`: how likely a pursuer of theirs is at a place. `told` are the legs
    ahead of them that they know of. `guests` are kinds of people (`evacuation.records.GUESTS`), None where not known.
    """

    cases: Mapping[UUID, int]
    origin: UUID
    urgency: int = 1
    within: int = NEVER
    people: Sequence[Sequence[Held]] = ()
    guests: frozenset[str] | None = None
    accessible: bool = False
    medical: bool = False
    escort: bool = False
    id_risk: int = 0
    ck_risk: int = 0
    near: Mapping[UUID, float] = field(default_factory=dict)
    visas: Mapping[tuple[str, str], date] = field(default_factory=dict)
    at: Position | None = None
    told: Sequence[LegPlan] = ()
    missing: bool = False

    @property
    def size(self) -> int:
        return sum(self.cases.values())


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that a run is made of. `taken` are beds of others: house, day, how many.

    `drivers` are those who are free with the region where they drive; `rates` is how much of a currency is one euro;
    `cancelled` are departures that do not leave.
    """

    now: datetime
    zone: ZoneInfo
    days: int
    places: Mapping[UUID, PlaceRecord]
    connections: Mapping[UUID, ConnectionRecord]
    crowds: Sequence[Crowd]
    apart: Iterable[frozenset[UUID]] = ()
    taken: Mapping[tuple[UUID, date], int] = field(default_factory=dict)
    drivers: Mapping[UUID, str] = field(default_factory=dict)
    escorts: int = 0
    budget: Decimal = Decimal(0)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    cancelled: Iterable[tuple[UUID, datetime]] = ()

    @property
    def home(self) -> frozenset[str]:
        """The countries that people leave."""
        starts = {crowd.origin for crowd in self.crowds}
        return frozenset(self.places[place].country for place in starts if place in self.places)

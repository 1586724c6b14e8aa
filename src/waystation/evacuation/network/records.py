"""What is known of a way between two places. Departures are told in the organisation's time zone, as timetables are."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.vault.records import Record

EXPOSURES = LOW, MEDIUM, HIGH = ("low", "medium", "high")
IDENTITY_CHECKS = NEVER, POSSIBLE, CERTAIN = ("none", "possible", "certain")
STATES = IN_USE, RETIRED = ("in_use", "retired")


class Weekly(NamedTuple):
    """A departure of every week: Monday is 0; `minute` is counted from midnight."""

    weekday: int
    minute: int


class Change(NamedTuple):
    """That one departure, told by when it leaves as a rule, is late by so many minutes; None: it does not leave."""

    departure: datetime
    late: tuple[int, int] | None = None
    """At its departure, and at its arrival."""


class ConnectionRecord(Record, frozen=True, kw_only=True):
    """One way from a place to another, without a change. It leads in this direction alone.

    `minutes` is how long it takes. `cost` is a decimal number as text, of one person; of a car, of the whole car.
    `capacity` is how many of ours go with one departure. `exposure` is how much one is seen on it. Any one of the
    `documents` is enough; where there is none, nobody asks for a paper. Without `departures` and `dates` it goes on
    demand; `dates` are single departures, in UTC, and `changes` what was told of single ones of all of them. `pathway`
    is how one comes into the country to which it leads.
    """

    from_place: UUID
    to_place: UUID
    mode: str
    minutes: int
    cost: str = ""
    currency: str = ""
    capacity: int = 1
    exposure: str = LOW
    identity_check: str = NEVER
    documents: tuple[str, ...] = ()
    checkpoints: tuple[UUID, ...] = ()
    departures: tuple[Weekly, ...] = ()
    dates: tuple[datetime, ...] = ()
    changes: tuple[Change, ...] = ()
    needs_driver: bool = False
    needs_escort: bool = False
    pathway: str = ""
    note: str = ""
    state: str = IN_USE
    at: datetime | None = None
    by: UUID | None = None

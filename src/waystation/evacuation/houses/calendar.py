"""The beds of all houses, night by night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from waystation.evacuation import access, nights
from waystation.evacuation.nights import Night, PlaceLine
from waystation.evacuation.records import ACTIVE, CLOSED, SAFE_HOUSE
from waystation.staff.actor import Actor

SHOWN = 28  # nights
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Total:
    """One night over all houses that take people."""

    day: date
    free: int
    beds: int

    @property
    def taken(self) -> int:
        return self.beds - self.free


@dataclass(frozen=True)
class Calendar:
    """Every house that is not closed, from the night of `first` on."""

    first: date
    lines: list[PlaceLine]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(SHOWN)]

    @property
    def before(self) -> date:
        return self.first - timedelta(days=SHOWN)

    @property
    def after(self) -> date:
        return self.first + timedelta(days=SHOWN)

    @cached_property
    def totals(self) -> list[Total]:
        """What is free, and of how many, in the houses that take people."""
        taking = [line.nights for line in self.lines if line.place.state == ACTIVE]
        return [_total(day, (each[number] for each in taking)) for number, day in enumerate(self.days)]


def _total(day: date, found: Iterable[Night]) -> Total:
    some = list(found)
    return Total(day, sum(night.free for night in some), sum(night.beds for night in some))


def calendar(actor: Actor, first: date) -> Calendar:
    """The nights of every house from a day on, by region and name."""
    houses = {
        pk: place for pk, place in access.places(actor).items() if place.kind == SAFE_HOUSE and place.state != CLOSED
    }
    lines = nights.calendars(houses, access.bookings(actor).values(), first, SHOWN)
    return Calendar(first, sorted(lines, key=lambda line: (line.place.country, line.place.region)))


def first_day(said: str, today: date) -> date:
    """The day that an address asks for; today for what is none, or lies more than a year away."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today

"""The planner's slots of six hours and our own time: slot 0 of a day is its morning, which begins at six. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from waystation.evacuation.rules import MORNING
from waystation.planning.problem import NIGHT, SLOTS, Departure

MINUTES = 24 * 60 // SLOTS
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days of a problem from the first on, by the clock on the wall."""

    first: date
    zone: ZoneInfo

    def slot(self, moment: datetime) -> int:
        """The slot in which a moment lies; before the first day it is negative."""
        return self._since(moment) // MINUTES

    def into(self, moment: datetime) -> int:
        """Minutes between the beginning of its slot and a moment."""
        return self._since(moment) % MINUTES

    def moment(self, slot: int, into: int = 0) -> datetime:
        """When a slot begins, or so many minutes later, in UTC."""
        wall = datetime.combine(self.first, MORNING) + timedelta(minutes=slot * MINUTES + into)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def day(self, slot: int) -> date:
        """The day to which a slot belongs: its night lasts until the next morning."""
        return self.first + slot // SLOTS * _DAY

    def number(self, day: date) -> int:
        """The problem's number of a day."""
        return (day - self.first).days

    def night_slot(self, day: date) -> int:
        """The slot in which the night of a day is slept."""
        return self.number(day) * SLOTS + NIGHT

    def _since(self, moment: datetime) -> int:
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return (wall - datetime.combine(self.first, MORNING)) // timedelta(minutes=1)


class Time(NamedTuple):
    """A departure of the week in a problem: of which slots, and how long after their beginning."""

    departs: tuple[Departure, ...]
    into: int


def weekly(departures: Iterable[tuple[int, int]], first: date) -> list[Time]:
    """Departures of every week (Monday is 0, minute of the day), by how far into their slots they are."""
    found: dict[int, set[Departure]] = {}
    for weekday, minute in departures:
        day, into = divmod(minute - MORNING.hour * 60, 24 * 60)
        slot, into = divmod(into, MINUTES)
        found.setdefault(into, set()).add(Departure((weekday + day - first.weekday()) % 7, slot))
    return [Time(_every_day(departs), into) for into, departs in sorted(found.items())]


def _every_day(departs: set[Departure]) -> tuple[Departure, ...]:
    """The same in fewer words where it leaves on each day."""
    daily = [slot for slot in range(SLOTS) if all(Departure(day, slot) in departs for day in range(7))]
    single = sorted(each for each in departs if each.slot not in daily)
    return (*(Departure(-1, slot) for slot in daily), *single)


def on_demand(minutes: int) -> Time:
    """In any slot, so late that nobody waits at the other end for the next one to begin."""
    return Time(tuple(Departure(-1, slot) for slot in range(SLOTS)), duration(0, minutes) * MINUTES - minutes)


def comes_at_night(slot: int, into: int, minutes: int) -> bool:
    """Whether who leaves so late in a slot of any day arrives after midnight and before six."""
    slots, rest = divmod(into + minutes, MINUTES)
    return rest > 0 and (slot + slots) % SLOTS == NIGHT


def duration(into: int, minutes: int) -> int:
    """Slots until somebody who leaves so late in a slot has arrived: who goes on from there is not late."""
    return max(1, ceil((into + minutes) / MINUTES))

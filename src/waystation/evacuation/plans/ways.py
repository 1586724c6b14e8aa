"""A way of the plan as legs with their times, stays with their nights, and the journeys that are made of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.evacuation import rules
from waystation.evacuation.plans.records import Asked, Option, Ride, Steps
from waystation.evacuation.plans.slots import Calendar
from waystation.evacuation.records import ABROAD, INTERNAL, LegPlan
from waystation.planning import Leg, Party, Place, Problem, Step
from waystation.planning.problem import SLOTS


@dataclass(frozen=True)
class Drive:
    """One leg of a way: when it departs and arrives, in UTC."""

    step: Step
    leg: Leg
    ride: Ride
    departs: datetime
    arrives: datetime


@dataclass(frozen=True)
class Stay:
    """Nights in a house: the night of `first` up to, not including, that of `until`. `after` is the step to there."""

    place: UUID
    first: date
    until: date
    after: Step

    @property
    def nights(self) -> int:
        return (self.until - self.first).days


@dataclass(frozen=True)
class Journey:
    """What is drafted: legs from a place to another, and the beds between and after them."""

    phase: str
    legs: tuple[Drive, ...]
    stays: tuple[Stay, ...]

    @property
    def origin(self) -> UUID:
        return self.legs[0].ride.from_place

    @property
    def destination(self) -> UUID:
        return self.legs[-1].ride.to_place


@dataclass(frozen=True)
class Told:
    """What the ids of a run's problem stand for."""

    asked: Asked
    zone: ZoneInfo

    @property
    def problem(self) -> Problem:
        return self.asked.problem

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.asked.first, self.zone)

    @cached_property
    def legs(self) -> Mapping[str, Leg]:
        return {leg.id: leg for leg in self.problem.legs}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.problem.places}

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Those who travel, without what only stands for beds."""
        occupants = set(self.asked.occupants)
        return {party.id: party for party in self.problem.parties if party.id not in occupants}

    def drives(self, steps: Steps) -> list[Drive]:
        """The legs of a way that somebody really takes."""
        return [drive for drive in map(self._drive, steps) if drive]

    def _drive(self, step: Step) -> Drive | None:
        ride = self.asked.rides.get(step.leg)
        if ride is None or not ride.mode:
            return None
        departs = self.calendar.moment(step.departs, ride.into)
        return Drive(step, self.legs[step.leg], ride, departs, departs + timedelta(minutes=ride.minutes))

    def stays(self, steps: Steps) -> list[Stay]:
        """The nights that a way has in houses, in their order."""
        found = []
        for step, after in pairwise((*steps, None)):
            house = self.legs[step.leg].b
            if self.places[house].kind == "house" and house in self.asked.places:
                first, until = self._comes(step), self._leaves(after)
                if first < until:
                    found.append(Stay(self.asked.places[house], first, until, step))
        return found

    def _comes(self, step: Step) -> date:
        """The first night where a step leads."""
        if drive := self._drive(step):
            return rules.night_of(drive.arrives, self.zone)
        return self.calendar.day(step.departs + self.legs[step.leg].dur)

    def _leaves(self, step: Step | None) -> date:
        """The first night that is not spent any more where a step begins; the problem's end where there is none."""
        if step and (drive := self._drive(step)):
            return drive.departs.astimezone(self.zone).date()
        return self.calendar.day(step.departs + 1 if step else self.problem.slots)

    def new(self, party: str, steps: Steps) -> Steps:
        """What of a way nobody has told them yet."""
        told = self.asked.told.get(party, ())
        kept = 0
        while kept < min(len(told), len(steps)) and steps[kept] == told[kept]:
            kept += 1
        return steps[kept:]

    def is_changed(self, party: str, steps: Steps) -> bool:
        """Whether somebody who knows a way is told another one."""
        told = self.asked.told.get(party, ())
        return party in self.asked.released or steps[: len(told)] != told

    def journeys(self, party: str, steps: Steps) -> list[Journey]:
        """The journeys that are still to be drafted: out of the region, and from the last house out of the country."""
        new = self.new(party, steps)
        drives = self.drives(new)
        if not drives:
            return []
        stays = {stay.after: stay for stay in self.stays(steps)}
        parts = _split(drives, [drive.step in stays for drive in drives], self.places[drives[-1].leg.b].kind)
        return [
            Journey(phase, tuple(legs), tuple(stays[leg.step] for leg in legs if leg.step in stays))
            for phase, legs in parts
        ]


def _split(drives: list[Drive], sleeps: list[bool], end: str) -> list[tuple[str, list[Drive]]]:
    """Legs within the country, and those from the last house in which somebody sleeps on if they end abroad."""
    if end != "dest":
        return [(INTERNAL, drives)]
    houses = [number for number, each in enumerate(sleeps) if each]
    if not houses:
        return [(ABROAD, drives)]
    last = houses[-1] + 1
    return [(INTERNAL, drives[:last]), (ABROAD, drives[last:])]


@dataclass
class Company:
    """Who drives and who goes along, by the step on which they do."""

    drivers: dict[Step, UUID] = field(default_factory=dict)
    escorts: dict[Step, UUID] = field(default_factory=dict)


NOBODY: Final = Company()


def plans(drives: Sequence[Drive], company: Company = NOBODY) -> Iterator[LegPlan]:
    """Legs as a journey is drafted with them."""
    for drive in drives:
        ride = drive.ride
        yield LegPlan(
            from_place=ride.from_place, to_place=ride.to_place, mode=ride.mode, departs=drive.departs,
            arrives=drive.arrives, driver=ride.driver or company.drivers.get(drive.step),
            escort=ride.escort or company.escorts.get(drive.step), cost=ride.cost, currency=ride.currency,
        )  # fmt: skip


def best(options: Sequence[Option], choice: str) -> Option | None:
    """The plan of this name that nobody keeps for an emergency."""
    return next((each for each in options if each.choice == choice and not each.contingency), None)


__all__ = ["SLOTS", "Company", "Drive", "Journey", "Stay", "Told", "best", "plans"]

"""A problem as tables of numbers: one row for each departure, and for each party those that it could ever take.

What a party may never do is cut out here, once: without its papers in hand, without a seat, a vehicle or a place in the
programme for all of it, towards a pursuer, or where no way from its origin to a house or destination leads. Every bound
becomes stronger by what is missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waystation.planning.problem import NIGHT, SLOTS, Plan, Problem, Step

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Way = tuple[int, ...]
"""The departures that a party takes, by their row; empty for one that stays where it is."""

KINDS: Final = {"hub": 0, "border": 0, "house": 1, "dest": 2, "origin": 3}
EXPOSURE: Final = 10
DELAY: Final = 50
MONEY: Final = 0.1
"""The objective's weights: of a thousandth of a point, a person's slot, a euro."""
WHOLE: Final = 0.05
"""Objectives are multiples of 0.1: what differs by less is the same."""

PLENTY: Final = 1 << 29
"""What there was of everything in the time before now."""
_LASTING: Final = ("rides", "row_of", "is_car", "back", "conflicts", "longest", "drivers", "escorts", "nights_until")
_REMEMBERED: Final = 100_000


@dataclass(frozen=True, eq=False)
class Network:
    """All of a problem that an engine needs. Costs are in units of the objective, money apart."""

    problem: Problem
    leg: Ints
    """Of each departure: its leg, where it begins and ends, when it departs and arrives."""
    tail: Ints
    head: Ints
    departs: Ints
    arrives: Ints
    car: Ints
    """Of each leg: whether it is a car, its seats, pool of drivers and pathway (-1: none)."""
    capacity: Ints
    pool: Ints
    pathway: Ints
    cost: Floats
    kind: Ints
    """Of each place, as KINDS says."""
    beds: Ints
    first: NDArray[np.int64]
    """Where each party's departures begin in `usable`, which has them from the last to the first."""
    usable: Ints
    origin: Ints
    size: Ints
    escort: Ints
    stays: Floats
    """What it costs that a party never leaves, and that it ends in a house."""
    unfinished: Floats
    travel: Floats
    """By party and leg, party and place (a slot there), party and slot (to leave the origin then)."""
    wait: Floats
    until: Floats
    nights: Ints
    """By party and place: how many in a row it may sleep there."""
    start: Ints
    """Where and when each party's way goes on that is still to be found: at its origin, or where it is by now."""
    since: Ints
    spent: Floats
    """What its way has cost until then, without money; and the departures that it has taken, if any."""
    begun: Mapping[int, Way]

    @cached_property
    def stop(self) -> NDArray[np.int64]:
        """Where each party's places begin in `stops`."""
        return np.cumsum([0, *map(len, self._places)]).astype(np.int64)

    @cached_property
    def stops(self) -> Ints:
        """For each party, the places where it may wait for a departure, or stay."""
        return np.concatenate([np.zeros(0, np.int32), *self._places]).astype(np.int32)

    @cached_property
    def _places(self) -> list[Ints]:
        return [self._places_of(number) for number in range(len(self.size))]

    def _places_of(self, party: int) -> Ints:
        arcs, there = self.arcs_of(party), np.zeros(len(self.kind), bool)
        there[self.tail[arcs]] = there[self.head[arcs]] = there[self.origin[party]] = True
        return np.flatnonzero(there & (self.kind != KINDS["dest"])).astype(np.int32)

    @property
    def slots(self) -> int:
        return self.problem.slots

    @cached_property
    def longest(self) -> int:
        """Slots after the horizon in which a driver may still be on the way back."""
        return 2 * int((self.arrives - self.departs).max(initial=1))

    @cached_property
    def is_car(self) -> Bools:
        """Of each departure."""
        return self.car[self.leg] > 0

    @cached_property
    def back(self) -> Ints:
        """Of each departure: when a driver is back."""
        return 2 * self.arrives - self.departs

    @cached_property
    def drivers(self) -> Ints:
        """How many there are, by pool and slot, beyond the horizon too."""
        problem, pools = self.problem, list(self.problem.drivers)
        found = np.repeat(
            np.array(list(problem.drivers.values()), np.int32)[:, None], self.slots + self.longest, axis=1
        )
        for pool, until in problem.away:
            if pool:
                found[pools.index(pool), problem.now : until] -= 1
        found[:, : problem.now] = PLENTY
        return found

    @cached_property
    def escorts(self) -> Ints:
        """How many there are, by slot."""
        problem, found = self.problem, np.full(self.slots, self.problem.escorts, np.int32)
        for pool, until in problem.away:
            if not pool:
                found[problem.now : until] -= 1
        found[: problem.now] = PLENTY
        return found

    @cached_property
    def conflicts(self) -> list[tuple[int, ...]]:
        """For each party, those from which it is to be kept apart."""
        place = {party.id: number for number, party in enumerate(self.problem.parties)}
        apart: list[set[int]] = [set() for _ in place]
        for one, other in self.problem.conflicts:
            apart[place[one]].add(place[other])
            apart[place[other]].add(place[one])
        return [tuple(sorted(each)) for each in apart]

    def arcs_of(self, party: int) -> Ints:
        return self.usable[self.first[party] : self.first[party + 1]]

    def may_take(self, party: int, way: Way) -> bool:
        """Whether the party may take all of these departures."""
        arcs = self.arcs_of(party)
        at = np.searchsorted(arcs, np.array(way, np.int64))
        return bool((at < len(arcs)).all() and (arcs[at] == way).all())

    def rows_of(self, party: int, way: Way) -> Ints:
        """The positions of departures among those that the party may use."""
        return np.asarray(self.first[party] + np.searchsorted(self.arcs_of(party), np.array(way)), np.int32)

    @cached_property
    def rides(self) -> "Rides":
        """The departures in Python's own numbers: single ones are looked at far more often than all are counted."""
        return Rides(self)

    def nights_of(self, way: Way) -> "Nights":
        """The nights that are slept away from the origin on a way. Ways are asked about again and again."""
        if (found := self._nights.get(way)) is None:
            if len(self._nights) >= _REMEMBERED:
                self._nights.clear()
            found = self._nights[way] = Nights(tuple(self._slept(way)), self.problem.days)
        return found

    @cached_property
    def _nights(self) -> dict[Way, "Nights"]:
        return {}

    def _slept(self, way: Way) -> Iterator[tuple[int, int]]:
        rides = [self.rides[arc] for arc in way]
        until = [ride.departs for ride in rides[1:]] + [self.slots]
        for ride, leaves in zip(rides, until, strict=False):
            if not ride.last:
                spared = leaves == self.coming and ride.arrives <= self.problem.now
                ends = leaves // SLOTS if spared else int(self.nights_until[leaves])
                yield from ((ride.head, day) for day in range(ride.arrives // SLOTS, ends))

    @cached_property
    def nights_until(self) -> Ints:
        """By slot: nights of the horizon that somebody has spent in a place who leaves it then; `spared` apart."""
        slots, later = range(self.slots + 1), self.problem.now + 1
        leaving = (self.problem.has_night_when_leaving(slot, min(slot, later)) for slot in slots)
        return np.array([_days_until(slot) + more for slot, more in zip(slots, leaving, strict=True)], np.int32)

    @property
    def coming(self) -> int:
        """The slot of the coming night, or the one that it is."""
        return self.problem.now // SLOTS * SLOTS + NIGHT

    @property
    def spared(self) -> Ints:
        """For each party, where it is now, or -1: of who leaves there in the coming night, that does not count."""
        return np.where(self.since <= self.problem.now, self.start, -1).astype(np.int32)

    @property
    def nights_over(self) -> int:
        """Nights of the horizon that have begun before now: nothing is short in them any more."""
        return _days_until(self.problem.now)

    def cost_of(self, party: int, way: Way) -> float:
        """Exposure, delay and penalty of a way, without its money."""
        if not way:
            return float(self.stays[party])
        rides, travel, wait = [self.rides[arc] for arc in way], self.travel[party], self.wait[party]
        total = self.until[party, rides[0].departs] + sum(travel[ride.leg] for ride in rides)
        for ride, following in zip(rides, rides[1:], strict=False):
            total += wait[ride.head] * (following.departs - ride.arrives)
        last = rides[-1]
        if not last.last:
            total += wait[last.head] * (self.slots - last.arrives) + self.unfinished[party]
        return float(total)

    def steps_of(self, way: Way) -> tuple[Step, ...]:
        legs = self.problem.legs
        return tuple(Step(legs[self.leg[arc]].id, int(self.departs[arc])) for arc in way)

    def plan_of(self, ways: Iterable[Way]) -> Plan:
        return {party.id: self.steps_of(way) for party, way in zip(self.problem.parties, ways, strict=True)}

    @cached_property
    def row_of(self) -> dict[Step, int]:
        """The row of a departure."""
        legs = self.problem.legs
        return {
            Step(legs[leg].id, departs): row
            for row, (leg, departs) in enumerate(zip(self.leg.tolist(), self.departs.tolist(), strict=True))
        }

    def way_of(self, party: int, steps: Iterable[Step]) -> Way | None:
        """Steps as rows; None where they do not follow each other to an end, or the party may not take one of them."""
        way = tuple(self.row_of.get(step, -1) for step in steps)
        if not self.may_take(party, way):
            return None
        place, since = int(self.origin[party]), 0
        for arc in way:
            if self.tail[arc] != place or self.departs[arc] < since:
                return None
            place, since = self.rides[arc].head, self.rides[arc].arrives
        ends = not way or self.kind[place] in (KINDS["house"], KINDS["dest"])
        return way if ends else None

    def keep(self, keeps: Bools) -> "Network":
        """The same with fewer usable departures."""
        if keeps.all():
            return self
        many = [np.count_nonzero(keeps[begin:end]) for begin, end in pairwise(self.first.tolist())]
        other = self.but(usable=self.usable[keeps], first=np.cumsum([0, *many]).astype(np.int64))
        if "_places" in self.__dict__:  # more places than needed change nothing; many more take time
            before = np.diff(self.first).tolist()
            other.__dict__["_places"] = [
                places if 2 * many[party] > before[party] else other._places_of(party)
                for party, places in enumerate(self._places)
            ]
        return other

    def but(self, **changed: Any) -> "Network":
        """The same with something else about the parties: what is known of the departures is not found out again."""
        other = replace(self, **changed)
        other.__dict__.update({name: self.__dict__[name] for name in _LASTING if name in self.__dict__})
        return other


class Nights:
    """Nights of a way, in their order: place and day, and their positions in a table of places by days."""

    def __init__(self, slept: tuple[tuple[int, int], ...], days: int) -> None:
        self.slept = slept
        self.at = np.array([place * days + day for place, day in slept], np.int64)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.slept)


@dataclass(frozen=True)
class Ride:
    """One departure: see `Network`. `last` where it ends at a destination."""

    leg: int
    head: int
    departs: int
    arrives: int
    last: bool
    car: bool
    seats: int
    cost: int
    pool: int
    pathway: int


class Rides(dict[int, Ride]):
    """Departures by their row, each made when it is first looked at: most never are."""

    def __init__(self, of: Network) -> None:
        super().__init__()
        self._departures = of.leg, of.head, of.departs, of.arrives
        self._legs = of.car, of.capacity, of.cost, of.pool, of.pathway
        self._ends = of.kind == KINDS["dest"]

    def __missing__(self, arc: int) -> Ride:
        leg, head, departs, arrives = (int(each[arc]) for each in self._departures)
        car, seats, cost, pool, pathway = (int(each[leg]) for each in self._legs)
        found = Ride(leg, head, departs, arrives, bool(self._ends[head]), bool(car), seats, cost, pool, pathway)
        self[arc] = found
        return found


def _days_until(slot: int) -> int:
    """How many nights of the horizon have begun before a slot."""
    return (slot + SLOTS - 1 - NIGHT) // SLOTS


def lacks_between(lacks: Bools, row: Ints, begins: Ints, ends: Ints) -> Bools:
    """Whether anything is lacking in a row of a table from one column to before another."""
    before = np.append(np.zeros((len(lacks), 1), np.int64), np.cumsum(lacks, axis=1), axis=1)
    return np.asarray(before[row, ends] != before[row, begins])

"""What a plan comes to in counts: where how many are on each day, who carries them, what it costs until then."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from waystation.planning.problem import SLOTS, Leg, Party, Place, Plan, Problem

Departure = tuple[str, int]
"""The id of a leg, and the slot."""


@dataclass(frozen=True)
class Stay:
    """Where a party waits, in slots from `begins` until before `ends`."""

    place: Place
    begins: int
    ends: int
    leaves_at_night: bool = False
    """Whether the night in which it ends is spent there, too."""

    @property
    def nights(self) -> range:
        """The days whose night is spent there."""
        # The night is the last slot of a day.
        return range(self.begins // SLOTS, self.ends // SLOTS + self.leaves_at_night)


@dataclass(frozen=True)
class Way:
    """What one party does."""

    party: Party
    rides: tuple[tuple[Leg, int], ...]
    stays: tuple[Stay, ...]

    @property
    def on_the_road(self) -> int:
        """Nights that it spends on legs."""
        return sum((departs + leg.dur) // SLOTS - departs // SLOTS for leg, departs in self.rides)


@dataclass(frozen=True)
class Facts:
    """Counts of a plan. Ways that break off, or leave after the end, are in none: they are counted in `unfit`."""

    problem: Problem
    plan: Plan

    @cached_property
    def places(self) -> dict[str, Place]:
        return {place.id: place for place in self.problem.places}

    @cached_property
    def legs(self) -> dict[str, Leg]:
        return {leg.id: leg for leg in self.problem.legs}

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        return tuple(way for party in self.problem.parties if (way := self.way(party)))

    @cached_property
    def on_the_road(self) -> list[int]:
        """Of each person: nights on legs."""
        return [way.on_the_road for way in self.ways for _ in range(way.party.size)]

    @property
    def persons(self) -> int:
        return sum(party.size for party in self.problem.parties)

    @property
    def unfit(self) -> int:
        return len(self.problem.parties) - len(self.ways)

    def way(self, party: Party) -> Way | None:
        """What the party does, if one can do that at all."""
        place, since, rides, stays = self.places[party.origin], 0, [], []
        for step in self.plan.get(party.id, ()):
            leg = self.legs[step.leg]
            if leg.a != place.id or not since <= step.departs <= self.problem.slots - leg.dur:
                return None
            rides.append((leg, step.departs))
            at_night = place.kind != "origin" and self.problem.has_night_when_leaving(step.departs, since)
            stays.append(Stay(place, since, step.departs, at_night))
            place, since = self.places[leg.b], step.departs + leg.dur
        return Way(party, tuple(rides), (*stays, Stay(place, since, self.problem.slots)))

    # where people are

    @cached_property
    def nights(self) -> dict[str, Counter[int]]:
        """By place: persons there in the night of each day."""
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for way in self.ways:
            for stay in way.stays:
                for day in stay.nights:
                    found[stay.place.id][day] += way.party.size
        return found

    def at_night(self, kind: str) -> list[int]:
        """Persons in places of this kind in the night of each day."""
        places = [nights for id_, nights in self.nights.items() if self.places[id_].kind == kind]
        return [sum(nights[day] for nights in places) for day in range(self.problem.days)]

    @cached_property
    def through(self) -> Counter[str]:
        """By place: persons who come there, each counted once."""
        found: Counter[str] = Counter()
        for way in self.ways:
            for place in {leg.b for leg, _ in way.rides}:
                found[place] += way.party.size
        return found

    @cached_property
    def starting(self) -> Counter[str]:
        """By origin: persons who are there on the first day."""
        found: Counter[str] = Counter()
        for way in self.ways:
            found[way.party.origin] += way.party.size
        return found

    # how they travel

    @cached_property
    def aboard(self) -> Counter[Departure]:
        """Persons on each departure that anybody takes."""
        found: Counter[Departure] = Counter()
        for way in self.ways:
            for leg, departs in way.rides:
                found[leg.id, departs] += way.party.size
        return found

    def vehicles(self) -> Iterator[tuple[Leg, int, int]]:
        """Each departure by car: the leg, the slot, and how many cars."""
        for (id_, departs), persons in self.aboard.items():
            if (leg := self.legs[id_]).mode == "car":
                yield leg, departs, ceil(persons / leg.capacity)

    @cached_property
    def driving(self) -> dict[str, Counter[int]]:
        """By pool: drivers away in each slot of the horizon."""
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for pool, slot in self._away():
            found[pool][slot] += 1
        for leg, departs, cars in self.vehicles():
            for slot in range(departs, min(departs + 2 * leg.dur, self.problem.slots)):
                found[leg.pool][slot] += cars
        return found

    def _away(self) -> Iterator[tuple[str, int]]:
        """The pool and slot for which somebody is away from before."""
        problem = self.problem
        return ((pool, slot) for pool, until in problem.away for slot in range(problem.now, min(until, problem.slots)))

    @cached_property
    def trips(self) -> Counter[str]:
        """By pool: cars that are sent."""
        found: Counter[str] = Counter()
        for leg, _, cars in self.vehicles():
            found[leg.pool] += cars
        return found

    @cached_property
    def escorting(self) -> Counter[int]:
        """Escorts on the way in each slot."""
        found = Counter(slot for pool, slot in self._away() if not pool)
        for way in self.ways:
            for leg, departs in way.rides if way.party.escort else ():
                found.update(range(departs, departs + leg.dur))
        return found

    def spent(self) -> list[int]:
        """Euro paid for departures of each day."""
        found = [0] * self.problem.days
        for (id_, departs), persons in self.aboard.items():
            if (leg := self.legs[id_]).mode != "car":
                found[departs // SLOTS] += leg.cost * persons
        for leg, departs, cars in self.vehicles():
            found[departs // SLOTS] += leg.cost * cars
        return found

    def departing(self) -> tuple[list[int], list[int]]:
        """By day: departures that anybody takes, and persons on them."""
        many, persons = [0] * self.problem.days, [0] * self.problem.days
        for (_, departs), aboard in self.aboard.items():
            many[departs // SLOTS] += 1
            persons[departs // SLOTS] += aboard
        return many, persons

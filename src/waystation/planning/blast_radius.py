"""How many people one arrested driver, or one host, could give away: counted from a plan, with nothing of the engine.

A host knows who slept in the house. A driver knows whom he carried and the houses he drove to or from, and so everybody
who ever sleeps there. Drivers have no names here: trips are given to drivers of the pool so that each knows little.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from waystation.planning.problem import NIGHT, SLOTS, Leg, Party, Plan, Problem


@dataclass(frozen=True)
class BlastRadius:
    """Persons that each could give away: hosts by house, drivers by pool, one number for each who drives at all."""

    houses: dict[str, int]
    drivers: dict[str, tuple[int, ...]]

    @property
    def house(self) -> int:
        """The most that one host could."""
        return max(self.houses.values(), default=0)

    @property
    def driver(self) -> int:
        """The most that one driver could."""
        return max((number for each in self.drivers.values() for number in each), default=0)

    @cached_property
    def weight(self) -> int:
        """What is made small: persons squared, so that the largest count most."""
        numbers = [*self.houses.values(), *(number for each in self.drivers.values() for number in each)]
        return sum(number * number for number in numbers)


@dataclass
class _Driver:
    free_from: int = 0
    knows: int = 0
    """Parties: see `_Parties`."""
    persons: int = 0


class _Parties:
    """Sets of parties as one number each, a bit for each party: drivers are compared again for each trip."""

    def __init__(self, problem: Problem) -> None:
        self._at = {party.id: number for number, party in enumerate(problem.parties)}
        largest = max((party.size for party in problem.parties), default=0)
        self._whose_size_has = [
            (1 << digit, self.all_of(party.id for party in problem.parties if party.size >> digit & 1))
            for digit in range(largest.bit_length())
        ]

    def all_of(self, parties: Iterable[str]) -> int:
        found = 0
        for party in parties:
            found |= 1 << self._at[party]
        return found

    def persons(self, parties: int) -> int:
        """How many they are."""
        return sum(worth * (parties & these).bit_count() for worth, these in self._whose_size_has)


@dataclass(frozen=True)
class _Trip:
    """One vehicle of one departure."""

    leg: Leg
    departs: int
    aboard: frozenset[str]


def blast_radius(problem: Problem, plan: Plan) -> BlastRadius:
    """Of a plan that breaks no rule; of another one it is wrong."""
    parties = _Parties(problem)
    guests = {house: parties.all_of(who) for house, who in sorted(sleepers(problem, plan).items())}
    trips = sorted(_trips(problem, plan).items())
    return BlastRadius(
        {house: parties.persons(who) for house, who in guests.items()},
        {pool: tuple(_drive(each, problem.drivers[pool], guests, parties)) for pool, each in trips},
    )


def sleepers(problem: Problem, plan: Plan) -> dict[str, set[str]]:
    """The parties that sleep in each house, some night or other."""
    houses = {place.id for place in problem.places if place.kind == "house"}
    legs = {leg.id: leg for leg in problem.legs}
    slept: dict[str, set[str]] = defaultdict(set)
    for party in problem.parties:
        for house in _houses_of(problem, party, plan, legs):
            if house in houses:
                slept[house].add(party.id)
    return slept


def _houses_of(problem: Problem, party: Party, plan: Plan, legs: dict[str, Leg]) -> Iterator[str]:
    steps = plan[party.id]
    leaves = [step.departs for step in steps[1:]] + [problem.slots]
    for step, until in zip(steps, leaves, strict=False):
        since = step.departs + legs[step.leg].dur
        if problem.has_night_when_leaving(until, since) or any(
            slot % SLOTS == NIGHT for slot in range(since, min(until, since + SLOTS))
        ):
            yield legs[step.leg].b


def _trips(problem: Problem, plan: Plan) -> dict[str, list[_Trip]]:
    """The vehicles of each pool in the order in which they leave, filled one after the other."""
    legs = {leg.id: leg for leg in problem.legs if leg.mode == "car"}
    sizes = {party.id: party.size for party in problem.parties}
    riding: dict[tuple[int, str], list[str]] = defaultdict(list)
    for party in problem.parties:
        for step in plan[party.id]:
            if step.leg in legs:
                riding[step.departs, step.leg].append(party.id)
    trips: dict[str, list[_Trip]] = defaultdict(list)
    for (departs, leg), aboard in sorted(riding.items()):
        trips[legs[leg].pool] += (_Trip(legs[leg], departs, each) for each in _cars(aboard, sizes, legs[leg].capacity))
    return trips


def _cars(aboard: list[str], sizes: dict[str, int], seats: int) -> list[frozenset[str]]:
    """Who is in which vehicle: as few vehicles as the rules count, so a party may be divided between two."""
    seated = [party for party in aboard for _ in range(sizes[party])]
    return [frozenset(seated[car * seats : (car + 1) * seats]) for car in range(ceil(len(seated) / seats))]


def _drive(trips: list[_Trip], most: int, guests: dict[str, int], parties: _Parties) -> list[int]:
    """Each trip by whoever of at most so many drivers is free and by it adds least to the weight: whom each knows."""
    drivers: list[_Driver] = []
    for trip in trips:
        tells = parties.all_of(trip.aboard) | guests.get(trip.leg.a, 0) | guests.get(trip.leg.b, 0)
        free = [each for each in drivers if each.free_from <= trip.departs]
        if len(drivers) < most or not free:
            free.append(_Driver())
        after = [parties.persons(each.knows | tells) for each in free]
        least = min(range(len(free)), key=lambda number: after[number] ** 2 - free[number].persons ** 2)
        chosen = free[least]
        if not chosen.knows:
            drivers.append(chosen)
        chosen.free_from, chosen.knows = trip.departs + 2 * trip.leg.dur, chosen.knows | tells
        chosen.persons = after[least]
    return [each.persons for each in drivers]

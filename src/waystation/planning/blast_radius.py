"""How many people one arrested driver, or one host, could give away: counted from a plan, with nothing of the engine.

A host knows who slept in the house. A driver knows whom he carried and the houses he drove to or from, and so everybody
who ever sleeps there. Drivers have no names here: trips are given to drivers of the pool so that each knows little.
"""

from collections import defaultdict
from collections.abc import Iterator
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
    free_from: int
    carried: set[str]
    knows: set[str]
    """Houses."""


@dataclass(frozen=True)
class _Trip:
    """One vehicle of one departure."""

    leg: Leg
    departs: int
    aboard: frozenset[str]


def blast_radius(problem: Problem, plan: Plan) -> BlastRadius:
    """Of a plan that breaks no rule; of another one it is wrong."""
    sizes = {party.id: party.size for party in problem.parties}
    slept = sleepers(problem, plan)
    trips = sorted(_trips(problem, plan).items())
    drivers = {pool: _drive(each, problem.drivers[pool], slept, sizes) for pool, each in trips}
    return BlastRadius(
        {house: _persons(who, sizes) for house, who in sorted(slept.items())},
        {pool: tuple(_given_away(each, slept, sizes) for each in found) for pool, found in drivers.items()},
    )


def sleepers(problem: Problem, plan: Plan) -> dict[str, set[str]]:
    """The parties that sleep in each house, some night or other."""
    houses = {place.id for place in problem.places if place.kind == "house"}
    legs = {leg.id: leg for leg in problem.legs}
    slept: dict[str, set[str]] = defaultdict(set)
    for party in problem.parties:
        for house in _houses_of(party, plan, legs, problem.slots):
            if house in houses:
                slept[house].add(party.id)
    return slept


def _houses_of(party: Party, plan: Plan, legs: dict[str, Leg], slots: int) -> Iterator[str]:
    steps = plan[party.id]
    leaves = [step.departs for step in steps[1:]] + [slots]
    for step, until in zip(steps, leaves, strict=False):
        since = step.departs + legs[step.leg].dur
        if any(slot % SLOTS == NIGHT for slot in range(since, min(until, since + SLOTS))):
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


def _drive(trips: list[_Trip], most: int, slept: dict[str, set[str]], sizes: dict[str, int]) -> list[_Driver]:
    """Each trip by whoever of at most so many drivers is free and by it adds least to the weight."""
    drivers: list[_Driver] = []
    for trip in trips:
        free = [each for each in drivers if each.free_from <= trip.departs]
        if len(drivers) < most or not free:
            free.append(_Driver(0, set(), set()))
        chosen = min(free, key=lambda each: _adds(each, trip, slept, sizes))
        if not chosen.carried:
            drivers.append(chosen)
        chosen.free_from = trip.departs + 2 * trip.leg.dur
        chosen.carried |= trip.aboard
        chosen.knows |= {trip.leg.a, trip.leg.b} & slept.keys()
    return drivers


def _adds(driver: _Driver, trip: _Trip, slept: dict[str, set[str]], sizes: dict[str, int]) -> int:
    knows = driver.knows | ({trip.leg.a, trip.leg.b} & slept.keys())
    after = _given_away(_Driver(0, driver.carried | trip.aboard, knows), slept, sizes)
    return after**2 - _given_away(driver, slept, sizes) ** 2


def _given_away(driver: _Driver, slept: dict[str, set[str]], sizes: dict[str, int]) -> int:
    return _persons(driver.carried.union(*(slept[house] for house in driver.knows)), sizes)


def _persons(parties: set[str], sizes: dict[str, int]) -> int:
    return sum(sizes[party] for party in parties)

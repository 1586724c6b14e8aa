"""Others give up what a party needs that has no way beside them: beds, seats, drivers and money, the cheapest first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf
from typing import Final

import numpy as np

from waystation.planning.ledger import TOO_DEAR
from waystation.planning.limits import Limit
from waystation.planning.network import Floats, Ints, Way, lacks_between
from waystation.planning.placing import STEERING, Placing
from waystation.planning.pricing import Prices
from waystation.planning.problem import NIGHT, SLOTS

_DEAR: Final = 1e9
"""What it costs, in units of the objective, to need what somebody has; and what nobody may give up."""
_TOO_DEAR: Final = 1e14
_DEEP: Final = 2
"""How often those who make room may need others to do so."""


class Room:
    """Makes room among those whom a placing has put."""

    def __init__(self, placing: Placing) -> None:
        self.placing, self.of, self.ledger, self.pricing = placing, placing.of, placing.ledger, placing.pricing
        of = self.of
        self._money = STEERING[0] * of.cost[of.leg] / np.where(of.is_car, of.capacity[of.leg], 1)
        """What a departure costs a person who rides in a full car, where money is dearest."""

    def make(self, party: int, costs: Mapping[int, int], most: float, limit: Limit) -> set[int]:
        """Places a party by giving others another way, who cost at most so much; nobody where no such are found.

        Those may need room themselves. Where there is too little money then, more of them go by cheaper ways.
        """
        before, budget = list(self.ledger.ways), self.ledger.budget
        self.ledger.budget = inf
        others = self._make(party, costs, most, limit, _DEEP)
        if self.ledger.ways[party] and self.ledger.money > budget:
            rest = {other: cost for other, cost in costs.items() if other != party and other not in others}
            others |= self._save(budget, rest, most - sum(costs[other] for other in others), limit)
        self.ledger.budget = budget
        if self.ledger.money > budget:
            self.placing.back_to(before)
            return set()
        return others

    def _make(self, party: int, costs: Mapping[int, int], most: float, limit: Limit, deep: int) -> set[int]:
        """The same whatever it costs. For whom there is no other way is not tried again."""
        left = {other: cost for other, cost in costs.items() if other != party and cost <= most}
        before, avoided = list(self.ledger.ways), list[int]()
        prices = self._prices(party, left)
        while not limit.is_reached:
            prices.fare[avoided] = _TOO_DEAR
            price, way = self.pricing.way(prices, None, party)
            if not way or price >= _TOO_DEAR:
                break
            others, fault = self._in_the_way(party, way, left)
            cost = sum(left[other] for other in others)
            if fault is not None or cost > most:
                avoided.append(way[-1] if fault in (None, TOO_DEAR) else fault)
                continue
            for other in others:
                self.ledger.take(other)
            self.ledger.put(party, way)
            for other in sorted(others, key=lambda other: -float(self.of.stays[other])):
                if not self.placing.place(other):
                    rest = {each: left[each] for each in left.keys() - others}
                    more = self._make(other, rest, most - cost, limit, deep - 1) if deep else set[int]()
                    cost += sum(left[each] for each in more)
                    others |= more
                if not self.ledger.ways[other]:
                    self.placing.back_to(before)
                    del left[other]
                    prices = self._prices(party, left)
                    break
            else:
                return others
        return set()

    def _save(self, budget: float, costs: Mapping[int, int], most: float, limit: Limit) -> set[int]:
        """Gives others the ways that need least money, those first who save most for what they cost, until there is
        enough. Returns who they are."""
        saved, changed = self._could_save(costs), set[int]()
        for other in sorted(saved, key=lambda other: (costs[other] / saved[other], -saved[other], other)):
            if self.ledger.money <= budget or limit.is_reached:
                break
            if costs[other] > most:
                continue
            money, had = self.ledger.money, self.ledger.ways[other]
            if self.placing.place(other) and self.ledger.money < money:
                changed.add(other)
                most -= costs[other]
            else:
                self.ledger.take(other)
                self.ledger.put(other, had)
        return changed

    def _could_save(self, others: Mapping[int, int]) -> dict[int, float]:
        """How much less the cheapest ways of these would cost, if nobody else were there; only those who save."""
        ways = self.ledger.ways
        saved = {other: self._fare(other, ways[other]) - self._least[other] for other in others if ways[other]}
        return {other: money for other, money in saved.items() if money > 0}

    def _fare(self, party: int, way: Way) -> float:
        return float(self.of.size[party] * self._money[list(way)].sum())

    @cached_property
    def _least(self) -> list[float]:
        """Of each party the money that its cheapest way takes."""
        prices = Prices.free(self.of)
        prices.fare[:] = self._money
        _, rows = self.pricing.ways(prices)
        return [self._fare(party, way) for party, way in enumerate(self.pricing.arcs(rows))]

    def _prices(self, party: int, costs: Mapping[int, int]) -> Prices:
        """By which that way is cheapest on which a party needs nothing of some, and as little as possible of what those
        have who may give it up."""
        of, ledger, size, prices = self.of, self.ledger, int(self.of.size[party]), Prices.free(self.of)
        prices.fare[:] = self._money
        full = self._full(party)
        drivers = self._price_of_drivers(full, costs)
        for arc, price in zip(full.tolist(), drivers.tolist(), strict=True):
            car = of.rides[arc].car
            if ledger.on[arc]:
                price = min(price, self._price(ledger.on[arc], costs, 1 if car else size))
            prices.fare[arc] += price
        nights = np.zeros((len(of.kind), of.slots))
        for place, day in np.argwhere((ledger.left.beds < size) & (of.nights[party, :, None] > 0)).tolist():
            need = size - int(ledger.left.beds[place, day])
            nights[place, day * SLOTS + NIGHT] = self._price(ledger.asleep[place, day], costs, need)
        np.cumsum(nights, axis=1, out=prices.bed[:, 1:])
        return prices

    def _price(self, holders: set[int], costs: Mapping[int, int], need: int) -> float:
        """Of room for so many, by what those who give it up cost."""
        price = 0.01
        for other in sorted(holders & costs.keys(), key=costs.__getitem__):
            price, need = price + costs[other], need - int(self.of.size[other])
            if need <= 0:
                return _DEAR * price
        return _TOO_DEAR

    def _price_of_drivers(self, arcs: Ints, costs: Mapping[int, int]) -> Floats:
        """Of departures for which there is no driver: what the trips cost by which one would come free, about."""
        of, found = self.of, np.full(len(arcs), _TOO_DEAR)
        lacking = np.where(self.ledger.left.drivers < 1, self._price_of_trips(costs), 0)
        lasts = np.where(of.is_car[arcs], of.back[arcs] - of.departs[arcs], 0)
        for slots in set(lasts.tolist()) - {0}:
            these = lasts == slots
            pool, departs = of.pool[of.leg[arcs[these]]], of.departs[arcs[these]]
            found[these] = np.max([lacking[pool, departs + slot] for slot in range(slots)], axis=0)
        return found

    def _price_of_trips(self, costs: Mapping[int, int]) -> Floats:
        """By pool and slot: what the cheapest trip costs that is not taken then."""
        of, prices = self.of, np.full(self.ledger.left.drivers.shape, _TOO_DEAR)
        for arc, riders in self.ledger.on.items():
            ride = of.rides[arc]
            if ride.car and riders and ride.departs >= of.problem.now and riders <= costs.keys():
                then = prices[ride.pool, ride.departs : 2 * ride.arrives - ride.departs]
                np.minimum(then, _DEAR * (0.01 + sum(costs[rider] for rider in riders)), out=then)
        return prices

    def _full(self, party: int) -> Ints:
        """The departures that it may take and on which it finds no seat, or no vehicle."""
        of, left = self.of, self.ledger.left
        arcs = of.arcs_of(party)
        seats, before = of.capacity[of.leg[arcs]], left.aboard[arcs]
        after = before + of.size[party]
        more = -(-after // seats) > -(-before // seats)
        no_driver = lacks_between(left.drivers < 1, of.pool[of.leg[arcs]], of.departs[arcs], of.back[arcs])
        return np.asarray(arcs[np.where(of.is_car[arcs], more & no_driver, after > seats)])

    def _in_the_way(self, party: int, way: Way, costs: Mapping[int, int]) -> tuple[set[int], int | None]:
        """Without whom the way would be free, those first who have most of it; and what stands in its way even then."""
        ledger, chosen = self.ledger, set[int]()
        near = Counter[int]()
        for some in self._holders(way, int(self.of.size[party])):
            near.update(some & costs.keys() - {party})
        near.update(costs.keys() & self.of.conflicts[party])
        taken = {}
        for other in sorted(near, key=lambda other: (costs[other] / near[other], other)):
            if ledger.fits(party, way):
                break
            taken[other] = ledger.take(other)
            chosen.add(other)
        fits = ledger.fits(party, way)
        fault = None if fits else ledger.fault(party, way) or TOO_DEAR
        for other in sorted(chosen, key=lambda other: -costs[other]) if fits else ():
            ledger.put(other, taken[other])
            if ledger.fits(party, way):
                chosen.discard(other)
            else:
                ledger.take(other)
        for other in chosen:
            ledger.put(other, taken[other])
        return chosen, fault

    def _holders(self, way: Way, size: int) -> Iterator[set[int]]:
        """Of each thing on a way, which so many want to go, those who have some of it."""
        ledger, of = self.ledger, self.of
        yield from (ledger.asleep[night] for night in of.nights_of(way) if ledger.left.beds[night] < size)
        for arc in way:
            yield ledger.on[arc]
            if of.rides[arc].car:
                yield from self._drivers(arc)

    def _drivers(self, arc: int) -> Iterator[set[int]]:
        """Who rides with drivers of the same pool in that time."""
        of, ride = self.of, self.of.rides[arc]
        back = 2 * ride.arrives - ride.departs
        for other, riders in list(self.ledger.on.items()):
            each = of.rides[other]
            out = each.departs < back and ride.departs < 2 * each.arrives - each.departs
            if each.car and each.pool == ride.pool and out:
                yield riders

"""Who else has to be told something new, where those who must change find no way beside all others: as few as possible.

Where the problem is small, an integer programme says how few; else the fewest that are found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from time import monotonic
from typing import Final

from waystation.planning.arcflow import ArcFlow
from waystation.planning.insertion import Insertion, guide
from waystation.planning.ledger import Ledger
from waystation.planning.network import MONEY, Network, Way
from waystation.planning.pricing import Prices, Pricing

SMALL: Final = 6_000
"""Usable departures up to which the fewest are proved."""
_STEERING: Final = (MONEY, 10.0, 100.0, 1000.0)
_NEAR: Final = 40
"""Parties in the way of one that are tried one by one, and in pairs."""
_PAIRS: Final = 12


@dataclass(frozen=True)
class Fewest:
    """Who gives up its way, the ways that all have then, and whether fewer is proved to be impossible."""

    freed: frozenset[int]
    ways: list[Way]
    proved: bool


class Placing:
    """Puts parties beside others who keep their ways."""

    def __init__(self, of: Network, kept: Mapping[int, Way]) -> None:
        self.of, self.pricing, self.ledger = of, Pricing(of), Ledger(of)
        self.insertion = Insertion(self.pricing, self.ledger)
        self.prices = [Prices.free(of) for _ in _STEERING]
        for prices, money in zip(self.prices, _STEERING, strict=True):
            guide(prices, of, money, Prices.free(of), 0)
        self.crowded: list[int] = []
        """Those whose ways do not fit beside each other's: the smallest, as it happens."""
        for party in sorted(kept, key=lambda party: -int(of.size[party])):
            if self.ledger.fits(party, kept[party]):
                self.ledger.put(party, kept[party])
            else:
                self.crowded.append(party)

    def place(self, party: int) -> bool:
        """Gives it the best way that is left at one of the prices of money. False: it has none."""
        if self.ledger.ways[party]:
            self.ledger.take(party)
        return any(self.insertion.insert(party, prices) for prices in self.prices)

    def make_room(self, party: int, costs: Mapping[int, int], most: float) -> set[int]:
        """Places a party by giving others another way, who cost at most so much; nobody where no such are found."""
        for some in self._in_the_way(party, costs):
            if sum(costs[other] for other in some) <= most and self._instead(party, some):
                return set(some)
        return set()

    def _instead(self, party: int, others: tuple[int, ...]) -> bool:
        had = {other: self.ledger.take(other) for other in others}
        placed = [each for each in (party, *others) if self.place(each)]
        if len(placed) == len(others) + 1:
            return True
        for each in placed:
            self.ledger.take(each)
        for other, way in had.items():
            self.ledger.put(other, way)
        return False

    def _in_the_way(self, party: int, costs: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
        """Those who hold what the party would use if nobody else were there, the cheapest first."""
        near: set[int] = set()
        for prices in self.prices:
            _, way = self.pricing.way(prices, None, party)
            near |= self._holders(way)
        by_cost = sorted(near & costs.keys() - {party}, key=lambda other: (costs[other], other))[:_NEAR]
        yield from ((other,) for other in by_cost)
        pairs = combinations(by_cost[:_PAIRS], 2)
        yield from sorted(pairs, key=lambda pair: sum(costs[other] for other in pair))

    def _holders(self, way: Way) -> set[int]:
        ledger, of = self.ledger, self.of
        found = set[int]().union(
            *(ledger.on[arc] for arc in way), *(ledger.asleep[night] for night in of.nights_of(way))
        )
        cars = [of.rides[arc] for arc in way if of.rides[arc].car]
        for arc, riders in ledger.on.items():
            ride = of.rides[arc]
            back = 2 * ride.arrives - ride.departs
            same = (each.pool == ride.pool and each.departs < back and ride.departs < 2 * each.arrives - each.departs
                    for each in cars)  # fmt: skip
            if ride.car and any(same):
                found |= riders
        return found


def prove(of: Network, kept: Mapping[int, Way], needs: Mapping[int, int], most: float, seconds: float) -> Fewest | None:
    """The fewest persons of `kept` who change, after as few as possible of those in `needs` have no way, by weight.

    None where time is over before anything is found.
    """
    flow = ArcFlow(of)
    program = flow.program
    program.costs[:] = [0.0] * len(program.costs)
    for party, weight in needs.items():
        program.costs[flow.stays[party]] = float(weight)
    changes = {party: program.column(float(of.size[party])) for party in kept}
    for party, column in changes.items():
        for arc, taken in flow.rides[party].items():
            row = ("kept", party, arc) if arc in kept[party] else ("other", party, arc)
            program.row(row, *((1, 2) if arc in kept[party] else (-1, 0)))
            program.add(row, taken, 1)
            program.add(row, column, 1 if arc in kept[party] else -1)
        program.row(("most",), 0, most)
        program.add(("most",), column, float(of.size[party]))
    everything = sum(program.costs) + 1
    answer = program.solve(seconds, everything, {}, lambda: False)
    if answer.values is None:
        return None
    freed = frozenset(party for party, column in changes.items() if answer.values[column] > 0.5)
    value = sum(cost * round(value) for cost, value in zip(program.costs, answer.values, strict=True) if cost)
    stays = [answer.values[column] > 0.5 for column in flow.stays]
    ways = [() if none else way for none, way in zip(stays, flow.ways(answer.values), strict=True)]
    return Fewest(freed, ways, answer.bound > value - 0.5)


def look(
    of: Network,
    kept: Mapping[int, Way],
    liked: Mapping[int, Way],
    needs: Mapping[int, int],
    most: float,
    seconds: float,
) -> Fewest:
    """Some who change, so that as many as possible of those in `needs` have a way: the fewest that are found.

    Those in `liked` have ways of their own too, and cost nothing.
    """
    until, placing = monotonic() + seconds, Placing(of, kept)
    freed = set(placing.crowded)
    for party, way in liked.items():
        if placing.ledger.fits(party, way):
            placing.ledger.put(party, way)
    costs = {party: int(of.size[party]) for party in kept.keys() - freed} | dict.fromkeys(liked, 0)
    waiting = sorted({*freed, *needs} - (kept.keys() - freed), key=lambda party: -float(of.stays[party]))
    for party in waiting:
        if placing.ledger.ways[party] or placing.place(party) or monotonic() > until:
            continue
        found = placing.make_room(party, costs, most)
        most -= sum(costs[each] for each in found)
        freed |= found & kept.keys()
        costs |= dict.fromkeys(found, 0)
    return Fewest(frozenset(freed), list(placing.ledger.ways), proved=False)

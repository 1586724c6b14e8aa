"""Among plans that are as good, or nearly: one drawn by chance, by which fewer people could be given away.

Who knows timetable and rules can work out a best plan as well as we can, but not which of many was drawn.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.random import default_rng  # here: a process that has given up all files loads nothing any more

from waystation.planning.blast_radius import blast_radius
from waystation.planning.improving import Search
from waystation.planning.insertion import guide
from waystation.planning.network import MONEY, WHOLE, Way
from waystation.planning.pricing import Prices

_PASSES: Final = 3
_PULL: Final = 30
"""How much the fullest house costs, in shares of what there is to spend for each person,"""
_CHANCE: Final = 0.1
"""and a departure at most by chance. Measured: 10 and 3 leave more people known to one host."""


def disperse(search: Search, within: float, goes_on: Callable[[], bool]) -> list[Way]:
    """Ways that cost at most `within` (a part of 1) more than the best of the search, and endanger no more people."""
    best = list(search.best)
    if not goes_on():
        return best
    search.begin(best)
    dispersal, problem = _Dispersal(search, search.value * (1 + within)), search.of.problem
    least = blast_radius(problem, search.of.plan_of(best)).weight
    for _ in range(_PASSES):
        if not goes_on():
            break
        dispersal.once(goes_on)
        weight = blast_radius(problem, search.of.plan_of(search.ledger.ways)).weight
        if weight <= least:
            best, least = list(search.ledger.ways), weight
    return best


class _Dispersal:
    """Everybody in turn gets another way that costs no more than there is to spend."""

    def __init__(self, search: Search, most: float) -> None:
        self.search, self.of, self.ledger = search, search.of, search.ledger
        self.most = most + WHOLE / 2
        self.guests = np.zeros(len(self.of.kind), np.int64)
        """Of each place: persons that sleep there some night."""
        for party, way in enumerate(self.ledger.ways):
            self.guests[self._houses(way)] += self.of.size[party]
        self.prices = Prices.free(self.of)

    def _houses(self, way: Way) -> list[int]:
        return sorted({place for place, _ in self.of.nights_of(way)})

    def once(self, goes_on: Callable[[], bool]) -> None:
        order = list(self.search.free)
        self.search.random.shuffle(order)
        for party in order:
            if not goes_on():
                return
            self._move(party)

    def _move(self, party: int) -> None:
        ledger, size = self.ledger, int(self.of.size[party])
        self._set_prices(size)
        had = ledger.take(party)
        before = self._houses(had)
        self.guests[before] -= size
        crowd = self._crowd(before, size)
        found = self.search.insertion.insert(party, self.prices)
        houses = self._houses(ledger.ways[party])
        if not found or ledger.total > self.most or self._crowd(houses, size) > crowd:
            ledger.take(party)
            ledger.put(party, had)
            houses = before
        self.guests[houses] += size

    def _crowd(self, houses: list[int], size: int) -> int:
        """What a party adds to the squares of the houses' guests."""
        return int((2 * self.guests[houses] * size + size * size).sum())

    def _set_prices(self, size: int) -> None:
        """True prices, a charge for each house by its guests, and a little by chance; to spend is what is left."""
        of, random = self.of, default_rng(self.search.random.getrandbits(64))
        guide(self.prices, of, MONEY, self.prices, 0)
        spare = (self.most - self.ledger.total) / len(self.search.free) / size
        self.prices.fare += _PULL * spare * self.guests[of.head] / max(1, self.guests.max())
        self.prices.fare += _CHANCE * spare * random.random(len(of.leg))

"""Ruin and recreate: some parties lose their ways and are placed again, and what is better stays.

Schrimpf, Schneider, Stamm-Wilbrandt, Dueck, Record breaking optimization results using the ruin and recreate
principle, Journal of Computational Physics 159 (2000); Ropke, Pisinger, An adaptive large neighborhood search
heuristic, Transportation Science 40 (2006), for the choice among ways to do it by how well they did.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import log
from random import Random
from typing import Final

from waystation.planning.insertion import Insertion
from waystation.planning.ledger import Ledger
from waystation.planning.limits import Limit
from waystation.planning.network import Way
from waystation.planning.pricing import Prices, Pricing
from waystation.planning.recombining import known_of

_MOST: Final = 12
"""Parties that lose their ways at once, at most."""
_FORGETS: Final = 0.05


class Choice:
    """One of several things by how often each was of use lately."""

    def __init__(self, of: int, random: Random) -> None:
        self._weights, self._random, self.chosen = [1.0] * of, random, 0

    def __call__(self) -> int:
        self.chosen = self._random.choices(range(len(self._weights)), self._weights)[0]
        return self.chosen

    def learn(self, useful: float) -> None:
        before = self._weights[self.chosen]
        self._weights[self.chosen] = max(0.03, (1 - _FORGETS) * before + _FORGETS * useful)


class Search:
    """A plan that gets better, with its best so far. Deterministic for a seed."""

    def __init__(self, pricing: Pricing, prices: list[Prices], random: Random, held: Mapping[int, Way]) -> None:
        self.of, self.random, self.prices = pricing.network, random, prices
        self.ledger = Ledger(self.of)
        self.insertion = Insertion(pricing, self.ledger)
        self.by_prices, self.by_ruin = Choice(len(prices), random), Choice(4, random)
        self.known = known_of(self.of)
        """What those had who were placed in plans from which it went on."""
        self.free = [party for party in range(len(self.of.size)) if party not in held]
        for party, way in held.items():
            if not self.ledger.fits(party, way):
                raise ValueError(f"what is pinned for {self.of.problem.parties[party].id} breaks a rule")
            self.ledger.put(party, way)
        self.ideal, self.least = list(self.ledger.ways), list(self.ledger.costs)
        """What each party would do if nobody else were there, and at least costs, without money."""
        free = Prices.free(self.of)
        for party in self.free:
            cost, self.ideal[party] = pricing.way(free, None, party)
            self.least[party] = min(cost, self.least[party])
        self.best, self.value = list(self.ledger.ways), self.ledger.total

    def begin(self, ways: list[Way]) -> None:
        """Starts again from other ways; who has none that fits beside the others before stays."""
        changed = [party for party in self.free if self.ledger.ways[party] != ways[party]]
        for party in changed:
            self.ledger.take(party)
        for party in changed:
            if self.ledger.fits(party, ways[party]):
                self.ledger.put(party, ways[party])
        self._remember()

    def place(self, had: list[Way], prices: Prices, goes_on: Callable[[], bool]) -> None:
        """Beside the ways that some had, places whoever stays at these prices, those first whose staying costs most."""
        self.begin(had)
        for party in sorted(self.free, key=lambda party: -self.of.stays[party]):
            if not goes_on():
                break
            if not self.ledger.ways[party]:
                self.insertion.insert(party, prices)
                self._had(party)
        self._remember()

    def _remember(self) -> None:
        if self.ledger.total < self.value - 1e-6:
            self.best, self.value = list(self.ledger.ways), self.ledger.total

    def step(self, heat: float) -> None:
        """Ruins and recreates once. `heat`: how much worse a plan may be that is still gone on from, about."""
        ledger = self.ledger
        before, victims = ledger.total, self._ruin()
        had = {party: ledger.take(party) for party in victims}
        prices = self.prices[self.by_prices()]
        for party in self._in_order(victims):
            self.insertion.insert(party, prices)
        gain = before - ledger.total
        self.by_prices.learn(gain > 1e-6)
        self.by_ruin.learn(gain > 1e-6)
        if gain < heat * log(max(1e-12, self.random.random())):
            for party in victims:
                ledger.take(party)
            for party, way in had.items():
                ledger.put(party, way)
        else:
            for party in victims:
                self._had(party)
        self._remember()

    def _had(self, party: int) -> None:
        if self.known:
            self.known.add(party, self.ledger.ways[party])

    def keeping(self, party: int, ways: Iterable[Way]) -> Iterator[Way]:
        """Those in which it sleeps nowhere too long."""
        return (way for way in ways if self.ledger.overstays(party, way) is None)

    def place_left(self, prices: list[Prices], limit: Limit) -> None:
        """Beside all others, places whoever stays though there is a way at one of these prices, the dearest first."""
        staying = [party for party in self.free if not self.best[party]]
        if not staying or limit.is_reached:
            return
        self.begin(self.best)
        for party in sorted(staying, key=lambda party: -self.of.stays[party]):
            if not limit.is_reached:
                self.insertion.insert(party, *prices)
        self._remember()

    def polish(self, limit: Limit) -> None:
        """Until nobody has a better way while everybody else keeps theirs, at true prices, or the limit is reached."""
        if limit.is_reached:
            return
        self.begin(self.best)
        waiting = list(self.free)
        while waiting and not limit.is_reached:
            party, before = waiting.pop(), self.ledger.total
            had = self.ledger.take(party)
            self.insertion.insert(party, self.prices[0])
            if self.ledger.total < before - 1e-6:
                waiting = [each for each in self.free if each != party]
            else:
                self.ledger.take(party)
                self.ledger.put(party, had)
        self._remember()

    def _in_order(self, victims: list[int]) -> list[int]:
        self.random.shuffle(victims)
        if self.random.random() < 0.5:
            victims.sort(key=lambda party: -self.of.stays[party] * self.random.uniform(0.5, 1.5))
        return victims

    def _ruin(self) -> list[int]:
        """Some parties who stand in each other's way."""
        number = self.random.randint(1, min(_MOST, len(self.free)))
        seed = self._seed()
        near = (self._blockers, self._companions, self._neighbours, self._anybody)[self.by_ruin()](seed)
        chosen = sorted(near.intersection(self.free) - {seed})
        self.random.shuffle(chosen)
        return [seed, *chosen[: number - 1]]

    def _seed(self) -> int:
        """One of those whose way costs most more than if nobody else were there, probably."""
        regret = [self.ledger.costs[party] - self.least[party] + 1 for party in self.free]
        return self.random.choices(self.free, regret)[0]

    def _blockers(self, seed: int) -> set[int]:
        """Those who hold what the seed would like best."""
        return self._users(self.ideal[seed])

    def _companions(self, seed: int) -> set[int]:
        """Those who use what it uses."""
        return self._users(self.ledger.ways[seed])

    def _users(self, way: Way) -> set[int]:
        found = set[int]().union(*(self.ledger.on[arc] for arc in way))
        return found.union(*(self.ledger.asleep[night] for night in self.of.nights_of(way)))

    def _neighbours(self, seed: int) -> set[int]:
        """All who sleep in one house within a few days."""
        nights = self.of.nights_of(self.ledger.ways[seed]).slept or self.of.nights_of(self.ideal[seed]).slept
        if not nights:
            return self._anybody(seed)
        place, day = self.random.choice(nights)
        return set[int]().union(*(self.ledger.asleep[place, each] for each in range(day - 3, day + 4)))

    def _anybody(self, seed: int) -> set[int]:
        return set(self.random.sample(self.free, min(_MOST, len(self.free))))

"""Who has which way, and what that leaves of everything: the state of a search for a plan."""

from collections import defaultdict
from typing import Final

import numpy as np

from waystation.planning.network import MONEY, PLENTY, Network, Way
from waystation.planning.pricing import Left
from waystation.planning.problem import SLOTS

TOO_DEAR: Final = -1
"""In place of a departure: a way has room everywhere, and there is not enough money for it."""


class Ledger:
    """The ways of all parties. Putting and taking are exact opposites; nothing is refused: ask `fault` first.

    What a party has taken before now is used whether it has a way on or not.
    """

    def __init__(self, of: Network) -> None:
        self.of, self.left = of, _everything(of)
        self._beds = self.left.beds.reshape(-1)
        self.ways: list[Way] = [()] * len(of.size)
        self.costs: list[float] = of.stays.tolist()
        self.money, self.budget = 0, float(of.problem.budget)
        self.on: dict[int, set[int]] = defaultdict(set)
        """Parties by departure, and by the place and day of a night."""
        self.asleep: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._aboard = [0] * len(of.leg)
        self._size: list[int] = of.size.tolist()
        self._escort: list[int] = of.escort.tolist()
        self._rides = of.rides
        self._begun: dict[int, int] = {}
        for party, way in of.begun.items():
            self._travel(party, way, 1)
            self._begun[party] = len(way)

    @property
    def total(self) -> float:
        """The objective."""
        return sum(self.costs) + MONEY * self.money

    def put(self, party: int, way: Way) -> None:
        """Gives a way to a party that has none."""
        self._count(party, way, 1)
        self.ways[party], self.costs[party] = way, self.of.cost_of(party, way)
        for arc in way:
            self.on[arc].add(party)
        for night in self.of.nights_of(way):
            self.asleep[night].add(party)

    def take(self, party: int) -> Way:
        """Takes its way from a party, which then stays; returns what it had."""
        way = self.ways[party]
        self._count(party, way, -1)
        for arc in way:
            self.on[arc].discard(party)
        for night in self.of.nights_of(way):
            self.asleep[night].discard(party)
        self.ways[party], self.costs[party] = (), float(self.of.stays[party])
        return way

    def _count(self, party: int, way: Way, sign: int) -> None:
        self._travel(party, way[self._begun.get(party, 0) :], sign)
        self._beds[self.of.nights_of(way).at] -= sign * self._size[party]

    def _travel(self, party: int, way: Way, sign: int) -> None:
        left, size = self.left, self._size[party]
        for arc in way:
            ride, before = self._rides[arc], self._aboard[arc]
            left.aboard[arc] = self._aboard[arc] = after = before + sign * size
            if not ride.car:
                self.money += sign * size * ride.cost
            elif cars := -(-after // ride.seats) + before // -ride.seats:
                left.drivers[ride.pool, ride.departs : 2 * ride.arrives - ride.departs] -= cars
                self.money += cars * ride.cost
            if ride.pathway >= 0:
                left.quota[ride.pathway] -= sign * size
            if self._escort[party]:
                left.escorts[ride.departs : ride.arrives] -= sign

    def fault(self, party: int, way: Way) -> int | None:
        """The departure by which a way, each step of which has room, is too much as a whole; None if it fits.

        TOO_DEAR where it is only that. What single steps cannot show: a second vehicle of one pool while the first is
        out, a pathway used twice, and a house to which somebody returns on the day on which the last night was spent.
        """
        if (back := self.overstays(party, way)) is not None:
            return back
        self._count(party, way, 1)
        found = self._overdrawn(party, way)
        self._count(party, way, -1)
        return found

    def fits(self, party: int, way: Way) -> bool:
        """Whether a way that somebody else made can be put."""
        nights = set(self.of.nights_of(way).slept)
        others = [self.ways[other] for other in self.of.conflicts[party]]
        apart = all(nights.isdisjoint(self.of.nights_of(other).slept) and not set(way) & set(other) for other in others)
        return apart and self.fault(party, way) is None

    def _overdrawn(self, party: int, way: Way) -> int | None:
        left = self.left
        for arc in reversed(way):
            ride = self._rides[arc]
            if ride.car and left.drivers[ride.pool, ride.departs : 2 * ride.arrives - ride.departs].min() < 0:
                return arc
            if not ride.car and self._aboard[arc] > ride.seats:
                return arc
            if ride.pathway >= 0 and left.quota[ride.pathway] < 0:
                return arc
            if self._escort[party] and left.escorts[ride.departs : ride.arrives].min() < 0:
                return arc
        if (self._beds[self.of.nights_of(way).at] < 0).any():
            return way[-1]
        return TOO_DEAR if self.money > self.budget else None

    def overstays(self, party: int, way: Way) -> int | None:
        """The departure that brings a party back too early to a house in which it has slept as long as it may."""
        row, before = 0, (-1, -1)
        for place, day in self.of.nights_of(way):
            row = row + 1 if before == (place, day - 1) else 1
            before = (place, day)
            if row > self.of.nights[party, place] and day >= self.of.nights_over:
                return next(arc for arc in reversed(way) if self._rides[arc].arrives <= day * SLOTS + SLOTS - 1)
        return None

    def keep_apart(self, party: int, shut: bool) -> None:
        """Shuts to a party, or opens again, where those are from whom it is to be kept apart."""
        for other in self.of.conflicts[party]:
            for arc in self.ways[other]:
                self.left.shut[arc] = shut
            for night in self.of.nights_of(self.ways[other]):
                self.left.barred[night] = shut


def _everything(of: Network) -> Left:
    problem = of.problem
    left = Left(
        aboard=np.zeros(len(of.leg), np.int32),
        beds=np.repeat(of.beds[:, None], problem.days, axis=1),
        drivers=of.drivers.copy(),
        escorts=of.escorts.copy(),
        quota=np.array([each.quota for each in problem.pathways], np.int32),
        shut=np.zeros(len(of.leg), np.uint8),
        barred=np.zeros((len(of.kind), problem.days), np.uint8),
    )
    left.beds[:, : of.nights_over] = PLENTY
    return left

"""The inner loop in Python, line by line what kernel.c says: where nothing is compiled, and to test what is."""

from __future__ import annotations

from collections import deque
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from waystation.planning.network import KINDS, Floats, Network
from waystation.planning.problem import NIGHT, SLOTS

if TYPE_CHECKING:
    from waystation.planning.pricing import Left, Prices


class _Party:
    """One party at prices, within what is left."""

    def __init__(self, of: Network, prices: Prices, left: Left | None, party: int) -> None:
        self.of, self.prices, self.left, self.party = of, prices, left, party
        self.size, self.origin = int(of.size[party]), int(of.origin[party])
        self.most = of.nights[party].tolist()
        self.most[self.origin] = of.problem.days + 1
        slots, away = np.arange(of.slots + 1), of.kind != KINDS["origin"]
        until = np.where(away[:, None], of.nights_until, slots // SLOTS)
        waited = of.wait[party][:, None] * slots + self.size * prices.bed
        waited[self.origin] = of.until[party]
        leaving, late = waited.copy(), np.flatnonzero(of.nights_until > slots // SLOTS)
        leaving[np.ix_(away, late)] += self.size * (prices.bed[:, late + 1] - prices.bed[:, late])[away]
        if (here := of.spared[party]) >= 0 and of.coming <= of.slots:
            until[here, of.coming], leaving[here, of.coming] = of.coming // SLOTS, waited[here, of.coming]
        self.until, self.waited, self.leaving = until.tolist(), waited.tolist(), leaving.tolist()

    def has_room(self, arc: int) -> bool:
        of, left = self.of, self.left
        if left is None:
            return True
        leg, departs, arrives = of.leg[arc], of.departs[arc], of.arrives[arc]
        if left.shut[arc] or (of.pathway[leg] >= 0 and left.quota[of.pathway[leg]] < self.size):
            return False
        if of.escort[self.party] and left.escorts[departs:arrives].min() < 1:
            return False
        if not of.car[leg]:
            return bool(left.aboard[arc] + self.size <= of.capacity[leg])
        cars = self.more_cars(arc)
        return not cars or bool(left.drivers[of.pool[leg], departs : 2 * arrives - departs].min() >= cars)

    def more_cars(self, arc: int) -> int:
        """Vehicles that it needs beside those that go already."""
        if self.left is None:
            return 0
        aboard, seats = int(self.left.aboard[arc]), int(self.of.capacity[self.of.leg[arc]])
        return ceil((aboard + self.size) / seats) - ceil(aboard / seats)

    def price(self, row: int) -> float:
        of, prices, arc = self.of, self.prices, self.of.usable[row]
        price = of.travel[self.party, of.leg[arc]] + self.size * prices.fare[arc]
        if of.escort[self.party]:
            price += prices.escort[arc]
        if of.car[of.leg[arc]]:
            cars = self.more_cars(arc) if prices.share is None else float(prices.share[row])
            price += cars * prices.vehicle[arc]
        return float(price)

    def sleeps(self, place: int, slot: int) -> bool:
        if place == self.origin or not self.most[place] or self.left is None:
            return bool(self.most[place])
        day = slot // SLOTS
        return not self.left.barred[place, day] and bool(self.left.beds[place, day] >= self.size)

    def may_leave(self, place: int, slot: int) -> bool:
        """Whether it may be there for as long as counts in the slot in which it leaves."""
        return self.until[place][slot] == slot // SLOTS or self.sleeps(place, slot)


class _Window:
    """The least of the keys of a place that are not too many nights away: a monotone queue.

    `until`: nights by the slot in which somebody leaves.
    """

    def __init__(self, most: int, until: list[int]) -> None:
        self.most, self.until, self.queue = most, until, deque[tuple[int, float]]()

    def add(self, slot: int, key: float) -> None:
        while self.queue and self.queue[-1][1] >= key:
            self.queue.pop()
        self.queue.append((slot, key))

    def least(self, slot: int) -> tuple[int, float]:
        while self.queue and self._nights(*sorted((slot, self.queue[0][0]))) > self.most:
            self.queue.popleft()
        return self.queue[0] if self.queue else (-1, inf)

    def _nights(self, begin: int, end: int) -> int:
        return self.until[end] - begin // SLOTS


def _labels(party: _Party) -> tuple[list[list[float]], list[list[int]], list[list[int]]]:
    """By place and slot of arrival: the least cost from there, and when to leave; by when to leave, with what."""
    of, last = party.of, party.of.slots
    label = [[0.0 if kind == KINDS["dest"] else inf] * (last + 1) for kind in of.kind]
    until, taken = ([[-1] * (last + 1) for _ in of.kind] for _ in range(2))
    windows = [_Window(*each) for each in zip(party.most, party.until, strict=True)]
    row, end = int(of.first[party.party]), int(of.first[party.party + 1])
    for slot in range(last, -1, -1):
        unfinished = float(of.unfinished[party.party])
        leaves = [unfinished if slot == last and kind == KINDS["house"] else inf for kind in of.kind]
        while row < end and of.departs[of.usable[row]] == slot:
            arc, row = int(of.usable[row]), row + 1
            onward = label[of.head[arc]][of.arrives[arc]]
            price = onward + party.price(row - 1) if onward < inf else inf
            if price < leaves[of.tail[arc]] and party.has_room(arc):
                leaves[of.tail[arc]], taken[of.tail[arc]][slot] = price, row - 1
        for place, kind in enumerate(of.kind):
            if kind == KINDS["dest"]:
                continue
            window, waited, leaving = windows[place], party.waited[place][slot], party.leaving[place][slot]
            if slot % SLOTS == NIGHT and slot < last and not party.sleeps(place, slot):
                window.queue.clear()
            if leaves[place] < inf and party.may_leave(place, slot):
                window.add(slot, leaves[place] + leaving)
            until[place][slot], key = window.least(slot)
            label[place][slot] = key - waited
    return label, until, taken


def way(of: Network, prices: Prices, left: Left | None, party: int) -> tuple[float, list[int]]:
    """The cost of the cheapest way on, and that way as rows of the network's usable departures."""
    label, until, taken = _labels(_Party(of, prices, left, party))
    place, slot, found = int(of.start[party]), int(of.since[party]), list[int]()
    while of.kind[place] != KINDS["dest"]:
        row = taken[place][until[place][slot]] if until[place][slot] >= 0 else -1
        if row < 0:
            break
        found.append(row)
        place, slot = int(of.head[of.usable[row]]), int(of.arrives[of.usable[row]])
    return label[of.start[party]][of.since[party]], found


def through(of: Network, prices: Prices, number: int) -> Floats:
    """See `pricing.Pricing.through`."""
    party = _Party(of, prices, None, number)
    label = _labels(party)[0]
    come = [[inf] * (of.slots + 1) for _ in of.kind]
    come[of.start[number]][of.since[number]] = 0.0
    windows = [_Window(*each) for each in zip(party.most, party.until, strict=True)]
    begin, row = int(of.first[number]), int(of.first[number + 1]) - 1
    costs = np.full(row + 1 - begin, inf)
    for slot in range(of.slots + 1):
        leaves = []
        for place, window in enumerate(windows):
            if slot and (slot - 1) % SLOTS == NIGHT and not party.sleeps(place, slot - 1):
                window.queue.clear()
            if come[place][slot] < inf:
                window.add(slot, come[place][slot] - party.waited[place][slot])
            here = window.least(slot)[1] + party.leaving[place][slot]
            leaves.append(here if party.may_leave(place, slot) else inf)
        while row >= begin and of.departs[of.usable[row]] == slot:
            arc = int(of.usable[row])
            head, arrives = of.head[arc], of.arrives[arc]
            here = leaves[of.tail[arc]] + party.price(row)
            costs[row - begin] = here + label[head][arrives]
            come[head][arrives] = min(come[head][arrives], here)
            row -= 1
    return costs

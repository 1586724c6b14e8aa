"""Who else has to be told something new, where those who must change find no way beside all others: as few as possible.

Where the problem is small, an integer programme says how few; else the fewest that are found.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from waystation.planning.arcflow import ArcFlow
from waystation.planning.insertion import Insertion, guide
from waystation.planning.ledger import TOO_DEAR, Ledger
from waystation.planning.limits import Effort, Limit
from waystation.planning.network import MONEY, Ints, Network, Way, lacks_between
from waystation.planning.pricing import Prices, Pricing
from waystation.planning.problem import NIGHT, SLOTS

SMALL: Final = 6_000
"""Usable departures up to which the fewest are proved."""
_STEERING: Final = (1000.0, 100.0, 10.0, MONEY)
"""Prices of money, a euro: the dearest first, lest the first take what the last need."""
_DEAR: Final = 1e9
"""What it costs, in units of the objective, to need what somebody has; and what nobody may give up."""
_TOO_DEAR: Final = 1e14
_LATE: Final = 1e11
"""What a slot costs by which somebody leaves later, where nothing else counts."""
_ORDERS: Final = 6
"""How often parties are placed anew, in another order."""
_DEEP: Final = 2
"""How often those who make room may need others to do so."""


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
        self._money = _STEERING[0] * of.cost[of.leg] / np.where(of.is_car, of.capacity[of.leg], 1)
        self.crowded = put_beside(self.ledger, kept)

    def place(self, party: int) -> bool:
        """Gives it the best way that is left at one of the prices of money. False: it has none."""
        if self.ledger.ways[party]:
            self.ledger.take(party)
        return self.insertion.insert(party, *self.prices)

    def place_all(self, needs: Mapping[int, int], limit: Limit) -> list[int]:
        """Places those who have no way one after the other: first those whose staying is worst, then, up to the
        limit, those before others for whom nothing was left. The best order stays. `needs`: how bad it is that one has
        no way. Returns for whom there is none.
        """
        order = [party for party in needs if not self.ledger.ways[party]]
        order.sort(key=lambda party: -float(self.of.stays[party]))
        best, least = list(self.ledger.ways), inf
        for _ in range(_ORDERS):
            for party in order:
                self.ledger.take(party)
            missing = [party for party in order if not self.place(party)]
            if (lost := sum(needs[party] for party in missing)) < least:
                best, least = list(self.ledger.ways), lost
            if missing == order[: len(missing)] or limit.is_reached:
                break
            order = missing + [party for party in order if party not in missing]
        self._back(best)
        return [party for party in needs if not self.ledger.ways[party]]

    def restore(self, party: int, way: Way) -> bool:
        """Gives a party its own way again where that still fits."""
        had = self.ledger.take(party)
        fits = self.ledger.fits(party, way)
        self.ledger.put(party, way if fits else had)
        return fits

    def leave_first(self, party: int, before: float = inf) -> int | None:
        """Places a party so that it leaves where it is as soon as it can: the slot. None: not before that slot."""
        arcs = self._leaving(party)
        first = self._could_leave(party, arcs)
        slots: list[int] = sorted(each for each in set(self.of.departs[arcs].tolist()) if first <= each < before)
        if slots and self._leave_by(party, arcs, slots[-1]):  # else each slot would be tried in vain
            return next(slot for slot in slots if self._leave_by(party, arcs, slot))
        return None

    def _leave_by(self, party: int, arcs: Ints, slot: int) -> bool:
        """Places a party so that it takes one of these departures by a slot, if it can."""
        shut = self.ledger.left.shut
        shut[arcs] = self.of.departs[arcs] > slot
        placed = self.place(party)
        shut[arcs] = 0
        return placed

    def _leaving(self, party: int) -> Ints:
        """The departures by which it may still leave where it is."""
        of, arcs = self.of, self.of.arcs_of(party)
        still = (of.tail[arcs] == of.start[party]) & (of.departs[arcs] >= of.problem.now)
        return np.asarray(arcs[still])

    def _could_leave(self, party: int, arcs: Ints) -> float:
        """The first slot in which one of these departures leads on as far as single departures and nights have room."""
        of, ledger, prices = self.of, self.ledger, Prices.free(self.of)
        prices.fare[arcs] = _LATE / of.size[party] * of.departs[arcs]
        ledger.keep_apart(party, shut=True)
        _, way = self.pricing.way(prices, ledger.left, party)
        ledger.keep_apart(party, shut=False)
        onward = way[len(of.begun.get(party, ())) :]
        return float(of.departs[onward[0]]) if onward else inf

    def leave_sooner(self, party: int) -> bool:
        """Lets a party leave sooner than it does, if it can."""
        had = self.ledger.take(party)
        leaves = [slot for slot in self.of.departs[list(had)].tolist() if slot >= self.of.problem.now]
        if (leaves or not had) and self.leave_first(party, leaves[0] if leaves else inf) is not None:
            return True
        self.restore(party, had)
        return False

    def make_room(self, party: int, costs: Mapping[int, int], most: float, limit: Limit, deep: int = _DEEP) -> set[int]:
        """Places a party by giving others another way, who cost at most so much; nobody where no such are found.

        Those may need room themselves. For whom there is none is not tried again.
        """
        left = {other: cost for other, cost in costs.items() if other != party and cost <= most}
        before, avoided = list(self.ledger.ways), list[int]()
        prices = self._prices_of_room(party, left)
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
                if not self.place(other):
                    rest = {each: left[each] for each in left.keys() - others}
                    more = self.make_room(other, rest, most - cost, limit, deep - 1) if deep else set[int]()
                    cost += sum(left[each] for each in more)
                    others |= more
                if not self.ledger.ways[other]:
                    self._back(before)
                    del left[other]
                    prices = self._prices_of_room(party, left)
                    break
            else:
                return others
        return set()

    def _back(self, ways: list[Way]) -> None:
        changed = [party for party, way in enumerate(ways) if self.ledger.ways[party] != way]
        for party in changed:
            self.ledger.take(party)
        for party in changed:
            self.ledger.put(party, ways[party])

    def _prices_of_room(self, party: int, costs: Mapping[int, int]) -> Prices:
        """By which that way is cheapest on which a party needs nothing of some, and as little as possible of what those
        have who may give it up."""
        of, ledger, size, prices = self.of, self.ledger, int(self.of.size[party]), Prices.free(self.of)
        prices.fare[:] = self._money
        full = self._full(party)
        prices.fare[full] += _TOO_DEAR
        for arc in full[ledger.left.aboard[full] > 0].tolist():
            price = self._price(ledger.on[arc], costs, 1 if of.rides[arc].car else size)
            prices.fare[arc] = self._money[arc] + price
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


def put_beside(ledger: Ledger, ways: Mapping[int, Way]) -> list[int]:
    """Gives parties their ways. Returns those whose ways do not fit beside the others': the smallest, and of these the
    dearest."""
    size, rides, crowded = ledger.of.size, ledger.of.rides, []
    for party in sorted(ways, key=lambda party: (-int(size[party]), sum(rides[arc].cost for arc in ways[party]))):
        if ledger.fits(party, ways[party]):
            ledger.put(party, ways[party])
        else:
            crowded.append(party)
    return crowded


def look(
    of: Network,
    kept: Mapping[int, Way],
    liked: Mapping[int, Way],
    needs: Mapping[int, int],
    most: float,
    effort: Effort,
) -> Fewest:
    """Some who change, so that as many as possible of those in `needs` have a way: the fewest that are found.

    Those in `liked` have ways of their own too, and cost nothing. Everybody is placed once, however small the effort.
    """
    placing = Placing(of, kept)
    limit = Limit(placing.pricing, effort)
    freed = set(placing.crowded)
    for party, way in liked.items():
        if placing.ledger.fits(party, way):
            placing.ledger.put(party, way)
    free = {party: needs.get(party, 0) for party in sorted({*freed, *needs} - (kept.keys() - freed))}
    missing = placing.place_all(free, limit)
    if missing and most:
        freed |= kept.keys() & _others(placing, missing, free, kept.keys() - freed, most, limit)
    for party in sorted(freed, key=lambda party: (-int(of.size[party]), party)):
        if placing.restore(party, kept[party]):
            freed.discard(party)
    return Fewest(frozenset(freed), list(placing.ledger.ways), proved=False)


def _others(
    placing: Placing, missing: list[int], free: Iterable[int], kept: Iterable[int], most: float, limit: Limit
) -> set[int]:
    """Who makes room for those who have no way: of those who keep theirs at most so many persons."""
    costs, found = {party: int(placing.of.size[party]) for party in kept} | dict.fromkeys(free, 0), set[int]()
    for number, party in enumerate(missing):
        more = placing.make_room(party, costs, most, limit.shared(len(missing) - number))
        most -= sum(costs[each] for each in more)
        costs |= dict.fromkeys(more, 0)
        found |= more
    return found

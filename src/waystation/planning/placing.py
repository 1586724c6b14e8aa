"""Parties are put beside others who keep their ways, one after the other, or so that they leave as soon as they can."""

from collections.abc import Mapping
from math import inf
from typing import Final

import numpy as np

from waystation.planning.insertion import Insertion, guide
from waystation.planning.ledger import Ledger
from waystation.planning.limits import Limit
from waystation.planning.network import MONEY, Ints, Network, Way
from waystation.planning.pricing import Prices, Pricing

STEERING: Final = (1000.0, 100.0, 10.0, MONEY)
"""Prices of money, a euro: the dearest first, lest the first take what the last need."""
_LATE: Final = 1e11
"""What a slot costs by which somebody leaves later, where nothing else counts."""
_ORDERS: Final = 6
"""How often parties are placed anew, in another order."""


class Placing:
    """Puts parties beside others who keep their ways."""

    def __init__(self, of: Network, kept: Mapping[int, Way]) -> None:
        self.of, self.pricing, self.ledger = of, Pricing(of), Ledger(of)
        self.insertion = Insertion(self.pricing, self.ledger)
        self.prices = [Prices.free(of) for _ in STEERING]
        for prices, money in zip(self.prices, STEERING, strict=True):
            guide(prices, of, money, Prices.free(of), 0)
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
        self.back_to(best)
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

    def back_to(self, ways: list[Way]) -> None:
        """Gives everybody the ways that they had before."""
        changed = [party for party, way in enumerate(ways) if self.ledger.ways[party] != way]
        for party in changed:
            self.ledger.take(party)
        for party in changed:
            self.ledger.put(party, ways[party])


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

"""Parties get their ways one after the other, each the best that is left: a plan, and a step of the search."""

from typing import Final

import numpy as np

from waystation.planning.ledger import TOO_DEAR, Ledger
from waystation.planning.network import Network, Way
from waystation.planning.pricing import Prices, Pricing

_TRIES: Final = 12


def guide(prices: Prices, of: Network, money: float, by: Prices, weight: float) -> None:
    """Sets true prices but for money, in units of the objective a euro; `by` weighs what others may need.

    A price of money steers: it is no estimate of what money is worth.
    """
    cost = money * of.cost[of.leg]
    prices.fare[:] = np.where(of.is_car, 0, cost) + weight * np.where(
        of.is_car, by.vehicle / of.capacity[of.leg], by.fare
    )
    prices.vehicle[:] = np.where(of.is_car, cost, 0)
    prices.escort[:] = weight * by.escort
    prices.bed[:] = weight * by.bed


class Insertion:
    """Finds ways within what a ledger has left."""

    def __init__(self, pricing: Pricing, ledger: Ledger) -> None:
        self.pricing, self.ledger = pricing, ledger

    def insert(self, party: int, *at: Prices) -> bool:
        """Gives a party the cheapest way that fits, at the first of these prices at which one does. False: it stays.

        Where money has several prices the dearest comes first: for whom there is nothing left then, or nothing that can
        be paid, there is nothing at the others.
        """
        way: Way | None = ()
        self.ledger.keep_apart(party, shut=True)
        for prices in at:
            if way := self._fitting(party, prices):
                self.ledger.put(party, way)
            if way != ():
                break
        self.ledger.keep_apart(party, shut=False)
        return bool(way)

    def _fitting(self, party: int, prices: Prices) -> Way | None:
        """The cheapest way at these prices that fits, or nearly: one at fault loses a departure and is sought again.

        Empty where none was found so; None where there is nothing to look for.
        """
        shut = self.ledger.left.shut
        closed: list[int] = []
        found: Way | None = ()
        for _ in range(_TRIES):
            _, way = self.pricing.way(prices, self.ledger.left, party)
            fault = self.ledger.fault(party, way) if way else TOO_DEAR
            if fault is None:
                found = way
            elif fault == TOO_DEAR and not closed:
                found = None
            if fault is None or fault == TOO_DEAR:
                break
            if not shut[fault]:
                closed.append(fault)
                shut[fault] = 1
        shut[closed] = 0
        return found

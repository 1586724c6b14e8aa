"""What two lists say of each other, and what everybody's number of lists says: to look at, never a headline."""

from __future__ import annotations

import math
from dataclasses import dataclass

from waystation.estimation import lognormal
from waystation.estimation.tables import Table


@dataclass(frozen=True)
class Simple:
    """An estimate by a formula, with its standard error."""

    observed: int
    estimate: float
    error: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Of the unseen as a lognormal, the observed added."""
        return lognormal.interval(self.observed, self.estimate, self.error, level)


def lincoln_petersen(table: Table, one: int, other: int) -> float:
    """How many there are if two lists are independent: n1 n2 / m. Infinite where they have nobody in common."""
    both = table.on(1 << one | 1 << other)
    return table.on(1 << one) * table.on(1 << other) / both if both else math.inf


def chapman(table: Table, one: int, other: int) -> Simple:
    """The same with less bias, and finite (Chapman 1951; its variance: Seber 1970)."""
    first, second, both = table.on(1 << one), table.on(1 << other), table.on(1 << one | 1 << other)
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Simple(first + second - both, estimate, math.sqrt(variance))


def odds_ratio(table: Table, one: int, other: int) -> float:
    """Among those on a third list: above 1 where two lists tend to have the same people, below where they avoid
    each other.

    A half is added to each cell (Haldane 1956; Anscombe 1956). nan of two lists.
    """
    pair = 1 << one | 1 << other
    cells = {0: 0.5, 1 << one: 0.5, 1 << other: 0.5, pair: 0.5}
    third = False
    for pattern, count in table.counts.items():
        if pattern & ~pair:
            cells[pattern & pair] += count
            third = True
    return cells[pair] * cells[0] / (cells[1 << one] * cells[1 << other]) if third else math.nan


def chao(table: Table) -> Simple:
    """At least so many, whatever the lists and however unlike the people: from those on one list and on two.

    The bias-corrected form for K lists and its variance (Chao, Biometrics 43, 1987, and 45, 1989).
    """
    share = (len(table.lists) - 1) / len(table.lists)
    once, twice = (table.captures().get(number, 0) for number in (1, 2))
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    ratio = once / (twice + 1)
    variance = share * ratio * (once - 1) / 2 + share**2 * ratio * (2 * once - 1) ** 2 / (4 * (twice + 1))
    variance += share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4) if twice else 0.0
    return Simple(table.observed, table.observed + unseen, math.sqrt(max(variance, 0.0)))

"""Choosing a log-linear model: the best of all, or pairs of lists added one by one."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Final

from waystation.estimation import models
from waystation.estimation.loglinear import Fit, expected, fit, fits
from waystation.estimation.tables import Table

THRESHOLD: Final = 0.02
"""What Chan, Silverman & Vincent (2021, section 3.2) recommend."""


def stepwise(table: Table, threshold: float = THRESHOLD) -> Fit:
    """From independent lists on, the pair of lists that the model explains least is added, while that is below
    threshold.

    How little is the one-sided Poisson probability of as many people on both lists, or as few, as there are. Pairs
    whose model says nothing about the table are passed over.
    """
    found = fit(table, models.main_effects(len(table.lists)))
    while True:
        means = expected(table, found.model)
        likely = sorted(
            (_tail(table.on(pair), float(sum(means[at] for at in range(len(means)) if (at + 1) & pair == pair))), pair)
            for pair in _pairs(table)
            if pair not in found.model
        )
        wanted = [pair for chance, pair in likely if chance <= threshold]
        better = next((each for each in fits(table, [found.model | {pair} for pair in wanted]) if not each.fault), None)
        if better is None:
            return found
        found = better


def _pairs(table: Table) -> list[int]:
    return [1 << one | 1 << other for one, other in combinations(range(len(table.lists)), 2)]


def _tail(count: int, mean: float) -> float:
    """The smaller of the chances that a Poisson number of this mean is at most so large, or at least."""
    if mean <= 0:
        return 1.0 if count == 0 else 0.0
    term = math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1))
    below, each = term, term
    for number in range(count, 0, -1):
        each *= number / mean
        below += each
        if each < below * 1e-17:
            break
    above, each = term, term
    for number in range(count + 1, count + 100_000):
        each *= mean / number
        above += each
        if each < above * 1e-17:
            break
    return min(1.0, below, above)

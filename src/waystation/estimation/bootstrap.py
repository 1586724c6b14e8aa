"""The interval of an estimate whose model was chosen: the choice is made again for each resampled table.

Bias-corrected and accelerated (Efron, J. Am. Stat. Assoc. 82, 1987), for multiple systems estimation by Chan,
Silverman & Vincent (J. Am. Stat. Assoc. 116, 2021) and Silverman, Chan & Vincent (Statistics and Computing 34,
2024). As many people are drawn as were observed; the acceleration comes from leaving out one person at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from waystation.estimation.existence import Floats
from waystation.estimation.loglinear import Criterion, counts, of_tables, penalty
from waystation.estimation.methods import REPETITIONS
from waystation.estimation.models import Model
from waystation.estimation.selection import stepwise
from waystation.estimation.tables import Table

LEVELS: Final = (0.95, 0.8)
Chooser = Callable[[Table, Floats], Floats]
"""From the table and many like it, one in each row, the estimate for each: nan where no model gives one."""


@dataclass(frozen=True)
class Bootstrap:
    """`intervals[level]`: from, to. `drawn`: the estimates of the resampled tables, in no order."""

    intervals: dict[float, tuple[float, float]]
    acceleration: float
    drawn: Floats
    without: int
    """How many resampled tables gave no estimate: they count as infinite."""


def by_criterion(candidates: Sequence[Model], criterion: Criterion = "bic") -> Chooser:
    """The best of these models, for each table anew."""

    def chosen(table: Table, tables: Floats) -> Floats:
        many = len(table.lists)
        best, found = np.full(len(tables), np.inf), np.full(len(tables), np.nan)
        observed = tables.sum(axis=1)
        for model in candidates:
            results = of_tables(many, model, tables)
            value = penalty(criterion, len(model) + 1, observed) - 2 * results.log_likelihood
            value = np.where(results.faults == 0, value, np.inf)
            better = value < best
            best = np.where(better, value, best)
            found = np.where(better, observed + np.exp(np.where(better, results.intercept, 0.0)), found)
        return found

    return chosen


def by_steps(table: Table, tables: Floats) -> Floats:
    """Pairs added one by one, for each table anew."""
    found = []
    for row in tables:
        said = stepwise(Table(table.lists, {at + 1: int(count) for at, count in enumerate(row) if count}))
        found.append(math.nan if said.fault else said.abundance)
    return np.array(found)


def bootstrap(
    table: Table,
    choose: Chooser,
    *,
    seed: int,
    repetitions: int = REPETITIONS,
    levels: Sequence[float] = LEVELS,
    progress: Callable[[int, int], None] | None = None,
) -> Bootstrap:
    """BCa intervals of what `choose` says of this table. Raises ValueError where it says nothing of the table
    itself.
    """
    said = counts(table)
    people = table.observed
    estimate = float(choose(table, said[None])[0])
    if math.isnan(estimate):
        raise ValueError("no model gives an estimate of this table")
    random = np.random.default_rng(seed)
    pieces = []
    for start in range(0, repetitions, 250):
        some = random.multinomial(people, said / people, size=min(250, repetitions - start)).astype(float)
        pieces.append(choose(table, some))
        if progress is not None:
            progress(min(start + 250, repetitions), repetitions)
    drawn = np.concatenate(pieces)
    missing = np.isnan(drawn)
    ordered = np.sort(np.where(missing, np.inf, drawn))
    acceleration = _acceleration(table, said, choose)
    normal = NormalDist()
    share = (np.sum(ordered < estimate) + 0.5 * np.sum(ordered == estimate)) / repetitions
    bias = normal.inv_cdf(min(max(float(share), 0.5 / repetitions), 1 - 0.5 / repetitions))

    def bound(part: float) -> float:
        ahead = bias + normal.inv_cdf(part)
        place = normal.cdf(bias + ahead / (1 - acceleration * ahead)) * (repetitions - 1)
        low = int(place)
        high = min(low + 1, repetitions - 1)
        if ordered[low] == ordered[high]:
            return float(ordered[low])
        return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))

    intervals = {level: (bound((1 - level) / 2), bound((1 + level) / 2)) for level in levels}
    return Bootstrap(intervals, acceleration, drawn, int(missing.sum()))


def _acceleration(table: Table, said: Floats, choose: Chooser) -> float:
    """Of the estimates with one person left out, each as often as there are people of that pattern."""
    there = np.flatnonzero(said)
    less = np.repeat(said[None], len(there), axis=0)
    less[np.arange(len(there)), there] -= 1
    found, weight = choose(table, less), said[there]
    kept = ~np.isnan(found)
    if not kept.any():
        return 0.0
    found, weight = found[kept], weight[kept]
    away = (found * weight).sum() / weight.sum() - found
    spread = (weight * away**2).sum()
    return float((weight * away**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0

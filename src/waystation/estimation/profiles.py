"""The interval of one log-linear model by its profile likelihood (Cormack, Biometrics 48, 1992).

For each total the unseen are a cell of their own, the model is fitted to all cells, and the multinomial likelihood says
how well that total goes with the lists. It takes the model as given: what choosing it adds, `bootstrap` tells.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from waystation.estimation.existence import Floats, design, ordered
from waystation.estimation.loglinear import Fit, counts
from waystation.estimation.tables import Table

_CHI2_95: Final = 3.841458820694124
_ROUNDS: Final = 100


@dataclass(frozen=True)
class Profile:
    """The total at which the likelihood is highest, and where it has fallen to what 95 % allow."""

    abundance: float
    low: float
    high: float
    """Infinite where no total is too large."""


def profile(table: Table, fit: Fit, *, stirling: bool = False) -> Profile:
    """Of a fit without a fault. `stirling`: with Stirling's term for the factorials, as Rcapture reckons.

    Raises ValueError for a fit that has a fault or infinite terms.
    """
    if fit.fault or fit.infinite:
        raise ValueError(f"{fit.written} has no profile on this table")
    observed = table.observed
    cells = counts(table)
    seen = design(len(table.lists), ordered(fit.model))
    whole = np.vstack([np.eye(1, seen.shape[1]), seen])
    beta = np.zeros(seen.shape[1])

    def likelihood(unseen: float) -> float:
        nonlocal beta
        y = np.concatenate([[unseen], cells])
        beta, deviance = _fitted(whole, y, beta)
        total = observed + unseen
        if stirling:
            return 0.5 * math.log(total / unseen) - deviance / 2
        factorials = math.lgamma(total + 1) - total * math.log(total) - math.lgamma(unseen + 1)
        return factorials + unseen * math.log(unseen) - deviance / 2

    start = max(fit.abundance - observed, 0.5)
    top = _highest(likelihood, start / 20, start * 4)
    beta = np.zeros(seen.shape[1])
    needed = likelihood(top) - _CHI2_95 / 2
    low = _crossing(likelihood, needed, top, 1e-6, observed)
    high = _crossing(likelihood, needed, top, max(top, 1.0) * 1e6, observed)
    return Profile(observed + top, observed + low, observed + high if high < max(top, 1.0) * 1e6 else math.inf)


def _fitted(x: Floats, y: Floats, beta: Floats) -> tuple[Floats, float]:
    means = np.where(y > 0, y, 0.5)
    linear = np.log(means)
    was = math.inf
    for _ in range(_ROUNDS):
        working = linear + (y - means) / means
        beta = np.asarray(np.linalg.solve(x.T @ (means[:, None] * x), x.T @ (means * working)), np.float64)
        linear = np.clip(x @ beta, -60.0, 60.0)
        means = np.exp(linear)
        logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / means), 0.0)
        deviance = float(2 * (logs - (y - means)).sum())
        if abs(deviance - was) <= 1e-12 * (abs(deviance) + 0.1):
            break
        was = deviance
    return beta, deviance


def _highest(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one top has it: by golden sections."""
    ratio = (math.sqrt(5) - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = value(left), value(right)
    while high - low > 1e-9 * max(1.0, high):
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = value(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = value(left)
        if right - left < 1e-12:
            break
    return (low + high) / 2


def _crossing(value: Callable[[float], float], needed: float, top: float, outside: float, scale: int) -> float:
    """Going from the top to `outside`, where the function first is too low; `outside` where it never is."""
    step = 0.8 if outside < top else 1.25
    inside, beyond = top, top * step
    while value(beyond) >= needed:
        if (beyond <= outside) == (step < 1):
            return outside
        inside, beyond = beyond, beyond * step
    while abs(beyond - inside) > 1e-9 * (scale + inside):
        middle = (inside + beyond) / 2
        inside, beyond = (middle, beyond) if value(middle) >= needed else (inside, middle)
    return (inside + beyond) / 2

"""The unseen as a lognormal number (Burnham's, in Chao, Biometrics 43, 1987)."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

NORMAL: Final = NormalDist()


def spread(unseen: float, error: float) -> float:
    """The standard deviation of the logarithm, of an estimate that is positive and its standard error."""
    return math.sqrt(math.log1p((error / unseen) ** 2))


def interval(observed: int, total: float, error: float, level: float) -> tuple[float, float]:
    """Of the total, the observed added to the unseen."""
    unseen = total - observed
    if not unseen > 0:
        return float(observed), total
    factor = math.exp(NORMAL.inv_cdf(0.5 + level / 2) * spread(unseen, error))
    return observed + unseen / factor, observed + unseen * factor


def quantile(observed: int, total: float, error: float, part: float) -> float:
    """Below which so much of the probability of the total is."""
    unseen = total - observed
    if not unseen > 0:
        return total
    return observed + unseen * math.exp(NORMAL.inv_cdf(part) * spread(unseen, error))

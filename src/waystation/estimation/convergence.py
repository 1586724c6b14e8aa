"""Whether Markov chains have come to rest: Vehtari, Gelman, Simpson, Carpenter & Buerkner, Bayesian Analysis 16,
2021.
"""

from __future__ import annotations

import math

import numpy as np

from waystation.estimation.existence import Floats


def _halves(draws: Floats) -> Floats:
    """Each chain as two: one that still moves is unlike itself."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def split_r_hat(draws: Floats) -> float:
    """How much wider all chains are than each half of one; 1 where they agree. `draws[chain, number]`."""
    split = _halves(draws)
    long = split.shape[1]
    within = split.var(axis=1, ddof=1).mean()
    between = long * split.mean(axis=1).var(ddof=1)
    if within == 0:
        return 1.0 if between == 0 else math.inf
    return math.sqrt(((long - 1) / long * within + between / long) / within)


def effective_size(draws: Floats) -> float:
    """How many independent draws say as much of the mean as these."""
    split = _halves(draws)
    chains, long = split.shape
    if long < 4:
        return float(chains)
    centred = split - split.mean(axis=1, keepdims=True)
    padded = np.fft.rfft(centred, n=2 * long, axis=1)
    covariance = np.fft.irfft(np.abs(padded) ** 2, n=2 * long, axis=1)[:, :long] / long
    within = (covariance[:, 0] * long / (long - 1)).mean()
    whole = within * (long - 1) / long + split.mean(axis=1).var(ddof=1)
    if whole == 0:
        return float(chains * long)
    correlation = 1 - (within - covariance.mean(axis=0)) / whole
    # Geyer's: sums of neighbours fall and stay positive; from where they do not, it is noise.
    pairs = correlation[: long - long % 2].reshape(-1, 2).sum(axis=1)
    ends = int(np.argmax(pairs <= 0)) if (pairs <= 0).any() else len(pairs)
    falling = np.minimum.accumulate(pairs[:ends])
    time = max(-1 + 2 * float(falling.sum()), 1 / math.log10(chains * long))
    return float(chains * long / time)


def tail_size(draws: Floats, part: float = 0.05) -> float:
    """How many independent draws say as much of both ends as these: of being below the twentieth, and above."""
    low, high = np.quantile(draws, [part, 1 - part])
    return min(effective_size((draws <= low).astype(float)), effective_size((draws >= high).astype(float)))

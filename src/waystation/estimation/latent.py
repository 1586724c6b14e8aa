"""Latent classes: some people are easier to find than others, by all lists or by some, and nobody knows who is
which.

Within a class the lists are independent; how many classes there are, and how large, is learned, with a Dirichlet
process cut at `classes` (Manrique-Vallier, Biometrics 72, 2016: the model and its Gibbs sampler). The prior of the
total N is 1/N, of each probability of being on a list uniform, of the concentration Gamma(0.25, 0.25).

Many chains run side by side, half of them from a start with very many unseen, until they agree or the limit is
reached; what they are worth, `Posterior` says: a sampler that has not come to rest looks like one that has.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waystation.estimation.convergence import effective_size, split_r_hat
from waystation.estimation.existence import Floats
from waystation.estimation.tables import Table

CLASSES: Final = 10
CHAINS: Final = 16
R_HAT: Final = 1.05
EFFECTIVE: Final = 400
_SHAPE: Final = 0.25  # of the concentration's prior, and its rate
_TINY: Final = 1e-14
_MOST: Final = 10**12
"""No chain counts further; a posterior that reaches it is told to be at its end."""
_EVERY: Final = 5
_BLOCK: Final = 1000  # sweeps between two looks at whether it has come to rest

Ints = NDArray[np.int64]
Progress = Callable[[int, float, float], None]
"""Told the sweeps so far, R-hat, and the effective number of draws."""


@dataclass(frozen=True)
class Posterior:
    """Draws of the total: `draws[chain, number]`, after what was thrown away."""

    observed: int
    draws: Floats
    r_hat: float
    effective: float
    sweeps: int
    at_end: float
    """How many of the draws are as large as is counted."""

    @property
    def is_settled(self) -> bool:
        """Whether the chains agree, and say enough."""
        return self.r_hat < R_HAT and self.effective >= EFFECTIVE and self.at_end == 0.0

    @property
    def mean(self) -> float:
        return float(self.draws.mean())

    @property
    def median(self) -> float:
        return float(np.median(self.draws))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """With as much probability below it as above."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


@dataclass
class _State:
    """Of each chain: log of the sizes of the classes, probability of each list in each class, concentration."""

    sizes: Floats
    rates: Floats
    concentration: Floats


def latent(
    table: Table,
    *,
    seed: int,
    classes: int = CLASSES,
    chains: int = CHAINS,
    most_sweeps: int = 20_000,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Posterior:
    """The posterior of the total, of a table of two lists or more.

    The same seed and number of sweeps give the same draws; `seconds` (of the clock) may end them sooner.
    Raises ValueError for one list, for nobody, or for fewer than 4 chains or 2 classes.
    """
    if len(table.lists) < 2 or not table.observed:
        raise ValueError("this method needs two lists, and somebody on them")
    if chains < 4 or classes < 2:
        raise ValueError("at least 4 chains and 2 classes are needed")
    random = np.random.default_rng(seed)
    patterns = np.array([[key >> at & 1 for at in range(len(table.lists))] for key in table.counts], dtype=float)
    counts = np.array(list(table.counts.values()), dtype=np.int64)
    state = _start(random, patterns, counts, classes, chains)
    kept: list[Floats] = []
    sweeps, ends = 0, time.monotonic() + seconds if seconds is not None else None
    while True:
        for at in range(_BLOCK):
            unseen = _sweep(random, state, patterns, counts)
            if at % _EVERY == 0:
                kept.append(unseen)
        sweeps += _BLOCK
        draws = np.stack(kept[len(kept) // 2 :], axis=1) + float(counts.sum())
        r_hat, effective = split_r_hat(np.log(draws)), effective_size(np.log(draws))
        if progress is not None:
            progress(sweeps, r_hat, effective)
        over = ends is not None and time.monotonic() >= ends
        if (r_hat < R_HAT and effective >= EFFECTIVE and sweeps >= 4 * _BLOCK) or sweeps >= most_sweeps or over:
            at_end = float((draws - counts.sum() >= _MOST).mean())
            return Posterior(int(counts.sum()), draws, r_hat, effective, sweeps, at_end)


def _start(random: np.random.Generator, patterns: Floats, counts: Ints, classes: int, chains: int) -> _State:
    """Every other chain begins where one class is nearly never found."""
    many = patterns.shape[1]
    rates = random.uniform(0.05, 0.95, size=(chains, many, classes))
    sizes = np.log(random.dirichlet(np.ones(classes), size=chains))
    rates[::2, :, 0] = 0.02
    sizes[::2] = np.log(0.1 / (classes - 1))
    sizes[::2, 0] = np.log(0.9)
    return _State(sizes, rates, np.ones(chains))


def _sweep(random: np.random.Generator, state: _State, patterns: Floats, counts: Ints) -> Floats:
    """Draws everything once, given the rest; gives how many are unseen in each chain."""
    on, off = np.log(state.rates), np.log1p(-state.rates)
    nowhere = state.sizes + off.sum(axis=1)
    logs = nowhere[:, None, :] + patterns @ (on - off)
    logs -= logs.max(axis=2, keepdims=True)
    chances = np.exp(logs, out=logs)
    chances /= chances.sum(axis=2, keepdims=True)
    members = random.multinomial(counts, chances)
    hidden = np.exp(nowhere)
    share = hidden.sum(axis=1)
    found = np.clip(1.0 - share, 1e-9, 1.0)
    unseen = np.minimum(random.negative_binomial(counts.sum(), found), _MOST)
    inside = random.multinomial(unseen, hidden / share[:, None])
    all_of = members.sum(axis=1) + inside
    on_list = patterns.T @ members
    state.rates = np.clip(random.beta(1.0 + on_list, 1.0 + (all_of[:, None, :] - on_list)), _TINY, 1.0 - _TINY)
    _resize(random, state, all_of)
    return unseen.astype(float)


def _resize(random: np.random.Generator, state: _State, all_of: Ints) -> None:
    """Stick-breaking: each class takes its part of what the ones before have left (Ishwaran & James, 2001)."""
    classes = all_of.shape[1]
    later = all_of.sum(axis=1, keepdims=True) - np.cumsum(all_of, axis=1)
    parts = random.beta(1.0 + all_of[:, :-1], state.concentration[:, None] + later[:, :-1])
    parts = np.clip(parts, _TINY, 1.0 - _TINY)
    left = np.cumsum(np.log1p(-parts), axis=1)
    state.sizes = np.concatenate([np.log(parts), np.zeros((len(parts), 1))], axis=1)
    state.sizes[:, 1:] += left
    state.concentration = random.gamma(_SHAPE + classes - 1, 1.0 / (_SHAPE - left[:, -1]))

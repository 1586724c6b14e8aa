"""Latent classes: some people are easier to find than others, by all lists or by some, and nobody knows who is
which.

Within a class the lists are independent; how many classes there are, and how large, is learned, with a Dirichlet
process cut at `classes` (Manrique-Vallier, Biometrics 72, 2016: the model and its Gibbs sampler). The prior of the
total N is 1/N, of each probability of being on a list uniform, of the concentration Gamma(0.25, 0.25).

Every fourth sweep of the Gibbs sampler is followed by a trajectory (`hamiltonian`), which goes far where a sweep
creeps. Many chains run side by side, from few unseen and from very many, until they agree or the limit is reached;
what they are worth, `Posterior` says: a sampler that has not come to rest looks like one that has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from waystation.estimation.convergence import effective_size, split_r_hat, tail_size
from waystation.estimation.existence import Floats, Ints
from waystation.estimation.hamiltonian import Hamiltonian, Step, sizes, softplus
from waystation.estimation.tables import Table

CLASSES: Final = 10
CHAINS: Final = 16
R_HAT: Final = 1.05
ALIKE: Final = 1.01
"""R-hat at which they end; where the clock ends them sooner, `R_HAT` will do."""
EFFECTIVE: Final = 400
"""Draws that the chains have to be worth, in the middle and in the tails (Vehtari et al. 2021, section 4)."""
ENOUGH: Final = 1000
"""With so many they end."""
FAR: Final = 20
"""LCMCR counts so many times the observed as unseen and no more: beyond, a posterior of few people has no end."""
BEYOND: Final = 0.01
_SHAPE: Final = 0.25  # of the concentration's prior, and its rate
_LEAST: Final = 1e-200  # so that nothing is divided by zero
_MOST: Final = 10**12
"""No chain counts further; a posterior that reaches it is told to be at its end."""
_EVERY: Final = 4  # sweeps from one trajectory to the next; of these the last is kept
_BLOCK: Final = 500  # sweeps between two looks at whether it has come to rest
_TUNED: Final = 1500  # sweeps while which the steps of the trajectories are fitted
_FEWEST: Final = 2500
_HELD: Final = (0.1, 50.0)  # times the observed, of the unseen to which chains are held at first
_HELD_FOR: Final = 500

Progress = Callable[[int, float, float], None]
"""Told the sweeps so far, R-hat, and the effective number of draws, in the tails if it is smaller there."""


@dataclass(frozen=True)
class Posterior:
    """Draws of the total: `draws[chain, number]`, after what was thrown away."""

    observed: int
    draws: Floats
    r_hat: float
    effective: float
    tail: float
    """As the effective number, of the twentieths at both ends."""
    sweeps: int
    at_end: float
    """How many of the draws are as large as is counted."""

    @property
    def worth(self) -> float:
        """So many independent draws, in the middle or in the tails, whichever is fewer."""
        return min(self.effective, self.tail)

    @property
    def is_settled(self) -> bool:
        """Whether the chains agree, and say enough."""
        return self.r_hat < R_HAT and self.worth >= EFFECTIVE and self.at_end == 0.0

    @property
    def beyond(self) -> float:
        """How much of the probability lies beyond `FAR` times the observed, in unseen."""
        return float((self.draws > (FAR + 1) * self.observed).mean())

    @property
    def why_unstable(self) -> str:
        """Why no number is to be taken from it; "" where one may."""
        if not self.is_settled:
            return f"its chains do not agree (R-hat {self.r_hat:.2f}, {self.worth:.0f} draws' worth)"
        if self.beyond > BEYOND:
            return f"{self.beyond:.0%} of the probability lies beyond {FAR} times the observed"
        return ""

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
    """Of each chain: logits of being on each list in each class, sticks as in `hamiltonian`, concentration."""

    logits: Floats
    sticks: Floats
    concentration: Floats


def latent(table: Table, *, seed: int, **options: Any) -> Posterior:
    """The posterior of the total, of a table of two lists or more; the options are those of `latent_of`.

    The same seed and number of sweeps give the same draws.
    """
    return latent_of([table], seed=seed, **options)[0]


def latent_of(
    tables: Sequence[Table],
    *,
    seed: int,
    classes: int = CLASSES,
    chains: int = CHAINS,
    most_sweeps: int = 20_000,
    enough: int = ENOUGH,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> list[Posterior]:
    """The posterior of the total of each of several tables of the same number of lists, all chains side by side.

    They end when each table's agree and are worth `enough` independent draws, or after `most_sweeps`, or `seconds` of
    the clock.
    Raises ValueError for one list, for nobody, or for fewer than 4 chains or 2 classes.
    """
    many = len(tables[0].lists)
    if many < 2 or not all(table.observed and len(table.lists) == many for table in tables):
        raise ValueError("this method needs two lists, and somebody on them; of several tables as many lists in each")
    if chains < 4 or classes < 2:
        raise ValueError("at least 4 chains and 2 classes are needed")
    random = np.random.default_rng(seed)
    there = sorted({key for table in tables for key in table.counts})
    patterns = np.array([[key >> at & 1 for at in range(many)] for key in there], dtype=float)
    counts = np.array([[table.counts.get(key, 0) for table in tables] for key in there], dtype=np.int64)
    counts = np.repeat(counts, chains, axis=1)
    state = _start(random, many, classes, chains * len(tables))
    far, step = Hamiltonian(patterns, counts), Step()
    # Each chain of a table is held to another number of unseen until it has found classes that go with so many: where
    # a posterior has more than one top, each of them is begun from, and chains that agree have not merely missed one.
    held = np.tile(np.geomspace(*_HELD, chains), len(tables)) * counts.sum(axis=0)
    for _ in range(_HELD_FOR):
        _sweep(random, state, patterns, counts, np.ceil(held).astype(np.int64))
    kept: list[Floats] = []
    sweeps, ends = _HELD_FOR, time.monotonic() + seconds if seconds is not None else None
    while True:
        for at in range(1, _BLOCK + 1):
            unseen = _sweep(random, state, patterns, counts)
            if at % _EVERY == 0:
                kept.append(unseen)
                accepted = _go_far(random, state, far, step)
                if sweeps < _TUNED:
                    step.tune(accepted)
        sweeps += _BLOCK
        over = sweeps >= most_sweeps or ends is not None and time.monotonic() >= ends
        if sweeps < _FEWEST and not over:
            continue
        unseens = np.stack(kept[len(kept) // 2 :], axis=1).reshape(len(tables), chains, -1)
        found = [_posterior(table.observed, each, sweeps) for table, each in zip(tables, unseens, strict=True)]
        worst, least = max(each.r_hat for each in found), min(each.worth for each in found)
        if progress is not None:
            progress(sweeps, worst, least)
        if over or worst < ALIKE and least >= enough:
            return found


def _posterior(observed: int, unseen: Floats, sweeps: int) -> Posterior:
    draws = unseen + observed
    logs = np.log(draws)
    at_end = float((unseen >= _MOST).mean())
    return Posterior(observed, draws, split_r_hat(logs), effective_size(logs), tail_size(logs), sweeps, at_end)


def _start(random: np.random.Generator, many: int, classes: int, chains: int) -> _State:
    rates = random.uniform(0.05, 0.95, size=(many, chains, classes))
    parts = random.uniform(0.05, 0.95, size=(chains, classes - 1))
    return _State(_logit(rates), _logit(parts), np.ones(chains))


def _logit(part: Floats) -> Floats:
    found: Floats = np.log(part) - np.log1p(-part)
    return found


def _sweep(
    random: np.random.Generator, state: _State, patterns: Floats, counts: Ints, held: Ints | None = None
) -> Floats:
    """Draws everything once, given the rest; gives how many are unseen in each chain. `held`: so many, not drawn."""
    many, chains, classes = state.logits.shape
    size, nobody = sizes(state.sticks), -softplus(state.logits).sum(axis=0)
    logs = (patterns @ state.logits.reshape(many, -1)).reshape(-1, chains, classes)
    logs += size + nobody
    members = random.multinomial(counts, _shares(logs))
    unseen = held
    if unseen is None:
        found = -(np.exp(size) * np.expm1(nobody)).sum(axis=1)
        unseen = np.minimum(random.negative_binomial(counts.sum(axis=0), np.clip(found, 1e-9, 1.0)), _MOST)
    inside = members.sum(axis=0) + random.multinomial(unseen, _shares(size + nobody))
    on_list = (patterns.T @ members.reshape(len(members), -1)).reshape(state.logits.shape)
    state.logits = np.log(random.standard_gamma(1.0 + on_list)) - np.log(
        random.standard_gamma(1.0 + (inside - on_list))
    )
    later = inside.sum(axis=1, keepdims=True) - np.cumsum(inside, axis=1)
    # The logit of a beta variable whose second parameter may be next to nothing: of a gamma variable of shape b the
    # logarithm is that of one of shape b + 1, and log(uniform) / b (Marsaglia & Tsang 2000, section 6).
    rest = state.concentration[:, None] + later[:, :-1]
    little = np.log(random.standard_gamma(1.0 + rest)) - random.standard_exponential(rest.shape) / rest
    state.sticks = np.log(random.standard_gamma(1.0 + inside[:, :-1])) - little
    _concentrate(random, state)
    return unseen.astype(float)


def _shares(logs: Floats) -> Floats:
    logs -= logs.max(axis=-1, keepdims=True)
    np.exp(logs, out=logs)
    logs /= logs.sum(axis=-1, keepdims=True)
    return logs


def _concentrate(random: np.random.Generator, state: _State) -> None:
    """Stick-breaking: what all classes but the last have left (Ishwaran & James, 2001)."""
    left = softplus(state.sticks).sum(axis=1)
    shape = _SHAPE + state.sticks.shape[1]
    state.concentration = np.maximum(random.gamma(shape, 1.0 / (_SHAPE + left)), _LEAST)


def _go_far(random: np.random.Generator, state: _State, far: Hamiltonian, step: Step) -> float:
    state.logits, state.sticks, accepted = far.moved(random, state.logits, state.sticks, state.concentration, step)
    _concentrate(random, state)
    return accepted

"""Far moves through the posterior of latent classes: Hamiltonian Monte Carlo (Neal, Handbook of MCMC, 2011).

Who is in which class, and how many are unseen, are summed out: with the prior 1/N of the total what is left of the
likelihood is that of the observed patterns among those on any list. A Gibbs sampler goes along the ridge that this
has (more unseen, less likely to be listed) in tiny steps, a trajectory at once.

Everything is unconstrained: `logits[list, chain, class]` of being on a list in a class, and `sticks[chain, class]`,
the logit of the part that a class takes of what the ones before have left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from waystation.estimation.existence import Floats, Ints

_ACCEPTED: Final = 0.75
_FIRST_STEP: Final = 0.05
_FAR: Final = 1.5  # how long a trajectory is, in the units of the logits
_MOST_STEPS: Final = 24
_ROUGH: Final = 20


def softplus(x: Floats) -> Floats:
    """log(1 + exp(x)): minus the logarithm of what a logit leaves."""
    found: Floats = np.logaddexp(0.0, x)
    return found


def sizes(sticks: Floats) -> Floats:
    """The logarithm of each class's part of everybody."""
    left = softplus(sticks)
    found = np.zeros((len(sticks), sticks.shape[1] + 1))
    found[:, :-1] = sticks - left
    found[:, 1:] -= np.cumsum(left, axis=1)
    return found


@dataclass
class Step:
    """How long one step is; it is fitted while `tune` is called, and so must not be afterwards."""

    length: float = _FIRST_STEP
    _tuned: int = 0

    def tune(self, accepted: float) -> None:
        self._tuned += 1
        self.length *= float(np.exp((0.3 if self._tuned <= _ROUGH else 0.1) * (accepted - _ACCEPTED)))

    def number(self, random: np.random.Generator) -> int:
        """Of another length each time, so that no trajectory comes back to where it began."""
        far = max(2, min(_MOST_STEPS, round(_FAR / self.length)))
        return int(random.integers(1, 2 * far + 1))


class Hamiltonian:
    """The posterior given the concentration, its slope, and trajectories along it."""

    def __init__(self, patterns: Floats, counts: Ints) -> None:
        """`counts[pattern, chain]`: chains may be of different tables."""
        self._patterns = np.vstack([np.zeros(patterns.shape[1]), patterns])
        self._turned = np.ascontiguousarray(self._patterns.T)
        self._people = np.concatenate([counts.sum(axis=0, keepdims=True), counts]).astype(float)

    def moved(
        self, random: np.random.Generator, logits: Floats, sticks: Floats, concentration: Floats, step: Step
    ) -> tuple[Floats, Floats, float]:
        """Where each chain is after a trajectory, or still, and how likely it was that one went on."""
        length = step.length * random.uniform(0.6, 1.2, size=len(sticks))
        one, other = length[None, :, None], length[:, None]
        push, pull = random.normal(size=logits.shape), random.normal(size=sticks.shape)
        number = step.number(random)
        with np.errstate(all="ignore"):  # where a trajectory runs away it is given up
            rise, climb, likely = self.slope(logits, sticks, concentration)
            before = self.density(logits, sticks, concentration, likely) - _energy(push, pull)
            push, pull = push + 0.5 * one * rise, pull + 0.5 * other * climb
            there, then = logits, sticks
            for left in range(number - 1, -1, -1):
                there, then = there + one * push, then + other * pull
                rise, climb, likely = self.slope(there, then, concentration)
                push += (1.0 if left else 0.5) * one * rise
                pull += (1.0 if left else 0.5) * other * climb
            after = self.density(there, then, concentration, likely) - _energy(push, pull)
            chance = np.where(np.isfinite(after), np.exp(np.minimum(after - before, 0.0)), 0.0)
        goes = random.random(len(sticks)) < chance
        return (
            np.where(goes[None, :, None], there, logits),
            np.where(goes[:, None], then, sticks),
            float(chance.mean()),
        )

    def slope(self, logits: Floats, sticks: Floats, concentration: Floats) -> tuple[Floats, Floats, Floats]:
        """How the log posterior density rises with the logits, and with the sticks; and how likely each pattern is,
        and in the place of the one of nobody's list, to be on any.
        """
        lists, chains, classes = logits.shape
        off = softplus(logits)
        size, nowhere = sizes(sticks), -off.sum(axis=0)
        joint = (self._patterns @ logits.reshape(lists, -1)).reshape(-1, chains, classes)
        joint += size + nowhere
        np.exp(joint, out=joint)
        likely = joint.sum(axis=2)
        likely[0] = -(np.exp(size) * np.expm1(nowhere)).sum(axis=1)
        # How many people each pattern is expected to have in each class, that of nobody's list too.
        joint *= (self._people / likely)[:, :, None]
        inside = joint.sum(axis=0)
        listed = (self._turned @ joint.reshape(len(joint), -1)).reshape(logits.shape)
        from_here = np.cumsum(inside[:, ::-1], axis=1)[:, :0:-1]
        return (
            listed + 1 - np.exp(logits - off) * (inside + 2),
            inside[:, :-1] + 1 - (from_here + 1 + concentration[:, None]) / (1 + np.exp(-sticks)),
            likely,
        )

    def density(self, logits: Floats, sticks: Floats, concentration: Floats, likely: Floats) -> Floats:
        """The logarithm of the posterior density of each chain, but for a constant."""
        logs = np.log(likely)
        found: Floats = (self._people[1:] * logs[1:]).sum(axis=0) - self._people[0] * logs[0]
        found += (logits - 2 * softplus(logits)).sum(axis=(0, 2))
        found += (sticks - (1 + concentration[:, None]) * softplus(sticks)).sum(axis=1)
        return found


def _energy(push: Floats, pull: Floats) -> Floats:
    found: Floats = 0.5 * ((push * push).sum(axis=(0, 2)) + (pull * pull).sum(axis=1))
    return found

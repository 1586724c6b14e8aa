"""Clusterings of pairs by how probable each is one person: the likeliest, and others that may be true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from waystation.linkage import clusters

SAYS_NOTHING: Final = 0.001
"""A pair less likely than this is not held against a cluster: it would drown what speaks for it."""

Numbers = Iterable[tuple[int, int]]


def clustered(
    count: int,
    left: ArrayLike,
    right: ArrayLike,
    chances: ArrayLike,
    threshold: float = 0.5,
    *,
    same: Numbers = (),
    different: Numbers = (),
) -> list[int]:
    """For each of `count` records the smallest number of its cluster's records; two are one from `threshold` on.

    `chances` are how probable it is that `left` and `right`, by their numbers, are one person. Raises Contradiction.
    """
    if not 0 < threshold < 1:
        raise ValueError("the threshold is a probability, more than 0 and less than 1")
    probable = np.asarray(chances, float)
    likely = probable >= min(SAYS_NOTHING, threshold / 10)
    odds = np.log2(probable[likely] / np.maximum(1 - probable[likely], 1e-15)) - np.log2(threshold / (1 - threshold))
    one, other = np.asarray(left, np.int64)[likely].tolist(), np.asarray(right, np.int64)[likely].tolist()
    given = zip(one, other, odds.tolist(), strict=True)
    return clusters.clusters(count, given, same=same, different=different)


def drawn(
    count: int,
    left: ArrayLike,
    right: ArrayLike,
    chances: ArrayLike,
    seed: int,
    *,
    same: Numbers = (),
    different: Numbers = (),
) -> list[int]:
    """One of the clusterings that may be true: each pair speaks for one person as often as it is probable.

    It is what `clustered` makes of odds with noise (perturb and maximise, Papandreou and Yuille 2011). What was
    decided holds in each. The same seed, the same draw. Raises Contradiction.
    """
    probable = np.clip(np.asarray(chances, float), 1e-15, 1 - 1e-15)
    noise = np.random.default_rng(seed).logistic(size=len(probable)) / np.log(2)
    perturbed = 1 / (1 + np.exp2(-(np.log2(probable / (1 - probable)) + noise)))
    return clustered(count, left, right, perturbed, same=same, different=different)

"""The Bayesian average over decomposable graphical models of two to six lists, for every possible number of unseen.

Each graph says which lists may depend on which; where it is decomposable the probability of the table has a closed
form, a product over its cliques divided by one over its separators (Dawid & Lauritzen, Annals of Statistics 21,
1993; Madigan & York, Biometrika 84, 1997). The prior of a table's probabilities is hyper-Dirichlet with `delta` in
each cell; of the total N it is 1/N among the totals looked at (Jeffreys); of the graphs it is uniform.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np

from waystation.estimation.existence import Floats
from waystation.estimation.loglinear import counts
from waystation.estimation.tables import Table

MOST_LISTS: Final = 6
_AT_ONCE: Final = 8_000_000
_MOST_CELLS: Final = 2**27
"""Totals times sets of lists: a gigabyte."""


@dataclass(frozen=True)
class Graph:
    """Which lists depend on which, as sets of lists."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]


@dataclass(frozen=True)
class Posterior:
    """How likely each number of unseen is, from none on, and each graph."""

    observed: int
    unseen: Floats
    """Probability of 0, 1, 2, ... unseen people."""
    graphs: tuple[Graph, ...]
    graph_probabilities: Floats
    delta: float

    @property
    def mean(self) -> float:
        return self.observed + float(self.unseen @ np.arange(len(self.unseen)))

    def quantile(self, part: float) -> int:
        """The smallest total at which so much of the probability is reached."""
        return self.observed + int(np.searchsorted(np.cumsum(self.unseen), part))

    @property
    def median(self) -> int:
        return self.quantile(0.5)

    def interval(self, level: float = 0.95) -> tuple[int, int]:
        """With as much probability below it as above."""
        tail = (1 - level) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    @property
    def at_end(self) -> float:
        """How much probability lies in the last hundredth of the numbers looked at."""
        return float(self.unseen[-max(1, len(self.unseen) // 100) :].sum())


@cache
def decomposable(many: int) -> tuple[Graph, ...]:
    """Every decomposable graph of so many lists: 8 of three, 61 of four, 822 of five, 18,154 of six."""
    edges = list(combinations(range(many), 2))
    found = []
    for chosen in range(1 << len(edges)):
        near = [0] * many
        for place, (one, other) in enumerate(edges):
            if chosen >> place & 1:
                near[one] |= 1 << other
                near[other] |= 1 << one
        graph = _graph(near)
        if graph is not None:
            found.append(graph)
    return tuple(found)


def _graph(near: Sequence[int]) -> Graph | None:
    """Cliques and separators, by taking away again and again a list whose neighbours all depend on one another."""
    left = (1 << len(near)) - 1
    cliques: list[int] = []
    while left:
        for place in range(len(near)):
            around = near[place] & left
            if left >> place & 1 and all(around & ~(near[at] | 1 << at) == 0 for at in _places(around)):
                break
        else:
            return None
        clique = around | 1 << place
        left &= ~(1 << place)
        if not any(clique & ~known == 0 for known in cliques):
            cliques.append(clique)
    return Graph(tuple(sorted(cliques)), tuple(sorted(_separators(cliques))))


def _separators(cliques: list[int]) -> list[int]:
    """The intersections along a tree of the cliques that has the largest (Lauritzen 1996, section 2.1)."""
    reached, rest, found = [cliques[0]], cliques[1:], []
    while rest:
        _, at, shared = max(
            ((one & other).bit_count(), place, one & other) for one in reached for place, other in enumerate(rest)
        )
        reached.append(rest.pop(at))
        found.append(shared)
    return found


def _places(lists: int) -> list[int]:
    return [place for place in range(lists.bit_length()) if lists >> place & 1]


def can_look(many: int, most: int) -> bool:
    """Whether so many unseen of so many lists fit into the memory."""
    return (most + 1) << many <= _MOST_CELLS


def dga(table: Table, *, delta: float | None = None, most_unseen: int | None = None) -> Posterior:
    """The posterior of the unseen from none to `most_unseen` (five times the observed by default).

    `delta`: what the prior puts in each cell, 2 to the power of minus the number of lists by default.
    Raises ValueError for other than two to six lists, nobody observed, a delta that is not positive, or
    more people than it can look at.
    """
    many, observed = len(table.lists), table.observed
    if not 2 <= many <= MOST_LISTS:
        raise ValueError(f"this method takes from 2 to {MOST_LISTS} lists, and there are {many}")
    delta = 2.0**-many if delta is None else delta
    if not (0 < delta < math.inf and observed):
        raise ValueError("this method needs a positive delta, and somebody on a list")
    most = 5 * observed if most_unseen is None else most_unseen
    if not can_look(many, most):
        raise ValueError(f"{most:,} unseen people are more than this method can look at, one number after another")
    graphs = decomposable(many)
    signs = np.zeros((len(graphs), 1 << many))
    for number, graph in enumerate(graphs):
        for sets, sign in ((graph.cliques, 1.0), (graph.separators, -1.0)):
            for each in sets:
                signs[number, each] += sign
    signs[:, 0] = 0.0  # of no lists at all the margin is certain
    margins = _margins(many, counts(table), delta, most, observed)
    # (N - 1)! / n0!: how many ways there are to be the unseen, by the prior; what else counts is the same for all.
    ways = _rising(observed, most) - _rising(1, most)
    likely = np.zeros(most + 1)
    by_graph = np.zeros(len(graphs))
    top = -math.inf
    step = max(1, _AT_ONCE // (most + 1))
    for start in range(0, len(graphs), step):
        logs = signs[start : start + step] @ margins + ways
        highest = float(logs.max())
        if highest > top:
            likely *= math.exp(top - highest) if top > -math.inf else 0.0
            by_graph *= math.exp(top - highest) if top > -math.inf else 0.0
            top = highest
        logs -= top
        np.exp(logs, out=logs)
        likely += logs.sum(axis=0)
        by_graph[start : start + step] = logs.sum(axis=1)
    total = likely.sum()
    return Posterior(observed, likely / total, graphs, by_graph / total, delta)


def _rising(start: float, most: int) -> Floats:
    """log of Gamma(start + m) / Gamma(start) for m from 0 to `most`."""
    found: Floats = np.concatenate([[0.0], np.cumsum(np.log(start + np.arange(most)))])
    return found


def _margins(many: int, cells: Floats, delta: float, most: int, observed: int) -> Floats:
    """For each set of lists and number of unseen the log-probability of the table's margin on these lists."""
    whole = delta * 2**many
    everybody = math.lgamma(whole) - math.lgamma(whole + observed) - _rising(whole + observed, most)
    found = np.zeros((1 << many, most + 1))
    patterns = np.arange(1, 1 << many)
    for lists in range(1, 1 << many):
        each = delta * 2.0 ** (many - lists.bit_count())
        margin: dict[int, float] = {}
        for pattern, count in zip(patterns & lists, cells, strict=True):
            margin[int(pattern)] = margin.get(int(pattern), 0.0) + float(count)
        known = margin.pop(0, 0.0)
        fixed = sum(math.lgamma(each + count) - math.lgamma(each) for count in margin.values())
        nobody = math.lgamma(each + known) - math.lgamma(each) + _rising(each + known, most)
        found[lists] = everybody + fixed + nobody
    return found

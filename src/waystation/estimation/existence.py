"""Whether a log-linear model says anything about a table: identifiable, and with a likelihood that has a maximum.

A term whose lists have nobody in common is minus infinity, and the patterns that have it are certain to be empty
(the extended maximum likelihood estimate). Of what is left, the estimate is one only where the design has full
rank, and exists only where some table without an empty cell has the same sufficient statistics (Fienberg & Rinaldo,
Annals of Statistics 40, 2012; as a linear program Chan, Silverman & Vincent, J. R. Statist. Soc. A 184, 2021,
section 3.2).
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waystation.estimation.models import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SMALL: Final = 1e-7


class Fault(IntFlag):
    """What keeps a model from giving an estimate; the numbers are those of SparseMSE's `checkident`."""

    NONE = 0
    NO_MAXIMUM = 1
    NOT_IDENTIFIED = 2


@cache
def design(many: int, terms: tuple[int, ...]) -> Floats:
    """For each pattern from 1 on, whether it has each of the terms; the first column is 1."""
    patterns = np.arange(1, 1 << many)
    columns = [np.ones(len(patterns))] + [(patterns & term == term).astype(float) for term in terms]
    found: Floats = np.stack(columns, axis=1)
    found.setflags(write=False)
    return found


def ordered(model: Model) -> tuple[int, ...]:
    """The terms of a model in one order: single lists first."""
    return tuple(sorted(model, key=lambda term: (term.bit_count(), term)))


@cache
def live(many: int, terms: tuple[int, ...], empty: frozenset[int]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which patterns may have anybody, and which columns of the design are finite, where some terms have nobody."""
    patterns = np.arange(1, 1 << many)
    cells = np.ones(len(patterns), dtype=bool)
    for term in empty:
        cells &= patterns & term != term
    return cells, np.array([True, *(term not in empty for term in terms)])


@lru_cache(maxsize=100_000)
def is_identified(many: int, terms: tuple[int, ...], empty: frozenset[int]) -> bool:
    """Whether the finite parameters can be told from one another."""
    cells, columns = live(many, terms, empty)
    left = design(many, terms)[cells][:, columns]
    return bool(np.linalg.matrix_rank(left) == left.shape[1])


@lru_cache(maxsize=100_000)
def has_maximum(many: int, terms: tuple[int, ...], empty: frozenset[int], support: bytes) -> bool:
    """Whether a table without an empty cell has the same sufficient statistics.

    `support`: which patterns have anybody, as bytes of a boolean array. Nothing else of the counts matters: whether the
    statistics lie inside their cone or on its border, the patterns that they are sums of say alone.
    """
    cells, columns = live(many, terms, empty)
    there = np.frombuffer(support, dtype=bool)
    return _is_inside(design(many, terms)[cells][:, columns], there[cells].astype(float))


def _is_inside(left: Floats, counts: Floats) -> bool:
    import highspy

    from waystation.highs import silent

    cells, columns = left.shape
    solver = silent()
    infinite = highspy.kHighsInf
    # The counts are s + x: the least of them, s, is made as large as can be.
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = cells + 1, columns
    program.col_cost_ = np.array([0.0] * cells + [-1.0])
    program.col_lower_, program.col_upper_ = np.zeros(cells + 1), np.array([infinite] * cells + [1.0])
    wanted = left.T @ counts
    program.row_lower_ = program.row_upper_ = wanted
    whole = np.vstack([left, left.sum(axis=0)])
    rows = [np.flatnonzero(column) for column in whole]
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.cumsum([0, *map(len, rows)])
    program.a_matrix_.index_ = np.concatenate(rows)
    program.a_matrix_.value_ = np.concatenate([whole[at, found] for at, found in enumerate(rows)])
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return False
    return -float(solver.getInfo().objective_function_value) > _SMALL

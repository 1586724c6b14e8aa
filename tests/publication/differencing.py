"""An attack on published tables that shares no line with what protects them: linear programmes, written once more.

The reader takes all tables together: every atom at every look is an unknown number from 0, every cell that is shown is
an equation up to its rounding, and what was counted once is counted later. Of each cell that is hidden because it is
small, and of what was added to a cell between two looks, the least and the greatest possible number are looked for.
Recovered is what is known within less than the least number that may be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil, floor

import highspy
import numpy as np

from waystation.publication.statistics.tables import Published

Unknown = tuple[int, tuple[str, ...]]


def recovered(published: Sequence[Published]) -> list[tuple[int, int]]:
    """The bounds of every small number that these tables give away."""
    found = []
    solve = _Programme(published)
    for summed, least, added in _secrets(published, solve.unknown):
        low, high = solve.bounds(summed)
        may_be_nothing = added and low <= 0 < high
        if high - low < least - 1 and not may_be_nothing:
            found.append((low, high))
    return found


def _secrets(
    published: Sequence[Published], unknown: dict[Unknown, int]
) -> Iterator[tuple[dict[int, float], int, bool]]:
    for each in published:
        truth, table = each.table.true(), each.table
        who = table.persons() if table.counts.people else truth
        for cell, number in truth.items():
            if number and (number < table.least or who[cell] < table.least):
                yield _cell(each, cell, table.counts.moment, unknown), table.least, False
    for later, before in product(published, published):
        if later.table.counts.source != "acts" or later.table.counts.moment <= before.table.counts.moment:
            continue
        for cell in later.table.cells:
            now = sum(n for atom, n in later.table.counts.numbers.items() if later.table.holds(cell, atom))
            then = sum(n for atom, n in before.table.counts.numbers.items() if later.table.holds(cell, atom))
            if 0 < abs(now - then) < later.table.least:
                summed = _cell(later, cell, later.table.counts.moment, unknown)
                for at, one in _cell(later, cell, before.table.counts.moment, unknown).items():
                    summed[at] = summed.get(at, 0.0) - one
                yield summed, later.table.least, True


def _cell(each: Published, cell: tuple[str, str], moment: int, unknown: dict[Unknown, int]) -> dict[int, float]:
    return {at: 1.0 for (when, atom), at in unknown.items() if when == moment and each.table.holds(cell, atom)}


class _Programme:
    """All that is shown, as rows over the unknown numbers."""

    def __init__(self, published: Sequence[Published]) -> None:
        self.unknown: dict[Unknown, int] = {}
        labels = []
        for axis in range(len(next(iter(published[0].table.counts.numbers)))):
            seen = {atom[axis] for each in published if axis in each.table.axes for atom in each.table.counts.numbers}
            labels.append(sorted(seen) or [""])
        looks = {each.table.counts.moment: each.table.counts for each in published}
        for moment, look in looks.items():
            for atom in product(*labels):
                if look.source != "acts" or atom[1] <= look.until:
                    self.unknown[moment, atom] = len(self.unknown)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for each in published:
            for cell, number in each.shown.items():
                if number is None:  # nothing is shown as nothing: what is hidden is one at least
                    self.rows.append((_cell(each, cell, each.table.counts.moment, self.unknown), 1.0, 1e6))
                else:
                    most = number + each.table.step - 1 if number else 0
                    self.rows.append((_cell(each, cell, each.table.counts.moment, self.unknown), number, most))
        ordered = sorted(looks)
        for one, other in zip(ordered, ordered[1:], strict=False):
            then, now = looks[one], looks[other]
            if then.source == "acts" and all(now.numbers.get(atom, 0) >= n for atom, n in then.numbers.items()):
                pairs = [(at, self.unknown[other, atom]) for (when, atom), at in self.unknown.items() if when == one]
                self.rows += [({now_: 1.0, then_: -1.0}, 0.0, 1e6) for then_, now_ in pairs]

    def bounds(self, summed: dict[int, float]) -> tuple[int, int]:
        low, high = self._solve(summed, 1.0), -self._solve(summed, -1.0)
        return ceil(low - 1e-6), floor(high + 1e-6)

    def _solve(self, summed: dict[int, float], sense: float) -> float:
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("threads", 1)  # as everything else in this process, or one of them is refused
        for at in range(len(self.unknown)):
            solver.addVar(0.0, 1e6)
            solver.changeColCost(at, sense * summed.get(at, 0.0))
        for row, low, high in self.rows:
            solver.addRow(low, high, len(row), np.array([*row], dtype=np.int32), np.array([*row.values()]))
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "the tables contradict each other"
        return float(solver.getInfo().objective_function_value)

"""What a reader of all tables can work out: the bounds of any sum of atoms, by linear programmes over all of them.

The reader knows that counts are whole numbers from 0, how they are rounded, that no 0 is hidden, which lines add up,
and of acts that what was recorded by one day is still recorded on a later one. (Hundepool et al., Statistical
Disclosure Control, 2012, section 4.4; linked tables: section 4.3.)

Import it where it is needed: it brings the solver, which a server does without.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import ceil, floor
from typing import Any

import highspy
import numpy as np

from waystation.highs import silent
from waystation.publication.statistics.tables import ACTS, DIMENSIONS, Atom, Counts, Published

Variable = tuple[str, int, Atom]
Sum = Mapping[Variable, int]
_MOST = 1e6
_EXACT = 1e-6
_PRIMAL = 4


class Reader:
    """Somebody who has all these tables. They are of one source."""

    def __init__(self, published: Sequence[Published]) -> None:
        self._published = published
        self._labels = _labels(published)
        self._looks = sorted({each.table.counts.moment: each.table.counts for each in published}.items())
        self._numbers: dict[Variable, int] = {}
        self._possible: list[Any] = []
        """Numbers for all atoms that fit what is shown. Whatever is hidden later, they still do."""
        self._rows: dict[tuple[int, tuple[str, str]], int] = {}
        self._solver = silent()
        # Of one programme only what is looked for changes: from the last solution on, that is found three times faster.
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._fill()

    def _fill(self) -> None:
        nowhere = np.array([], dtype=np.int32), np.array([])
        for moment, counts in self._looks:
            for atom in _atoms(self._labels, counts):
                self._numbers[counts.source, moment, atom] = len(self._numbers)
                self._solver.addCol(0.0, 0.0, _MOST, 0, *nowhere)
        for each in self._published:
            for cell, number in each.shown.items():
                least, most = _span(number, each.table.step)
                self._rows[id(each.table), cell] = self._solver.getNumRow()
                self._row(least, most, self.of_cell(each, cell))
        for (_before, counts), (moment, later) in zip(self._looks, self._looks[1:], strict=False):
            if counts.source == ACTS and _only_grew(counts, later):
                for atom in _atoms(self._labels, counts):
                    one, other = (counts.source, moment, atom), (counts.source, counts.moment, atom)
                    self._row(0, _MOST, {one: 1, other: -1})

    def _row(self, least: float, most: float, summed: Sum) -> None:
        numbers, factors = self._columns(summed)
        self._solver.addRow(float(least), float(most), len(numbers), numbers, factors)

    def of_cell(self, published: Published, cell: tuple[str, str], moment: int | None = None) -> dict[Variable, int]:
        """A cell as a sum; at another moment, of what was counted by then."""
        table = published.table
        at = table.counts.moment if moment is None else moment
        counts = dict(self._looks)[at]
        return {(counts.source, at, atom): 1 for atom in _atoms(self._labels, counts) if table.holds(cell, atom)}

    def bounds(self, summed: Sum) -> tuple[int, int]:
        """The least and the greatest whole number that a sum can be, by all that is shown."""
        low, high = (self._bound(summed, sense) for sense in (1.0, -1.0))
        return ceil(low - _EXACT), floor(high + _EXACT)

    def may_differ(self, summed: Sum, width: int, *, may_be_nothing: bool = False) -> bool:
        """Whether a sum can be so many whole numbers apart; or, if that is enough, nothing and something.

        What was found possible for other sums is looked at first: most are answered by that, without a programme.
        """
        for sense in (0.0, 1.0, -1.0):
            if sense:
                self._bound(summed, sense)
            numbers, factors = self._columns(summed)
            seen = [float(point[numbers] @ factors) for point in self._possible] or [0.0]
            low, high = ceil(min(seen) - _EXACT), floor(max(seen) + _EXACT)
            if high - low >= width or (may_be_nothing and low <= 0 <= high and high > low):
                return True
        return False

    def _columns(self, summed: Sum) -> tuple[Any, Any]:
        return np.array([self._numbers[each] for each in summed], dtype=np.int32), np.array(
            [*map(float, summed.values())]
        )

    def _bound(self, summed: Sum, sense: float) -> float:
        numbers, factors = self._columns(summed)
        size = len(numbers)
        self._solver.changeColsCost(size, numbers, sense * factors)
        self._solver.run()
        status, found = self._solver.getModelStatus(), self._solver.getInfo().objective_function_value
        if status != highspy.HighsModelStatus.kOptimal:
            raise ValueError("the tables contradict each other")
        self._possible.append(np.array(self._solver.getSolution().col_value))
        self._solver.changeColsCost(size, numbers, np.zeros(size))
        return sense * float(found)

    def let_go(self, published: Published, cell: tuple[str, str]) -> None:
        """A cell of a table is hidden after all."""
        self._solver.changeRowBounds(self._rows[id(published.table), cell], 1.0, _MOST)


def _span(shown: int | None, step: int) -> tuple[float, float]:
    """Between what a cell may be. Nothing is shown as nothing, so that what is hidden is one at least."""
    if shown is None:
        return 1, _MOST
    return shown, shown + step - 1 if shown else 0


def _labels(published: Iterable[Published]) -> list[list[str]]:
    """Along each dimension that any table shows, all that stands there; a dimension that none shows is one label."""
    found: list[list[str]] = []
    every = list(published)
    for axis in range(len(DIMENSIONS[every[0].table.counts.source])):
        seen = {label for each in every if axis in each.table.axes for label in each.table.labels(axis)}
        found.append(sorted(seen) or [""])
    return found


def _atoms(labels: Sequence[Sequence[str]], counts: Counts) -> list[Atom]:
    """All atoms that may be there at a moment: of months that were counted by then."""
    months = DIMENSIONS[counts.source].index("month") if counts.source == ACTS else None
    return [atom for atom in product(*labels) if months is None or atom[months] <= counts.until]


def _only_grew(before: Counts, later: Counts) -> bool:
    """Whether nothing that was counted is counted no more."""
    return all(later.numbers.get(atom, 0) >= number for atom, number in before.numbers.items())

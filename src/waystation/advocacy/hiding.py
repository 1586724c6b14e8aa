"""A table of counts as those outside may see it: small cells hidden, so that nobody works them out. Pure.

A cell from 1 to `least` - 1 is hidden, and as many others as it takes that nobody who knows that lines add up
can say what it is within `least` - 1. That is checked as an attacker would: by a linear programme that looks for the
smallest and the largest value of each hidden cell. (Hundepool et al., Statistical Disclosure Control, 2012, sections
4.3 and 4.4: secondary suppression, and auditing by linear programming.)

Import it where it is needed: it brings the solver, which a server does without.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from waystation.highs import silent

UNBOUNDED: Final = 1e6
Table = list[list[int | None]]
Place = tuple[int, int]


def hidden(rows: Sequence[Sequence[int]], least: int, beside: Sequence[int] = ()) -> Table:
    """The rows with their totals and a row of totals, as they may be shown: None is hidden.

    Zeros are shown: that nobody was ever answered is what the table is for, and it is about authorities, not persons.
    What is hidden is therefore one at least, which a reader knows. `beside` are the smaller least numbers of the same
    table for other readers: whatever is hidden from these is hidden here too, so that both together tell no more than
    theirs does.
    """
    whole = _with_totals(rows)
    before = hidden(rows, beside[0], beside[1:]) if beside else whole
    shown: Table = [
        [None if other is None or 0 < cell < least else cell for cell, other in zip(row, others, strict=True)]
        for row, others in zip(whole, before, strict=True)
    ]
    small = [(row, at) for row, line in enumerate(whole) for at, cell in enumerate(line) if 0 < cell < least]
    for place in small:
        while _width(shown, place) < least - 1 and (other := _another(shown, whole, place)) is not None:
            shown[other[0]][other[1]] = None
    return shown


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    whole = [[*row, sum(row)] for row in rows]
    return [*whole, [sum(column) for column in zip(*whole, strict=True)]]


def _another(shown: Table, whole: Sequence[Sequence[int]], place: Place) -> Place | None:
    """The next cell to hide: where most lines have only one hidden cell, then in a line of this one; the smallest."""
    single = [
        line for line in _lines(len(shown), len(shown[0])) if sum(shown[row][at] is None for row, at in line) == 1
    ]
    left = [(row, at) for row, line in enumerate(shown) for at, cell in enumerate(line) if cell]

    def order(one: Place) -> tuple[int, bool, int, Place]:
        away = one[0] != place[0] and one[1] != place[1]
        return -sum(one in line for line in single), away, whole[one[0]][one[1]], one

    return min(left, key=order, default=None)


def _lines(height: int, width: int) -> list[list[Place]]:
    """The cells of each row and of each column, the total last."""
    rows = [[(row, at) for at in range(width)] for row in range(height)]
    return rows + [[(row, at) for row in range(height)] for at in range(width)]


def _width(shown: Table, place: Place) -> float:
    """How far the smallest and the largest value that a hidden cell may have are apart."""
    height, width = len(shown), len(shown[0])
    low, high = (_bound(shown, place[0] * width + place[1], height, width, sense) for sense in (1.0, -1.0))
    return high - low


def _bound(shown: Table, wanted: int, height: int, width: int, sense: float) -> float:
    solver = silent()
    nowhere = np.array([], dtype=np.int32), np.array([])
    for number, cell in enumerate(cell for line in shown for cell in line):
        limits = (1.0, UNBOUNDED) if cell is None else (float(cell), float(cell))
        solver.addCol(sense if number == wanted else 0.0, *limits, 0, *nowhere)
    for line in _lines(height, width):
        numbers = np.array([row * width + at for row, at in line], dtype=np.int32)
        solver.addRow(0.0, 0.0, len(line), numbers, np.array([1.0] * (len(line) - 1) + [-1.0]))
    solver.run()
    return sense * float(solver.getInfo().objective_function_value)

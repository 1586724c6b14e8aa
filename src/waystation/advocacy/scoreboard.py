"""How authorities answer, counted; and the same with small cells hidden, for those outside. Pure.

Each submission stands in one column, so that they add up to how many were asked. That it was ignored or answered late
are counted beside, since a late answer does not take back that it was ignored.

Hiding: a cell from 1 to `least` - 1 is hidden, and as many others as it takes that nobody who knows that lines add up
can say what it is within `least` - 1. That is checked as an attacker would: by a linear programme that looks for the
smallest and the largest value of each hidden cell. (Hundepool et al., Statistical Disclosure Control, 2012, sections
4.3 and 4.4: secondary suppression, and auditing by linear programming.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from waystation.advocacy.rules import ANSWERED, ASKED_BACK, FORMAL, IGNORED, PASSED_ON, Standing
from waystation.highs import silent

SUBSTANCE, NOTHING, UNGRADED, SILENT, ONWARD, OPEN = COLUMNS = (
    "substance",
    "nothing",
    "ungraded",
    "silent",
    "onward",
    "open",
)
LEAST_IN_PUBLIC, LEAST_FOR_PARTNERS = 10, 5
UNBOUNDED: Final = 1e6


@dataclass(frozen=True)
class Score:
    """How one authority answered. `cells` by column; `days` is the median from sending to the first answer."""

    cells: Mapping[str, int]
    late: int
    ignored: int
    days: float | None

    @property
    def asked(self) -> int:
        return sum(self.cells.values())

    @property
    def due(self) -> int:
        """Those of whom an answer was due, or came."""
        return self.asked - self.cells[OPEN] - self.cells[ONWARD]


def column(stands: Standing) -> str:
    """Where a submission that was sent is counted."""
    if stands.state == ANSWERED:
        return SUBSTANCE if stands.has_substance else UNGRADED
    return {FORMAL: NOTHING, ASKED_BACK: UNGRADED, IGNORED: SILENT, PASSED_ON: ONWARD}.get(stands.state, OPEN)


def score(standings: Iterable[Standing]) -> Score:
    """The score of what one authority was asked."""
    every = list(standings)
    cells = dict.fromkeys(COLUMNS, 0)
    for each in every:
        cells[column(each)] += 1
    days = [each.days for each in every if each.days is not None]
    return Score(
        cells,
        late=sum(each.late for each in every),
        ignored=sum(each.was_ignored for each in every),
        days=median(days) if days else None,
    )


Table = list[list[int | None]]
Place = tuple[int, int]


def hidden(rows: Sequence[Sequence[int]], least: int = LEAST_IN_PUBLIC) -> Table:
    """The rows with their totals and a row of totals, as they may be shown: None is hidden.

    Zeros are shown: that nobody was ever answered is what the table is for, and it is about authorities, not persons.
    """
    whole = _with_totals(rows)
    shown: Table = [[None if 0 < cell < least else cell for cell in row] for row in whole]
    small = [(row, at) for row, line in enumerate(shown) for at, cell in enumerate(line) if cell is None]
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
        limits = (0.0, UNBOUNDED) if cell is None else (float(cell), float(cell))
        solver.addCol(sense if number == wanted else 0.0, *limits, 0, *nowhere)
    for line in _lines(height, width):
        numbers = np.array([row * width + at for row, at in line], dtype=np.int32)
        solver.addRow(0.0, 0.0, len(line), numbers, np.array([1.0] * (len(line) - 1) + [-1.0]))
    solver.run()
    return sense * float(solver.getInfo().objective_function_value)

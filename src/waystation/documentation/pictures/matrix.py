"""Who did what to whom, as a table. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)
Inside = TypeVar("Inside")


@dataclass(frozen=True)
class Matrix(Generic[Row, Column, Inside]):
    """Its cells by row and column; what is in no cell did not happen, as far as anybody told us."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    cells: Mapping[tuple[Row, Column], Sequence[Inside]]

    def lines(self) -> list[tuple[Row, list[Sequence[Inside]]]]:
        """Each row with its cells in the order of the columns."""
        return [(row, [self.cells.get((row, column), ()) for column in self.columns]) for row in self.rows]

    def part(self, columns: Sequence[Column]) -> Matrix[Row, Column, Inside]:
        """Some of its columns, with the rows that have something in them."""
        wanted = set(columns)
        rows = [row for row in self.rows if any((row, column) in self.cells for column in wanted)]
        return Matrix(rows, columns, self.cells)


def matrix(told: Iterable[tuple[Row, Column, Inside]]) -> Matrix[Row, Column, Inside]:
    """A matrix of what was told, rows and columns in the order in which they come."""
    rows: dict[Row, None] = {}
    columns: dict[Column, None] = {}
    cells: defaultdict[tuple[Row, Column], list[Inside]] = defaultdict(list)
    for row, column, inside in told:
        rows[row] = columns[column] = None
        cells[row, column].append(inside)
    return Matrix(list(rows), list(columns), dict(cells))

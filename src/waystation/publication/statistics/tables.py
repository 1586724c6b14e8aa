"""A table of counts as it is published, and what it is made of. Pure.

A table counts atoms (one region, one month, one kind) along one or two of these. A row or column ALL is the total.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

ACTS, ANSWERS = SOURCES = ("acts", "answers")
DIMENSIONS: Mapping[str, tuple[str, ...]] = {ACTS: ("region", "month", "kind"), ANSWERS: ("body", "answer")}
ALL = "*"
PUBLIC, PARTNERS = AUDIENCES = ("public", "partners")
LEAST: Mapping[str, int] = {PUBLIC: 10, PARTNERS: 5}
"""The least cell that may be shown, if nobody asks for a larger one."""
STEP: Mapping[str, int] = {PUBLIC: 5, PARTNERS: 1}
"""What is shown is rounded down to it: a difference of two tables of different days is blurred by that."""
Atom = tuple[str, ...]
Cell = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """How many there are of each atom up to the month `until`, and of how many people; at the `moment`-th look.

    `people` is empty where what is counted is no person's: a cell is small then by its number alone.
    """

    source: str
    moment: int
    until: str
    numbers: Mapping[Atom, int] = field(repr=False)
    people: Mapping[Atom, frozenset[bytes]] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table of some counts along `rows` and `columns` (names of dimensions, "" for no columns)."""

    counts: Counts = field(repr=False)
    rows: str
    columns: str = ""
    least: int = 10
    step: int = 5
    few: frozenset[Cell] | None = field(default=None, repr=False)
    """The cells that are small, where that is kept and not who they are of."""

    @property
    def axes(self) -> tuple[int | None, int | None]:
        names = DIMENSIONS[self.counts.source]
        return names.index(self.rows), names.index(self.columns) if self.columns else None

    def labels(self, axis: int | None) -> list[str]:
        """What stands along an axis, without the total."""
        return [] if axis is None else sorted({atom[axis] for atom in self.counts.numbers})

    @property
    def cells(self) -> list[Cell]:
        """Every cell with its totals, row by row."""
        row, column = self.axes
        return list(product([*self.labels(row), ALL], [*self.labels(column), ALL]))

    def holds(self, cell: Cell, atom: Atom) -> bool:
        """Whether an atom is counted in a cell."""
        row, column = self.axes
        return cell[0] in (ALL, atom[row or 0]) and (column is None or cell[1] in (ALL, atom[column]))

    def true(self) -> dict[Cell, int]:
        """The numbers themselves."""
        found = Counter[Cell]()
        for atom, number in self.counts.numbers.items():
            for cell in self._over(atom):
                found[cell] += number
        return {cell: found[cell] for cell in self.cells}

    def persons(self) -> dict[Cell, int]:
        """Of how many people each cell is."""
        found: dict[Cell, set[bytes]] = {cell: set() for cell in self.cells}
        for atom, those in self.counts.people.items():
            for cell in self._over(atom):
                found[cell] |= those
        return {cell: len(those) for cell, those in found.items()}

    def _over(self, atom: Atom) -> Iterable[Cell]:
        row, column = self.axes
        rows = (atom[row or 0], ALL)
        return product(rows, (atom[column], ALL) if column is not None else (ALL,))

    def small(self) -> set[Cell]:
        """Cells of few, or of few people, but of somebody."""
        if self.few is not None:
            return set(self.few)
        persons = self.persons() if self.counts.people else {}
        return {
            cell
            for cell, number in self.true().items()
            if number and (number < self.least or persons.get(cell, number) < self.least)
        }

    def rounded(self, number: int) -> int:
        """A number as it is shown."""
        return number - number % self.step


@dataclass(frozen=True)
class Published:
    """A table with what of it is shown; None is hidden."""

    table: Table
    shown: Mapping[Cell, int | None]

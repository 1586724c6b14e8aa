"""Hides of a new table as much as it takes that no reader of all tables works out a small number. Pure.

Small is a cell of few or of few people, in any table, and what was added to a cell between two days. It is hidden well
enough where a reader can say what it is only within `least` - 1; what was added, also where it may be nothing.
"""

from collections.abc import Callable, Iterator, Sequence

from waystation.publication.statistics.attack import Reader, Sum
from waystation.publication.statistics.tables import ACTS, ALL, Cell, Published, Table


class CannotHide(Exception):
    """Even with nothing of it shown somebody would be given away."""


def _nobody(_share: float) -> None:
    """Nobody waits."""


def protected(new: Table, earlier: Sequence[Published], tell: Callable[[float], None] = _nobody) -> Published:
    """The table as it may be shown beside all earlier ones of its source. Raises CannotHide.

    `tell` is told how much is done, from 0 to 1.
    """
    true, small = new.true(), new.small()
    shown = {cell: None if cell in small else new.rounded(number) for cell, number in true.items()}
    found = Published(new, shown)
    others = [each for each in earlier if each.table.counts.source == new.counts.source]
    reader = Reader([*others, found])
    every = _secrets(reader, [*others, found])
    for number, (summed, least, may_be_nothing) in enumerate(every):
        tell(number / len(every))
        while not reader.may_differ(summed, least - 1, may_be_nothing=may_be_nothing):
            cell = _another(found, true, summed)
            if cell is None:
                raise CannotHide
            reader.let_go(found, cell)
            found = Published(new, {**found.shown, cell: None})
    return found


def given_away(published: Sequence[Published], tell: Callable[[float], None] = _nobody) -> list[tuple[int, int]]:
    """The bounds of each small number that a reader of these tables of one source can say too well."""
    if not published:
        return []
    reader, found = Reader(published), []
    every = _secrets(reader, published)
    for number, (summed, least, may_be_nothing) in enumerate(every):
        tell(number / len(every))
        if not reader.may_differ(summed, least - 1, may_be_nothing=may_be_nothing):
            found.append(reader.bounds(summed))
    return found


def _secrets(reader: Reader, published: Sequence[Published]) -> list[tuple[Sum, int, bool]]:
    """Each small number as a sum, within how much it is hidden, and whether it is something that was added.

    Of every table: a new one may tell what was added to a cell that another one shows.
    """
    small = [
        (reader.of_cell(each, cell), each.table.least, False)
        for each in published
        for cell in sorted(each.table.small())
    ]
    return small + [secret for new in published for secret in _additions(reader, published, new)]


def _additions(reader: Reader, published: Sequence[Published], new: Published) -> Iterator[tuple[Sum, int, bool]]:
    if new.table.counts.source != ACTS:
        return
    seen = set()
    for other in published:
        moment = other.table.counts.moment
        if moment == new.table.counts.moment or moment in seen:
            continue
        seen.add(moment)
        for cell in new.table.cells:
            added = _added(new.table, other.table, cell)
            if 0 < abs(added) < new.table.least:
                now, then = reader.of_cell(new, cell), reader.of_cell(new, cell, moment)
                yield now | dict.fromkeys(then, -1), new.table.least, True


def _added(new: Table, other: Table, cell: Cell) -> int:
    now, then = new.counts.numbers, other.counts.numbers
    inside = {atom for atom in now.keys() | then.keys() if new.holds(cell, atom)}
    return sum(now.get(atom, 0) - then.get(atom, 0) for atom in inside)


def _another(found: Published, true: dict[Cell, int], summed: Sum) -> Cell | None:
    """The next cell to hide: in lines with one hidden cell alone, then one that shares something; the smallest."""
    lines = _lines(found.table)
    single = [line for line in lines if sum(found.shown[cell] is None for cell in line) == 1]
    atoms = [atom for (_source, moment, atom) in summed if moment == found.table.counts.moment] or [
        atom for (_source, _moment, atom) in summed
    ]

    def order(cell: Cell) -> tuple[int, bool, int, Cell]:
        shares = any(found.table.holds(cell, atom) for atom in atoms)
        return -sum(cell in line for line in single), not shares, true[cell], cell

    return min((cell for cell, number in found.shown.items() if number), key=order, default=None)


def _lines(table: Table) -> list[list[Cell]]:
    row, column = table.axes
    rows, columns = [*table.labels(row), ALL], [*table.labels(column), ALL]
    along = [[(one, other) for other in columns] for one in rows] if len(columns) > 1 else []
    return along + [[(one, other) for one in rows] for other in columns]

"""What of the acts goes into a table with noise, so that one person changes it by so much and no more. Pure.

Two things would betray somebody however much noise there is: a person with very many acts, and a line that is there
only because of them. So of each person no more than so many acts are counted, and what lines there are follows from
public lists: the gazetteer, the calendar, the published kinds of acts; never from what was documented.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice, product

from waystation.documentation.figures.counting import Counted as Act
from waystation.documentation.rules import group_of
from waystation.publication.statistics.making import ELSEWHERE, region
from waystation.publication.statistics.tables import ALL, Cell
from waystation.vocabulary.vocabularies import terms
from waystation.web import gazetteer

MOST_CELLS = 10_000
LONGEST = 60
"""Months that a table may tell of."""
NOTHING_OF_A_KIND = "-"


def labels(dimension: str, since: str, until: str) -> list[str]:
    """All that may stand along a dimension, whatever was documented; [] along none. Months from one to another."""
    if dimension == "region":
        return [*regions(), ELSEWHERE]
    if dimension == "month":
        return months(since, until)
    return [*kinds(), NOTHING_OF_A_KIND] if dimension == "kind" else []


@cache
def regions() -> tuple[str, ...]:
    """The regions and countries of the gazetteer, in its own words."""
    named = {place.region.en for place in gazetteer.places().values() if place.region}
    return tuple(sorted(named | {each.en for each in gazetteer.countries().values()}))


@cache
def kinds() -> tuple[str, ...]:
    """The groups of acts of the published list."""
    return tuple(sorted({group_of(term.code) for term in terms("acts")}))


def months(since: str, until: str) -> list[str]:
    """From one month to another, both among them."""
    found, day = [], date.fromisoformat(f"{since}-01")
    while (month := day.isoformat()[:7]) <= until:
        found.append(month)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return found


def cells(rows: Sequence[str], columns: Sequence[str]) -> list[Cell]:
    """Every cell with its totals, row by row."""
    return list(product([*rows, ALL], [*columns, ALL]))


def sensitivity(columns: str, most: int) -> int:
    """By how much one person changes all numbers of a table together: each act stands in its cell and in each total."""
    return most * (4 if columns else 2)


def counted(
    acts: Iterable[Act],
    same: Mapping[bytes, bytes],
    *,
    along: tuple[str, str],
    since: str,
    until: str,
    most: int,
) -> tuple[list[Cell], list[int]]:
    """The cells of a table and how many acts are in each: of each person `most` at most.

    `same`: who of those that are recorded twice stands for all. Which acts of a person count follows from their ids.
    """
    names = tuple(labels(dimension, since, until) for dimension in along)
    every = cells(*names)
    inside = tuple(frozenset(those) for those in names)
    by_person: dict[bytes, list[tuple[bytes, tuple[str, str]]]] = {}
    for act in acts:
        where = _where(act, along, inside, since, until)
        if where is not None:
            by_person.setdefault(same.get(act.victim, act.victim), []).append((act.act, where))
    found = Counter[Cell]()
    for those in by_person.values():
        for _act, (row, column) in islice(sorted(those), most):
            for cell in {(row, column), (row, ALL), (ALL, column), (ALL, ALL)}:
                found[cell] += 1
    return every, [found[cell] for cell in every]


def _where(
    act: Act, along: tuple[str, str], inside: tuple[frozenset[str], ...], since: str, until: str
) -> tuple[str, str] | None:
    """In which row and column it is counted; in none without a month, or in one that the table does not tell of."""
    if act.first is None or act.last is None or act.first.isoformat()[:7] != act.last.isoformat()[:7]:
        return None
    month = act.first.isoformat()[:7]
    if not since <= month <= until:
        return None
    told = {"month": month, "region": region(*act.places), "kind": group_of(act.kind), "": ALL}
    other = {"region": ELSEWHERE, "kind": NOTHING_OF_A_KIND}
    row, column = (
        told[dimension] if not dimension or told[dimension] in those else other[dimension]
        for dimension, those in zip(along, inside, strict=True)
    )
    return row, column


def shown(every: Sequence[Cell], numbers: Sequence[int], floor: int, step: int) -> tuple[tuple[Cell, int | None], ...]:
    """What is shown: rounded to the nearest `step`, nothing below `floor`, and no line in which nothing is.

    It looks at nothing but the numbers with noise: so it costs nothing more.
    """
    told = {cell: _rounded(n, step) if n >= floor else None for cell, n in zip(every, numbers, strict=True)}
    kept = tuple({ALL} | {cell[axis] for cell, number in told.items() if number is not None} for axis in (0, 1))
    return tuple((cell, n) for cell, n in told.items() if cell[0] in kept[0] and cell[1] in kept[1])


def _rounded(number: int, step: int) -> int:
    return (number + step // 2) // step * step

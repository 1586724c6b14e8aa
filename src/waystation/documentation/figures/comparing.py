"""What kept figures say beside each other: pairs, series over time, and which published ones are explained. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from waystation.documentation.figures import rules, wording
from waystation.documentation.figures.records import OWN, Kept
from waystation.documentation.figures.rules import CONTRADICT
from waystation.documentation.wording import Words

COUNTED_LATER = "counted_later"
EXPLAINED = (
    ("evacuated_region", "2017-05", 40),
    ("helped_to_flee", "2018-04-03", 114),
    ("detained_reported", "2017-07-31", 200),
)
"""Three published figures that were set against each other: basis, day and number."""
Figures = Mapping[UUID, Kept]


@dataclass(frozen=True)
class Pair:
    """Two figures: what there is to say of them, with its sentences."""

    one: Kept
    other: Kept
    verdict: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Step:
    """One figure of a series; `more` is by how much it is above the one before, None where that cannot be said."""

    id: UUID
    kept: Kept
    more: Decimal | None


def pairs(figures: Iterable[Kept]) -> list[Pair]:
    """Every two of some figures."""
    return [Pair(one, other, *verdict(one, other)) for one, other in combinations(figures, 2)]


def verdict(one: Kept, other: Kept) -> tuple[str, tuple[Words, ...]]:
    """Whether two figures contradict each other. Two own counts do not: in between, more was documented."""
    found, reasons = rules.verdict(one.figure, other.figure)
    if found == CONTRADICT and one.origin == other.origin == OWN:
        return COUNTED_LATER, (wording.DOCUMENTED_BETWEEN,)
    return found, tuple(reasons)


def series(figures: Figures, of: Kept) -> list[Step]:
    """All figures that count the same as one does, by day: only these are compared over time."""
    same = [
        (one, each)
        for one, each in figures.items()
        if not rules.differences(of.figure.definition, each.figure.definition)
    ]
    same.sort(key=lambda pair: (pair[1].figure.definition.as_of.day, pair[1].at))
    before: Sequence[Kept | None] = [None, *(each for _one, each in same)]
    return [Step(one, each, _more(was, each)) for was, (one, each) in zip(before, same, strict=False)]


def _more(before: Kept | None, after: Kept) -> Decimal | None:
    """By how much it grew, where both are one number."""
    if before is None:
        return None
    (least, most), (low, high) = rules.bounds(before.figure.quantity), rules.bounds(after.figure.quantity)
    return low - least if least == most and low == high else None


def explained(figures: Figures) -> list[tuple[UUID, Kept]]:
    """The three that were set against each other, where all of them are kept."""
    found = []
    for basis, day, value in EXPLAINED:
        for one, each in figures.items():
            definition = each.figure.definition
            if (definition.basis, str(definition.as_of), each.figure.quantity.value) == (basis, day, value):
                found.append((one, each))
                break
    return found if len(found) == len(EXPLAINED) else []

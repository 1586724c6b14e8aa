"""What a table says of itself before anything is estimated: why nothing can be, or what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from waystation.estimation.tables import Table
from waystation.estimation.wording import Finding, finding

FEWEST_ON_A_LIST: Final = 5
FEW_IN_COMMON: Final = 2
FEW_PEOPLE: Final = 25
_FEW_IN_A_PATTERN: Final = 3


def findings(table: Table, *, allow_two_lists: bool = False) -> list[Finding]:
    """What the table itself tells, the gravest first."""
    if not table.observed:
        return [finding("MSE-002")]
    if len(table.lists) == 1:
        return [finding("MSE-001")]
    return [*_refused(table, allow_two_lists=allow_two_lists), *_doubtful(table)]


def _refused(table: Table, *, allow_two_lists: bool) -> Iterator[Finding]:
    sizes = {name: table.on(1 << place) for place, name in enumerate(table.lists)}
    empty = [name for name, size in sizes.items() if not size]
    if empty:
        yield finding("MSE-004", names=_and(empty))
    if len(sizes) == 2 and not allow_two_lists:
        yield finding("MSE-003")
    if len(sizes) > 2 and sum(size >= FEWEST_ON_A_LIST for size in sizes.values()) < 3:
        yield finding("MSE-007", fewest=FEWEST_ON_A_LIST)
    for piece in _apart(table):
        if not _is_slight(table, piece):
            yield finding("MSE-006", names=table.named(piece))


def _doubtful(table: Table) -> Iterator[Finding]:
    for one, other in table.pairs():
        first, second, both = table.on(1 << one), table.on(1 << other), table.on(1 << one | 1 << other)
        names = table.lists[one], table.lists[other]
        if first and second and both <= FEW_IN_COMMON:
            yield finding("MSE-101", one=names[0], other=names[1], both=both or "nobody")
        elif both and both in (first, second):
            inside, around = names if both == first else names[::-1]
            yield finding("MSE-102", inside=inside, around=around)
    for piece in _apart(table):
        if _is_slight(table, piece):
            yield finding("MSE-119", names=table.named(piece))
    if table.observed < FEW_PEOPLE or any(count < _FEW_IN_A_PATTERN for count in table.counts.values()):
        yield finding("MSE-111")


def _apart(table: Table) -> list[int]:
    """The lists that share nobody with the most of them."""
    return sorted(_pieces(table), key=int.bit_count)[:-1]


def _is_slight(table: Table, piece: int) -> bool:
    """Whether so few are on these that nobody of them need be on another; and the others are enough without them."""
    people = sum(count for pattern, count in table.counts.items() if pattern & piece)
    rest = [place for place in range(len(table.lists)) if not piece >> place & 1]
    return people < FEWEST_ON_A_LIST and sum(table.on(1 << place) >= FEWEST_ON_A_LIST for place in rest) >= 3


def _pieces(table: Table) -> list[int]:
    """The lists in groups that hang together by people whom they have in common."""
    pieces = [1 << place for place in range(len(table.lists)) if table.on(1 << place)]
    for pattern in table.counts:
        touched = [piece for piece in pieces if piece & pattern]
        pieces = [piece for piece in pieces if not piece & pattern]
        joined = 0
        for piece in touched:
            joined |= piece
        pieces.append(joined)
    return pieces


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

"""What a donor is told: sums by purpose and month, and never of so few persons that one of them could be told.

A cell of fewer than LEAST persons is merged with others until it has so many: first with other purposes of its month,
then with the next month. Merged and not left out: of what is left out, the total of the others tells the sum. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

LEAST = 5
"""The number below which official statistics commonly protect a cell of persons."""


@dataclass(frozen=True)
class Spent:
    """One payment, as a report counts it. `whom` tells the persons apart and is given to nobody."""

    on: date
    currency: str
    category: str
    amount: Decimal
    whom: Any = field(repr=False)


@dataclass(frozen=True)
class Cell:
    """A sum over one or several purposes and one or several months. `months` are their first days."""

    currency: str
    months: tuple[date, ...]
    categories: tuple[str, ...]
    amount: Decimal
    payments: int
    whom: frozenset[Any] = field(repr=False)

    @property
    def is_small(self) -> bool:
        return len(self.whom) < LEAST


def cells(spent: Iterable[Spent]) -> list[Cell]:
    """The sums of a report, by currency, month and purpose. None is small, unless the currency as a whole is."""
    found: dict[tuple[str, date, str], Cell] = {}
    for each in spent:
        key = (each.currency, each.on.replace(day=1), each.category)
        one = Cell(key[0], (key[1],), (key[2],), each.amount, 1, frozenset([each.whom]))
        found[key] = merged(found[key], one) if key in found else one
    by_currency: dict[str, dict[date, list[Cell]]] = {}
    for (currency, month, _), cell in sorted(found.items()):
        by_currency.setdefault(currency, {}).setdefault(month, []).append(cell)
    return [cell for months in by_currency.values() for cell in _protected(months)]


def _protected(months: dict[date, list[Cell]]) -> list[Cell]:
    done: list[list[Cell]] = []
    waiting: list[Cell] = []
    for month in sorted(months):
        here = _within([*waiting, *months[month]])
        if len(here) == 1 and here[0].is_small:
            waiting = here  # the whole month is: with the next
        else:
            done, waiting = [*done, here], []
    if waiting and done:
        done[-1] = _within([*done[-1], *waiting])
    elif waiting:
        done = [waiting]
    return [cell for here in done for cell in here]


def _within(some: list[Cell]) -> list[Cell]:
    """The cells of a month, the small ones merged: with each other, then with one of the same purpose, or another."""
    small = [each for each in some if each.is_small]
    if not small:
        return some
    one = small[0]
    for other in small[1:]:
        one = merged(one, other)
    purposes = set(one.categories)
    large = [each for each in some if not each.is_small]
    large.sort(key=lambda each: (purposes.isdisjoint(each.categories), len(each.whom), each.categories))
    while one.is_small and large:
        one = merged(one, large.pop(0))
    return sorted([*large, one], key=lambda each: (each.months, each.categories))


def merged(one: Cell, other: Cell) -> Cell:
    """Two cells of a currency as one."""
    return Cell(
        one.currency,
        tuple(sorted({*one.months, *other.months})),
        tuple(sorted({*one.categories, *other.categories})),
        one.amount + other.amount,
        one.payments + other.payments,
        one.whom | other.whom,
    )

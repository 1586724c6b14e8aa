"""What a donor is told: sums by purpose and month, and never of so few persons that one of them could be told.

A cell of fewer than LEAST persons is merged with others until it has so many: first with other purposes of its month,
then with the next month. Merged and not left out: of what is left out, the total of the others tells the sum.

One report must not betray what another hides. So the months are cut into spans by all that was ever paid, whatever
somebody asks for: a span ends with the first month by which LEAST persons were paid for, and a report tells of whole
spans. What two reports of the same funds differ by is then whole spans, too. Pure.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
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


@dataclass(frozen=True)
class Span:
    """Whole months, with all that was paid in them. `first` is the first day of one, `last` the last of one."""

    first: date
    last: date
    spent: tuple[Spent, ...] = field(repr=False)


def month_of(day: date) -> date:
    return day.replace(day=1)


def end_of(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def spans(spent: Iterable[Spent], today: date) -> list[Span]:
    """Every span that is over. The month that runs is in none: on its next day it would differ by somebody."""
    found: list[Span] = []
    waiting: list[Spent] = []
    by_month: dict[date, list[Spent]] = {}
    for each in spent:
        by_month.setdefault(month_of(each.on), []).append(each)
    for month in sorted(by_month):
        if month >= month_of(today):
            break
        waiting += by_month[month]
        if _many(waiting):
            since = found[-1].last + timedelta(days=1) if found else month_of(min(each.on for each in waiting))
            found.append(Span(since, end_of(month), tuple(waiting)))
            waiting = []
    return found


def _many(spent: Iterable[Spent]) -> bool:
    return len({each.whom for each in spent}) >= LEAST


@dataclass(frozen=True)
class Told:
    """From when until when a report tells, and of what. `is_bare`: sums alone, without months, purposes and numbers."""

    first: date
    last: date
    spent: tuple[tuple[Spent, ...], ...] = field(default=(), repr=False)
    is_bare: bool = False


def told(spent: Iterable[Spent], first: date, last: date, today: date) -> Told | list[Span]:
    """What a report from one day to another tells; or the spans that it could tell of, where that time has none whole.

    Where few persons were ever paid for, it tells the sums of the whole time, whatever was asked for.
    """
    every = list(spent)
    first, last = month_of(first), end_of(last)
    asked = [each for each in every if first <= each.on <= last]
    known = spans(every, today)
    whole = [each for each in known if first <= each.first and each.last <= last]
    if whole or not asked:
        before = any(each.on < whole[0].first for each in asked) if whole else False
        after = any(each.on > whole[-1].last for each in asked) if whole else False
        return Told(
            whole[0].first if before else first,
            whole[-1].last if after else last,
            tuple(each.spent for each in whole),
        )
    if known:
        return known
    return Told(date.min, today, (tuple(each for each in every if each.on <= today),), is_bare=True)


def few(spans_: Iterable[Iterable[Spent]]) -> set[str]:
    """The currencies in which fewer than LEAST persons were paid for in one of these spans."""
    return {currency for each in spans_ for currency, persons in in_each_currency(each).items() if len(persons) < LEAST}


def in_each_currency(spent: Iterable[Spent]) -> dict[str, set[Any]]:
    """Those who were paid for, by the currency in which they were."""
    found: dict[str, set[Any]] = {}
    for each in spent:
        found.setdefault(each.currency, set()).add(each.whom)
    return found


def in_currencies(spent: Iterable[Spent], changed: Callable[[str, Decimal], tuple[str, Decimal]]) -> list[Spent]:
    """The same with each amount in the currency in which it is told."""
    found = []
    for each in spent:
        currency, amount = changed(each.currency, each.amount)
        found.append(replace(each, currency=currency, amount=amount))
    return found


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

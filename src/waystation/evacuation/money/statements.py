"""Statements of a bank beside the books: which movements stand on one, and which explain a difference. Pure.

Whoever closes a statement ticks off the movements that stand on it. All that was ever ticked off comes to what the bank
says; what was not is outstanding, and is the whole difference between the bank and the books. Each closed statement is
written once: a movement is ticked off on one of them, and what is written down later for its time is told beside it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from waystation.evacuation.money.ledger import NOTHING
from waystation.evacuation.money.records import Entry, Reconciliation


@dataclass(frozen=True)
class Item:
    """A movement of one account at a bank: by how much it changes what lies there."""

    id: UUID
    entry: Entry = field(repr=False)
    amount: Decimal = field(repr=False)


def item(id_: UUID, entry: Entry, holding: UUID) -> Item:
    return Item(id_, entry, total(each.amount for each in entry.postings if each.holding == holding))


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def seen_on(closed: Iterable[Reconciliation]) -> set[UUID]:
    """What was ticked off on any of these."""
    return {id_ for each in closed for id_ in each.seen}


def unseen(items: Iterable[Item], closed: Iterable[Reconciliation]) -> list[Item]:
    """What stands on no statement so far."""
    seen = seen_on(closed)
    return [each for each in items if each.id not in seen]


def may_tick(open_: Iterable[Item], ticked: Collection[UUID], until: date) -> bool:
    """Whether all of these stand on no statement yet, and are of a day that this one is of."""
    return set(ticked) <= {each.id for each in open_ if each.entry.on <= until}


def at_the_bank(items: Iterable[Item], seen: Collection[UUID]) -> Decimal:
    """What the bank has by what was ticked off."""
    return total(each.amount for each in items if each.id in seen)


def outstanding(items: Iterable[Item], closed: Sequence[Reconciliation], number: int) -> list[Item]:
    """What the books had and the bank had not when a statement was closed; `closed` are all, the oldest first."""
    of = closed[number]
    known = unseen(items, closed[: number + 1])
    return [each for each in known if each.entry.on <= of.on and each.entry.at <= of.at]


def changes(items: Iterable[Item], of: Reconciliation) -> list[Item]:
    """What was written down for the time of a statement, or reversed of what stands on it, after it was closed."""
    seen = set(of.seen)
    return [
        each
        for each in items
        if each.entry.at > of.at and each.id not in seen and (each.entry.on <= of.on or each.entry.reverses in seen)
    ]

"""Double-entry bookkeeping in its simplest form. Pure.

Each movement is an entry of postings between accounts, whose sum is zero in each currency of each fund. What is
promised and not paid is an encumbrance, as public accounts keep them: two accounts (`reserved`, `set_aside`) beside
the money itself. Nothing is changed and nothing deleted: a mistake is set right by the same postings the other way
round.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.evacuation.money.amounts import add
from waystation.evacuation.money.records import (
    ACCOUNTS,
    DIFFERENCE,
    EXCHANGED,
    GIVEN,
    HELD,
    PAYMENT,
    RESERVED,
    REVERSAL,
    SET_ASIDE,
    SPENT,
    Entry,
    Posting,
)

NOTHING = Decimal(0)


class Account(NamedTuple):
    """One account of the books: what it is, of which fund, in which currency; where it lies, or what it was for."""

    name: str
    fund: UUID
    currency: str
    holding: UUID | None = None
    category: str = ""


def account(posting: Posting) -> Account:
    return Account(posting.account, posting.fund, posting.currency, posting.holding, posting.category)


def faults(entry: Entry) -> list[str]:
    """Codes of what makes an entry no entry."""
    found = []
    if len(entry.postings) < 2 or any(each.account not in ACCOUNTS or not each.amount for each in entry.postings):
        found.append("no_postings")
    if add((f"{each.fund} {each.currency}", each.amount) for each in entry.postings):
        found.append("not_balanced")
    if any((each.account == HELD) != (each.holding is not None) for each in entry.postings):
        found.append("no_holding")
    if any((each.account == SPENT) != bool(each.category) for each in entry.postings):
        found.append("no_category")
    return found


@dataclass
class Books:
    """The balance of every account, and what is left of each reservation. Entries are added, in whatever order."""

    balances: dict[Account, Decimal] = field(default_factory=dict)
    promised: dict[UUID, Account] = field(
        default_factory=dict
    )  # out of which fund and in which currency, by reservation
    left: dict[UUID, Decimal] = field(default_factory=dict)  # of a reservation
    paid: dict[UUID, Decimal] = field(default_factory=dict)  # out of a reservation
    reversed: dict[UUID, int] = field(default_factory=dict)  # how many reversals an entry has
    entries: int = 0

    def add(self, entry: Entry, by: int = 1) -> None:
        """Adds an entry, or takes it out again: `by` -1."""
        self.entries += by
        for posting in entry.postings:
            _to(self.balances, account(posting), by * posting.amount)
            if entry.reservation and posting.account == RESERVED:
                self.promised[entry.reservation] = account(posting)
                _to(self.left, entry.reservation, by * posting.amount)
            if entry.reservation and posting.account == SPENT:
                _to(self.paid, entry.reservation, by * posting.amount)
        if entry.reverses:
            self.reversed[entry.reverses] = self.reversed.get(entry.reverses, 0) + by

    def after(self, entry: Entry) -> "Books":
        """The balances alone, as they would be with one entry more. These here stay as they are."""
        found = Books(dict(self.balances))
        found.add(entry)
        return found

    def held(self, fund: UUID, currency: str, holding: UUID | None = None) -> Decimal:
        """How much of a fund is there, in one holding or in all."""
        return self._sum(HELD, fund, currency, holding)

    def reserved(self, fund: UUID, currency: str) -> Decimal:
        """How much of a fund is promised."""
        return self._sum(RESERVED, fund, currency)

    def free(self, fund: UUID, currency: str) -> Decimal:
        """How much of a fund can still be promised."""
        return self.held(fund, currency) - self.reserved(fund, currency)

    def _sum(self, name: str, fund: UUID, currency: str, holding: UUID | None = None) -> Decimal:
        found = (
            value
            for each, value in self.balances.items()
            if (each.name, each.fund, each.currency) == (name, fund, currency) and holding in (None, each.holding)
        )
        return sum(found, NOTHING)

    def in_holding(self, holding: UUID) -> Decimal:
        """How much should lie there, of all funds."""
        return sum((value for each, value in self.balances.items() if each.holding == holding), NOTHING)

    def of_fund(self, fund: UUID) -> "dict[str, Standing]":
        """How a fund stands, in each currency in which it has or had anything."""
        currencies = sorted({each.currency for each in self.balances if each.fund == fund})
        return {currency: self._standing(fund, currency) for currency in currencies}

    def _standing(self, fund: UUID, currency: str) -> "Standing":
        sums = {name: self._sum(name, fund, currency) for name in ACCOUNTS}
        return Standing(-sums[GIVEN], sums[EXCHANGED], sums[SPENT], sums[DIFFERENCE], sums[RESERVED], sums[HELD])

    def below_zero(self, touched: Iterable[Account]) -> bool:
        """Whether one of these accounts has less than nothing, or its fund has promised more than is there."""
        for each in touched:
            if each.name in (HELD, RESERVED) and self.balances.get(each, NOTHING) < 0:
                return True
            if self.free(each.fund, each.currency) < 0:
                return True
        return False

    def trial_balance(self) -> "list[Line]":
        """Every account with its balance as a debit or a credit, by currency: both sides come to the same."""
        return [
            Line(each, max(value, NOTHING), max(-value, NOTHING)) for each, value in _sorted(self.balances) if value
        ]


class Standing(NamedTuple):
    """How a fund stands in one currency."""

    given: Decimal
    exchanged: Decimal  # what was changed into other currencies; below zero, out of others
    spent: Decimal
    difference: Decimal  # what counts found too little; below zero, too much
    reserved: Decimal
    held: Decimal

    @property
    def free(self) -> Decimal:
        return self.held - self.reserved


class Line(NamedTuple):
    """One line of the trial balance."""

    account: Account
    debit: Decimal
    credit: Decimal


def _to(sums: "dict[Account, Decimal] | dict[UUID, Decimal]", key: "Account | UUID", value: Decimal) -> None:
    sums[key] = sums.get(key, NOTHING) + value  # type: ignore[index,call-overload]


def _sorted(balances: Mapping[Account, Decimal]) -> Iterator[tuple[Account, Decimal]]:
    order = {name: place for place, name in enumerate(ACCOUNTS)}
    yield from sorted(balances.items(), key=lambda pair: (pair[0].currency, order[pair[0].name], str(pair[0])))


# The movements, each as its postings


def gift(fund: UUID, holding: UUID, amount: Decimal, currency: str) -> tuple[Posting, ...]:
    """Money comes in."""
    return (
        Posting(account=HELD, amount=amount, currency=currency, fund=fund, holding=holding),
        Posting(account=GIVEN, amount=-amount, currency=currency, fund=fund),
    )


def encumber(fund: UUID, amount: Decimal, currency: str) -> tuple[Posting, ...]:
    """Money is promised; a negative amount takes a promise back."""
    return (
        Posting(account=RESERVED, amount=amount, currency=currency, fund=fund),
        Posting(account=SET_ASIDE, amount=-amount, currency=currency, fund=fund),
    )


def pay(fund: UUID, holding: UUID, amount: Decimal, currency: str, category: str) -> tuple[Posting, ...]:
    """What was promised is paid."""
    return (
        *encumber(fund, -amount, currency),
        Posting(account=SPENT, amount=amount, currency=currency, fund=fund, category=category),
        Posting(account=HELD, amount=-amount, currency=currency, fund=fund, holding=holding),
    )


def exchange(fund: UUID, out: tuple[UUID, Decimal, str], into: tuple[UUID, Decimal, str]) -> tuple[Posting, ...]:
    """Money of one currency becomes money of another; each with the holding, the amount and the currency."""
    (from_, less, sold), (to, more, bought) = out, into
    return (
        Posting(account=HELD, amount=-less, currency=sold, fund=fund, holding=from_),
        Posting(account=EXCHANGED, amount=less, currency=sold, fund=fund),
        Posting(account=HELD, amount=more, currency=bought, fund=fund, holding=to),
        Posting(account=EXCHANGED, amount=-more, currency=bought, fund=fund),
    )


def move(fund: UUID, from_: UUID, to: UUID, amount: Decimal, currency: str) -> tuple[Posting, ...]:
    """Money lies somewhere else."""
    return (
        Posting(account=HELD, amount=-amount, currency=currency, fund=fund, holding=from_),
        Posting(account=HELD, amount=amount, currency=currency, fund=fund, holding=to),
    )


def count(fund: UUID, holding: UUID, difference: Decimal, currency: str) -> tuple[Posting, ...]:
    """A count found more than the books said, or less: `difference` below zero."""
    return (
        Posting(account=HELD, amount=difference, currency=currency, fund=fund, holding=holding),
        Posting(account=DIFFERENCE, amount=-difference, currency=currency, fund=fund),
    )


def reverse(entry: Entry) -> tuple[Posting, ...]:
    """The same the other way round."""
    return tuple(msgspec.structs.replace(each, amount=-each.amount) for each in entry.postings)


def may_be_reversed(entry: Entry) -> bool:
    """Whether this is a movement of money. A promise is released instead; a reversal is not reversed."""
    return entry.kind != REVERSAL and any(each.account == HELD for each in entry.postings)


def is_of_payment(entry: Entry) -> bool:
    """Whether the payment that it belongs to must say so, too, when it is reversed."""
    return entry.kind == PAYMENT

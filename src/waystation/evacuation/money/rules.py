"""What a fund allows, who may approve, what covers the way, what is protected in a report. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from waystation.casework.errors import Refused
from waystation.casework.wording import Words
from waystation.evacuation.money import wording
from waystation.evacuation.money.amounts import CURRENCIES, Sums, amount
from waystation.evacuation.money.records import (
    APPROVED,
    ASKED,
    CATEGORIES,
    FUND_STATES,
    HOLDING_KINDS,
    OPEN,
    PAID,
    PERSON,
    STAFF,
    TRAVEL,
    Fund,
    Holding,
    Payment,
    Rate,
    Reservation,
)

A_DAY = timedelta(days=1)
SHOWN_FOR = timedelta(days=30)
"""How long what one person paid alone stands on the list that all coordinators see."""
PENDING = (ASKED, APPROVED)


def fund_faults(fund: Fund) -> Iterator[tuple[str, Words]]:
    """What is wrong with what is said of a fund, with the field in which."""
    if not fund.name.strip():
        yield "name", wording.NAME_IT
    if fund.currency not in CURRENCIES:
        yield "currency", wording.NO_CURRENCY
    if not set(fund.purposes) <= set(CATEGORIES) or fund.state not in FUND_STATES:
        yield "purposes", wording.CHOOSE
    if fund.first and fund.last and fund.last < fund.first:
        yield "last", wording.ENDS_BEFORE
    if fund.ceiling is not None and fund.currency in CURRENCIES:
        yield from (("ceiling", reason) for reason in _faults_of(fund.ceiling, fund.currency))


def _faults_of(value: Decimal, currency: str) -> Iterator[Words]:
    try:
        amount(value, currency)
    except Refused as refused:
        yield from refused.reasons


def holding_faults(holding: Holding) -> Iterator[tuple[str, Words]]:
    """What is wrong with what is said of where money lies."""
    if not holding.name.strip():
        yield "name", wording.NAME_IT
    if holding.currency not in CURRENCIES:
        yield "currency", wording.NO_CURRENCY
    if holding.kind not in HOLDING_KINDS or holding.state not in FUND_STATES:
        yield "kind", wording.CHOOSE


@dataclass(frozen=True)
class Wanted:
    """What money is asked for. `persons` are how many of a case it is for; of no case, none."""

    amount: Decimal
    currency: str
    category: str
    country: str
    on: date
    persons: int


def place_name(name: str) -> str:
    """How names of countries are compared."""
    return " ".join(name.split()).casefold()


def objections(fund: Fund, wanted: Wanted) -> Iterator[Words]:
    """Why the donor's restrictions do not allow it, but for the ceiling, which needs to know what went before."""
    if fund.state != OPEN:
        yield wording.FUND_CLOSED
    if fund.purposes and wanted.category not in fund.purposes:
        yield wording.OTHER_PURPOSE
    if fund.countries and not wanted.country:
        yield wording.SAY_COUNTRY
    elif fund.countries and place_name(wanted.country) not in {place_name(each) for each in fund.countries}:
        yield wording.OTHER_COUNTRY
    if not is_within(fund, wanted.on):
        yield wording.OTHER_PERIOD


def is_within(fund: Fund, on: date) -> bool:
    """Whether a day is in the donor's period."""
    return not ((fund.first and on < fund.first) or (fund.last and on > fund.last))


def above_ceiling(fund: Fund, wanted: Wanted, before: Sums, rates: Iterable[Rate]) -> Words | None:
    """Why it is more than may go to the persons of a case; `before` is what this fund promised and paid to it already.

    What is in other currencies counts by the newest rate that was noted.
    """
    if fund.ceiling is None or not wanted.persons:
        return None
    known, total = list(rates), Decimal(0)
    for currency, value in [*before.items(), (wanted.currency, wanted.amount)]:
        rate = rate_to(fund.currency, currency, known)
        if rate is None:
            return wording.RATE_UNKNOWN
        total += value * rate
    return wording.ABOVE_CEILING if total > fund.ceiling * wanted.persons else None


def rate_to(base: str, quote: str, rates: Iterable[Rate]) -> Decimal | None:
    """What one unit of `quote` is in `base`, by the newest rate; None where none was noted."""
    if base == quote:
        return Decimal(1)
    found = [each for each in rates if {each.base, each.quote} == {base, quote}]
    if not found:
        return None
    newest = max(found, key=lambda each: each.on)
    return newest.rate if newest.quote == base else 1 / newest.rate


def narrowness(fund: Fund) -> tuple[int, date]:
    """Which fund pays first where several may: the one with the most restrictions, then the one that ends first.

    What is free to be used for anything is kept for what nothing else may pay.
    """
    many = sum(map(bool, (fund.purposes, fund.countries, fund.first or fund.last, fund.ceiling)))
    return -many, fund.last or date.max


# Budgets


def over_budget(budget: Decimal | None, used: Decimal, more: Decimal) -> Words | None:
    """Why it is more than a case may have in a currency; None for no budget is no limit."""
    return wording.OVER_BUDGET if budget is not None and used + more > budget else None


# Approvals


def needs_second(payment: Payment, limits: Sums, others: Iterable[Payment]) -> bool:
    """Whether a second person must approve: above the limit of its currency, together with what the same person asked
    for the same case within a day, so that nobody divides a sum to stay below. Without a limit every payment needs one.

    What goes into the hands of one of us needs one whatever the sum. A ticket at night cannot wait until a second of
    five people is awake, so it is bought alone, and all see afterwards that it was (`is_by_one`); what one of us spent
    already can wait, and is the one payment by which whoever asks could pay themselves.
    """
    if payment.payee == STAFF or payment.currency not in limits:
        return True
    together = payment.amount
    for other in others:
        counts = other.state in (*PENDING, PAID) and other.currency == payment.currency and other.by == payment.by
        if counts and payment.at and other.at and payment.at - other.at < A_DAY:
            together += other.amount
    return together > limits[payment.currency]


def may_not_approve(payment: Payment, who: UUID, owner: UUID | None) -> Words | None:
    """Why this person is not the one to approve it; `owner` is responsible for the case of the payee."""
    if payment.state != ASKED:
        return wording.ANSWERED_ALREADY
    if payment.by == who:
        return wording.ASKED_BY_YOU
    if payment.staff == who:
        return wording.PAID_TO_YOU
    if payment.payee == PERSON and owner == who:
        return wording.PAYEE_IS_YOURS
    return None


def is_by_one(payment: Payment) -> bool:
    """Whether one person alone asked for it and, within the limit, approved it: the others are shown it for a while."""
    return payment.state in (APPROVED, PAID) and not payment.needs_second


def is_without_receipt(payment: Payment) -> bool:
    """Whether a payment stands on the list of missing receipts."""
    return payment.state == PAID and not payment.receipts and not payment.no_receipt


# The gate before a departure


@dataclass(frozen=True)
class Cost:
    """What is known of the cost of a way. `unknown` is how many legs do not say what they cost."""

    sums: Sums
    legs: int
    unknown: int


def missing(cost: Cost, covered: Sums) -> dict[str, Decimal]:
    """What is still to be reserved for a way, by currency."""
    short = {currency: value - covered.get(currency, Decimal(0)) for currency, value in cost.sums.items()}
    return {currency: value for currency, value in short.items() if value > 0}


def covers_way(reservation: Reservation, journeys: Iterable[UUID]) -> bool:
    """Whether a reservation is for the way: for one of these journeys, or for travel of whichever."""
    if reservation.journey is not None:
        return reservation.journey in set(journeys)
    return reservation.category == TRAVEL

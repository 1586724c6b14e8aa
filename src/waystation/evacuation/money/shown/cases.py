"""The money of a case, made ready for its pages. Nothing is decided here."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from waystation.casework.wording import Words
from waystation.evacuation import access as evacuation
from waystation.evacuation.money import access, amounts, gate, rules, used
from waystation.evacuation.money.amounts import said
from waystation.evacuation.money.ledger import Standing
from waystation.evacuation.money.records import Reservation
from waystation.evacuation.money.shown.books import NOTHING, Left, left
from waystation.evacuation.money.shown.payments import PaymentLines
from waystation.evacuation.money.wording import CATEGORY_WORDS
from waystation.evacuation.records import ABORTED, ARRIVED, LegRecord
from waystation.evacuation.rules import amount
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.web.ways import from_to


@dataclass(frozen=True)
class ReservationLine:
    """One reservation with what is left of it and what was paid out of it."""

    id: UUID
    reservation: Reservation = field(repr=False)
    fund: str
    left: Decimal
    paid: Decimal
    pending: Decimal
    leg: str = field(repr=False)

    def _said(self, value: Decimal) -> str:
        return said(value, self.reservation.currency)

    @property
    def amount(self) -> str:
        return self._said(self.reservation.amount)

    @property
    def left_said(self) -> str:
        return self._said(self.left)

    @property
    def paid_said(self) -> str:
        return self._said(self.paid)

    @property
    def category(self) -> Words:
        return CATEGORY_WORDS.get(self.reservation.category, "")

    @property
    def is_open(self) -> bool:
        return self.left > 0

    @property
    def may_be_released(self) -> bool:
        return self.left > self.pending


@dataclass(frozen=True)
class LegLine:
    """One leg with what it is said to cost, and what is reserved and paid for it."""

    id: UUID
    label: str = field(repr=False)
    cost: str
    reserved: str
    paid: str
    is_ahead: bool
    """Whether somebody is still to take it."""


@dataclass(frozen=True)
class SumLine:
    """What a case has and uses in one currency."""

    currency: str
    budget: str
    reserved: str
    paid: str
    open: str
    part: Left | None


def of_case(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The money of a case: its budget, what is reserved, what was paid, by leg; the newest first."""
    books, funds = access.books(actor), access.funds(actor)
    legs, payments = dict(leg_choices(actor, case_id)), access.payments(actor, case_id)
    pending: dict[UUID | None, Decimal] = {}
    for _row, each in payments:
        if each.state in rules.PENDING:
            pending[each.reservation] = pending.get(each.reservation, NOTHING) + each.amount
    reservations = [
        ReservationLine(
            row.pk,
            each,
            funds[each.fund].name if each.fund in funds else "?",
            books.left.get(row.pk, NOTHING),
            books.paid.get(row.pk, NOTHING),
            pending.get(row.pk, NOTHING),
            legs.get(str(each.leg), ""),
        )
        for row, each in access.reservations(actor, case_id)
    ]
    lines, newest = PaymentLines(actor), reservations[::-1]
    return {
        "sums": _sums(actor, case_id),
        "reservations": sorted(newest, key=lambda line: not line.is_open),
        "payments": [lines.line(row, each) for row, each in reversed(payments)],
        "legs": _legs(actor, case_id, reservations),
        "covered": gate.covered(actor, case_id),
        "short": _all(gate.short(actor, case_id)),
    }


def _sums(actor: Actor, case_id: UUID) -> list[SumLine]:
    budgets, (reserved, paid) = access.budgets(actor, case_id), used.by_case(actor, case_id)
    found = []
    for currency in sorted({*budgets, *reserved, *paid}):
        promised, spent = reserved.get(currency, NOTHING), paid.get(currency, NOTHING)
        budget = budgets[currency].amount if currency in budgets else None
        rest = budget - promised - spent if budget is not None else None
        picture = None
        if budget is not None:
            picture = left(currency, Standing(budget, NOTHING, spent, NOTHING, promised, max(budget - spent, promised)))
        found.append(
            SumLine(
                currency,
                said(budget, currency) if budget is not None else "",
                said(promised, currency),
                said(spent, currency),
                said(rest, currency) if rest is not None else "",
                picture,
            )
        )
    return found


def _legs(actor: Actor, case_id: UUID, reservations: list[ReservationLine]) -> list[LegLine]:
    found = []
    for leg_id, label, leg in _ways(actor, case_id):
        mine = [line for line in reservations if line.reservation.leg == leg_id]
        reserved = amounts.add((line.reservation.currency, line.left) for line in mine)
        paid = amounts.add((line.reservation.currency, line.paid) for line in mine)
        cost = said(amount(leg.cost, leg.currency), leg.currency) if leg.cost else ""
        found.append(LegLine(leg_id, label, cost, _all(reserved), _all(paid), leg.status != ARRIVED))
    return found


def _all(sums: amounts.Sums) -> str:
    return " · ".join(said(value, currency) for currency, value in sums.items())


def _ways(actor: Actor, case_id: UUID) -> list[tuple[UUID, str, LegRecord]]:
    """The legs of the journeys of a case: their ids, from where to where, what is known of them."""
    try:
        ways = evacuation.ways_of(actor, case_id)
    except Absent:  # who opens the money of a case need not open its way
        return []
    places, found = evacuation.places(actor), []
    for way in ways:
        for leg_id, leg in way.legs:
            if leg.status != ABORTED and way.journey.status != ABORTED:
                ends = [places[end].name if end in places else "?" for end in (leg.from_place, leg.to_place)]
                found.append((leg_id, from_to(*ends), leg))
    return found


def leg_choices(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """The legs of a case, to choose from."""
    return [(str(leg_id), label) for leg_id, label, _leg in _ways(actor, case_id)]


def for_leg(actor: Actor, case_id: UUID, chosen: str) -> dict[str, Any]:
    """What is known already where money is to be reserved for a leg."""
    for leg_id, label, leg in _ways(actor, case_id):
        if str(leg_id) == chosen:
            return {"leg": chosen, "what_for": label, "amount": leg.cost, "currency": leg.currency}
    return {}


def out_of(actor: Actor, case_id: UUID | None, chosen: str) -> dict[str, Any]:
    """What is known already where a payment is to be asked for out of a reservation: all that is left of it."""
    for row, each in access.reservations(actor, case_id):
        if str(row.pk) == chosen:
            rest = used.standing(actor, row.pk)[2] - used.pending(actor, row.pk)
            same = ("what_for", "category", "fund", "country", "leg", "currency")
            return {name: getattr(each, name) for name in same} | {"reservation": chosen, "amount": max(rest, NOTHING)}
    return {}


def journey_of(actor: Actor, case_id: UUID, leg_id: UUID | None) -> UUID | None:
    """The journey of a leg of a case. Raises Absent for a leg of another one."""
    if leg_id is None:
        return None
    for way in evacuation.ways_of(actor, case_id):
        if any(each == leg_id for each, _leg in way.legs):
            return way.id
    raise Absent

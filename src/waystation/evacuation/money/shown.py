"""Money made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.wording import Words
from waystation.evacuation import access as evacuation
from waystation.evacuation.money import access, amounts, gate, ledger, rules, used
from waystation.evacuation.money.amounts import said
from waystation.evacuation.money.ledger import Standing
from waystation.evacuation.money.records import (
    APPROVED,
    ASKED,
    HELD,
    SPENT,
    Entry,
    Fund,
    Holding,
    Payment,
    Reservation,
)
from waystation.evacuation.money.wording import (
    ACCOUNT_WORDS,
    CATEGORY_WORDS,
    ENTRY_WORDS,
    HOLDING_WORDS,
    METHOD_WORDS,
    PAYEE_WORDS,
    PAYMENT_TONES,
    PAYMENT_WORDS,
    STATE_WORDS,
)
from waystation.evacuation.records import ABORTED
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.web.pages import Link

NOTHING = Decimal(0)
WIDTH = 100.0  # of the box of a picture
MOST = 100  # lines of a list that has no pages


@dataclass(frozen=True)
class Part:
    """One part of a picture of a fund: where it begins and how wide it is, in hundredths of what came in."""

    code: str
    x: str
    width: str


@dataclass(frozen=True)
class Left:
    """How a fund stands in one currency: for a picture and the words beside it."""

    currency: str
    standing: Standing
    parts: tuple[Part, ...]

    def _said(self, value: Decimal) -> str:
        return said(value, self.currency)

    @property
    def free(self) -> str:
        return self._said(self.standing.free)

    @property
    def reserved(self) -> str:
        return self._said(self.standing.reserved)

    @property
    def spent(self) -> str:
        return self._said(self.standing.spent)

    @property
    def came(self) -> str:
        return self._said(_came(self.standing))

    @property
    def difference(self) -> str:
        return self._said(self.standing.difference) if self.standing.difference else ""


def _came(standing: Standing) -> Decimal:
    """What was to be used: given, and changed into or out of this currency."""
    return standing.given - standing.exchanged


def left(currency: str, standing: Standing) -> Left:
    """The picture of a fund in one currency: spent, reserved, free, beside each other."""
    whole = max(standing.spent + standing.held, Decimal(1))
    parts, x = [], 0.0
    for code, value in (("spent", standing.spent), ("reserved", standing.reserved), ("free", standing.free)):
        width = float(max(value, NOTHING) / whole) * WIDTH
        parts.append(Part(code, f"{x:.2f}", f"{width:.2f}"))
        x += width
    return Left(currency, standing, tuple(parts))


@dataclass(frozen=True)
class FundLine:
    """One fund with how it stands."""

    id: UUID
    fund: Fund = field(repr=False)
    lefts: list[Left]

    @property
    def state(self) -> Words:
        return STATE_WORDS.get(self.fund.state, "")

    @property
    def is_open(self) -> bool:
        return self.fund.state == "open"

    @property
    def purposes(self) -> list[Words]:
        return [CATEGORY_WORDS.get(code, code) for code in self.fund.purposes]

    @property
    def ceiling(self) -> str:
        return said(self.fund.ceiling, self.fund.currency) if self.fund.ceiling is not None else ""


def fund_line(actor: Actor, fund_id: UUID, fund: Fund) -> FundLine:
    found = access.books(actor).of_fund(fund_id)
    return FundLine(fund_id, fund, [left(currency, standing) for currency, standing in found.items()])


@dataclass(frozen=True)
class HoldingLine:
    """One place where money lies, with how much should be there, and when it was counted last."""

    id: UUID
    holding: Holding = field(repr=False)
    keeper: str
    amount: str
    counted: Any

    @property
    def kind(self) -> Words:
        return HOLDING_WORDS.get(self.holding.kind, "")

    @property
    def is_open(self) -> bool:
        return self.holding.state == "open"


def holding_lines(actor: Actor) -> list[HoldingLine]:
    names, books = personas(actor), access.books(actor)
    found = []
    for pk, holding in access.holdings(actor).items():
        counts = access.reconciliations(actor, pk)
        amount = said(books.in_holding(pk), holding.currency)
        keeper = names.get(holding.keeper, "") if holding.keeper else ""
        found.append(HoldingLine(pk, holding, keeper, amount, counts[0].on if counts else None))
    return found


@dataclass(frozen=True)
class MovementLine:
    """One movement, as it concerns a fund or a holding."""

    id: UUID
    entry: Entry = field(repr=False)
    amount: str
    where: str
    by: str
    note: str = field(repr=False)
    is_reversed: bool

    @property
    def kind(self) -> Words:
        return ENTRY_WORDS.get(self.entry.kind, self.entry.kind)

    @property
    def may_be_reversed(self) -> bool:
        allowed = ledger.may_be_reversed(self.entry) and not ledger.is_of_payment(self.entry)
        return allowed and not self.is_reversed


class Movements:
    """The movements of a fund or a holding, the newest first, for a pager: only those of a page are put into words."""

    def __init__(self, actor: Actor, of: UUID) -> None:
        self._actor, self._group = actor, access.movements(actor, of)
        self._of, self._holdings, self._names = of, access.holdings(actor), personas(actor)

    def __len__(self) -> int:
        return len(self._group)

    def __getitem__(self, places: slice) -> list[MovementLine]:
        many, reversed_ = len(self._group), access.books(self._actor).reversed
        first, last = places.start or 0, min(places.stop if places.stop is not None else many, many)
        some = self._group[max(0, many - last) : many - first]
        return [self._line(held, bool(reversed_.get(held.id))) for held in reversed(some)]

    def _line(self, held: Held, is_reversed: bool) -> MovementLine:
        entry: Entry = held.record
        mine = [each for each in entry.postings if self._of in (each.fund, each.holding)]
        moved = amounts.add((each.currency, each.amount) for each in mine if each.account == HELD)
        if not moved and entry.kind not in ("move", "payment"):
            moved = amounts.add((each.currency, each.amount) for each in mine if each.account == "reserved")
        places = [self._holdings[each.holding].name for each in mine if each.holding in self._holdings]
        spent = [str(CATEGORY_WORDS.get(each.category, "")) for each in mine if each.account == SPENT]
        note = entry.note or (f"{entry.rate.rate} ({entry.rate.source})" if entry.rate else "")
        return MovementLine(
            held.id,
            entry,
            " · ".join(said(value, currency) for currency, value in moved.items()) or "—",
            " → ".join([*places, *spent]),
            self._names.get(entry.by, "?"),
            note,
            is_reversed,
        )


@dataclass(frozen=True)
class PaymentLine:
    """One payment, with whom it is for."""

    id: UUID
    payment: Payment = field(repr=False)
    case: UUID | None
    who: str = field(repr=False)
    fund: str
    by: str

    @property
    def amount(self) -> str:
        return said(self.payment.amount, self.payment.currency)

    @property
    def paid(self) -> str:
        return said(self.payment.paid, self.payment.currency) if self.payment.paid is not None else ""

    @property
    def state(self) -> Words:
        return PAYMENT_WORDS.get(self.payment.state, "")

    @property
    def tone(self) -> str:
        return PAYMENT_TONES.get(self.payment.state, "neutral")

    @property
    def category(self) -> Words:
        return CATEGORY_WORDS.get(self.payment.category, "")

    @property
    def method(self) -> Words:
        return METHOD_WORDS.get(self.payment.method, "")

    @property
    def payee(self) -> Words:
        return PAYEE_WORDS.get(self.payment.payee, "")

    @property
    def without_receipt(self) -> bool:
        return rules.is_without_receipt(self.payment)


class PaymentLines:
    """Puts payments into words."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._names, self._funds = actor, personas(actor), access.funds(actor)
        self._called = casework.Pseudonyms(actor)

    def line(self, row: Any, payment: Payment) -> PaymentLine:
        case, fund = access.case_of(self._actor, row), self._funds.get(payment.fund)
        return PaymentLine(
            row.pk,
            payment,
            case,
            self._called.get(case, "…") if case else _("for the organisation"),
            fund.name if fund else "?",
            self._names.get(payment.by, "?"),
        )

    def of(self, helds: Iterable[Held]) -> list[PaymentLine]:
        return [self.line(held, held.record) for held in helds]


def to_approve(actor: Actor) -> list[Held]:
    """The payments that wait for somebody to approve them and that this person may approve, the oldest first."""
    called = casework.Pseudonyms(actor)
    found = []
    for held in access.payments_in(actor, ASKED):
        case = access.case_of(actor, held)
        if rules.may_not_approve(held.record, actor.account, called.owner(case)) is None:
            found.append(held)
    return found


def tabs(actor: Actor, here: str) -> dict[str, Any]:
    """The pages of the first level."""
    waiting = len(access.payments_in(actor, ASKED)) + len(access.payments_in(actor, APPROVED))
    pages = [
        ("funds", _("Funds"), 0),
        ("payments", _("Payments"), waiting),
        ("holdings", _("Where it lies"), 0),
        ("trial-balance", _("Trial balance"), 0),
        ("report", _("Report"), 0),
    ]
    links = [Link(reverse(f"money:{name}"), label, name == here, count) for name, label, count in pages]
    return {"tabs": links, "is_whole": access.are_whole(actor)}


# The money of a case


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
    """The money of a case: its budget, what is reserved, what was paid, by leg. Of long lists what is newest."""
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
        "reservations": sorted(newest, key=lambda line: not line.is_open)[:MOST],
        "reservations_more": max(0, len(reservations) - MOST),
        "payments": [lines.line(row, each) for row, each in payments[: -MOST - 1 : -1]],
        "payments_more": max(0, len(payments) - MOST),
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
    for leg_id, label, cost in _ways(actor, case_id):
        mine = [line for line in reservations if line.reservation.leg == leg_id]
        reserved = amounts.add((line.reservation.currency, line.left) for line in mine)
        paid = amounts.add((line.reservation.currency, line.paid) for line in mine)
        found.append(LegLine(leg_id, label, cost, _all(reserved), _all(paid)))
    return found


def _all(sums: amounts.Sums) -> str:
    return " · ".join(said(value, currency) for currency, value in sums.items())


def _ways(actor: Actor, case_id: UUID) -> list[tuple[UUID, str, str]]:
    """The legs of the journeys of a case: their ids, from where to where, what they are said to cost."""
    try:
        ways = evacuation.ways_of(actor, case_id)
    except Absent:  # who opens the money of a case need not open its way
        return []
    places, found = evacuation.places(actor), []
    for way in ways:
        for leg_id, leg in way.legs:
            if leg.status != ABORTED and way.journey.status != ABORTED:
                ends = [places[end].name if end in places else "?" for end in (leg.from_place, leg.to_place)]
                found.append((leg_id, " → ".join(ends), f"{leg.cost} {leg.currency}".strip()))
    return found


def leg_choices(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """The legs of a case, to choose from."""
    return [(str(leg_id), label) for leg_id, label, _cost in _ways(actor, case_id)]


def journey_of(actor: Actor, case_id: UUID, leg_id: UUID | None) -> UUID | None:
    """The journey of a leg of a case. Raises Absent for a leg of another one."""
    if leg_id is None:
        return None
    for way in evacuation.ways_of(actor, case_id):
        if any(each == leg_id for each, _leg in way.legs):
            return way.id
    raise Absent


def owner_of(actor: Actor, case_id: UUID | None) -> UUID | None:
    """Who is responsible for a case."""
    return casework.Pseudonyms(actor).owner(case_id)


def open_reservations(actor: Actor, fund_id: UUID) -> dict[str, Any]:
    """What is reserved of a fund: for which cases, and what is of none that this person may open."""
    books, called = access.books(actor), casework.Pseudonyms(actor)
    mine = {held.id: held for held in access.reservations_from(actor, fund_id)}
    open_ = [pk for pk, rest in books.left.items() if rest > 0 and books.promised[pk].fund == fund_id]
    known = [pk for pk in open_ if pk in mine][::-1]
    over: dict[UUID, bool] = {}
    lines = []
    for pk in known[:MOST]:
        case = access.case_of(actor, mine[pk])
        if case is not None and case not in over:
            over[case] = not stages.is_open(casework.case(actor, case)[1].stage)
        who = called.get(case, "…") if case else _("for the organisation")
        what, left_said = mine[pk].record.what_for, said(books.left[pk], books.promised[pk].currency)
        lines.append({"case": case, "who": who, "what": what, "left": left_said, "is_over": case and over[case]})
    return {
        "promised": lines,
        "promised_more": max(0, len(known) - MOST),
        "unknown": [
            {"id": pk, "left": said(books.left[pk], books.promised[pk].currency)} for pk in open_ if pk not in mine
        ],
    }


def trial_balance(actor: Actor) -> list[dict[str, Any]]:
    """The trial balance by currency, each with its lines and both sums."""
    funds, holdings = access.funds(actor), access.holdings(actor)
    found: dict[str, list[dict[str, Any]]] = {}
    sums: dict[str, list[Decimal]] = {}
    for line in access.books(actor).trial_balance():
        each, of = line.account, line.account.currency
        detail = holdings[each.holding].name if each.holding in holdings else CATEGORY_WORDS.get(each.category, "")
        told = {
            "account": ACCOUNT_WORDS.get(each.name, each.name),
            "fund": funds[each.fund].name if each.fund in funds else "?",
            "detail": detail,
            "debit": said(line.debit, of) if line.debit else "",
            "credit": said(line.credit, of) if line.credit else "",
        }
        found.setdefault(of, []).append(told)
        both = sums.setdefault(of, [NOTHING, NOTHING])
        both[0] += line.debit
        both[1] += line.credit
    return [
        {"currency": of, "lines": lines, "debit": said(sums[of][0], of), "credit": said(sums[of][1], of)}
        for of, lines in found.items()
    ]

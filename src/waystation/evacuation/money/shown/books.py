"""Funds, where money lies, and what moved, made ready for the pages. Nothing is decided here."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.wording import Words
from waystation.evacuation.money import access, amounts, ledger
from waystation.evacuation.money.amounts import said
from waystation.evacuation.money.ledger import Standing
from waystation.evacuation.money.records import HELD, SPENT, Entry, Fund, Holding, Rate
from waystation.evacuation.money.wording import (
    ACCOUNT_WORDS,
    CATEGORY_WORDS,
    ENTRY_WORDS,
    HOLDING_WORDS,
    STATE_WORDS,
)
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.web.ways import from_to

NOTHING = Decimal(0)
WIDTH = 100.0  # of the box of a picture


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
    def missing(self) -> str:
        return self._said(self.standing.difference) if self.standing.difference > 0 else ""

    @property
    def surplus(self) -> str:
        return self._said(-self.standing.difference) if self.standing.difference < 0 else ""


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
        return MovementLine(
            held.id,
            entry,
            _moved(moved),
            from_to(*places, *spent),
            self._names.get(entry.by, "?"),
            " · ".join(filter(None, (_rate(entry.rate), entry.note))),
            is_reversed,
        )


def _moved(sums: amounts.Sums) -> str:
    """What moved; where one currency became another, from which to which."""
    gone = {currency: -value for currency, value in sums.items() if value < 0}
    if gone and len(sums) > len(gone):
        came = {currency: value for currency, value in sums.items() if value > 0}
        return from_to(*(" · ".join(said(value, of) for of, value in part.items()) for part in (gone, came)))
    return " · ".join(said(value, currency) for currency, value in sums.items()) or "—"


def _rate(of: Rate | None) -> str:
    return f"1 {of.base} = {number_format(of.rate, use_l10n=True)} {of.quote} ({of.source})" if of else ""


def in_places(actor: Actor, fund_id: UUID) -> dict[UUID, Decimal]:
    """How much of a fund lies in each place."""
    found = access.books(actor).balances.items()
    return {each.holding: value for each, value in found if each.name == HELD and each.fund == fund_id and each.holding}


class Promises:
    """What is reserved of a fund and known to be whose, the newest first, for a pager: a page alone is put into words.

    `unknown` is what is reserved for cases that this person may not open, or that were erased.
    """

    def __init__(self, actor: Actor, fund_id: UUID) -> None:
        self._actor, self._books, self._called = actor, access.books(actor), casework.Pseudonyms(actor)
        self._mine = {held.id: held for held in access.reservations_from(actor, fund_id)}
        open_ = [pk for pk, rest in self._books.left.items() if rest > 0 and self._of(pk).fund == fund_id]
        self._known = [pk for pk in open_ if pk in self._mine][::-1]
        self.unknown = [{"id": pk, "left": self._left(pk)} for pk in open_ if pk not in self._mine]

    def _of(self, pk: UUID) -> Any:
        return self._books.promised[pk]

    def _left(self, pk: UUID) -> str:
        return said(self._books.left[pk], self._of(pk).currency)

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, places: slice) -> list[dict[str, Any]]:
        return [self._line(pk) for pk in self._known[places]]

    def _line(self, pk: UUID) -> dict[str, Any]:
        held = self._mine[pk]
        case = access.case_of(self._actor, held)
        who = self._called.get(case, "…") if case else _("for the organisation")
        is_over = case is not None and not stages.is_open(casework.case(self._actor, case)[1].stage)
        return {"case": case, "who": who, "what": held.record.what_for, "left": self._left(pk), "is_over": is_over}


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

"""Payments made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.wording import Words
from waystation.evacuation.money import access, rules
from waystation.evacuation.money.amounts import said
from waystation.evacuation.money.records import ASKED, Payment
from waystation.evacuation.money.wording import (
    CATEGORY_WORDS,
    METHOD_WORDS,
    PAYEE_WORDS,
    PAYMENT_TONES,
    PAYMENT_WORDS,
)
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.ranked import Group


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
    def by_one(self) -> bool:
        return rules.is_by_one(self.payment)

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

    def paged(self, group: Group[Held]) -> Group[PaymentLine]:
        """The same for a pager: only those of a page are put into words."""
        return group.shown(lambda held: self.line(held, held.record))


def to_approve(actor: Actor) -> list[Held]:
    """The payments that wait for somebody to approve them and that this person may approve, the oldest first."""
    called = casework.Pseudonyms(actor)
    found = []
    for held in access.payments_in(actor, ASKED):
        case = access.case_of(actor, held)
        if rules.may_not_approve(held.record, actor.account, called.owner(case)) is None:
            found.append(held)
    return found


def owner_of(actor: Actor, case_id: UUID | None) -> UUID | None:
    """Who is responsible for a case."""
    return casework.Pseudonyms(actor).owner(case_id)

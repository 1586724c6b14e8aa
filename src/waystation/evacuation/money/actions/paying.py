"""Payments: asked for, approved by a second person above the limit, paid, proved by a receipt, reversed."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
from django.conf import settings

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.evacuation import access as evacuation
from waystation.evacuation.money import access, amounts, ledger, rules, used, wording
from waystation.evacuation.money.actions.movements import undo
from waystation.evacuation.money.actions.reserving import give_back, reserve
from waystation.evacuation.money.actions.writing import check_day, whole, write
from waystation.evacuation.money.models import PaymentRow, ReceiptRow
from waystation.evacuation.money.records import (
    APPROVED,
    ASKED,
    METHODS,
    OPEN,
    PAID,
    PAYEES,
    PAYMENT,
    REFUSED,
    REVERSED,
    TRAVEL,
    WITHDRAWN,
    Payment,
    Receipt,
)
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.files import Stored
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@whole
def ask(
    actor: Actor,
    case: UUID | None,
    amount: Decimal,
    currency: str,
    what_for: str,
    *,
    method: str,
    payee: str,
    payee_name: str = "",
    details: str = "",
    staff: UUID | None = None,
    helper: UUID | None = None,
    reservation: UUID | None = None,
    fund: UUID | None = None,
    category: str = TRAVEL,
    country: str = "",
    journey: UUID | None = None,
    leg: UUID | None = None,
    once: UUID | None = None,
) -> UUID:
    """Asks for a payment out of a `reservation`, or out of what is free, which is reserved for it at once.

    Up to the limit that the organisation set for a currency whoever asks approves it, which the log and a list of all
    coordinators tell; above it, and for what goes to one of us, a second person does.
    Raises Absent, Refused.
    """
    require(actor, "money.spend")
    made = once or uuid4()
    if PaymentRow.objects.filter(pk=made).exists():
        return made
    value = amounts.amount(amount, currency)
    if method not in METHODS or payee not in PAYEES:
        raise Refused([wording.CHOOSE])
    if not what_for.strip():
        raise Refused([wording.SAY_WHY])
    if helper is not None:
        evacuation.helper(actor, helper)
    own = reservation is None
    if reservation is None:
        reservation = reserve(
            actor,
            case,
            value,
            currency,
            what_for,
            fund=fund,
            category=category,
            country=country,
            journey=journey,
            leg=leg,
        )
    row, kept = access.reservation(actor, reservation)
    if access.case_of(actor, row) != case or kept.currency != currency:
        raise Refused([wording.OTHER_RESERVATION])
    if value > used.standing(actor, reservation)[2] - used.pending(actor, reservation):
        raise Refused([wording.LEFT_IN_RESERVATION])
    said = Payment(
        fund=kept.fund,
        amount=value,
        currency=currency,
        category=kept.category,
        what_for=what_for,
        method=method,
        payee=payee,
        payee_name=payee_name,
        staff=staff,
        helper=helper,
        details=details,
        reservation=reservation,
        own_reservation=own,
        country=kept.country,
        journey=kept.journey,
        leg=leg or kept.leg,
        at=actor.now(),
        by=actor.account,
    )
    others = [each for _, each in access.payments(actor, case)]
    second = rules.needs_second(said, settings.WAYSTATION_MONEY_LIMITS, others)
    said = replace(said, needs_second=second, state=ASKED if second else APPROVED)
    create(PaymentRow, said, access.key(actor, case), id=made)
    log(actor.account, "money.payment_asked" if second else "money.payment_by_one", subject=made, case=case)
    return made


@whole
def approve(actor: Actor, payment_id: UUID, *, answer: str = "") -> None:
    """A second person approves a payment: neither who asked, nor whom it goes to, nor who is responsible for them.

    Raises Absent, Refused.
    """
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    case_id = access.case_of(actor, row)
    owner = casework.case(actor, case_id)[1].owner if case_id else None
    if against := rules.may_not_approve(payment, actor.account, owner):
        raise Refused([against])
    if new := second.against(actor, payment.by):
        raise Refused([new])
    _answer(actor, row, payment, APPROVED, answer)
    log(actor.account, "money.payment_approved", subject=payment_id, case=case_id)


@whole
def refuse_payment(actor: Actor, payment_id: UUID, *, answer: str) -> None:
    """Somebody does not approve a payment, or takes an approval back before it is paid. Raises Absent, Refused."""
    _end(actor, payment_id, REFUSED, answer)


@whole
def withdraw(actor: Actor, payment_id: UUID, *, answer: str = "") -> None:
    """Whoever asked takes it back. Raises Absent, Refused."""
    _end(actor, payment_id, WITHDRAWN, answer)


def _end(actor: Actor, payment_id: UUID, state: str, answer: str) -> None:
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    if payment.state not in rules.PENDING:
        raise Refused([wording.NOT_NOW])
    if state == WITHDRAWN and payment.by != actor.account:
        raise Refused([wording.ONLY_WHO_ASKED])
    if state == REFUSED and not answer.strip():
        raise Refused([wording.SAY_WHY])
    _answer(actor, row, payment, state, answer)
    if payment.own_reservation and payment.reservation:
        give_back(actor, payment.reservation)
    log(actor.account, f"money.payment_{state}", subject=payment_id, case=access.case_of(actor, row))


def _answer(actor: Actor, row: PaymentRow, payment: Payment, state: str, answer: str) -> None:
    said = replace(payment, state=state, answer=answer, answered_at=actor.now(), answered_by=actor.account)
    rewrite(row, said, actor.keys)


@whole
def pay(
    actor: Actor,
    payment_id: UUID,
    *,
    holding: UUID,
    paid: Decimal,
    on: date,
    details: str = "",
    seen: int | None = None,
) -> None:
    """Says that an approved payment was made, out of which place and how much, at most what was approved.

    `details` say how it was paid, beside what was approved. Money that was kept for this payment alone and is left goes
    back to the fund. Raises Absent, Refused, Stale.
    """
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    if seen is not None and row.version != seen:
        raise Stale
    if payment.state != APPROVED:
        raise Refused([wording.NOT_NOW])
    place = access.holding(actor, holding)[1]
    if place.currency != payment.currency:
        raise Refused([wording.WRONG_CURRENCY])
    if place.state != OPEN:
        raise Refused([wording.PLACE_CLOSED])
    value = amounts.amount(paid, payment.currency)
    if value > payment.amount:
        raise Refused([wording.MORE_THAN_APPROVED])
    if not rules.is_within(access.fund(actor, payment.fund)[1], check_day(actor, on)):
        raise Refused([wording.PAID_OUTSIDE])
    postings = ledger.pay(payment.fund, holding, value, payment.currency, payment.category)
    entry = write(actor, PAYMENT, postings, on, reservation=payment.reservation)
    said = replace(
        payment,
        state=PAID,
        paid=value,
        paid_on=on,
        paid_by=actor.account,
        holding=holding,
        entry=entry,
        paid_how=details,
    )
    rewrite(row, said, actor.keys)
    if payment.own_reservation and payment.reservation:
        give_back(actor, payment.reservation)
    log(actor.account, "money.paid", subject=payment_id, case=access.case_of(actor, row))


@whole
def reverse_payment(actor: Actor, payment_id: UUID, *, because: str) -> None:
    """Sets right that a payment was noted which was not made, or otherwise. What is right is asked for anew.

    The money is back where it lay, in the books. Raises Absent, Refused.
    """
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    if payment.state != PAID or payment.entry is None:
        raise Refused([wording.NOT_NOW])
    undo(actor, payment.entry, because)
    rewrite(row, replace(payment, state=REVERSED, reversed_because=because), actor.keys)
    if payment.own_reservation and payment.reservation:
        give_back(actor, payment.reservation)
    log(actor.account, "money.payment_reversed", subject=payment_id, case=access.case_of(actor, row))


@whole
def add_receipt(
    actor: Actor, payment_id: UUID, stored: Stored, *, name: str = "", kind: str = "", once: UUID | None = None
) -> UUID:
    """Keeps the file that proves a payment. Returns its id.

    Raises Absent, Refused for a file that proves another payment, or that is empty and proves none.
    """
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    made = once or uuid4()
    if ReceiptRow.objects.filter(pk=made).exists():
        return made
    if payment.state not in (PAID, REVERSED):
        raise Refused([wording.NOT_NOW])
    if not stored.content.size:
        raise Refused([wording.EMPTY_RECEIPT])
    if same := access.same_receipts(actor, stored.content.sha256):
        is_here = any(held.record.payment == payment_id for held in same)
        raise Refused([wording.RECEIPT_IS_HERE if is_here else wording.SAME_RECEIPT])
    case_id = access.case_of(actor, row)
    said = Receipt(
        payment=payment_id,
        file=stored.id,
        content=stored.content,
        name=name,
        type=kind,
        at=actor.now(),
        by=actor.account,
    )
    create(ReceiptRow, said, access.key(actor, case_id), id=made, file=stored.id)
    rewrite(row, replace(payment, receipts=payment.receipts + 1), actor.keys)
    log(actor.account, "money.receipt_added", subject=payment_id, case=case_id)
    return made


@whole
def explain_receipt(actor: Actor, payment_id: UUID, *, because: str) -> None:
    """Says why there is no receipt, and never will be. Raises Absent, Refused."""
    require(actor, "money.spend")
    row, payment = access.payment(actor, payment_id)
    if payment.state != PAID:
        raise Refused([wording.NOT_NOW])
    if payment.receipts:
        raise Refused([wording.HAS_RECEIPT])
    if not because.strip():
        raise Refused([wording.SAY_WHY])
    rewrite(row, replace(payment, no_receipt=because), actor.keys)
    log(actor.account, "money.receipt_explained", subject=payment_id, case=access.case_of(actor, row))

"""Payments: what waits for approval, one payment with all one can do about it, its receipts."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.access import colleagues
from waystation.casework.errors import Refused
from waystation.casework.submit import say, without_version
from waystation.evacuation import access as evacuation
from waystation.evacuation.money import access, actions, amounts, proofs, rules, used
from waystation.evacuation.money.forms import (
    AnswerForm,
    PayForm,
    PaymentForm,
    ReceiptForm,
    ReverseForm,
    reservation_choice,
)
from waystation.evacuation.money.records import APPROVED, ASKED, PAID, Payment
from waystation.evacuation.money.shown import cases
from waystation.evacuation.money.shown.books import in_places
from waystation.evacuation.money.shown.payments import PaymentLines, owner_of
from waystation.evacuation.money.views.common import ON_A_PAGE, Crumbs, case_crumbs, form_page, money_crumbs, tabs
from waystation.files import pages
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.access import or_absent, personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.files import Stored
from waystation.web.pages import back, page
from waystation.web.paging import part


@require_safe
def payments(request: StaffRequest) -> HttpResponse:
    """What waits for approval, what is to be paid, which receipts are missing."""
    actor = acting(request, "money.read")
    lines = PaymentLines(actor)
    found = {
        "asked": lines.paged(access.payments_in(actor, ASKED)),
        "approved": lines.paged(access.payments_in(actor, APPROVED)),
        "by_one": lines.of(access.payments_by_one(actor)),
        "receipts": lines.paged(access.payments_without_receipt(actor)),
        "ours": [lines.line(row, each) for row, each in reversed(access.payments(actor, None))],
    }
    context = {name: part(request, each, ON_A_PAGE, name) for name, each in found.items()}
    return page(request, "money/payments.html", tabs(actor, "payments") | context)


def payment_new(request: StaffRequest) -> HttpResponse:
    """Asks for a payment for the organisation itself."""
    crumbs = money_crumbs((reverse("money:payments"), _("Payments")))
    return ask_page(request, None, crumbs, "money:payments")


def ask_page(request: StaffRequest, case_id: UUID | None, crumbs: Crumbs, to: str) -> HttpResponse:
    """The form by which a payment is asked for, of a case or of none."""
    actor = acting(request, "money.spend")
    form = PaymentForm(
        request.POST or None,
        funds=access.funds(actor),
        legs=cases.leg_choices(actor, case_id) if case_id else [],
        reservations=_open_reservations(actor, case_id),
        helpers=[(str(pk), each.pseudonym) for pk, each in evacuation.helpers(actor).items()],
        colleagues=colleagues(actor),
        initial=cases.out_of(actor, case_id, request.GET.get("reservation", "")),
    )

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        told["journey"] = cases.journey_of(actor, case_id, told.get("leg")) if case_id else None
        return actions.ask(actor, case_id, told.pop("amount"), told.pop("currency"), told.pop("what_for"), **told)

    more = {"limits": [amounts.said(value, of) for of, value in sorted(settings.WAYSTATION_MONEY_LIMITS.items())]}
    return form_page(
        request,
        form,
        act,
        "money-asked",
        title=_("Ask for a payment"),
        crumbs=crumbs,
        to=to,
        template="money/ask.html",
        more=more,
        **({"case_id": case_id} if case_id else {}),
    )


def _open_reservations(actor: Actor, case_id: UUID | None) -> list[tuple[str, str]]:
    books = access.books(actor)
    found = []
    for row, each in access.reservations(actor, case_id):
        left = books.left.get(row.pk, used.NOTHING) - used.pending(actor, row.pk)
        if left > 0:
            found.append((str(row.pk), reservation_choice(each, left)))
    return found


def _crumbs(actor: Actor, row: Any, payment: Payment, *more: tuple[str, Any]) -> Crumbs:
    case_id = access.case_of(actor, row)
    before = (
        case_crumbs(case_id, access.case(actor, case_id).pseudonym)
        if case_id
        else money_crumbs((reverse("money:payments"), _("Payments")))
    )
    return [*before, *more]


def payment(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """One payment; with a post, what somebody answers to it."""
    actor = acting(request, "money.read")
    row, found = access.payment(actor, payment_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice = _answer(request, payment_id, form.cleaned_data["answer"])
            return back("money:payment", notice, payment_id=payment_id)
        except Refused as refused:
            say(form, refused)
            row, found = access.payment(actor, payment_id)
    names, line = personas(actor), PaymentLines(actor).line(row, found)
    owner = owner_of(actor, line.case)
    helpers, holdings = evacuation.helpers(actor), access.holdings(actor)
    context = {
        "line": line,
        "form": form,
        "by": names.get(found.by, ""),
        "answered_by": names.get(found.answered_by, "") if found.answered_by else "",
        "paid_by": names.get(found.paid_by, "") if found.paid_by else "",
        "staff": names.get(found.staff, "") if found.staff else "",
        "helper": helpers[found.helper].pseudonym if found.helper in helpers else "",
        "holding": holdings[found.holding].name if found.holding in holdings else "",
        "against": rules.may_not_approve(found, actor.account, owner),
        "waits": found.state == ASKED,
        "to_pay": found.state == APPROVED,
        "is_paid": found.state == PAID,
        "may_withdraw": found.state in rules.PENDING and found.by == actor.account,
        "receipts": [(held.id, held.record) for held in access.receipts(actor, payment_id)],
        "breadcrumbs": _crumbs(actor, row, found, ("", _("Payment"))),
    }
    return page(request, "money/payment.html", context, status=409 if form.errors else 200)


def _answer(request: StaffRequest, payment_id: UUID, answer: str) -> str:
    """What a button means. A word that no button says is Absent."""
    wish = request.POST.get("do", "")
    if wish == "approve":
        actions.approve(request.actor, payment_id, answer=answer)
        return "money-approved"
    if wish == "refuse":
        actions.refuse_payment(request.actor, payment_id, answer=answer)
        return "money-ended"
    if wish == "withdraw":
        actions.withdraw(request.actor, payment_id, answer=answer)
        return "money-ended"
    raise Absent


def pay(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Says that it was paid."""
    actor = acting(request, "money.spend")
    row, found = access.payment(actor, payment_id)
    form = PayForm(
        request.POST or None,
        initial={"paid": found.amount, "version": row.version},
        holdings=access.holdings(actor),
        held=in_places(actor, found.fund),
        currency=found.currency,
        today=actor.today,
    )

    def act(said: dict[str, Any]) -> None:
        actions.pay(actor, payment_id, seen=said["version"], **without_version(said))

    more = {
        "version_now": lambda: access.payment(actor, payment_id)[0].version,
        "stands": lambda: _stands(actor, payment_id),
    }
    return _payment_form(request, payment_id, form, act, "money-paid", _("It was paid"), more)


def _stands(actor: Actor, payment_id: UUID) -> list[tuple[str, Any]]:
    line = PaymentLines(actor).line(*access.payment(actor, payment_id))
    return [(_("State"), line.state), (_("How much"), line.amount), (_("How much was paid"), line.paid)]


def payment_reverse(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Sets right that it was noted as paid."""
    actor = acting(request, "money.spend")
    access.payment(actor, payment_id)
    form = ReverseForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.reverse_payment(actor, payment_id, because=said["because"])

    return _payment_form(request, payment_id, form, act, "money-reversed", _("Reverse the payment"))


def no_receipt(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Says why there is no receipt."""
    actor = acting(request, "money.spend")
    access.payment(actor, payment_id)
    form = ReverseForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.explain_receipt(actor, payment_id, because=said["because"])

    return _payment_form(request, payment_id, form, act, "money-saved", _("There is no receipt"))


def _payment_form(
    request: StaffRequest,
    payment_id: UUID,
    form: Any,
    act: Any,
    notice: str,
    title: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    row, found = access.payment(request.actor, payment_id)
    crumb = (reverse("money:payment", args=[payment_id]), _("Payment"))
    return form_page(
        request,
        form,
        act,
        notice,
        title=title,
        crumbs=_crumbs(request.actor, row, found, crumb),
        to="money:payment",
        more=more,
        payment_id=payment_id,
    )


def _limits() -> Limits:
    return Limits(1, settings.WAYSTATION_FILE_LIMIT)


@takes_files(_limits)
def receipt_new(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Adds the file that proves a payment."""
    actor = acting(request, "money.spend")
    row, found = access.payment(actor, payment_id)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        (received,) = form.cleaned_data["files"]
        stored = Stored(received.id, received.content)
        try:
            actions.add_receipt(
                actor,
                payment_id,
                stored,
                name=received.claimed_name,
                kind=received.claimed_type,
                once=form.cleaned_data["once"],
            )
            return back("money:payment", "money-receipt", payment_id=payment_id)
        except Refused as refused:
            form.add_error("files", str(refused.reasons[0]))
    crumb = (reverse("money:payment", args=[payment_id]), _("Payment"))
    context = {
        "form": form,
        "title": _("Add a receipt"),
        "cancel": reverse("money:payment", args=[payment_id]),
        "breadcrumbs": _crumbs(actor, row, found, crumb, ("", _("Add a receipt"))),
    }
    return page(request, "money/receipt-new.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: StaffRequest, proof_id: UUID) -> HttpResponse:
    """What can be shown of a receipt."""
    actor = acting(request, "money.read")
    record, source = proofs.view(actor, proof_id)
    row, found = access.payment(actor, record.payment)
    crumb = (reverse("money:payment", args=[record.payment]), _("Payment"))
    addresses = {
        "picture": reverse("money:receipt-picture", args=[proof_id]),
        "original": reverse("money:receipt-take", args=[proof_id]),
        "breadcrumbs": _crumbs(actor, row, found, crumb, ("", _("Receipt"))),
    }
    return page(request, "money/receipt.html", pages.context(request, source) | addresses | {"file": record})


@require_safe
def receipt_picture(request: StaffRequest, proof_id: UUID) -> HttpResponseBase:
    """One page of a receipt, drawn anew."""
    actor = acting(request, "money.read")
    record = access.receipt(actor, proof_id)[1]
    return or_absent(actor, proof_id, lambda: pages.picture(request, proofs.bytes_of(record)))


@require_POST
def receipt_take(request: StaffRequest, proof_id: UUID) -> HttpResponseBase:
    """The receipt as it came."""
    actor = acting(request, "money.read")
    _record, source = proofs.take(actor, proof_id)
    return or_absent(actor, proof_id, lambda: pages.original(source))

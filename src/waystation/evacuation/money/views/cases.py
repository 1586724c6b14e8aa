"""The money of one case: its budget, what is reserved, what was paid."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.errors import Refused
from waystation.casework.submit import here, without_version
from waystation.casework.wording import Words
from waystation.evacuation.money import access, actions, amounts
from waystation.evacuation.money.forms import BudgetForm, ReserveForm
from waystation.evacuation.money.models import BudgetRow
from waystation.evacuation.money.shown import cases
from waystation.evacuation.money.views.common import ON_A_PAGE, case_crumbs, form_page
from waystation.evacuation.money.views.payments import ask_page
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest
from waystation.web.pages import back, page
from waystation.web.paging import part


@require_safe
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What a case may have, has and had."""
    return _case(request, case_id)


def _case(request: StaffRequest, case_id: UUID, refusals: Sequence[Words] = ()) -> HttpResponse:
    actor = request.actor
    stub = access.case(actor, case_id)
    crumbs = case_crumbs(case_id, stub.pseudonym)
    context = cases.of_case(actor, case_id) | {"case_id": case_id, "stub": stub}
    for name in ("reservations", "payments"):
        context[name] = part(request, context[name], ON_A_PAGE, name)
    context["in_use"] = access.is_in_use(actor)
    context["breadcrumbs"] = here(crumbs)
    context["refusals"] = refusals
    return page(request, "money/case.html", context, status=409 if refusals else 200)


def budget(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Says how much may go to a case."""
    actor = request.actor
    stub = access.case(actor, case_id)
    initial = {"version": _budgets(case_id)}
    form = BudgetForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> UUID:
        told, seen = without_version(said), said["version"]
        return actions.set_budget(actor, case_id, told.pop("amount"), told.pop("currency"), seen=seen, **told)

    def stands() -> list[tuple[str, Any]]:
        found = access.budgets(actor, case_id).values()
        return [(each.currency, amounts.said(each.amount, each.currency)) for each in found]

    more = {"stands": stands, "version_now": lambda: _budgets(case_id)}
    return _form_page(request, case_id, form, act, "money-saved", _("Budget"), stub.pseudonym, more)


def _budgets(case_id: UUID) -> int:
    return BudgetRow.objects.filter(locator=case_id).count()


def reserve(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Keeps money for a case."""
    actor = request.actor
    stub = access.case(actor, case_id)
    legs = cases.leg_choices(actor, case_id)
    initial = cases.for_leg(actor, case_id, request.GET.get("leg", ""))
    form = ReserveForm(request.POST or None, funds=access.funds(actor), legs=legs, initial=initial)

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        told["journey"] = cases.journey_of(actor, case_id, told.get("leg"))
        return actions.reserve(actor, case_id, told.pop("amount"), told.pop("currency"), told.pop("what_for"), **told)

    return _form_page(request, case_id, form, act, "money-reserved", _("Reserve money"), stub.pseudonym)


@require_POST
def reserve_way(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Reserves what the legs cost, in one step; where that cannot be, the page says why."""
    try:
        actions.reserve_way(request.actor, case_id)
    except Refused as refused:
        return _case(request, case_id, refused.reasons)
    return back("money:case", "money-reserved", case_id=case_id)


@require_POST
def release(request: StaffRequest, case_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Gives back what is left of a reservation."""
    actor = request.actor
    access.case(actor, case_id)
    if access.reservation(actor, reservation_id)[0].locator != case_id:
        raise Absent
    try:
        actions.release(actor, reservation_id)
    except Refused as refused:
        return _case(request, case_id, refused.reasons)
    return back("money:case", "money-released", case_id=case_id)


def case_payment(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Asks for a payment for a case."""
    stub = access.case(request.actor, case_id)
    return ask_page(request, case_id, case_crumbs(case_id, stub.pseudonym), "money:case")


def _form_page(
    request: StaffRequest,
    case_id: UUID,
    form: Any,
    act: Any,
    notice: str,
    title: str,
    name: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        notice,
        title=title,
        crumbs=case_crumbs(case_id, name),
        to="money:case",
        more=more,
        case_id=case_id,
    )

"""What the pages of the room share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework.forms import QuietForm
from waystation.casework.submit import submit, trail
from waystation.evacuation.money import access
from waystation.evacuation.money.records import APPROVED, ASKED
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.web import notices
from waystation.web.pages import Link

notices.register(
    {
        "money-saved": gettext_lazy("Saved."),
        "money-written": gettext_lazy("Written down. It is set right by its reversal, never by a change."),
        "money-reserved": gettext_lazy("Reserved. The fund keeps it until it is paid or given back."),
        "money-released": gettext_lazy("Given back. The fund can promise it again."),
        "money-asked": gettext_lazy("Asked for. Another coordinator finds it on Today."),
        "money-asked-approved": gettext_lazy("Noted. It is within the limit: it can be paid."),
        "money-approved": gettext_lazy("Approved. It can be paid."),
        "money-ended": gettext_lazy("Noted. What was reserved for it alone is free again."),
        "money-paid": gettext_lazy("Paid. It stays on the list until its receipt is there, or explained."),
        "money-receipt": gettext_lazy("The receipt is kept, sealed."),
        "money-reversed": gettext_lazy("Reversed. The money is back where it lay, in the books."),
    }
)

Crumbs = list[tuple[str, Any]]
ON_A_PAGE = 50


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


def form_page(
    request: StaffRequest,
    form: QuietForm,
    act: Callable[[dict[str, Any]], Any],
    notice: str,
    *,
    title: Any,
    crumbs: Crumbs,
    to: str,
    template: str = "money/form.html",
    more: dict[str, Any] | None = None,
    **where: UUID,
) -> HttpResponse:
    """A form with a heading, which goes on to the page `to` once it is done, and back to it without."""
    context = {
        "title": title,
        "breadcrumbs": [*crumbs, ("", title)],
        "cancel": reverse(to, kwargs=where),
        "today": request.actor.today,
    }
    return submit(request, template, form, act, notice, context | (more or {}), to, **where)


def money_crumbs(*more: tuple[str, Any]) -> Crumbs:
    return [(reverse("money:funds"), _("Money")), *more]


def fund_crumbs(request: StaffRequest, fund_id: UUID) -> Crumbs:
    name = access.fund(request.actor, fund_id)[1].name
    return money_crumbs((reverse("money:fund", args=[fund_id]), name))


def holding_crumbs(request: StaffRequest, holding_id: UUID) -> Crumbs:
    name = access.holding(request.actor, holding_id)[1].name
    listed = (reverse("money:holdings"), _("Where it lies"))
    return money_crumbs(listed, (reverse("money:holding", args=[holding_id]), name))


def case_crumbs(case_id: UUID, name: str) -> Crumbs:
    """Where the money of a case stands."""
    return trail(case_id, name, (reverse("money:case", args=[case_id]), _("Money")))

"""The pages of the list: shown, searched, kept as a view."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.audit.log import log_alone
from waystation.casework import filters, forms, viewing
from waystation.casework.listing import Listing
from waystation.casework.models import Case
from waystation.casework.register import register
from waystation.staff import opening
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "view-saved": gettext_lazy("The view is saved. It stands above the list."),
        "view-forgotten": gettext_lazy("The view is gone. The cases are as they were."),
    }
)


def cases(request: StaffRequest) -> HttpResponse:
    """The list. A search is a POST, so that no name stands in an address or a history."""
    actor = acting(request, "casework.read")
    work = lambda: Listing(actor, {}).page  # noqa: E731
    if (coming := opening.instead(request, actor, "cases", _("Cases"), work, Case)) is not None:
        return coming
    form = forms.SearchForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    said = form.cleaned_data if is_asked else {"words": "", "named": True}
    listing = Listing(actor, request.GET, said["words"], named=said["named"])
    if listing.words and listing.named:
        log_alone(actor.account, "casework.names_searched")
    status = 422 if form.errors else 200
    return page(request, "casework/cases.html", _context(actor, listing, form, forms.ViewForm()), status=status)


def _context(actor: Actor, listing: Listing, form: forms.SearchForm, view_form: forms.ViewForm) -> dict[str, Any]:
    may_exchange = allows(actor, "exchange.import")
    return {"listing": listing, "form": form, "view_form": view_form, "may_exchange": may_exchange}


@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Keeps the filters that the form carries."""
    actor = acting(request, "casework.read")
    wanted = filters.asked(request.POST, register(actor).origins())
    form = forms.ViewForm(request.POST)
    if not form.is_valid():
        context = _context(actor, Listing(actor, request.POST), forms.SearchForm(), form)
        return page(request, "casework/cases.html", context, status=422)
    said = form.cleaned_data
    viewing.save(actor, said["name"], wanted, for_all=said["for_all"], once=said["once"] or uuid4())
    return back(reverse("casework:cases") + filters.address(wanted), "view-saved")


@require_POST
def forget_view(request: StaffRequest, view_id: UUID) -> HttpResponse:
    """Takes a view away."""
    viewing.forget(acting(request, "casework.read"), view_id)
    return back("casework:cases", "view-forgotten")

"""The pages on which what was recorded by mistake is put right."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.forms import say_beside
from waystation.documentation import access, correcting
from waystation.documentation.errors import Refused
from waystation.documentation.forms import PersonForm
from waystation.documentation.records import UNNAMED
from waystation.documentation.wording import DRAWN_OF_IT, FASTER
from waystation.mail.words import clean
from waystation.staff.access import refresh
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"act-stays": DRAWN_OF_IT}, "warn")


@require_POST
def remove_source(request: StaffRequest, event_id: UUID, information_id: UUID) -> HttpResponse:
    """Takes away that somebody told us of an event."""
    correcting.remove_source(acting(request, "documentation.record"), event_id, information_id)
    return back("documentation:event", "event-removed", event_id=event_id)


@require_POST
def remove_involvement(request: StaffRequest, event_id: UUID, act_id: UUID, involvement_id: UUID) -> HttpResponse:
    """Takes away that somebody did an act."""
    actor = acting(request, "documentation.record")
    access.act(actor, event_id, act_id)
    correcting.remove_involvement(actor, event_id, involvement_id)
    return back("documentation:act", "event-removed", event_id=event_id, act_id=act_id)


@require_POST
def remove_act(request: StaffRequest, event_id: UUID, act_id: UUID) -> HttpResponse:
    """Takes an act away of which no statement says anything."""
    try:
        correcting.remove_act(acting(request, "documentation.record"), event_id, act_id)
    except Refused:
        return back("documentation:act", "act-stays", event_id=event_id, act_id=act_id)
    return back("documentation:event", "event-removed", event_id=event_id)


def person(request: StaffRequest, documented_id: UUID) -> HttpResponse:
    """Says anew what we call somebody, and how many they are."""
    actor = acting(request, "documentation.record")
    row, found = access.person(actor, documented_id)
    initial = {name: getattr(found, name) for name in ("called", "minimum", "maximum", "note")}
    form = PersonForm(request.POST or None, initial=initial | {"version": row.version}, has_name=found.kind != UNNAMED)
    if form.is_valid():
        said = form.cleaned_data
        try:
            numbers = form.numbers()
            correcting.put_right(actor, documented_id, said["called"], *numbers, said["note"], seen=said["version"])
            return back("statements:person", "event-saved", documented_id=documented_id)
        except Refused as refused:
            say_beside(form, refused.reasons)
        except Stale:
            refresh(actor)
            form.add_error(None, FASTER)
            form.now_at(access.person(actor, documented_id)[0].version)
    above = reverse("statements:person", args=[documented_id])
    crumbs = [(reverse("statements:people"), _("People")), (above, clean(found.called)[0])]
    context = {"form": form, "heading": _("What we call them"), "above": above, "breadcrumbs": crumbs}
    return page(request, "documentation/intervening.html", context, status=422 if form.errors else 200)

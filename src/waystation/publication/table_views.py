"""The page on which a table for outside is made. From then on it goes the way of a statement."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.publication import actions
from waystation.publication.forms import TableForm
from waystation.publication.statistics import making
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page


def table(request: StaffRequest) -> HttpResponse:
    """Counts, hides what must be hidden beside all tables that are out, and keeps it as a draft."""
    actor = acting(request, "publication.write")
    sources = making.sources(actor)
    if not sources:
        raise Absent
    form = TableForm(request.POST or None, sources=sources)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.publication(making.freeze(actor, **form.wanted))
            made = actions.write(actor, said, once=form.cleaned_data["once"])
            return back("publication:publication", "publication-saved", publication_id=made)
        except Refused as refused:
            say_beside(form, refused.reasons)
    above = reverse("publication:publications")
    context = {"form": form, "above": above, "breadcrumbs": [(above, _("Publications"))]}
    return page(request, "publication/table.html", context, status=422 if request.method == "POST" else 200)

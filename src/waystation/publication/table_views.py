"""The pages on which a table for outside is made. Once it is kept it goes the way of a statement."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.figures import progress
from waystation.publication import actions, wording
from waystation.publication.forms import KeepForm, TableForm
from waystation.publication.records import TABLE, Publication
from waystation.publication.statistics import job, making
from waystation.publication.statistics.drawn import drawn
from waystation.publication.statistics.tables import ACTS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page

WAITS = 1.0
REFRESH = "1"


def table(request: StaffRequest) -> HttpResponse:
    """Counts, and begins to hide what must be hidden beside all tables that are out."""
    actor, sources = _sources(request)
    if ACTS in sources and (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    form = TableForm(request.POST or None, sources=sources)
    if request.method == "POST" and form.is_valid():
        try:
            job.begin(actor, form.titles, **form.wanted)
            return back("publication:table-made")
        except Refused as refused:
            say_beside(form, refused.reasons)
    above = reverse("publication:publications")
    context = {"form": form, "above": above, "breadcrumbs": [(above, _("Publications"))]}
    return page(request, "publication/table.html", context, status=422 if request.method == "POST" else 200)


def _sources(request: StaffRequest) -> tuple[Actor, list[str]]:
    actor = acting(request, "publication.write")
    sources = making.sources(actor)
    if not sources:
        raise Absent
    return actor, sources


def made(request: StaffRequest) -> HttpResponse:
    """How far it is, then the table as it may be shown; posted, it is kept as a draft."""
    actor, _every = _sources(request)
    last = job.last(actor)
    if last is None:
        return back("publication:table")
    above = reverse("publication:table")
    trail = [(reverse("publication:publications"), _("Publications"))]
    context: dict[str, Any] = {"above": above, "breadcrumbs": trail}
    if not last.is_over_in(WAITS):
        answer = page(request, "publication/table-working.html", context | {"done": int(100 * last.share)})
        answer["Refresh"] = REFRESH
        return answer
    if last.table is None:
        return page(request, "publication/refused.html", context | {"sentences": last.refused}, status=422)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = Publication(kind=TABLE, titles=last.titles, table=last.table)
        try:
            kept = actions.write(actor, said, once=form.cleaned_data["once"])
        except Refused as refused:
            sentences = [reason for _name, reason in refused.reasons]
            return page(request, "publication/refused.html", context | {"sentences": sentences}, status=422)
        job.forget(actor)
        return back("publication:publication", "publication-saved", publication_id=kept)
    audience = wording.AUDIENCES[last.table.audience]
    context |= {"form": form, "table": drawn(last.table), "audience": audience, "titles": last.titles}
    return page(request, "publication/table-made.html", context, status=422 if form.errors else 200)

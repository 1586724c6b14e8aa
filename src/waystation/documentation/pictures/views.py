"""The pages on which what was recorded is drawn. Each picture has its table."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.documentation import access
from waystation.documentation.corroboration import LADDER, REPORTED
from waystation.documentation.figures import progress
from waystation.documentation.pictures import shown
from waystation.documentation.pictures.wording import COLUMNS
from waystation.mail.words import clean
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of
from waystation.web.pages import Link, page

ACROSS = 8  # columns of a matrix that are shown at once


@require_safe
def whole(request: StaffRequest) -> HttpResponse:
    """Everything that was recorded: a map of regions, and who did what by kinds."""
    actor = acting(request, "documentation.read")
    if (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    asked = request.GET.get("sure", "")
    sure = asked if asked in LADDER else REPORTED
    context = {
        "whole": shown.whole(actor, sure),
        "tabs": [Link(f"?sure={each}", label_of("corroboration_status", each), each == sure) for each in LADDER],
        "breadcrumbs": [(reverse("documentation:events"), _("Events"))],
    }
    return page(request, "pictures/whole.html", context)


@require_safe
def event(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """One event: when it was, and who did what to whom."""
    actor = request.actor
    _row, found = access.event(actor, event_id)
    acts, tellings = shown.lines_of(actor, event_id)
    network = shown.network(acts)
    columns = Paginator(network.matrix.columns, ACROSS).get_page(request.GET.get("page"))
    context = {
        "event_id": event_id,
        "found": found,
        "timeline": shown.timeline(event_id, found, acts, tellings),
        "graph": network.graph,
        "heads": [(COLUMNS[column], x) for column, x in network.graph.heads] if network.graph else [],
        "part": shown.part(network, columns.object_list),
        "page": columns,
        "breadcrumbs": [
            (reverse("documentation:events"), _("Events")),
            (reverse("documentation:event", args=[event_id]), clean(found.title)[0]),
        ],
    }
    return page(request, "pictures/event.html", context)

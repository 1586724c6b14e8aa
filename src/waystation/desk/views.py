"""Pages that join several rooms."""

from django.http import HttpRequest, HttpResponse

from waystation.desk import figures, journal, now
from waystation.staff.policy import require
from waystation.web.pages import page


def today(request: HttpRequest) -> HttpResponse:
    """What cannot wait, and what is next."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "desk.today")
    return page(request, "desk/today.html", now.context(actor))


def counts(request: HttpRequest) -> HttpResponse:
    """How many, on what basis."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "desk.counts")
    return page(request, "desk/counts.html", figures.context(actor))


def log(request: HttpRequest) -> HttpResponse:
    """Who did what, for those who hold the auditors' key."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "audit.read")
    return page(request, "desk/log.html", journal.context(actor, request.GET.get("page", "1")))

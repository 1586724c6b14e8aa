"""Pages that join several rooms."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.audit import witness
from waystation.desk import figures, journal, now
from waystation.staff import integrity
from waystation.staff.policy import require
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {"set-aside": gettext_lazy("Noted. What is there now counts from now on; the log says who answered for it.")},
    "info",
)


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
    return page(request, "desk/log.html", journal.context(actor, request.GET))


@require_POST
def set_aside(request: HttpRequest) -> HttpResponse:
    """Somebody answers for a log that disagrees with its witness, or rows that disagree with what was written."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "audit.set_aside")
    if actor.apart:  # nobody answers there for what others see
        return back("desk:log", notice="set-aside")
    if witness.notice() is not None:
        witness.set_aside(actor.account)
    if not integrity.notice().sound:
        integrity.answer_for(actor)
    return back("desk:log", notice="set-aside")

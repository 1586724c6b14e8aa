"""Pages that join several rooms."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.audit import witness
from waystation.casework.models import Case
from waystation.desk import calendar, figures, journal, now
from waystation.desk import pictures as drawn
from waystation.staff import integrity, opening
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {"set-aside": gettext_lazy("Noted. What is there now counts from now on; the log says who answered for it.")},
    "info",
)


def today(request: StaffRequest) -> HttpResponse:
    """What cannot wait, and what is next."""
    actor = acting(request, "desk.today")
    if allows(actor, "casework.read"):
        work = lambda: now.context(actor, {})  # noqa: E731
        if (coming := opening.instead(request, actor, "today", _("Today"), work, Case)) is not None:
            return coming
        calendar.renew(actor, at_once=False)
    return page(request, "desk/today.html", now.context(actor, request.GET))


@require_safe
def part(request: StaffRequest) -> HttpResponse:
    """All of one part of the page of today."""
    return page(request, "desk/part.html", now.part(acting(request, "desk.today"), request.GET))


def counts(request: StaffRequest) -> HttpResponse:
    """How many, on what basis."""
    actor = acting(request, "desk.counts")
    work = lambda: figures.context(actor)  # noqa: E731
    if (coming := opening.instead(request, actor, "counts", _("Counts"), work, Case)) is not None:
        return coming
    return page(request, "desk/counts.html", figures.context(actor))


def pictures(request: StaffRequest) -> HttpResponse:
    """Where cases stand and how long, who looks after how many, how fast we answer."""
    actor = acting(request, "desk.counts")
    return page(request, "desk/pictures.html", drawn.context(actor, drawn.asked_days(request.GET.get("days", ""))))


def log(request: StaffRequest) -> HttpResponse:
    """Who did what, for those who hold the auditors' key."""
    actor = acting(request, "audit.read")
    return page(request, "desk/log.html", journal.context(actor, request.GET))


@require_POST
def set_aside(request: StaffRequest) -> HttpResponse:
    """Somebody answers for a log that disagrees with its witness, or rows that disagree with what was written."""
    actor = acting(request, "audit.set_aside")
    if actor.apart:  # nobody answers there for what others see
        return back("desk:log", notice="set-aside")
    if witness.notice() is not None:
        witness.set_aside(actor.account)
    if not integrity.notice().sound:
        integrity.answer_for(actor)
    return back("desk:log", notice="set-aside")

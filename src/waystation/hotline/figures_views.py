"""The figures of the queue, for those who may see the queue."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.hotline import figures as counted
from waystation.hotline import wording
from waystation.hotline.figures import Day
from waystation.staff.requests import StaffRequest
from waystation.web import charts
from waystation.web.pages import page

TONES = {"now": "danger", "soon": "warn"}


@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """How many wait, and how long the first answer took on each of the last days."""
    actor = request.actor
    waiting, days = counted.waiting(actor), counted.days(actor)
    whole = max(waiting.values(), default=0)
    context = {
        "waiting": [
            charts.bar(wording.IN_QUEUE[urgency], count, whole, tone=TONES.get(urgency, ""))
            for urgency, count in waiting.items()
        ],
        "days": _bars(days),
        "least": counted.LEAST,
        "span": counted.DAYS,
    }
    return page(request, "hotline/figures.html", context)


def _bars(days: list[Day]) -> list[charts.Bar]:
    longest = max((_minutes(day.most) for day in days), default=0)
    return [
        charts.bar(date_format(day.day, "SHORT_DATE_FORMAT"), _minutes(day.median), longest, note=_note(day))
        for day in days
    ]


def _note(day: Day) -> str:
    told = {"most": _minutes(day.most), "answers": day.answers}
    return _("nine in ten within %(most)d minutes; first answers: %(answers)d") % told


def _minutes(wait: timedelta) -> int:
    return round(wait.total_seconds() / 60)

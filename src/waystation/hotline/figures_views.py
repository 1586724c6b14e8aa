"""The figures of the queue, for those who may see the queue."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from waystation.hotline import figures as counted
from waystation.hotline import wording
from waystation.hotline.figures import Day
from waystation.staff.requests import StaffRequest
from waystation.web import charts
from waystation.web.pages import page

UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
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
    longest = max((_seconds(day.most) for day in days), default=0)
    return [
        charts.bar(
            date_format(day.day, "SHORT_DATE_FORMAT"),
            _seconds(day.median),
            longest,
            note=_note(day),
            words=in_words(day.median),
        )
        for day in days
    ]


def _note(day: Day) -> str:
    told = {"most": in_words(day.most), "answers": day.answers}
    return _("nine in ten: %(most)s at most; first answers: %(answers)d") % told


def _seconds(wait: timedelta) -> int:
    return round(wait.total_seconds())


def in_words(wait: timedelta) -> str:
    """A wait as people would say it: in minutes below two hours, in hours below two days, then in days."""
    minutes, hours, days = (round(wait / unit) for unit in UNITS)
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}

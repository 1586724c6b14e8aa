"""The page that the words of a briefing open. It works without scripts, is kept nowhere, and closes itself."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.hotline.briefings import opening, recognition
from waystation.hotline.briefings.forms import ReportForm
from waystation.hotline.briefings.records import DONE, DRIVER, ESCORT, HOST, TRAVELLER, Briefing, Meeting
from waystation.hotline.public_views import NOT_NOW, cookie_name, say_not_now
from waystation.web import languages, notices
from waystation.web.pages import back, page

notices.register(
    {
        "note-done": gettext_lazy("Thank you. It has arrived, and those words open nothing any more."),
        "note-received": gettext_lazy("Thank you. It has arrived, and we see it now."),
    }
)

ROLES = {
    DRIVER: gettext_lazy("Driver"),
    HOST: gettext_lazy("Host"),
    ESCORT: gettext_lazy("Escort"),
}


def note(request: HttpRequest) -> HttpResponse:
    """One leg as one person is told of it, and a form to say how it went."""
    now, cookie = datetime.now(UTC), request.COOKIES.get(cookie_name(), "")
    reader = opening.resume(cookie, now=now)
    if reader is None:
        return back("public:return")  # and no word of a visit: whoever asks may be somebody else
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, briefing=reader.briefing, now=now)
    context = {"form": form, **shown(reader.briefing)}
    if request.method != "POST" or not form.is_valid():
        return page(request, "briefings/note.html", context)
    said = form.cleaned_data
    try:
        opening.report(reader, said["outcome"], said["text"], now=now, token=said["once"])
    except NOT_NOW:
        say_not_now(form)
        return page(request, "briefings/note.html", context, status=503)
    if said["outcome"] != DONE:
        return back("public:note", "note-received")
    opening.leave(cookie)
    return back("public:return", "note-done")


def shown(briefing: Briefing) -> dict[str, Any]:
    """What the page says of a briefing, in the reader's language."""
    return {
        "lines": [(label, value) for label, value in _lines(briefing) if value],
        "meetings": [_meeting(briefing, meeting) for meeting in briefing.meetings],
        "changed": briefing.changed_at,
        "at_checks": briefing.at_checks,
        "closes": briefing.closes_at,
    }


def _lines(briefing: Briefing) -> list[tuple[str, Any]]:
    when = _("You are expected") if briefing.role == TRAVELLER else _("When")
    return [
        (when, _span(briefing.at, briefing.until)),
        (_("Meeting point") if briefing.role == TRAVELLER else _("Pick-up"), briefing.pick_up),
        (_("Drop-off"), briefing.drop_off),
        (_("How many people"), briefing.people),
        (_("They need"), briefing.needs),
        (_("How many nights"), briefing.nights),
        (_("Meeting sign"), briefing.sign),
        (_("Give a sign of life until"), _moment(briefing.check_in) if briefing.check_in else ""),
    ]


def _span(since: datetime, until: datetime | None) -> str:
    if until is None:
        return _moment(since)
    same = localtime(until).date() == localtime(since).date()
    return f"{_moment(since)} – {date_format(localtime(until), 'H:i') if same else _moment(until)}"


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "MONTH_DAY_TIME_FORMAT")


def _meeting(briefing: Briefing, meeting: Meeting) -> dict[str, Any]:
    travels = briefing.role == TRAVELLER
    helper = meeting.role if travels else briefing.role
    said = meeting.language
    here = languages.current()
    question, answer = recognition.question(meeting.question, said), recognition.answer(meeting.answer, said)
    means = recognition.question(meeting.question, here), recognition.answer(meeting.answer, here)
    return {
        "role": ROLES.get(helper, "") if travels else "",
        "called": recognition.name(TRAVELLER if not travels else helper, meeting.called, said),
        "own": recognition.name(TRAVELLER if travels else helper, meeting.own, said),
        "they_say": question if travels else answer,
        "you_say": answer if travels else question,
        "they_mean": (means[0] if travels else means[1]) if means != (question, answer) else "",
        "you_mean": (means[1] if travels else means[0]) if means != (question, answer) else "",
        "language": said,
        "travels": travels,
    }

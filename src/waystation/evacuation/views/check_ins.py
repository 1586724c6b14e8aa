"""Check-ins: what is due, what was missed, and noting a sign of life."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.evacuation import access, actions, boards
from waystation.evacuation.forms import CheckInForm, NoteForm, WordForm
from waystation.evacuation.records import CheckInState
from waystation.evacuation.views.common import case_crumbs, clock, frame, succeeds
from waystation.evacuation.zones import in_zone
from waystation.staff.access import personas
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.web.pages import back, page


@in_zone
def check_ins(request: StaffRequest) -> HttpResponse:
    """Alarms first, then what somebody is on, then what is due in the next two days."""
    actor, context = request.actor, frame(request, "check-ins")
    known, now = personas(actor), context["now"]

    def lines(found: list[Any]) -> list[boards.CheckInLine]:
        return [
            boards.CheckInLine(row, record, now, boards.person(known, record.acknowledged_by)) for row, record in found
        ]

    context |= {
        "alarms": lines(access.alarms(actor)),
        "attended": lines(access.attended(actor)),
        "expected": lines(access.expected(actor, now)),
    }
    return page(request, "evacuation/check-ins.html", context)


@in_zone
def check_in(request: StaffRequest, check_in_id: UUID) -> HttpResponse:
    """One check-in: note a sign of life, take its alarm on, or expect it no more."""
    wish = request.POST.get("do", "")
    word = WordForm(request.POST if wish == "word" else None)
    note = NoteForm(request.POST if wish == "acknowledge" else None)
    access.check_in(request.actor, check_in_id)
    if request.method == "POST":
        done = _check_in(request, check_in_id, wish, word, note)
        if done:
            return back("evacuation:check-in", notice=done, check_in_id=check_in_id)
    context = _context(request, check_in_id) | {"word": word, "note": note}
    failed = word.errors or note.errors
    return page(request, "evacuation/check-in.html", context, status=422 if failed else 200)


def _check_in(request: StaffRequest, check_in_id: UUID, wish: str, word: WordForm, note: NoteForm) -> str:
    actor, right = request.actor, []
    if wish == "word" and word.is_valid():
        said = word.cleaned_data["word"]
        if succeeds(word, lambda: right.append(actions.check_in(actor, check_in_id, said))):
            return "check-in-received" if right[0] else "word-wrong"
    if wish == "acknowledge" and note.is_valid():
        text = note.cleaned_data["note"]
        if succeeds(note, lambda: actions.acknowledge(actor, check_in_id, text)):
            return "alarm-acknowledged"
    # Refused, the page that is shown again says why.
    nothing = _valid(forms.Form(request.POST))
    if wish == "cancel" and succeeds(nothing, lambda: actions.cancel_check_in(actor, check_in_id)):
        return "check-in-cancelled"
    return ""


def _valid(form: forms.Form) -> forms.Form:
    form.full_clean()
    return form


def _context(request: StaffRequest, check_in_id: UUID) -> dict[str, Any]:
    actor, context = request.actor, clock(request.actor)
    row, record = access.check_in(actor, check_in_id)
    known = personas(actor)
    line = boards.CheckInLine(row, record, context["now"], boards.person(known, record.acknowledged_by))
    return context | {
        "line": line,
        "received_by": boards.person(known, record.received_by),
        "is_open": row.state in (CheckInState.EXPECTED, CheckInState.MISSED, CheckInState.ATTENDED),
        "is_alarm": row.state == CheckInState.MISSED,
        "may_cancel": row.state == CheckInState.EXPECTED and allows(actor, "evacuation.plan"),
        "case_id": record.case if allows(actor, "casework.read") else None,
        "may_plan": allows(actor, "evacuation.plan"),
        "breadcrumbs": [(reverse("evacuation:check-ins"), _("Check-ins")), ("", record.pseudonym)],
    }


@in_zone
def check_in_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One more sign of life to expect."""
    actor, stub = request.actor, access.case(request.actor, case_id)
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if succeeds(form, lambda: actions.schedule_check_in(actor, case_id, **wish)):
            return back("evacuation:journey", notice="check-in-scheduled", case_id=case_id)
    context = clock(actor) | {
        "form": form,
        "breadcrumbs": case_crumbs(case_id, stub.pseudonym, ("", _("New check-in"))),
        "cancel": reverse("evacuation:journey", kwargs={"case_id": case_id}),
    }
    return page(request, "evacuation/check-in-new.html", context, status=422 if form.errors else 200)

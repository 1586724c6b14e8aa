"""Check-ins: what is due, what was missed, noting a sign of life, and what an alarm opens."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.evacuation import access, actions, boards, wording
from waystation.evacuation.check_ins import answering, answers, emergency, escalations, knowledge
from waystation.evacuation.check_ins.records import DURESS, OK, OTHER_WAY
from waystation.evacuation.errors import Refused
from waystation.evacuation.forms import (
    BecauseForm,
    CancelForm,
    CheckInForm,
    NoteForm,
    SeriesForm,
    SilenceForm,
    WordForm,
)
from waystation.evacuation.models import OPEN
from waystation.evacuation.records import CheckInState
from waystation.evacuation.views.common import case_crumbs, clock, frame, names, sentences, succeeds
from waystation.evacuation.zones import in_zone
from waystation.hotline import access as hotline
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.vault.compartments import Compartment
from waystation.web.pages import back, page

AFTERCARE = timedelta(days=91)
_SAID = {OK: "check-in-received", DURESS: "check-in-received", OTHER_WAY: "word-other-way"}
FORMS: dict[str, type[forms.Form]] = {
    "word": WordForm,
    "acknowledge": NoteForm,
    "accept": BecauseForm,
    "silence": SilenceForm,
    "cancel": CancelForm,
}


def lines(actor: Actor, found: list[Any]) -> list[boards.CheckInLine]:
    """Check-ins as pages show them."""
    known, plans, now = personas(actor), escalations.known(actor), actor.now()
    return [
        boards.CheckInLine(row, record, now, plans.of(row.escalation), boards.person(known, record.acknowledged_by))
        for row, record in found
    ]


@in_zone
def check_ins(request: StaffRequest) -> HttpResponse:
    """Alarms first, then what somebody is on, then what is due in the next two days."""
    actor = request.actor
    alarms = access.alarms(actor)
    if answers.take_in(actor):
        alarms = access.alarms(actor)
    context = frame(request, "check-ins")
    context |= {
        "alarms": lines(actor, alarms),
        "attended": lines(actor, access.attended(actor)),
        "expected": lines(actor, access.expected(actor, context["now"])),
        "may_plan": allows(actor, "evacuation.plan"),
    }
    return page(request, "evacuation/check-ins.html", context)


@in_zone
def check_in(request: StaffRequest, check_in_id: UUID) -> HttpResponse:
    """One check-in: note a sign of life, take its alarm on, agree on silence, or end it with a second person."""
    actor, wish = request.actor, request.POST.get("do", "")
    access.check_in(actor, check_in_id)
    sent = {name: form(request.POST if wish == name else None) for name, form in FORMS.items()}
    opened = ""
    if request.method == "POST" and wish == "open":
        try:
            opened = actions.open_unreachable(actor, check_in_id)
        except Refused as refused:
            sent["word"] = _with(FORMS["word"](), sentences(refused))
    elif request.method == "POST":
        if done := _done(actor, check_in_id, wish, sent):
            return back("evacuation:check-in", notice=done, check_in_id=check_in_id)
    elif answers.take_in(actor):
        return back("evacuation:check-in", check_in_id=check_in_id)
    failed = any(form.errors for form in sent.values())
    context = _context(request, check_in_id) | {"forms": sent, "opened": opened}
    return page(request, "evacuation/check-in.html", context, status=422 if failed else 200)


def _with(form: forms.Form, said: list[Any]) -> forms.Form:
    form = type(form)({})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, [str(sentence) for sentence in said])
    return form


def _done(actor: Actor, pk: UUID, wish: str, sent: dict[str, forms.Form]) -> str:
    """Does what a button of the page says; the notice of what came of it, or nothing where it did not succeed."""
    form = sent.get(wish)
    if form is None:
        return _at_once(actor, pk, wish, sent)
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    if wish == "word":
        heard: list[str] = []
        noted = succeeds(form, lambda: heard.append(actions.check_in(actor, pk, given["word"], way=given["way"])))
        return _SAID.get(heard[0], "word-wrong") if noted else ""
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "acknowledge": (lambda: actions.acknowledge(actor, pk, given["note"]), "alarm-acknowledged"),
        "accept": (lambda: actions.accept_other_way(actor, pk, given["because"]), "other-way-accepted"),
        "silence": (lambda: actions.agree_silence(actor, pk, **given), "silence-agreed"),
        "cancel": (lambda: actions.ask_to_cancel(actor, pk, **given), "cancel-asked"),
    }
    act, notice = verbs[wish]
    return notice if succeeds(form, act) else ""


def _at_once(actor: Actor, pk: UUID, wish: str, sent: dict[str, forms.Form]) -> str:
    """What needs no form: a second person agrees to cancel, or does not. What is refused stands on the first form."""
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "agree": (lambda: actions.agree_to_cancel(actor, pk), "check-in-cancelled"),
        "keep": (lambda: actions.keep_expecting(actor, pk), "check-in-kept"),
    }
    if wish not in verbs:
        raise Absent
    act, notice = verbs[wish]
    try:
        act()
    except Refused as refused:
        sent["cancel"] = _with(sent["cancel"], sentences(refused))
        return ""
    return notice


def _context(request: StaffRequest, check_in_id: UUID) -> dict[str, Any]:
    actor, context = request.actor, clock(request.actor)
    row, record = access.check_in(actor, check_in_id)
    known = personas(actor)
    (line,) = lines(actor, [(row, record)])
    alarm = emergency.is_alarm(row)
    may_plan = allows(actor, "evacuation.plan")
    # The alarm is the duty team's, and the case may be closed to whoever takes it on.
    is_open = casework.is_open_to(actor, record.case, Compartment.LOGISTICS)
    return context | {
        "line": line,
        "received_by": boards.person(known, record.received_by),
        "is_open": row.state in OPEN,
        "is_alarm": row.state == CheckInState.MISSED,
        "to_ask": answering.to_ask(record) if row.state in OPEN else None,
        "may_silence": row.state == CheckInState.EXPECTED and may_plan,
        "cancel_asked_by": boards.person(known, record.cancel_asked_by),
        "may_agree": may_plan and record.cancel_asked_by not in (None, actor.account),
        "case_id": record.case if allows(actor, "casework.read") else None,
        "may_plan": may_plan,
        "emergency": emergency.opened(actor, row, record),
        "known": _known(actor, record.case) if alarm and may_plan and is_open else None,
        "is_closed": alarm and may_plan and not is_open,
        "threads": _threads(actor, record.case) if alarm else [],
        "breadcrumbs": [(reverse("evacuation:check-ins"), _("Check-ins")), ("", record.pseudonym)],
    }


def _known(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """What the missing person knows, by name."""
    found, called = knowledge.of_case(actor, case_id), names(actor)
    places, helpers = access.places(actor), access.helpers(actor)

    def people(cases: frozenset[UUID]) -> list[tuple[UUID, str]]:
        return sorted(((case, called.get(case, "…")) for case in cases), key=lambda pair: pair[1].casefold())

    return {
        "places": [(pk, place) for pk, place in places.items() if pk in found.places],
        "helpers": [(pk, helper) for pk, helper in helpers.items() if pk in found.helpers],
        "companions": people(found.companions),
        "there": people(found.there),
    }


def _threads(actor: Actor, case_id: UUID) -> list[tuple[UUID, str]]:
    """The threads in which the person can be reminded, with harmless words in the language of each."""
    if not allows(actor, "hotline.read"):
        return []
    found = hotline.requests_of_case(actor, case_id)
    return [(row.pk, wording.HARMLESS.get(stub.language, wording.HARMLESS["ru"])) for row, stub in found]


@in_zone
def check_in_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One more sign of life to expect."""
    actor = request.actor
    access.case(actor, case_id)
    form = CheckInForm(request.POST or None, **_choices(actor))
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if succeeds(form, lambda: actions.schedule_check_in(actor, case_id, **wish)):
            return back("evacuation:journey", notice="check-in-scheduled", case_id=case_id)
    return _form(request, case_id, form, _("New check-in"))


@in_zone
def check_in_series(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A series of them, during a way or a stay, or after an arrival."""
    actor = request.actor
    access.case(actor, case_id)
    asked = request.GET
    initial = _aftercare(actor) if "aftercare" in asked else _during(actor, case_id, asked)
    form = SeriesForm(request.POST or None, initial=initial, **_choices(actor))
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if succeeds(form, lambda: actions.schedule_series(actor, case_id, **wish)):
            return back("evacuation:journey", notice="series-scheduled", case_id=case_id)
    return _form(request, case_id, form, _("New series of check-ins"))


def _choices(actor: Actor) -> dict[str, Any]:
    return {"places": access.places(actor), "plans": escalations.every(actor)}


def _aftercare(actor: Actor) -> dict[str, Any]:
    """Once a week for a quarter of a year after an arrival."""
    return {
        "since": actor.now(),
        "until": actor.now() + AFTERCARE,
        "at": "19:00",
        "every_days": 7,
        "grace_minutes": 720,
    }


def _during(actor: Actor, case_id: UUID, asked: Mapping[str, Any]) -> dict[str, Any]:
    """From when until when, and where, of a stay or a way of this case; nothing for any other."""
    stay_id, journey_id = asked.get("stay"), asked.get("journey")
    stay = next((each for pk, each in access.stays_of(actor, case_id).items() if str(pk) == stay_id), None)
    if stay:
        return {"since": _noon(stay.first), "until": _noon(stay.until), "place": str(stay.house), "at": "9:00, 21:00"}
    way = next((each for each in access.ways_of(actor, case_id) if str(each.id) == journey_id), None)
    if way and way.records:
        since, until = way.records[0].departs, max(leg.arrives for leg in way.records)
        return {"since": since, "until": until, "every_hours": 4}
    return {}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _form(request: StaffRequest, case_id: UUID, form: forms.Form, heading: str) -> HttpResponse:
    stub = access.case(request.actor, case_id)
    context = clock(request.actor) | {
        "form": form,
        "heading": heading,
        "breadcrumbs": case_crumbs(case_id, stub.pseudonym, ("", heading)),
        "cancel": reverse("evacuation:journey", kwargs={"case_id": case_id}),
    }
    return page(request, "evacuation/check-in-new.html", context, status=422 if form.errors else 200)

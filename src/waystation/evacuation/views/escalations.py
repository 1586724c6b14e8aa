"""Who is called on silence, and what an alarm shows: escalations and protocols."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.evacuation import access, wording
from waystation.evacuation.check_ins import emergency, escalation, escalations
from waystation.evacuation.check_ins.records import Escalation
from waystation.evacuation.forms import EscalationForm, ProtocolForm, StepForm
from waystation.evacuation.views.common import clock, succeeds
from waystation.staff.access import personas
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest
from waystation.vocabulary.vocabularies import term
from waystation.web.pages import back, page


def escalation_list(request: StaffRequest) -> HttpResponse:
    """What follows on silence, as usual and as the organisation says otherwise; and the protocols."""
    actor = request.actor
    own, known, places = escalations.every(actor), personas(actor), access.places(actor)
    plans = [(None, _("As usual"), escalation.usual()), *((pk, plan.name, plan) for pk, plan in own.items())]
    context = clock(actor) | {
        "plans": [(pk, name, plan, [_said(step, known) for step in plan.steps]) for pk, name, plan in plans],
        "protocols": [
            (pk, places[each.place].name if each.place in places else "", each)
            for pk, each in emergency.protocols(actor).items()
        ],
        "breadcrumbs": [*_crumbs(), ("", _("On silence"))],
    }
    return page(request, "evacuation/escalations.html", context)


def _said(step: Any, known: Any) -> dict[str, Any]:
    owners = [str(wording.OWNERS[owner]) if owner in wording.OWNERS else _name(known, owner) for owner in step.owners]
    return {"after": step.after, "state": term("checkin_states", step.state).label, "owners": owners}


def _name(known: Any, owner: str) -> str:
    return known.get(UUID(owner), "…")


def _crumbs() -> list[tuple[str, Any]]:
    return [(reverse("evacuation:check-ins"), _("Check-ins"))]


def escalation_new(request: StaffRequest) -> HttpResponse:
    return _escalation(request, None, escalation.usual())


def escalation_one(request: StaffRequest, escalation_id: UUID) -> HttpResponse:
    """One of the organisation's own."""
    plan = escalations.every(request.actor).get(escalation_id)
    if plan is None:
        raise Absent
    return _escalation(request, escalation_id, plan)


def _escalation(request: StaffRequest, row_id: UUID | None, plan: Escalation) -> HttpResponse:
    actor, data = request.actor, request.POST or None
    colleagues = escalations.may_own(actor)
    escalations.every(actor)  # the door
    form = EscalationForm(data, initial={"name": plan.name, "again": plan.again})
    steps = _steps(data, plan, colleagues)
    if request.method == "POST" and all([form.is_valid(), *(step.is_valid() for _state, step in steps)]):
        typed = [step.step(state) for state, step in steps]
        wanted = Escalation(**form.cleaned_data, steps=tuple(step for step in typed if step))
        if succeeds(form, lambda: escalations.keep(actor, wanted, row_id)):
            return back("evacuation:escalations", notice="escalation-kept")
    failed = form.errors or any(step.errors for _state, step in steps)
    context = {
        "form": form,
        "steps": [(term("checkin_states", state).label, step) for state, step in steps],
        "cancel": reverse("evacuation:escalations"),
        "breadcrumbs": [*_crumbs(), (reverse("evacuation:escalations"), _("On silence")), ("", plan.name or _("New"))],
    }
    return page(request, "evacuation/escalation.html", context, status=422 if failed else 200)


def _steps(data: Any, plan: Escalation, colleagues: dict[UUID, str]) -> list[tuple[str, StepForm]]:
    known = {step.state: step for step in plan.steps}
    found = []
    for state in escalation.STATES:
        step = known.get(state)
        owners = (*step.owners, "", "") if step else ("", "")
        initial = {"after": step.after if step else None, "first": owners[0], "then": owners[1]}
        found.append((state, StepForm(data, prefix=state, initial=initial, colleagues=colleagues)))
    return found


def protocol_new(request: StaffRequest) -> HttpResponse:
    return _protocol(request, None, ProtocolForm(request.POST or None, places=access.places(request.actor)))


def protocol(request: StaffRequest, protocol_id: UUID) -> HttpResponse:
    """One protocol, to be changed or removed."""
    actor = request.actor
    row, record = emergency.protocol(actor, protocol_id)
    if request.method == "POST" and request.POST.get("do") == "remove":
        emergency.remove_protocol(actor, protocol_id)
        return back("evacuation:escalations", notice="protocol-removed")
    initial = {name: getattr(record, name) for name in ("country", "region", "door", "lawyer", "minutes")}
    initial |= {"place": str(record.place or ""), "version": row.version}
    return _protocol(
        request, protocol_id, ProtocolForm(request.POST or None, initial=initial, places=access.places(actor))
    )


def _protocol(request: StaffRequest, protocol_id: UUID | None, form: ProtocolForm) -> HttpResponse:
    actor = request.actor
    emergency.protocols(actor)  # the door
    if request.method == "POST" and form.is_valid():
        wanted, seen = form.protocol(), form.cleaned_data["version"]
        if succeeds(form, lambda: emergency.keep_protocol(actor, wanted, protocol_id, seen=seen)):
            return back("evacuation:escalations", notice="protocol-kept")
    context = {
        "form": form,
        "protocol_id": protocol_id,
        "cancel": reverse("evacuation:escalations"),
        "breadcrumbs": [*_crumbs(), (reverse("evacuation:escalations"), _("On silence")), ("", _("Protocol"))],
    }
    return page(request, "evacuation/protocol.html", context, status=422 if form.errors else 200)

"""The pages of pursuers and conflicts: a door, a form, an action, a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.forms import QuietForm
from waystation.casework.persons import access as persons
from waystation.casework.submit import attempt, here, submit, trail
from waystation.evacuation import access as evacuation
from waystation.evacuation.pursuers import access, actions, alarms, shown, wording
from waystation.evacuation.pursuers.forms import (
    AllowForm,
    ApartForm,
    NoteForm,
    PursuerForm,
    ReachForm,
    SightingForm,
    TakeOnForm,
    WhyForm,
    ZoneForm,
    complain,
)
from waystation.evacuation.views.common import clock, frame
from waystation.evacuation.zones import in_zone
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 50
notices.register(wording.REPORTED)


@in_zone
def must_move(request: StaffRequest) -> HttpResponse:
    """Who must move and why, and whose plans must change, of every case that this person may open."""
    actor = acting(request, "evacuation.read")
    lines, together = shown.must_move(actor)
    part = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    context = frame(request, "must-move") | {
        "page": part,
        "lines": list(part),
        "now_count": sum(line.finding.now for line in lines),
        "clashes": together,
        "waiting": shown.overrides(actor, waiting=True),
        "alarms": access.alarms(actor),
    }
    return page(request, "pursuers/must-move.html", context)


@in_zone
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who hunts the person of a case, what lies within reach, from whom they are kept apart."""
    return _case(request, case_id)


def _case(request: StaffRequest, case_id: UUID, refusals: tuple[Any, ...] = ()) -> HttpResponse:
    actor = request.actor
    context = clock(actor) | _of_case(actor, case_id) | shown.of_case(actor, case_id) | {"refusals": refusals}
    return page(request, "pursuers/case.html", context, status=409 if refusals else 200)


def _of_case(actor: Actor, case_id: UUID, *more: tuple[str, Any]) -> dict[str, Any]:
    """What every page of a case shows above its heading."""
    stub = evacuation.case(actor, case_id)
    cancel = reverse("pursuers:case", args=[case_id])
    crumbs = here(trail(case_id, stub.pseudonym, (cancel, _("Pursuers")), *more))
    return {"case_id": case_id, "stub": stub, "breadcrumbs": crumbs, "cancel": cancel}


def _submit(
    request: StaffRequest, form: QuietForm, act: Callable[[dict[str, Any]], Any], notice: str, context: dict[str, Any]
) -> HttpResponse:
    """A form of a case: done and back to its pursuers, or shown again."""
    template, case_id = "pursuers/form.html", context["case_id"]
    return submit(request, template, form, act, notice, context, "pursuers:case", case_id=case_id)


def _sent(request: StaffRequest) -> Any:
    """What a form was sent with; a form of one button may be sent empty."""
    return request.POST if request.method == "POST" else None


def _people(actor: Actor, case_id: UUID) -> dict[UUID, str]:
    """Everybody in a case but the one for whom it was opened."""
    return {each.id: each.called for each in persons.members(actor, case_id)[1:]}


@in_zone
def pursuer_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Somebody else who hunts the person."""
    actor = acting(request, "evacuation.plan")
    context = clock(actor) | _of_case(actor, case_id, ("", _("New pursuer"))) | {"title": _("New pursuer")}
    form = PursuerForm(_sent(request), people=_people(actor, case_id), is_new=True)

    def act(said: dict[str, Any]) -> UUID:
        return actions.add_pursuer(actor, case_id, form.record(), once=said["once"])

    return _submit(request, form, act, "pursuer-saved", context)


@in_zone
def pursuer(request: StaffRequest, case_id: UUID, pursuer_id: UUID) -> HttpResponse:
    """Says anew what is known of a pursuer."""
    actor = acting(request, "evacuation.plan")
    row, record = access.pursuer(actor, case_id, pursuer_id)
    initial = msgspec.structs.asdict(record) | {"version": row.version}
    form = PursuerForm(_sent(request), initial=initial, people=_people(actor, case_id), is_new=False)
    context = clock(actor) | _of_case(actor, case_id, ("", record.called)) | {"title": record.called}
    context["version_now"] = lambda: access.pursuer(actor, case_id, pursuer_id)[0].version
    context["stands"] = lambda: _stands(actor, case_id, pursuer_id)

    def act(said: dict[str, Any]) -> None:
        actions.describe_pursuer(actor, case_id, pursuer_id, form.record(), seen=said["version"])

    return _submit(request, form, act, "pursuer-saved", context)


def _stands(actor: Actor, case_id: UUID, pursuer_id: UUID) -> list[tuple[str, Any]]:
    """What a colleague saved meanwhile, beside what this person typed."""
    record = access.pursuer(actor, case_id, pursuer_id)[1]
    line = shown.PursuerLine(pursuer_id, record, ())
    return [
        (_("What we call them"), record.called),
        (_("What they are to the person"), line.relation),
        (_("What they want"), line.intent),
        (_("Means"), line.means),
        (_("How far they come by themselves"), line.travels),
        (_("Note"), record.note),
        (_("Why they hunt no more"), record.over),
    ]


def _note(request: StaffRequest, case_id: UUID, pursuer_id: UUID, kind: type[NoteForm], title: str) -> HttpResponse:
    actor = acting(request, "evacuation.plan")
    _row, record = access.pursuer(actor, case_id, pursuer_id)
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title, "about": record.called}
    form = kind(_sent(request), places=evacuation.places(actor), pursuer=pursuer_id)
    if form.is_bound and form.is_valid():
        complain(form, form.record(), actor.now())

    def act(said: dict[str, Any]) -> UUID:
        return actions.note(actor, case_id, form.record(), once=said["once"])

    return _submit(request, form, act, "pursuer-noted", context)


@in_zone
def sighting(request: StaffRequest, case_id: UUID, pursuer_id: UUID) -> HttpResponse:
    """A pursuer was seen, or will be somewhere."""
    return _note(request, case_id, pursuer_id, SightingForm, _("New sighting"))


@in_zone
def reach(request: StaffRequest, case_id: UUID, pursuer_id: UUID) -> HttpResponse:
    """Where a pursuer finds somebody without being there."""
    return _note(request, case_id, pursuer_id, ReachForm, _("New reach"))


@in_zone
def zone(request: StaffRequest, case_id: UUID, pursuer_id: UUID) -> HttpResponse:
    """A place is dangerous, whatever else is known."""
    return _note(request, case_id, pursuer_id, ZoneForm, _("State that a place is dangerous"))


@in_zone
def withdraw(request: StaffRequest, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Something that was noted counts no more."""
    actor = acting(request, "evacuation.plan")
    kind, row, _record = access.noted(actor, case_id, evidence_id)
    form = WhyForm(_sent(request), initial={"version": row.version})
    context = clock(actor) | _of_case(actor, case_id, ("", _("Withdraw"))) | {"title": _("Withdraw what was noted")}
    context["version_now"] = lambda: access.noted(actor, case_id, evidence_id)[1].version

    def act(said: dict[str, Any]) -> None:
        actions.withdraw(actor, case_id, kind, evidence_id, because=said["because"], seen=said["version"])

    return _submit(request, form, act, "pursuer-withdrawn", context)


@in_zone
def keep_apart(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """States that the person must not be together with somebody of another case."""
    actor = acting(request, "evacuation.plan")
    title = _("Keep apart from somebody")
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title}
    form = ApartForm(_sent(request))
    others = _called(actor, form.cleaned_data["other"]) if form.is_bound and form.is_valid() else set()
    if form.is_bound and not form.errors and len(others) != 1:
        form.add_error("other", str(wording.SEVERAL_SO if others else wording.NOBODY_SO))

    def act(said: dict[str, Any]) -> UUID:
        return actions.keep_apart(actor, case_id, *others, said["reason"], once=said["once"])

    return _submit(request, form, act, "kept-apart", context)


def _called(actor: Actor, name: str) -> set[UUID]:
    """The cases whose persons are called so."""
    return {each.home for each in persons.named(actor, name)}


@in_zone
def let_together(request: StaffRequest, case_id: UUID, conflict_id: UUID) -> HttpResponse:
    """Takes it back, after one more look."""
    actor = acting(request, "evacuation.plan")
    _row, record = access.conflict(actor, case_id, conflict_id)
    evacuation.case(actor, record.other)
    title = _("They may be together again")
    form = QuietForm(_sent(request))
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title}

    def act(said: dict[str, Any]) -> None:
        actions.let_together(actor, case_id, conflict_id)

    return _submit(request, form, act, "let-together", context)


@in_zone
def allow(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Asks a second person to let something be although it lies within reach."""
    actor = acting(request, "evacuation.plan")
    title = _("Allow something within reach")
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title}
    form = AllowForm(_sent(request), choices=shown.to_allow(actor, case_id))

    def act(said: dict[str, Any]) -> UUID:
        return actions.ask_override(actor, case_id, **form.about(), reason=said["reason"], once=said["once"])

    return _submit(request, form, act, "override-asked", context)


@in_zone
def agree(request: StaffRequest, case_id: UUID, override_id: UUID) -> HttpResponse:
    """The second person looks at what is known, and agrees."""
    actor = acting(request, "evacuation.plan")
    row, record = access.override(actor, case_id, override_id)
    title = _("Agree, as the second person")
    line = next(each for each in shown.overrides(actor, case_id) if each.id == override_id)
    form = QuietForm(_sent(request), initial={"version": row.version})
    against = [
        each for each in shown.of_case(actor, case_id)["findings"] if each.finding.threat.evidence in record.evidence
    ]
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title, "override": line}
    context |= {"findings": against, "version_now": lambda: access.override(actor, case_id, override_id)[0].version}

    def act(said: dict[str, Any]) -> None:
        actions.agree_override(actor, case_id, override_id, seen=said["version"])

    return _submit(request, form, act, "override-agreed", context)


@in_zone
def allow_no_more(request: StaffRequest, case_id: UUID, override_id: UUID) -> HttpResponse:
    """What was allowed, or asked for, is so no more."""
    actor = acting(request, "evacuation.plan")
    row, _record = access.override(actor, case_id, override_id)
    title = _("Allow it no more")
    line = next(each for each in shown.overrides(actor, case_id) if each.id == override_id)
    form = WhyForm(_sent(request), initial={"version": row.version})
    context = clock(actor) | _of_case(actor, case_id, ("", title)) | {"title": title, "about": line.what}
    context["version_now"] = lambda: access.override(actor, case_id, override_id)[0].version

    def act(said: dict[str, Any]) -> None:
        actions.end_override(actor, case_id, override_id, because=said["because"], seen=said["version"])

    return _submit(request, form, act, "override-ended", context)


@in_zone
def alarm(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """Somebody is within reach now: taken on by one of us."""
    actor = acting(request, "alarm.acknowledge")
    _row, record = access.alarm(actor, alarm_id)
    form = TakeOnForm(_sent(request))

    def act() -> None:
        alarms.acknowledge(actor, alarm_id, form.cleaned_data["what"])

    if attempt(request, form, act, lambda: form.add_error(None, str(wording.ON_IT_ALREADY))):
        return back("pursuers:alarm", "reach-alarm-taken", alarm_id=alarm_id)
    _row, record = access.alarm(actor, alarm_id)
    context = clock(actor) | {
        "raised": record,
        "by": personas(actor).get(record.acknowledged_by) if record.acknowledged_by else "",
        "form": form,
        "may_open": allows(actor, "evacuation.read"),
        "breadcrumbs": [(reverse("desk:today"), _("Today")), ("", record.pseudonym)],
    }
    return page(request, "pursuers/alarm.html", context, status=422 if form.errors else 200)

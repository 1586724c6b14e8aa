"""The pages on which a part of a track is written: a door, a form, an action, a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.consent_rules import Verdict
from waystation.casework.errors import Refused
from waystation.casework.forms import QuietForm
from waystation.casework.submit import submit
from waystation.evacuation.relocation import access, actions, arriving, filing, forms, instances, models, shown
from waystation.evacuation.relocation.common import case_frame, stands_of
from waystation.evacuation.zones import in_zone
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.vault.models import Sealed
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "track-filed": gettext_lazy("Noted. From now on they decide."),
        "track-decided": gettext_lazy("Noted."),
        "track-arrived": gettext_lazy("Noted. For a year from now on, somebody asks how they are."),
        "track-part-dropped": gettext_lazy("It is taken out."),
    }
)
notices.register(
    {
        "track-part-stays": gettext_lazy(
            "It stays: it was done, or a colleague changed it just now. Look at it again."
        ),
        "track-step-not-done": gettext_lazy("A colleague changed this step just now. Look at it again."),
    },
    "warn",
)


@dataclass(frozen=True)
class Kind:
    """A kind of part: its rows, its form, and the verbs that write it."""

    model: type[Sealed]
    form: type[forms.PartForm]
    add: Callable[..., UUID]
    change: Callable[..., None]
    new: str | Promise
    name: str | Promise


STEP = Kind(
    models.StepRow,
    forms.StepForm,
    actions.add_step,
    actions.change_step,
    gettext_lazy("Add a step"),
    gettext_lazy("Step"),
)
PAPER = Kind(
    models.NeededRow,
    forms.NeededForm,
    actions.add_paper,
    actions.change_paper,
    gettext_lazy("Add a paper that is needed"),
    gettext_lazy("Paper"),
)
APPOINTMENT = Kind(
    models.AppointmentRow,
    forms.AppointmentForm,
    actions.add_appointment,
    actions.change_appointment,
    gettext_lazy("Add an appointment"),
    gettext_lazy("Appointment"),
)
APPLICATION = Kind(
    models.ApplicationRow,
    forms.ApplicationForm,
    filing.draft,
    filing.change,
    gettext_lazy("Add an application"),
    gettext_lazy("Application"),
)
ARRIVAL = Kind(
    models.ArrivalRow,
    forms.ArrivalForm,
    arriving.arrive,
    arriving.change_arrival,
    gettext_lazy("They arrived"),
    gettext_lazy("Arrival"),
)


@in_zone
def new(request: StaffRequest, case_id: UUID, track_id: UUID, kind: Kind) -> HttpResponse:
    """Adds a part to a track."""
    actor = acting(request, "evacuation.plan")
    whole = access.whole(actor, case_id, track_id)
    form = kind.form(request.POST or None, whole=whole, choices=shown.choices(actor, case_id, whole), now=actor.now())
    context = _context(actor, case_id, track_id, str(kind.new))

    def act(said: dict[str, Any]) -> None:
        kind.add(actor, case_id, form.record(), once=said["once"], **form.done())

    notice = "track-arrived" if kind is ARRIVAL else "track-saved"
    return submit(request, "relocation/form.html", form, act, notice, context, **_to(case_id, track_id))


def change_of(hole: str) -> Callable[..., HttpResponse]:
    """The page on which a part is said anew, whose id stands in the address under this name."""

    @in_zone
    def view(request: StaffRequest, case_id: UUID, kind: Kind, **ids: UUID) -> HttpResponse:
        return change(request, case_id, ids[hole], kind)

    return view


def change(request: StaffRequest, case_id: UUID, part_id: UUID, kind: Kind) -> HttpResponse:
    """Says anew what a part of a track is."""
    actor = acting(request, "evacuation.plan")
    row, found = access.part(actor, case_id, kind.model, part_id)
    whole = access.whole(actor, case_id, found.track)
    form = kind.form(
        request.POST or None,
        initial=kind.form.told(found) | {"version": row.version},
        whole=whole,
        choices=shown.choices(actor, case_id, whole),
        now=actor.now(),
        before=found,
    )
    context = _context(actor, case_id, found.track, str(kind.name)) | _moment(actor, case_id, kind.model, part_id)
    context["stands"] = lambda: stands_of(form, kind.form.told(access.part(actor, case_id, kind.model, part_id)[1]))
    context["may_drop"] = kind is not ARRIVAL

    def act(said: dict[str, Any]) -> None:
        kind.change(actor, case_id, part_id, form.record(), seen=said["version"], **form.done())

    return submit(request, "relocation/form.html", form, act, "track-saved", context, **_to(case_id, found.track))


def _to(case_id: UUID, track_id: UUID) -> dict[str, Any]:
    return {"to": "relocation:track", "case_id": case_id, "track_id": track_id}


def _context(actor: Actor, case_id: UUID, track_id: UUID, title: str) -> dict[str, Any]:
    _row, track = access.track(actor, case_id, track_id)
    address = reverse("relocation:track", args=[case_id, track_id])
    frame = case_frame(actor, case_id)
    frame["breadcrumbs"] = [
        *frame["breadcrumbs"][:-1],
        (reverse("relocation:case", args=[case_id]), _("Relocation")),
        (address, access.title(track)),
        ("", title),
    ]
    return frame | {"title": title, "back": address}


def _moment(actor: Actor, case_id: UUID, model: type[Sealed], part_id: UUID) -> dict[str, Any]:
    """The part as it stands now."""
    row, _found = access.part(actor, case_id, model, part_id)
    return {
        "version": row.version,
        "part_id": part_id,
        "version_now": lambda: access.part(actor, case_id, model, part_id)[0].version,
    }


@require_POST
def step_done(request: StaffRequest, case_id: UUID, step_id: UUID) -> HttpResponse:
    """A step is done today."""
    actor = acting(request, "evacuation.plan")
    _row, step = access.part(actor, case_id, models.StepRow, step_id)
    notice = "track-saved"
    try:
        actions.finish_step(actor, case_id, step_id, seen=_seen(request.POST.get("version", "")))
    except (Refused, Stale):
        notice = "track-step-not-done"
    return back("relocation:track", notice, case_id=case_id, track_id=step.track)


def _seen(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_POST
def drop(request: StaffRequest, case_id: UUID, part_id: UUID) -> HttpResponse:
    """Takes away what was never done."""
    actor = acting(request, "evacuation.plan")
    model, record = access.any_part(actor, case_id, actions.DROPPED, part_id)
    notice = "track-part-dropped"
    try:
        actions.drop(actor, case_id, model, part_id, seen=_seen(request.POST.get("version", "")))
    except (Refused, Stale):
        notice = "track-part-stays"
    return back("relocation:track", notice, case_id=case_id, track_id=record.track)


@in_zone
def outcome(request: StaffRequest, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Says how an appointment went."""
    actor = acting(request, "evacuation.plan")
    model = models.AppointmentRow
    row, found = access.part(actor, case_id, model, appointment_id)
    form = forms.OutcomeForm(request.POST or None, initial={"version": row.version, "outcome": found.outcome})

    def act(said: dict[str, Any]) -> None:
        told = {"outcome": said["outcome"], "note": said["note"]}
        actions.say_outcome(actor, case_id, appointment_id, **told, seen=said["version"])

    return _said(request, form, act, "track-saved", case_id, appointment_id, model, found.track, _("How it went"))


def _said(
    request: StaffRequest,
    form: QuietForm,
    act: Callable[[dict[str, Any]], None],
    notice: str,
    case_id: UUID,
    part_id: UUID,
    model: type[Sealed],
    track_id: UUID,
    title: str,
    **more: Any,
) -> HttpResponse:
    actor = request.actor
    context = _context(actor, case_id, track_id, title) | _moment(actor, case_id, model, part_id) | more
    context["stands"] = lambda: _stands(form, access.part(actor, case_id, model, part_id)[1])
    template = more.get("template", "relocation/form.html")
    return submit(request, template, form, act, notice, context, **_to(case_id, track_id))


def _stands(form: QuietForm, record: Any) -> list[tuple[Any, Any]]:
    if isinstance(form, forms.AppealForm):
        return stands_of(form, form.told(record))
    return stands_of(form, {name: getattr(record, name) for name in form.fields if hasattr(record, name)})


@in_zone
def hand_in(request: StaffRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """An application is handed in, through the gate of consent."""
    actor = acting(request, "evacuation.plan")
    row, found = access.part(actor, case_id, models.ApplicationRow, application_id)
    initial = {"version": row.version, "filed_on": actor.today, "reference": found.reference}
    form = forms.HandInForm(request.POST or None, initial=initial)
    line = next(
        each
        for each in shown.parts(actor, access.whole(actor, case_id, found.track))["applications"]
        if each.id == application_id
    )
    more: dict[str, Any] = {"line": line, "template": "relocation/hand-in.html", "send": _("It is handed in")}
    more["answers"] = shown.answers(actor, case_id, line.provider, filing.PURPOSES) if line.provider else []

    def act(said: dict[str, Any]) -> None:
        told = {name: said[name] for name in ("filed_on", "reference", "by_us", "purpose", "parts")}
        try:
            filing.hand_in(actor, case_id, application_id, **told, limits_seen=form.limits_seen(), seen=said["version"])
        except Refused:
            more["verdict"] = _verdict(actor, case_id, found, said) if said["by_us"] else None
            raise

    model, title = models.ApplicationRow, _("Hand in")
    answer = _said(request, form, act, "track-filed", case_id, application_id, model, found.track, title, **more)
    verdict = more.get("verdict")
    if verdict is None or not verdict.limits:
        return answer
    # What the limits stand for goes along with the form, so that it can be said that they were read.
    form.show_limits(verdict.limits_id)
    context = _context(actor, case_id, found.track, title) | _moment(actor, case_id, model, application_id)
    return page(request, "relocation/hand-in.html", context | more | {"form": form}, status=422)


def _verdict(actor: Actor, case_id: UUID, found: Any, said: dict[str, Any]) -> Verdict | None:
    try:
        return filing.would_pass(actor, case_id, found, said["purpose"], said["parts"])
    except Refused:
        return None


@in_zone
def decide(request: StaffRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """Notes what they decided."""
    actor = acting(request, "evacuation.plan")
    model = models.ApplicationRow
    row, found = access.part(actor, case_id, model, application_id)
    stands = instances.decided_anew(found)
    initial = {name: getattr(stands, name) for name in forms.DecisionForm.base_fields if hasattr(stands, name)}
    form = forms.DecisionForm(
        request.POST or None,
        initial=initial | {"version": row.version},
        application=found,
        today=actor.today,
    )

    def act(said: dict[str, Any]) -> None:
        told = {name: value for name, value in said.items() if name != "version"}
        filing.decide(actor, case_id, application_id, **told, seen=said["version"])

    return _said(request, form, act, "track-decided", case_id, application_id, model, found.track, _("Decision"))


@in_zone
def appeal(request: StaffRequest, case_id: UUID, application_id: UUID, *, further: bool = False) -> HttpResponse:
    """Notes an appeal, and the answer to it; or a further one, against the answer by which the last was dismissed."""
    actor = acting(request, "evacuation.plan")
    model = models.ApplicationRow
    row, found = access.part(actor, case_id, model, application_id)
    stands = instances.standing(found) if further else found
    form = forms.AppealForm(request.POST or None, initial=forms.AppealForm.told(stands) | {"version": row.version})

    def act(said: dict[str, Any]) -> None:
        told = {name: value for name, value in said.items() if name != "version"}
        filing.appeal(actor, case_id, application_id, **told, further=further, seen=said["version"])

    title = _("Further appeal") if further else _("Appeal")
    return _said(request, form, act, "track-decided", case_id, application_id, model, found.track, title)


@in_zone
def plan_check_up(request: StaffRequest, case_id: UUID, track_id: UUID) -> HttpResponse:
    """One more day on which somebody asks."""
    actor = acting(request, "evacuation.plan")
    whole = access.whole(actor, case_id, track_id)
    choices = shown.choices(actor, case_id, whole)
    form = forms.PlanCheckUpForm(request.POST or None, whole=whole, choices=choices, now=actor.now())
    context = _context(actor, case_id, track_id, _("Ask on another day"))

    def act(said: dict[str, Any]) -> None:
        arriving.plan_check_up(actor, case_id, track_id, said["due"], once=said["once"])

    return submit(request, "relocation/form.html", form, act, "track-saved", context, **_to(case_id, track_id))


@in_zone
def check_up(request: StaffRequest, case_id: UUID, check_up_id: UUID) -> HttpResponse:
    """Says how they are."""
    actor = acting(request, "evacuation.plan")
    model = models.CheckUpRow
    row, found = access.part(actor, case_id, model, check_up_id)
    initial = {name: getattr(found, name) for name in ("done_on", "how", "signs", "note")}
    initial |= {"version": row.version, "done_on": found.done_on or actor.today}
    form = forms.CheckUpForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> None:
        told = {name: said[name] for name in ("done_on", "how", "signs", "note")}
        arriving.check_up(actor, case_id, check_up_id, **told, seen=said["version"])

    droppable = {"may_drop": found.done_on is None}
    return _said(
        request, form, act, "track-saved", case_id, check_up_id, model, found.track, _("How they are"), **droppable
    )

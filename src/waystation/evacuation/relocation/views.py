"""The pages of tracks: all by what is next, those of a case side by side, one with all that is in it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework import history_shown
from waystation.casework.forms import QuietForm
from waystation.casework.records import CaseStub
from waystation.casework.submit import submit
from waystation.evacuation import access as evacuation
from waystation.evacuation.relocation import access, actions, arriving, rules, shown, timers, wording
from waystation.evacuation.relocation.common import case_frame, stands_of
from waystation.evacuation.relocation.forms import BecauseForm, SeenForm, TrackForm
from waystation.evacuation.relocation.rules import Whole
from waystation.evacuation.zones import in_zone
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import Link, page

ON_A_PAGE = 50
# Which tracks a tab of the list shows, by their states.
TABS = {
    "open": (rules.PREPARING, rules.FILED, rules.APPEALED, rules.READY, rules.STATE_REFUSED, rules.EXPIRED),
    "waiting": (rules.FILED, rules.APPEALED),
    "ready": (rules.READY,),
    "arrived": (rules.ARRIVED,),
    "ended": (rules.ENDED,),
}
notices.register(
    {
        "track-begun": gettext_lazy("The track is begun, with the steps of its pathway."),
        "track-saved": gettext_lazy("Saved."),
        "track-ended": gettext_lazy("The track is given up. Nobody is called because of it any more."),
        "track-call-seen": gettext_lazy("Noted. It is off the page of today."),
    }
)


@in_zone
def tracks(request: StaffRequest) -> HttpResponse:
    """Every track, by what is next."""
    actor = acting(request, "evacuation.read")
    today, chosen = actor.today, request.GET.get("show", "open")
    chosen = chosen if chosen in TABS else "open"
    found = [(each, rules.state(each, today)) for each in access.tracks(actor)]
    mine = [each for each, state in found if state in TABS[chosen]]
    part = Paginator(shown.lines(actor, mine), ON_A_PAGE).get_page(request.GET.get("page"))
    labels = {
        "open": _("Open"),
        "waiting": _("They decide"),
        "ready": _("Ready to travel"),
        "arrived": _("Arrived"),
        "ended": _("Given up"),
    }
    tabs = [
        Link(f"?show={code}", label, code == chosen, sum(state in TABS[code] for _each, state in found))
        for code, label in labels.items()
    ]
    return page(request, "relocation/tracks.html", {"page": part, "tabs": tabs, "calls": shown.calls(actor)})


@in_zone
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The tracks of a case side by side."""
    actor = request.actor
    frame = case_frame(actor, case_id)
    lines = [shown.line(actor, each) for each in access.tracks_of(actor, case_id)]
    context = {"lines": [each for each in lines if each.is_open], "ended": [each for each in lines if not each.is_open]}
    return page(request, "relocation/case.html", frame | context | {"calls": shown.calls(actor, case_id)})


@in_zone
def begin(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One more way out for this case."""
    actor = acting(request, "evacuation.plan")
    context = case_frame(actor, case_id, _("New track")) | {"title": _("New track")}
    form = TrackForm(request.POST or None, choices=shown.choices(actor, case_id))

    def act(said: dict[str, Any]) -> UUID:
        return actions.begin(actor, case_id, form.record(), once=said["once"])

    return submit(
        request, "relocation/form.html", form, act, "track-begun", context, "relocation:case", case_id=case_id
    )


@in_zone
def track(request: StaffRequest, case_id: UUID, track_id: UUID) -> HttpResponse:
    """One track with its steps, papers, appointments, applications, and the year after the arrival."""
    actor = request.actor
    whole = access.whole(actor, case_id, track_id)
    line = shown.line(actor, whole)
    context = case_frame(actor, case_id, line.title) | shown.parts(actor, whole)
    context |= {
        "line": line,
        "terms": whole.terms,
        "version": access.track(actor, case_id, track_id)[0].version,
        "calls": [each for each in shown.calls(actor, case_id) if _is_of(actor, each, track_id)],
        "seen": shown.seen(actor, case_id, track_id),
        "changes": history_shown.of_row(actor, track_id),
        **_not_moved(actor, whole, context["stub"]),
    }
    return page(request, "relocation/track.html", context)


def _not_moved(actor: Actor, whole: Whole, stub: CaseStub) -> dict[str, Any]:
    """What is said where they arrived and the case does not stand so: its stage, and why it could not follow."""
    if whole.arrival is None or not arriving.is_before(stub):
        return {}
    why = arriving.still_before(actor, whole.case, whole.track.country)
    return {"not_moved": label_of("case_stages", stub.stage), "why_not_moved": " ".join(str(each) for each in why)}


def _is_of(actor: Any, call: shown.CallLine, track_id: UUID) -> bool:
    return any(held.id == call.id for held in access.timers_of(actor, call.case, track_id))


@in_zone
def change(request: StaffRequest, case_id: UUID, track_id: UUID) -> HttpResponse:
    """Says anew where to, how, with whom, and what is estimated."""
    actor = acting(request, "evacuation.plan")
    row, found = access.track(actor, case_id, track_id)
    choices = shown.choices(actor, case_id)
    initial = TrackForm.told(found) | {"version": row.version}
    form = TrackForm(request.POST or None, initial=initial, choices=choices)
    context = case_frame(actor, case_id, _("Change")) | {
        "title": access.title(found),
        "back": reverse("relocation:track", args=[case_id, track_id]),
        "version_now": lambda: access.track(actor, case_id, track_id)[0].version,
        "stands": lambda: stands_of(form, TrackForm.told(access.track(actor, case_id, track_id)[1])),
    }

    def act(said: dict[str, Any]) -> None:
        actions.change(actor, case_id, track_id, form.record(), seen=said["version"])

    return submit(request, "relocation/form.html", form, act, "track-saved", context, **_to(case_id, track_id))


def _to(case_id: UUID, track_id: UUID) -> dict[str, Any]:
    return {"to": "relocation:track", "case_id": case_id, "track_id": track_id}


@in_zone
def end(request: StaffRequest, case_id: UUID, track_id: UUID) -> HttpResponse:
    """Gives a track up, or opens it again."""
    actor = acting(request, "evacuation.plan")
    row, found = access.track(actor, case_id, track_id)
    over = found.ended_on is not None
    kind = QuietForm if over else BecauseForm
    form = kind(request.POST or None, initial={"version": row.version})
    context = case_frame(actor, case_id, access.title(found)) | {
        "title": _("Open this track again") if over else _("Give this track up"),
        "back": reverse("relocation:track", args=[case_id, track_id]),
        "send": _("Open again") if over else _("Give up"),
        "version_now": lambda: access.track(actor, case_id, track_id)[0].version,
        "stands": lambda: [(_("Why it ended"), access.track(actor, case_id, track_id)[1].ended_because)],
    }

    def act(said: dict[str, Any]) -> None:
        if over:
            actions.reopen(actor, case_id, track_id, seen=said["version"])
        else:
            actions.end(actor, case_id, track_id, said["because"], seen=said["version"])

    notice = "track-saved" if over else "track-ended"
    return submit(request, "relocation/form.html", form, act, notice, context, **_to(case_id, track_id))


@in_zone
def call(request: StaffRequest, case_id: UUID, timer_id: UUID) -> HttpResponse:
    """For what the duty team was called: somebody says what was done."""
    actor = acting(request, "evacuation.plan")
    evacuation.case(actor, case_id)
    row, timer = access.timer(actor, case_id, timer_id)
    form = SeenForm(request.POST or None, initial={"version": row.version})
    label = str(wording.DATED.get(timer.code, timer.code))
    context = case_frame(actor, case_id, label) | {
        "title": label,
        "back": reverse("relocation:track", args=[case_id, timer.track]),
        "version_now": lambda: access.timer(actor, case_id, timer_id)[0].version,
        "stands": lambda: [(_("What was done"), access.timer(actor, case_id, timer_id)[1].note)],
    }

    def act(said: dict[str, Any]) -> None:
        timers.see_to(actor, case_id, timer_id, said["note"], seen=said["version"])

    return submit(request, "relocation/form.html", form, act, "track-call-seen", context, **_to(case_id, timer.track))

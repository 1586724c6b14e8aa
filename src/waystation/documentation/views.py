"""The pages of events: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework.forms import say_beside
from waystation.documentation import access, actions, choosing, finding, recording, shown
from waystation.documentation.errors import Refused
from waystation.documentation.forms import (
    LEVELS,
    ActForm,
    EraseForm,
    EventForm,
    act_lines,
    act_lines_as_typed,
    as_typed,
    name_of,
)
from waystation.documentation.models import EventRow
from waystation.documentation.records import Event
from waystation.documentation.statements import shown as statements
from waystation.documentation.statements.tellers import tellers
from waystation.documentation.terms.access import lists
from waystation.documentation.terms.forms import offer
from waystation.documentation.wording import FASTER, LINK_WORDS
from waystation.mail.words import clean
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 50
ACT_TERMS = {
    "kind": "acts",
    "methods": "torture_methods",
    "status": "victim_status",
    "conditions": "deprivation_conditions",
}
LINE_TERMS = {
    "kind": "acts",
    "method": "torture_methods",
    "status": "victim_status",
    "degree": "involvement_degrees",
    "perpetrator_kind": "perpetrator_types",
}
SUGGESTED = 1_000  # names and titles that are offered while typing
notices.register(
    {
        "event-recorded": gettext_lazy("Saved. There are empty lines for more below."),
        "event-saved": gettext_lazy("Saved."),
        "event-erased": gettext_lazy("Erased, with its acts and sources."),
    }
)
Crumbs = list[tuple[str, Any]]


@require_safe
def events(request: StaffRequest) -> HttpResponse:
    """Every event, what began last first."""
    actor = acting(request, "documentation.read")
    part = Paginator(access.events(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "documentation/events.html", {"page": part})


@require_safe
def event(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """What is known of an event: its acts, who did them, who told us."""
    actor = request.actor
    _row, found = access.event(actor, event_id)
    part = Paginator(access.acts(actor, event_id), ON_A_PAGE).get_page(request.GET.get("page"))
    acts = [(row.pk, act) for row, act in part.object_list]
    part.object_list = shown.lines(actor, event_id, part.object_list)
    subjects, differing = statements.facts_of_event(actor, event_id, acts, _("The event as a whole"))
    context = {
        "subjects": subjects,
        "differing": differing,
        "event_id": event_id,
        "found": found,
        "page": part,
        "tellers": tellers(actor, event_id),
        "interventions": shown.interventions(actor, event_id),
        "links": shown.links(actor, event_id, found),
        "breadcrumbs": _trail(),
    }
    return page(request, "documentation/event.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Records an event that is not there yet."""
    return _recording(request, acting(request, "documentation.record"))


def record(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """Changes an event, and adds to it."""
    actor = request.actor
    row, found = access.event(actor, event_id)
    acting(request, "documentation.record")
    return _recording(request, actor, row, found)


def _recording(
    request: StaffRequest, actor: Actor, row: EventRow | None = None, found: Event | None = None
) -> HttpResponse:
    data = choosing.sent(request)
    looks = data is not None and data.get("do") == "find"
    others = [(one, title) for one, title in access.titles(actor).items() if row is None or one != row.pk]
    links = _links(found, dict(others))
    if data is not None and looks:
        form, lines = EventForm(initial=as_typed(data, EventForm), titles=others, links=links), act_lines_as_typed(data)
        choosing.look(actor, [form, *lines], data)
    else:
        form, lines = EventForm(data, initial=_initial(row, found), titles=others, links=links), act_lines(data)
    terms = lists(actor)
    for each in lines:
        offer(each, terms, **LINE_TERMS)
    if data is not None and not looks and (saved := _sent(actor, form, lines, data, row, found)):
        if data.get("do") == "go_on":
            return back("documentation:record", "event-recorded", event_id=saved)
        return back("documentation:event", "event-saved", event_id=saved)
    if data is None:
        _begin_at(
            form.fields["title"] if row is None else lines[0].fields["victim"], row is None or "notice" in request.GET
        )
    context = {
        "form": form,
        "lines": lines,
        "event_id": row.pk if row else None,
        "people": access.names(actor, row.pk if row else None, SUGGESTED),
        "titles": [title for _one, title in others][:SUGGESTED],
        "places": finding.names_of_places(actor, SUGGESTED),
        **_there(actor, row),
        "tellers": tellers(actor, row.pk) if row else [],
        "breadcrumbs": _trail(row, found),
    }
    return page(request, "documentation/record.html", context, status=200 if data is None or looks else 422)


def _begin_at(field: Any, wanted: bool) -> None:
    """Whoever records goes on typing at once: at the title, or at the next act after a save."""
    if wanted:
        field.widget.attrs["autofocus"] = True


def _sent(
    actor: Actor, form: EventForm, lines: list[Any], data: Any, row: EventRow | None, found: Event | None
) -> UUID | None:
    """Saves what was sent; None where the forms say why it cannot be, or ask who is meant."""
    every = [form, *lines]
    # Every part is looked at, so that all that is wrong or open is said at once.
    wrong = [each for each in every if not each.is_valid()] or [
        each for each in every if choosing.asked(actor, each, data)
    ]
    return None if wrong else _saved(actor, form, lines, row, found)


def _there(actor: Actor, row: EventRow | None) -> dict[str, Any]:
    """The acts that were recorded last, as many as one looks through while recording, and how many there are more."""
    acts = access.acts(actor, row.pk) if row else []
    return {"there": shown.lines(actor, row.pk, acts[-ON_A_PAGE:]) if row else [], "more": len(acts[:-ON_A_PAGE])}


def _saved(actor: Actor, form: EventForm, lines: list[Any], row: EventRow | None, found: Event | None) -> UUID | None:
    """The id of the event; None where the forms say why it could not be saved."""
    filled = [each for each in lines if not each.is_blank]
    said = form.cleaned_data
    try:
        return recording.record(
            actor,
            form.event(found.chain if found else ()),
            [each.line() for each in filled],
            form.information(),
            event_id=row.pk if row else None,
            seen=said["version"],
            once=said["once"],
        )
    except recording.RefusedAt as refused:
        say_beside(form if refused.at is None else filled[refused.at], refused.reasons)
    except Stale:
        _overtaken(actor, form, row)
    return None


def _overtaken(actor: Actor, form: Any, row: Any) -> None:
    """Says so, and lets the same text be sent over what stands now."""
    refresh(actor)
    form.add_error(None, FASTER)
    if row is not None:
        form.now_at(row.version)


def _initial(row: EventRow | None, found: Event | None) -> dict[str, Any]:
    if row is None or found is None:
        return {}
    plain = {name: getattr(found, name) for name in ("title", "began", "ended", "description", "remarks")}
    levels = {level: getattr(found.place, level) for level in LEVELS}
    return plain | levels | {"version": row.version}


def _links(found: Event | None, titles: dict[UUID, str]) -> list[tuple[str, str]]:
    chain = found.chain if found else ()
    return [(name_of(link), f"{LINK_WORDS[link.kind]}: {titles.get(link.event, '…')}") for link in chain]


def act(request: StaffRequest, event_id: UUID, act_id: UUID) -> HttpResponse:
    """Says more of an act, or says it anew."""
    actor = request.actor
    _event_row, found = access.event(actor, event_id)
    row, before = access.act(actor, event_id, act_id)
    initial = ActForm.initial_of(before) | {"version": row.version}
    form = ActForm(request.POST or None, initial=initial, act=before)
    offer(form, lists(actor), **ACT_TERMS)
    (line,) = shown.lines(actor, event_id, [(row, before)])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_act(actor, event_id, act_id, form.act(), seen=form.cleaned_data["version"])
            return back("documentation:event", "event-saved", event_id=event_id)
        except Refused as refused:
            say_beside(form, refused.reasons)
        except Stale:
            _overtaken(actor, form, row)
    context = {"form": form, "line": line, "event_id": event_id, "breadcrumbs": _trail(_event_row, found)}
    context["places"] = finding.names_of_places(actor, SUGGESTED)
    return page(request, "documentation/act.html", context, status=422 if form.errors else 200)


def erase(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """Erases an event, after one more look."""
    actor = request.actor
    row, found = access.event(actor, event_id)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_event(actor, event_id)
            return back("documentation:events", "event-erased")
        except Refused as refused:
            say_beside(form, refused.reasons)
    context = {"form": form, "found": found, "event_id": event_id, "breadcrumbs": _trail(row, found)}
    return page(request, "documentation/erase.html", context, status=422 if form.errors else 200)


def _trail(row: EventRow | None = None, found: Event | None = None) -> Crumbs:
    above: Crumbs = [(reverse("documentation:events"), _("Events"))]
    if row is None or found is None:
        return above
    return [*above, (reverse("documentation:event", args=[row.pk]), clean(found.title)[0])]

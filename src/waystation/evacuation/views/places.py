"""Places with their beds, and helpers."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.submit import both, submit
from waystation.evacuation import access, actions, boards, nights, placing, wording
from waystation.evacuation.errors import Refused
from waystation.evacuation.forms import HelperForm, HelperStateForm, KnownForm, PlaceForm, StateForm, place_initial
from waystation.evacuation.records import COMPROMISED, HELPER_COMPROMISED, SAFE_HOUSE, HelperRecord, PlaceRecord
from waystation.evacuation.views.common import as_in_casework, clock, frame, names, sentences, succeeds
from waystation.evacuation.zones import in_zone
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import gazetteer
from waystation.web.pages import back, page

MONTH = 28  # nights
HOUSES = 20  # a page


@in_zone
def places(request: StaffRequest) -> HttpResponse:
    """Every place; of the houses, the beds of the next two weeks."""
    actor = request.actor
    context = frame(request, "places")
    everywhere, stays = access.places(actor), access.bookings(actor).values()
    houses = {pk: record for pk, record in everywhere.items() if record.kind == SAFE_HOUSE}
    tonight = nights.calendars(houses, stays, context["today"], 1)
    shown = Paginator(list(houses.items()), HOUSES).get_page(request.GET.get("page"))
    lines = nights.calendars(everywhere, (), context["today"])
    context |= {
        "page": shown,
        "houses": nights.calendars(dict(shown.object_list), stays, context["today"]),
        "others": [line for line in lines if not line.is_house],
        "free": sum(line.tonight for line in tonight),
        "beds": sum(line.place.beds for line in tonight),
        "endangered": [line for line in lines if line.place.state == COMPROMISED],
    }
    return page(request, "evacuation/places.html", context)


@in_zone
def place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """One place: its nights, who is there, who is on the way there."""
    _row, record = access.place(request.actor, place_id)
    form = StateForm(request.POST or None, initial={"state": record.state})
    if request.method == "POST" and form.is_valid():
        state = form.cleaned_data["state"]
        if succeeds(form, lambda: actions.set_place_state(request.actor, place_id, state)):
            return back("evacuation:place", notice="place-changed", place_id=place_id)
    context = _place(request, place_id, record) | {"form": form}
    return page(request, "evacuation/place.html", context, status=422 if form.errors else 200)


def _place(request: StaffRequest, place_id: UUID, record: PlaceRecord) -> dict[str, Any]:
    actor, context = request.actor, clock(request.actor)
    everywhere, known = access.places(actor), names(actor)
    stays = access.bookings(actor, place_id)
    (line,) = nights.calendars({place_id: record}, stays.values(), context["today"], MONTH)
    ahead = access.heading_for(actor, place_id)
    helpers = access.helpers(actor)
    lines = nights.stay_lines(stays, known, everywhere, context["today"])
    return context | {
        "line": line,
        "stays": [stay for stay in lines if not stay.over],
        "past": sum(stay.over for stay in lines),
        "rules": nights.house_rules(record),
        "hosts": [_host(pk, helpers[pk]) for pk in record.hosts if pk in helpers],
        "around": [(pk, outer.name) for pk, outer in placing.around(record, everywhere)],
        "inside": [(pk, everywhere[pk].name) for pk in placing.inside(place_id, everywhere)],
        "may_change": allows(actor, "evacuation.plan"),
        "coming": [boards.card(way, everywhere, helpers, who=known.get(way.case, "…")) for way in ahead],
        "breadcrumbs": [(reverse("evacuation:places"), _("Places")), ("", record.name)],
    }


def _host(pk: UUID, host: HelperRecord) -> dict[str, Any]:
    """A host with how far they are vetted; or that they are compromised, which counts more."""
    told = host.state if host.state == HELPER_COMPROMISED else host.vetting
    words = wording.HELPER_STATES.get(told) or wording.VETTING[told]
    return {"id": pk, "pseudonym": host.pseudonym, "vetting": words, "tone": wording.TONES[told]}


def place_new(request: StaffRequest) -> HttpResponse:
    """A new place."""
    actor = acting(request, "evacuation.plan")
    initial = {"kind": request.GET.get("kind", "")}
    form = PlaceForm(request.POST or None, initial=initial, places=access.places(actor), helpers=access.helpers(actor))
    context = _form_page(_("New place"), reverse("evacuation:places"))

    def act(said: dict[str, Any]) -> UUID:
        return as_in_casework(lambda: actions.add_place(actor, form.place(), once=said["once"]))

    return submit(request, "evacuation/place-form.html", form, act, "place-added", context, "evacuation:places")


def place_known(request: StaffRequest) -> HttpResponse:
    """A city or a country of the gazetteer, found by how it is spelled in Russian or English, or nearly so."""
    actor = acting(request, "evacuation.plan")
    form = KnownForm(request.POST or None)
    found: list[gazetteer.Known] = []
    if request.method == "POST" and form.is_valid():
        found = gazetteer.search(form.cleaned_data["words"])
        if code := request.POST.get("code"):
            made = actions.add_known(actor, code, get_language() or "")
            return back("evacuation:place", notice="place-added", place_id=made)
    crumbs = [(reverse("evacuation:places"), _("Places")), ("", _("Take a city from the list"))]
    context = {"form": form, "found": found, "searched": form.is_bound, "breadcrumbs": crumbs}
    context["known"] = gazetteer.places().values()
    return page(request, "evacuation/place-known.html", context, status=422 if form.errors else 200)


def place_change(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Says anew what is known of a place. Where a colleague was faster, what they saved stands above what is typed."""
    actor = acting(request, "evacuation.plan")
    _row, record = access.place(actor, place_id)
    form = PlaceForm(
        request.POST or None, initial=place_initial(record), places=access.places(actor), helpers=access.helpers(actor)
    )
    del form.fields["once"]
    context = _form_page(record.name, reverse("evacuation:place", args=[place_id]), record.name)

    def stands() -> list[tuple[Any, str]]:
        form.initial.update(place_initial(access.place(actor, place_id)[1]))
        return [(label, theirs) for label, theirs, _mine in both(form)]

    context |= {"version_now": lambda: access.place(actor, place_id)[1].edition, "stands": stands}

    def act(said: dict[str, Any]) -> None:
        as_in_casework(lambda: actions.change_place(actor, place_id, form.place(), seen=said["version"]))

    template = "evacuation/place-form.html"
    return submit(request, template, form, act, "place-saved", context, "evacuation:place", place_id=place_id)


def _form_page(title: str, cancel: str, name: str = "") -> dict[str, Any]:
    crumbs = [(reverse("evacuation:places"), _("Places"))]
    crumbs += [(cancel, name), ("", _("Change"))] if name else [("", title)]
    return {"breadcrumbs": crumbs, "cancel": cancel, "title": title, "is_new": not name}


@require_POST
@in_zone
def place_remove(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Removes a place that nothing names; else the page of the place says why not, and what to do."""
    actor = acting(request, "evacuation.plan")
    _row, record = access.place(actor, place_id)
    try:
        actions.remove_place(actor, place_id)
    except Refused as refused:
        context = _place(request, place_id, record) | {"form": StateForm(initial={"state": record.state})}
        context["refusals"] = sentences(refused)
        return page(request, "evacuation/place.html", context, status=422)
    return back("evacuation:places", notice="place-removed")


@in_zone
def helpers(request: StaffRequest) -> HttpResponse:
    """Drivers, hosts and escorts."""
    found = access.helpers(request.actor)
    lines = [
        {
            "id": pk,
            "helper": who,
            "kind": wording.HELPER_KINDS[who.kind],
            "state": wording.HELPER_STATES[who.state],
            "state_tone": wording.TONES[who.state],
            "vetting": wording.VETTING[who.vetting],
            "vetting_tone": wording.TONES[who.vetting],
        }
        for pk, who in found.items()
    ]
    return page(request, "evacuation/helpers.html", frame(request, "helpers") | {"helpers": lines})


def helper_new(request: StaffRequest) -> HttpResponse:
    """A new helper."""
    access.helpers(request.actor)
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        once = said.pop("once")
        if succeeds(form, lambda: actions.add_helper(request.actor, HelperRecord(**said), once=once)):
            return back("evacuation:helpers", notice="helper-added")
    crumbs = [(reverse("evacuation:helpers"), _("Helpers")), ("", _("New helper"))]
    context = {"form": form, "breadcrumbs": crumbs, "cancel": reverse("evacuation:helpers")}
    return page(request, "evacuation/helper-new.html", context, status=422 if form.errors else 200)


@in_zone
def helper(request: StaffRequest, helper_id: UUID) -> HttpResponse:
    """One helper: whether available, how far vetted, and which legs."""
    actor = request.actor
    _row, record = access.helper(actor, helper_id)
    form = HelperStateForm(request.POST or None, initial={"state": record.state, "vetting": record.vetting})
    if request.method == "POST" and form.is_valid():
        changes = form.cleaned_data
        if succeeds(form, lambda: actions.set_helper_state(actor, helper_id, **changes)):
            return back("evacuation:helper", notice="helper-changed", helper_id=helper_id)
    everywhere = access.places(actor)
    cards = [boards.card(way, everywhere, {helper_id: record}) for way in access.ways_with(actor, helper_id)]
    legs = [line for card in cards for line in card.legs if line.helpers and line.leg.status != "aborted"]
    context = clock(actor) | {
        "helper": record,
        "kind": wording.HELPER_KINDS[record.kind],
        "form": form,
        "legs": sorted(legs, key=lambda line: line.leg.departs, reverse=True)[:50],
        "breadcrumbs": [(reverse("evacuation:helpers"), _("Helpers")), ("", record.pseudonym)],
    }
    return page(request, "evacuation/helper.html", context, status=422 if form.errors else 200)


@require_POST
def stay_cancel(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """Gives beds back, and returns to the page from which it was asked."""
    _row, stay = access.booking(request.actor, booking_id)
    actions.cancel_booking(request.actor, booking_id)
    if request.POST.get("to") == "journey":
        return back("evacuation:journey", notice="bed-cancelled", case_id=stay.case)
    return back("evacuation:place", notice="bed-cancelled", place_id=stay.house)

"""Places with their beds, and helpers."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.evacuation import access, actions, boards, nights, wording
from waystation.evacuation.forms import HelperForm, HelperStateForm, PlaceForm, StateForm
from waystation.evacuation.records import COMPROMISED, SAFE_HOUSE, HelperRecord, PlaceRecord
from waystation.evacuation.views.common import clock, frame, names, succeeds
from waystation.evacuation.zones import in_zone
from waystation.staff.requests import StaffRequest
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
        "coming": [boards.card(way, everywhere, helpers, who=known.get(way.case, "…")) for way in ahead],
        "breadcrumbs": [(reverse("evacuation:places"), _("Places")), ("", record.name)],
    }


def place_new(request: StaffRequest) -> HttpResponse:
    """A new place."""
    access.places(request.actor)
    form = PlaceForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        record = PlaceRecord(**form.cleaned_data)
        if succeeds(form, lambda: actions.add_place(request.actor, record)):
            return back("evacuation:places", notice="place-added")
    crumbs = [(reverse("evacuation:places"), _("Places")), ("", _("New place"))]
    context = {"form": form, "breadcrumbs": crumbs, "cancel": reverse("evacuation:places")}
    return page(request, "evacuation/place-new.html", context, status=422 if form.errors else 200)


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
        record = HelperRecord(**form.cleaned_data)
        if succeeds(form, lambda: actions.add_helper(request.actor, record)):
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
    legs = [line for card in cards for line in card.legs if line.driver and line.leg.status != "aborted"]
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

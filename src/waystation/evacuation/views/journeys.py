"""Journeys: those of one case with all one can do about them, and the board of all that are under way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework import access as casework
from waystation.casework.errors import Refused as CaseRefused
from waystation.casework.persons import along
from waystation.evacuation import access, actions, agreement, boards, guests, nights, rules, setting_out
from waystation.evacuation.actions.journeys import faults
from waystation.evacuation.approval_rules import OPEN
from waystation.evacuation.approval_shown import approvals
from waystation.evacuation.errors import Refused
from waystation.evacuation.forms import AbortForm, BedForm, ConsentForm, JourneyForm, LegForm
from waystation.evacuation.plans import by_hand_shown
from waystation.evacuation.pursuers import recheck
from waystation.evacuation.pursuers import shown as pursuers_shown
from waystation.evacuation.records import ABROAD, APPROVED, ARRIVED, UNDER_WAY
from waystation.evacuation.views.check_ins import lines
from waystation.evacuation.views.common import case_crumbs, clock, frame, names, sentences, succeeds
from waystation.evacuation.zones import in_zone, tonight, zone
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.vault.compartments import Compartment
from waystation.web.pages import back, page

JOURNEYS = 20  # a page


@in_zone
def journeys(request: StaffRequest) -> HttpResponse:
    """The board: every journey that is approved or under way, the next to move first."""
    actor = request.actor
    everywhere, helpers, known = access.places(actor), access.helpers(actor), names(actor)
    ways = sorted(access.board(actor), key=lambda way: way.journey.status != UNDER_WAY)
    moving = sum(way.journey.status == UNDER_WAY for way in ways)
    shown = Paginator(ways, JOURNEYS).get_page(request.GET.get("page"))
    cards = [boards.card(way, everywhere, helpers, who=known.get(way.case, "…")) for way in shown]
    context = frame(request, "journeys") | {
        "page": shown,
        "moving": [card for card in cards if card.way.journey.status == UNDER_WAY],
        "moving_count": moving,
        "approved": [card for card in cards if card.way.journey.status == APPROVED],
        "approved_count": len(ways) - moving,
        "alarms": len(access.alarms(actor)),
    }
    return page(request, "evacuation/journeys.html", context)


@in_zone
def journey(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """All journeys of a case."""
    return _journey(request, case_id)


def _journey(
    request: StaffRequest, case_id: UUID, refusals: list[Any] | None = None, asked: UUID | None = None
) -> HttpResponse:
    """`asked` is the leg of which somebody is asked whether they have set out so early; what was ticked stays so."""
    actor = request.actor
    stub = access.case(actor, case_id)
    context = clock(actor)
    everywhere, helpers = access.places(actor), access.helpers(actor)
    stays = nights.stay_lines(access.stays_of(actor, case_id), {}, everywhere, context["today"])
    check_ins = lines(actor, access.check_ins_of(actor, case_id))
    ways = access.ways_of(actor, case_id)
    reach = pursuers_shown.findings(actor, recheck.findings(actor, [case_id]))
    cards = [
        boards.card(
            way,
            everywhere,
            helpers,
            faults=faults(actor, way) if approved and not approved.is_complete else (),
            hindrances=setting_out.hindrances(actor, case_id, stub, way.journey),
            approvals=approved,
            agreement=agreement.shown(actor, way),
            vet_by=setting_out.lapses_before(actor, way),
            elsewhere=[leg for other in ways if other is not way for leg in other.records],
        )
        for way in ways
        for approved in [approvals(actor, case_id, way.journey) if way.journey.status in OPEN else None]
    ]
    checked = by_hand_shown.shown(actor, case_id)
    context |= {
        "case_id": case_id,
        "stub": stub,
        "cards": [(card, _forms(card), checked.get(card.way.id)) for card in sorted(cards, key=lambda card: card.rank)],
        "stays": stays,
        "check_ins": check_ins,
        "abroad": any(card.way.journey.phase == ABROAD and card.way.journey.status == ARRIVED for card in cards),
        "personas": personas(actor),
        "refusals": refusals or [],
        "asked": asked,
        "typed": request.POST,
        "reach": [line for line in reach if line.finding.refuses],
        "may_pay": allows(actor, "money.read") and casework.is_open_to(actor, case_id, Compartment.MONEY),
        "against": along.against(actor, case_id),
        "said_no": setting_out.said_no(actor, case_id) if any(card.is_open for card in cards) else "",
        "breadcrumbs": case_crumbs(case_id, stub.pseudonym),
    }
    return page(request, "evacuation/journey.html", context, status=409 if refusals else 200)


def _forms(card: boards.Card) -> dict[str, forms.Form]:
    prefix = f"id_{card.way.id.hex[:8]}_%s"
    agreed = card.agreement
    said = {"consent": card.way.journey.consent}
    if agreed:
        said |= {"text_version": agreed.version, "seen": agreed.seal}
        said |= {"language": agreed.heard.language} if agreed.heard else {}
    return {
        "consent": ConsentForm(initial=said, auto_id=prefix, languages=agreed.languages if agreed else ()),
        "abort": AbortForm(auto_id=prefix),
    }


def journey_new(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The draft of a journey: from where, where to."""
    actor = request.actor
    stub = access.case(actor, case_id)
    form = JourneyForm(request.POST or None, places=access.places(actor), initial={"phase": "internal"})
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        wish |= {"origin": UUID(wish["origin"]), "destination": UUID(wish["destination"])}
        if succeeds(form, lambda: actions.draft_journey(actor, case_id, **wish)):
            return back("evacuation:journey", notice="journey-drafted", case_id=case_id)
    crumbs = case_crumbs(case_id, stub.pseudonym, ("", _("New journey")))
    return _form(request, "evacuation/journey-new.html", form, case_id, crumbs)


@in_zone
def leg_new(request: StaffRequest, case_id: UUID, journey_id: UUID) -> HttpResponse:
    """One more leg."""
    actor, way = request.actor, _way(request.actor, case_id, journey_id)
    form = LegForm(
        request.POST or None,
        initial=_where_it_goes_on(way),
        places=access.places(actor),
        helpers=access.helpers(actor),
    )
    if request.method == "POST" and form.is_valid():
        plan = form.plan()
        if succeeds(form, lambda: actions.add_leg(actor, journey_id, plan)):
            return back("evacuation:journey", notice="leg-added", case_id=case_id)
    stub = access.case(actor, case_id)
    crumbs = case_crumbs(case_id, stub.pseudonym, ("", _("New leg")))
    return _form(request, "evacuation/leg-new.html", form, case_id, crumbs)


def _where_it_goes_on(way: access.Way) -> dict[str, Any]:
    live = [leg for leg in way.records if leg.status != "aborted"]
    if not live:
        return {"from_place": str(way.journey.origin), "to_place": str(way.journey.destination)}
    last = live[-1]
    return {"from_place": str(last.to_place), "to_place": str(way.journey.destination), "departs": last.arrives}


@in_zone
def bed_new(request: StaffRequest, case_id: UUID, journey_id: UUID | None = None) -> HttpResponse:
    """Beds for the case on a journey, or where they are by now; with the free beds of every house beside the form."""
    actor = request.actor
    first = _first_stay(_way(actor, case_id, journey_id)) if journey_id else _next_stay(actor, case_id)
    everywhere, context = access.places(actor), clock(actor)
    known = names(actor)
    household = [(pk, known.get(pk, "…")) for pk in guests.household(actor, case_id)]
    initial = first | {"beds": guests.number(actor, case_id)}
    form = BedForm(request.POST or None, places=everywhere, household=household, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data | {"journey_id": journey_id}
        house = UUID(wish.pop("house"))
        wish["together"] = {pk: guests.number(actor, pk) for pk in wish.get("together", ())}
        if succeeds(form, lambda: actions.book_bed(actor, case_id, house, **wish)):
            return back("evacuation:journey", notice="bed-booked", case_id=case_id)
    lines = nights.calendars(everywhere, access.bookings(actor).values(), context["today"])
    context["houses"] = [line for line in lines if line.is_house and line.place.state == "active"]
    stub = access.case(actor, case_id)
    crumbs = case_crumbs(case_id, stub.pseudonym, ("", _("Book a bed")))
    return _form(request, "evacuation/bed-new.html", form, case_id, crumbs, **context)


def _first_stay(way: access.Way) -> dict[str, Any]:
    last = way.records[-1] if way.records else None
    return {"house": str(last.to_place), "first": rules.night_of(last.arrives, zone())} if last else {}


def _next_stay(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """On in the house of the last stay, from where that ends; from tonight where it has ended."""
    last = max(access.stays_of(actor, case_id).values(), key=lambda stay: stay.until, default=None)
    return {"house": str(last.house), "first": max(last.until, tonight(actor.now()))} if last else {}


def _way(actor: Actor, case_id: UUID, journey_id: UUID) -> access.Way:
    """A journey of this case; of any other, it is Absent."""
    found = access.way(actor, journey_id)
    if found.case != case_id:
        raise Absent
    return found


def _form(
    request: StaffRequest, template: str, form: forms.Form, case_id: UUID, crumbs: list[Any], **more: Any
) -> HttpResponse:
    context = clock(request.actor) | more
    context |= {"form": form, "breadcrumbs": crumbs}
    context["cancel"] = reverse("evacuation:journey", kwargs={"case_id": case_id})
    return page(request, template, context, status=422 if form.errors else 200)


@require_POST
@in_zone
def move(request: StaffRequest, case_id: UUID, journey_id: UUID) -> HttpResponse:
    """One button of the journey page."""
    actor, way = request.actor, _way(request.actor, case_id, journey_id)
    act, notice = _verb(request, way)
    if (early := _early(request, way)) and "sure" not in request.POST:
        return _journey(request, case_id, asked=early)
    try:
        act(actor)
    except (Refused, CaseRefused) as refused:
        return _journey(request, case_id, sentences(refused))
    if notice == "journey-approved" and _lacks_another(actor, journey_id):
        notice = "journey-approved-once"
    return back("evacuation:journey", notice=notice, case_id=case_id)


def _early(request: StaffRequest, way: access.Way) -> UUID | None:
    """The leg of which a departure is noted long before it is planned: a slip, as often as not."""
    if request.POST.get("do") != "depart":
        return None
    now, leg = request.actor.now(), request.POST.get("leg")
    return next((pk for pk, each in way.legs if str(pk) == leg and setting_out.is_early(each, now)), None)


def _lacks_another(actor: Actor, journey_id: UUID) -> bool:
    row, record = access.journey(actor, journey_id)
    return not access.is_approved(actor, row.locator, record)


def _verb(request: StaffRequest, way: access.Way) -> tuple[Callable[[Actor], None], str]:
    """What a button means. A word that no button says, or a leg of another journey, is Absent."""
    wish = request.POST.get("do", "")
    if wish in ("approve", "consent", "abort"):
        return _journey_verb(wish, way.id, request)
    leg_id = next((pk for pk, _leg in way.legs if str(pk) == request.POST.get("leg")), None)
    if leg_id is None:
        raise Absent
    departure = {
        "without_body": "without_body" in request.POST,
        "unapproved_because": request.POST.get("unapproved_because", "").strip()[:500],
    }
    if wish in ("booked", "planned", "late", "missed"):
        return lambda actor: actions.report_leg(actor, leg_id, wish), "leg-reported"
    verbs: dict[str, tuple[Callable[[Actor], None], str]] = {
        "depart": (lambda actor: actions.depart(actor, leg_id, **departure), "departed"),
        "arrive": (lambda actor: actions.arrive(actor, leg_id), "arrived"),
        "not_departed": (lambda actor: actions.take_back_departure(actor, leg_id), "departure-taken-back"),
        "not_arrived": (lambda actor: actions.take_back_arrival(actor, leg_id), "arrival-taken-back"),
        "remove": (lambda actor: actions.remove_leg(actor, leg_id), "leg-removed"),
    }
    if wish not in verbs:
        raise Absent
    return verbs[wish]


def _journey_verb(wish: str, journey_id: UUID, request: StaffRequest) -> tuple[Callable[[Actor], None], str]:
    if wish == "approve":
        seen = request.POST.get("seen", "")
        return lambda actor: actions.approve(actor, journey_id, seen=seen), "journey-approved"
    words = request.POST.get("consent" if wish == "consent" else "because", "").strip()[:2000]
    if wish == "consent":
        version = request.POST.get("text_version", "")[:9]
        read = {
            "language": request.POST.get("language", "")[:9],
            "text_version": int(version) if version.isdecimal() else None,
            "seen": request.POST.get("seen"),
        }
        return lambda actor: actions.note_consent(actor, journey_id, words, **read), "consent-noted"
    return lambda actor: actions.abort(actor, journey_id, because=words), "journey-aborted"

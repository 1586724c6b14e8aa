"""The pages of hand-overs: who is told of a leg, the live board, changes on the way, alarms."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework import membership
from waystation.casework.errors import Refused as CaseRefused
from waystation.evacuation import access as evacuation
from waystation.evacuation import boards
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import access, actions, changes, moving, rules, shown, wording
from waystation.evacuation.handover.forms import BriefForm, DivertForm, NoteForm, TimesForm
from waystation.evacuation.records import DRIVER, ESCORT, HOST, SAFE_HOUSE, LegRecord
from waystation.evacuation.rules import night_of
from waystation.evacuation.views.common import case_crumbs, clock, frame, names
from waystation.evacuation.zones import in_zone, zone
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import ROLES, TRAVELLER, Confirmed
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.vault.compartments import Compartment
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({f"hand-over-{code}": words for code, words in wording.REPORTED.items()})

JOURNEYS = 20  # a page
PART = Compartment.LOGISTICS  # of a case, in which stands who was given words
REFRESH_SECONDS, REFRESHES = 30, 20  # for ten minutes, so that a board that is left alone signs itself out


def _sentences(refused: Refused | CaseRefused) -> list[str]:
    found = [wording.SENTENCES[code] for code in refused.codes] if isinstance(refused, Refused) else refused.reasons
    return [str(sentence) for sentence in found]


@in_zone
def live(request: StaffRequest) -> HttpResponse:
    """Every journey that is approved or under way: alarms first, then what is late, then by its next move."""
    actor, context = request.actor, frame(request, "live")
    now = context["now"]
    journeys, moving = access.board(actor)
    found = Paginator(journeys, JOURNEYS).get_page(request.GET.get("page"))
    ways = evacuation.ways(actor, list(found))
    told = access.said(actor, {leg_id: leg for way in ways for leg_id, leg in way.legs})
    everywhere, helpers, known = evacuation.places(actor), evacuation.helpers(actor), names(actor)
    cards = [boards.card(way, everywhere, helpers, who=known.get(way.case, "…")) for way in ways]
    lines = [shown.board_line(card, told, helpers, now) for card in cards]
    turn = _turn(request)
    context |= {
        "page": found,
        "lines": lines,
        "moving": moving,
        "alarms": len(access.alarming(actor)),
        "timeline": shown.timeline(lines, now),
        "refreshes": turn > 0,
    }
    response = page(request, "handover/live.html", context)
    if turn:
        response.headers["Refresh"] = f"{REFRESH_SECONDS}; url=?page={found.number}&turn={turn - 1}"
    return response


def _turn(request: StaffRequest) -> int:
    asked = request.GET.get("turn", "")
    return min(int(asked), REFRESHES) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0


@in_zone
def leg(request: StaffRequest, case_id: UUID, leg_id: UUID) -> HttpResponse:
    """One leg: who was given words for it and what they say; giving more, taking them back."""
    actor = request.actor
    found, journey = access.leg(actor, case_id, leg_id)
    if request.method == "POST":
        return _withdraw(request, case_id, leg_id)
    helpers, places = evacuation.helpers(actor), evacuation.places(actor)
    said = access.said(actor, {leg_id: found})[leg_id]
    code = shown.verdict(said, found)
    way = evacuation.way(actor, found.journey)
    card = boards.card(way, places, helpers)
    context = clock(actor) | {
        "case_id": case_id,
        "leg_id": leg_id,
        "line": next(line for line in card.legs if line.id == leg_id),
        "said": shown.said_lines(said, found, helpers, membership.whoever_may_open(actor, case_id, PART)),
        "verdict": wording.VERDICTS.get(code, ""),
        "verdict_tone": wording.VERDICT_TONES.get(code, "neutral"),
        "roles": _missing(said) if journey.status in ("approved", "under_way") and not changes.is_over(found) else [],
        "is_open": not changes.is_over(found),
        "lost": _is_lost(places, found),
        "breadcrumbs": _crumbs(actor, case_id, _("Hand-over")),
    }
    return page(request, "handover/leg.html", context)


def _missing(said: list[access.Said]) -> list[tuple[str, Any]]:
    have = {each.given.role for each in said if each.is_live}
    return [(role, words) for role, words in wording.ROLES.items() if role not in have]


def _is_lost(places: dict[UUID, Any], leg: LegRecord) -> bool:
    place = places.get(leg.to_place)
    return bool(place and place.kind == SAFE_HOUSE and place.state != "active")


def _withdraw(request: StaffRequest, case_id: UUID, leg_id: UUID) -> HttpResponse:
    given = _uuid(request.POST.get("withdraw", ""))
    if given is None:
        raise Absent
    actions.withdraw(request.actor, case_id, given)
    return back("handover:leg", "hand-over-withdrawn", case_id=case_id, leg_id=leg_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _crumbs(actor: Actor, case_id: UUID, *more: str) -> list[tuple[str, Any]]:
    return case_crumbs(case_id, evacuation.case(actor, case_id).pseudonym, *(("", each) for each in more))


@in_zone
def brief(request: StaffRequest, case_id: UUID, leg_id: UUID, role: str) -> HttpResponse:
    """What one role is told of the leg; the answer shows the twelve words, this once."""
    actor = request.actor
    found, _journey = access.leg(actor, case_id, leg_id)
    if role not in ROLES:
        raise Absent
    form = BriefForm(
        request.POST or None, role=role, helpers=evacuation.helpers(actor), initial=_known(actor, case_id, found, role)
    )
    context = clock(actor) | {
        "role": wording.ROLES[role],
        "form": form,
        "moments": rules.times(role, found),
        "back_url": reverse("handover:leg", kwargs={"case_id": case_id, "leg_id": leg_id}),
        "breadcrumbs": _crumbs(actor, case_id, str(wording.ROLES[role])),
    }
    if request.method == "POST" and form.is_valid():
        try:
            words = actions.brief(actor, case_id, leg_id, role, form.facts(), **form.rest())
        except (Refused, CaseRefused) as refused:
            form.add_error(None, _sentences(refused))
        else:
            return page(request, "handover/words.html", context | {"words": words})
    return page(request, "handover/brief.html", context, status=422 if form.errors else 200)


def _known(actor: Actor, case_id: UUID, leg: LegRecord, role: str) -> dict[str, Any]:
    """What can be filled in: a place that is no house, who it is, the sign, the nights, the next sign of life."""
    places = evacuation.places(actor)

    def public(place: UUID) -> str:
        found = places.get(place)
        return found.name if found and found.kind != SAFE_HOUSE else ""

    night = night_of(leg.arrives, zone())
    stays = [stay for stay in evacuation.stays_of(actor, case_id).values() if stay.house == leg.to_place]
    stay = next((stay for stay in stays if stay.first <= night < stay.until), None)
    due = [record.due_at for row, record in evacuation.check_ins_of(actor, case_id) if row.state == 0]
    return {
        "helper": str(_who(leg, role, places) or ""),
        "pick_up": public(leg.from_place),
        "drop_off": public(leg.to_place),
        "sign": leg.meeting_sign,
        "people": (stay.beds if stay else 1) + (role == DRIVER and leg.escort is not None),
        "nights": (stay.until - night).days if stay else 1,
        "check_in": next((moment for moment in due if moment > leg.departs), None),
    }


def _who(leg: LegRecord, role: str, places: dict[UUID, Any]) -> UUID | None:
    """Who of ours has this role on a leg; of several hosts nobody knows which."""
    if role == HOST:
        hosts = places[leg.to_place].hosts if leg.to_place in places else ()
        return hosts[0] if len(hosts) == 1 else None
    return leg.escort or leg.driver if role == ESCORT else leg.driver


@in_zone
def times(request: StaffRequest, case_id: UUID, leg_id: UUID) -> HttpResponse:
    """A departure goes at other times: everybody it touches, the smallest change for each, and doing it."""
    actor = request.actor
    found, _journey = access.leg(actor, case_id, leg_id)
    form = TimesForm(request.POST or None, leg=found)
    cards: list[shown.ChangeCard] = []
    seal = ""
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data["departs"], form.cleaned_data["arrives"]
        try:
            if form.cleaned_data["seen"]:
                moving.move(actor, case_id, leg_id, *wish, seen=form.cleaned_data["seen"])
                return back("handover:leg", "hand-over-moved", case_id=case_id, leg_id=leg_id)
            affected = moving.delayed(actor, case_id, leg_id, *wish)
        except Refused as refused:
            form.add_error(None, _sentences(refused))
        else:
            cards, seal = _change_cards(actor, affected), changes.seal(affected)
    context = clock(actor) | {
        "form": form,
        "cards": cards,
        "seal": seal,
        "case_id": case_id,
        "leg_id": leg_id,
        "others": [
            _called(actor, way) for way, each_id, _leg in moving.cancelled(actor, case_id, leg_id) if each_id != leg_id
        ],
        "may_cancel": not changes.is_over(found) and found.status in ("planned", "booked"),
        "breadcrumbs": _crumbs(actor, case_id, _("Other times")),
    }
    return page(request, "handover/times.html", context, status=422 if form.errors else 200)


def _called(actor: Actor, way: evacuation.Way) -> str:
    return names(actor).get(way.case, "…")


def _change_cards(actor: Actor, affected: list[changes.Affected]) -> list[shown.ChangeCard]:
    places, helpers, known = evacuation.places(actor), evacuation.helpers(actor), names(actor)
    told = access.said(actor, {shift.leg: shift.before for one in affected for shift in one.shifts})
    return [
        shown.change_card(
            one,
            [(record.due_at, then) for _row, record, then in moving.signs_of_life(actor, one)],
            told,
            known.get(one.way.case, "…"),
            places,
            helpers,
        )
        for one in affected
    ]


@require_POST
def cancel(request: StaffRequest, case_id: UUID, leg_id: UUID) -> HttpResponse:
    """A departure does not go at all."""
    access.leg(request.actor, case_id, leg_id)
    try:
        moving.cancel(request.actor, case_id, leg_id)
    except Refused:
        return back("handover:leg", case_id=case_id, leg_id=leg_id)
    return back("evacuation:journey", "hand-over-departure-cancelled", case_id=case_id)


@in_zone
def on_the_way(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Who is on the way to a place, those who have set out first: what to see when it is lost."""
    actor = request.actor
    place = evacuation.place(actor, place_id)[1]
    known, helpers, places = names(actor), evacuation.helpers(actor), evacuation.places(actor)
    found = changes.on_the_way_to(evacuation.open_ways(actor), place_id)
    said = access.said(actor, {leg_id: leg for _way, leg_id, leg in found})
    lines = []
    for way, leg_id, leg_record in found:
        line = next(each for each in boards.card(way, places, helpers).legs if each.id == leg_id)
        told = [each for each in shown.said_lines(said[leg_id], leg_record, helpers) if each.said.is_live]
        lines.append((known.get(way.case, "…"), way.case, line, told))
    crumbs = [(reverse("evacuation:places"), _("Places")), (reverse("evacuation:place", args=[place_id]), place.name)]
    context = clock(actor) | {
        "place": place,
        "lost": place.state != "active",
        "lines": lines,
        "breadcrumbs": [*crumbs, ("", _("On the way there"))],
    }
    return page(request, "handover/on-the-way.html", context)


@in_zone
def divert(request: StaffRequest, case_id: UUID, leg_id: UUID) -> HttpResponse:
    """Another house in place of one that is lost, for somebody on the way there."""
    actor = request.actor
    found, _journey = access.leg(actor, case_id, leg_id)
    form = DivertForm(request.POST or None, houses=_houses(actor, case_id, found))
    if request.method == "POST" and form.is_valid():
        house, drop_off = UUID(form.cleaned_data["house"]), form.cleaned_data["drop_off"]
        try:
            moving.divert(actor, case_id, leg_id, house, drop_off=drop_off)
        except Refused as refused:
            form.add_error(None, _sentences(refused))
        else:
            return back("handover:leg", "hand-over-diverted", case_id=case_id, leg_id=leg_id)
    places = evacuation.places(actor)
    context = clock(actor) | {
        "form": form,
        "lost": places[found.to_place].name if found.to_place in places else "…",
        "back_url": reverse("handover:leg", kwargs={"case_id": case_id, "leg_id": leg_id}),
        "breadcrumbs": _crumbs(actor, case_id, _("Another house")),
    }
    return page(request, "handover/divert.html", context, status=422 if form.errors else 200)


def _houses(actor: Actor, case_id: UUID, leg: LegRecord) -> list[tuple[UUID, Any]]:
    places, booked = evacuation.places(actor), evacuation.bookings(actor)
    night = night_of(leg.arrives, zone())
    here = [stay for stay in evacuation.stays_of(actor, case_id).values() if stay.house == leg.to_place]
    stay = next((stay for stay in here if stay.first <= night < stay.until), None)
    if stay:
        return changes.fallbacks(stay, places, booked.values())
    return [
        (pk, place)
        for pk, place in places.items()
        if pk != leg.to_place and place.kind == SAFE_HOUSE and place.state == "active"
    ]


@in_zone
def alarms(request: StaffRequest) -> HttpResponse:
    """Hand-overs of which no word came."""
    actor, context = request.actor, frame(request, "alarms")
    known = personas(actor)
    context |= {
        "alarms": [_alarm_line(row, record, known) for row, record in access.alarming(actor)],
        "attended": [_alarm_line(row, record, known) for row, record in access.attended(actor)],
    }
    return page(request, "handover/alarms.html", context)


def _alarm_line(row: ConfirmationRow, record: Any, known: Any) -> dict[str, Any]:
    by = boards.person(known, record.acknowledged_by)
    return {"row": row, "record": record, "role": wording.ROLES.get(record.role, ""), "by": by}


@in_zone
def alarm(request: StaffRequest, confirmation_id: UUID) -> HttpResponse:
    """One of them, and taking it on."""
    actor = request.actor
    form = NoteForm(request.POST or None)
    row, record = access.confirmation(actor, confirmation_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.acknowledge(actor, confirmation_id, form.cleaned_data["note"])
        except Refused as refused:
            form.add_error(None, _sentences(refused))
        else:
            return back("handover:alarm", "hand-over-attended", confirmation_id=confirmation_id)
    context = clock(actor) | {
        "form": form,
        "line": _alarm_line(row, record, personas(actor)),
        "is_alarm": row.state == Confirmed.MISSED,
        "may_plan": allows(actor, "evacuation.plan"),
        "travels": record.role == TRAVELLER,
        "breadcrumbs": [(reverse("handover:alarms"), _("Hand-overs")), ("", record.pseudonym)],
    }
    return page(request, "handover/alarm.html", context, status=422 if form.errors else 200)

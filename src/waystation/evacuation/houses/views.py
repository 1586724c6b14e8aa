"""The bed calendar over all houses, and the page from which everybody leaves a compromised place."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.evacuation import access
from waystation.evacuation.errors import Refused
from waystation.evacuation.houses import actions, calendar, leaving, wording
from waystation.evacuation.houses.leaving import Leaver, Proposal
from waystation.evacuation.records import COMPROMISED, PlaceRecord
from waystation.evacuation.views.common import clock, frame, names, sentences
from waystation.evacuation.zones import in_zone
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web import charts, notices
from waystation.web.pages import back, page

notices.register(wording.REPORTED)


@in_zone
def beds(request: StaffRequest) -> HttpResponse:
    """Every house and its free beds, night by night, four weeks a page."""
    actor = acting(request, "evacuation.read")
    context = frame(request, "beds")
    shown = calendar.calendar(actor, calendar.first_day(request.GET.get("from", ""), context["today"]))
    taken = [(date_format(total.day, "MONTH_DAY_FORMAT"), total.taken) for total in shown.totals]
    return page(request, "houses/beds.html", context | {"calendar": shown, "occupancy": charts.line(taken)})


@dataclass(frozen=True)
class Row:
    """One who must leave, as the page shows it."""

    leaver: Leaver = field(repr=False)
    who: str

    @property
    def how(self) -> str | Promise:
        return wording.HOW[self.leaver.how]

    @property
    def tone(self) -> str:
        return wording.TONES[self.leaver.how]


@dataclass(frozen=True)
class Group:
    """A household that leaves together: `number` is how the form calls it, `refusals` why it was not moved."""

    number: int
    proposal: Proposal = field(repr=False)
    rows: list[Row] = field(repr=False)
    houses: list[tuple[UUID, PlaceRecord]] = field(repr=False)
    refusals: tuple[str | Promise, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [row.leaver.id for row in self.rows]


@in_zone
def leave(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Everybody who is in a compromised place, comes to it or is booked, each with a bed elsewhere."""
    actor = acting(request, "evacuation.plan")
    _row, place = access.place(actor, place_id)
    if place.state != COMPROMISED:
        raise Absent
    refusals: dict[str, list[str | Promise]] = {}
    said: list[str | Promise] = []
    if request.method == "POST":
        refusals, moved = _move(request, place_id)
        if moved and not refusals:
            return back("houses:leaving", notice="moved-out", place_id=place_id)
        said = [] if refusals or moved else [wording.NOBODY_TICKED]
    context = clock(actor) | {
        "place": place,
        "place_id": place_id,
        "groups": _groups(actor, place_id, refusals),
        "refusals": said,
        "breadcrumbs": _crumbs(place_id, place.name),
    }
    return page(request, "houses/leaving.html", context, status=422 if refusals or said else 200)


def _move(request: StaffRequest, place_id: UUID) -> tuple[dict[str, list[str | Promise]], int]:
    """Moves each household that was ticked by itself: why some were not moved, and how many were."""
    refused: dict[str, list[str | Promise]] = {}
    moved = 0
    for number in request.POST.getlist("move"):
        ids = request.POST.getlist(f"who-{number}")
        try:
            actions.move_out(request.actor, place_id, ids, UUID(request.POST.get(f"to-{number}", "")))
            moved += 1
        except ValueError:
            refused |= {one: [_("Choose a house.")] for one in ids}
        except Refused as no:
            refused |= {one: sentences(no) for one in ids}
    return refused, moved


def _groups(actor: Actor, place_id: UUID, refusals: dict[str, list[str | Promise]]) -> list[Group]:
    known, places = names(actor), access.places(actor)
    return [
        Group(
            number,
            proposal,
            [Row(leaver, known.get(leaver.case, "…")) for leaver in proposal.leavers],
            [(pk, places[pk]) for pk in proposal.fitting],
            tuple(dict.fromkeys(each for leaver in proposal.leavers for each in refusals.get(leaver.id, ()))),
        )
        for number, proposal in enumerate(leaving.proposals(actor, place_id))
    ]


def _crumbs(place_id: UUID, name: str) -> list[tuple[str, Any]]:
    return [
        (reverse("evacuation:places"), _("Places")),
        (reverse("evacuation:place", args=[place_id]), name),
        ("", _("Who must leave")),
    ]

"""What a journey planned by hand breaks, in words: which rule, where, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

from waystation.evacuation import access as evacuation
from waystation.evacuation.plans import by_hand, wording
from waystation.evacuation.plans.by_hand import Broken, Checked
from waystation.evacuation.records import LegPlan, PlaceRecord
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term
from waystation.web.ways import from_to

Places = Mapping[UUID, PlaceRecord]
_MOST = 3
"""Nights that are named."""


@dataclass(frozen=True)
class Line:
    """One broken rule."""

    says: str | Promise
    where: str
    to_do: str | Promise


@dataclass(frozen=True)
class Shown:
    """What the page of a journey says of it. `left` is why it was not checked."""

    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()
    left: str | Promise = ""


def shown(actor: Actor, case_id: UUID) -> dict[UUID, Shown]:
    """Of each journey of a case on which somebody still goes."""
    places = evacuation.places(actor)
    return {pk: _shown(found, places) for pk, found in by_hand.checked(actor, case_id).items()}


def _shown(found: Checked, places: Places) -> Shown:
    return Shown(
        tuple(_line(each, places) for each in found.broken),
        tuple(_leg(leg, places) for leg in found.unknown),
        wording.LEFT.get(found.left, ""),
    )


def _line(of: Broken, places: Places) -> Line:
    says = wording.NAMED.get(of.rule, wording.RULES[of.rule]) if of.leg else wording.RULES[of.rule]
    where = [_leg(of.leg, places)] if of.leg else [_name(of.place, places)] if of.place else []
    nights = [date_format(night, "MONTH_DAY_FORMAT") for night in of.nights[:_MOST]]
    return Line(says, ": ".join([*where, *([", ".join(nights)] if nights else [])]), wording.REMEDIES[of.rule])


def _name(place: UUID, places: Places) -> str:
    return places[place].name if place in places else "…"


def _leg(leg: LegPlan, places: Places) -> str:
    ends = from_to(_name(leg.from_place, places), _name(leg.to_place, places))
    departs = date_format(localtime(leg.departs), "MONTH_DAY_TIME_FORMAT")
    return f"{ends}, {term('transport_modes', leg.mode).label}, {departs}"

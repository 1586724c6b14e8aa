"""Places as the planner knows them: what kind each is, and whom a house takes. Pure."""

from typing import Final, Literal
from uuid import UUID

from waystation.evacuation import house_rules
from waystation.evacuation.plans.known import Known
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.evacuation.records import ACTIVE, BORDER_POINT, CHECKPOINT, SAFE_HOUSE, PlaceRecord
from waystation.planning import Place

Kind = Literal["origin", "house", "hub", "border", "dest"]
TAKEN: Final = "taken"
"""The kind of guests whom every house takes: who only stands for beds that others have."""
_BASE: Final = {"house": 30, "hub": 150, "border": 200, "dest": 0, "origin": 0}


def add(of: Unfinished) -> None:
    """Every place to which or from which a connection leads, or where somebody is."""
    known = of.known
    for crowd in known.crowds:
        if crowd.guests not in of.guests:
            of.guests[crowd.guests] = of.name()
    used = {place for way in known.connections.values() for place in (way.from_place, way.to_place)} | of.origins
    for crowd in known.crowds:
        used |= {crowd.at.place} if crowd.at else set()
        used |= {place for leg in crowd.told for place in (leg.from_place, leg.to_place)}
    home = known.home
    for pk in used:
        if pk in known.places:
            _add(of, pk, known.places[pk], home)


def _add(of: Unfinished, pk: UUID, record: PlaceRecord, home: frozenset[str]) -> None:
    code, kind = of.name(), _kind(record, home, is_origin=pk in of.origins)
    of.code[pk] = code
    house = kind == "house" and record.beds >= 0 and record.max_nights >= 0
    of.left_out["house"] += kind == "house" and not house
    of.places[code] = Place(
        id=code,
        kind=kind,
        lat=round(record.latitude or 0.0, 1),
        lon=round(record.longitude or 0.0, 1),
        country="home" if record.country in home else "abroad",
        beds=record.beds if house else 0,
        max_stay=(record.max_nights or of.days) if house else 0,
        accepts=_accepts(of, pk, record) if house else (),
        accessible=bool(record.wheelchair),
        medical=bool(record.medical),
        base_exposure=_BASE[kind],
    )


def _kind(record: PlaceRecord, home: frozenset[str], *, is_origin: bool) -> Kind:
    if is_origin:
        return "origin"
    if record.kind in (BORDER_POINT, CHECKPOINT):
        return "border"
    if record.country not in home and record.kind in ("country", "region", "city", SAFE_HOUSE):
        return "dest"
    return "house" if record.kind == SAFE_HOUSE else "hub"


def _accepts(of: Unfinished, pk: UUID, record: PlaceRecord) -> tuple[str, ...]:
    """The kinds of guests against whom no rule of a house speaks."""
    fitting = [
        code
        for guests, code in of.guests.items()
        if not any(house_rules.objections(pk, record, each) for each in guests)
    ]
    of.knew["house_rules"] += len(fitting) < len(of.guests)
    return (*sorted(fitting), TAKEN)


def is_open(known: Known, pk: UUID) -> bool:
    """Whether anybody is brought there."""
    place = known.places.get(pk)
    return place is not None and place.state == ACTIVE

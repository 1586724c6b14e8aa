"""Which place lies in which, and what a place must be like. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from waystation.evacuation.records import (
    CITY,
    COUNTRY,
    GUESTS,
    HOST,
    PLACE_KINDS,
    PLACE_STATES,
    REGION,
    SAFE_HOUSE,
    HelperRecord,
    PlaceRecord,
)

Places = Mapping[UUID, PlaceRecord]
Fault = tuple[str, str]

AREAS = (COUNTRY, REGION, CITY)
_MOST_BEDS = 500


def around(place: PlaceRecord, places: Places) -> Iterator[tuple[UUID, PlaceRecord]]:
    """The places in which one lies, the nearest first."""
    seen: set[UUID] = set()
    here = place.within
    while here is not None and here in places and here not in seen:
        seen.add(here)
        yield here, places[here]
        here = places[here].within


def inside(place_id: UUID, places: Places) -> list[UUID]:
    """Every place that lies in one, at whatever depth."""
    return [pk for pk, place in places.items() if any(outer == place_id for outer, _ in around(place, places))]


def placed(place: PlaceRecord, places: Places) -> PlaceRecord:
    """A place with its region and country as the places around it are called, and its coordinates to a tenth."""
    names = {outer.kind: outer.name for _, outer in reversed(list(around(place, places)))}
    names |= {place.kind: place.name} if place.kind in (COUNTRY, REGION) else {}
    return msgspec.structs.replace(
        place,
        region=names.get(REGION, place.region),
        country=names.get(COUNTRY, place.country),
        latitude=_coarse(place.latitude),
        longitude=_coarse(place.longitude),
    )


def _coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 1)


def located(place_id: UUID, places: Places) -> tuple[UUID, PlaceRecord] | None:
    """Where a place is drawn: at itself, or at the nearest place around it of which the coordinates are known."""
    place = places[place_id]
    ways = [(place_id, place), *around(place, places)]
    return next(((pk, each) for pk, each in ways if each.latitude is not None), None)


def faults(place: PlaceRecord, places: Places, helpers: Mapping[UUID, HelperRecord], own: UUID | None) -> list[Fault]:
    """What is wrong with a place: the field, and the code of a sentence. `own` is its id, None for a new one."""
    return [*_place(place), *_where(place, places, own), *_house(place, helpers)]


def _place(place: PlaceRecord) -> Iterator[Fault]:
    if not place.name.strip():
        yield "name", "place_without_name"
    if place.kind not in PLACE_KINDS or place.state not in PLACE_STATES:
        yield "kind", "wrong_moment"
    if not 0 <= place.beds <= _MOST_BEDS or (place.kind == SAFE_HOUSE) != (place.beds > 0):
        yield "beds", "not_enough_beds"


def _where(place: PlaceRecord, places: Places, own: UUID | None) -> Iterator[Fault]:
    if place.within is not None:
        outer = places.get(place.within)
        if outer is None or outer.kind not in AREAS or not _is_wider(outer.kind, place.kind):
            yield "within", "lies_in_no_wider_place"
        elif own is not None and own in (place.within, *(pk for pk, _ in around(outer, places))):
            yield "within", "lies_in_itself"
    if (place.latitude is None) != (place.longitude is None):
        yield "longitude", "half_a_coordinate"
    elif place.latitude is not None and place.longitude is not None:
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            yield "latitude", "no_coordinate"
        if place.kind == SAFE_HOUSE:
            yield "latitude", "house_on_the_map"


def _is_wider(outer: str, inner: str) -> bool:
    return inner not in AREAS or AREAS.index(outer) < AREAS.index(inner)


def _house(place: PlaceRecord, helpers: Mapping[UUID, HelperRecord]) -> Iterator[Fault]:
    if place.max_nights < 0:
        yield "max_nights", "not_enough_beds"
    if place.rest_after < 0 or place.rest_nights < 0 or (place.rest_after > 0) != (place.rest_nights > 0):
        yield "rest_nights", "half_a_rotation"
    if not set(place.accepts) <= set(GUESTS):
        yield "accepts", "wrong_moment"
    if any(pk not in helpers or helpers[pk].kind != HOST for pk in place.hosts):
        yield "hosts", "no_host"


def renamed(place_id: UUID, place: PlaceRecord, places: Places) -> Iterable[tuple[UUID, PlaceRecord]]:
    """The places inside one that are told otherwise once it is called as it is in `place`."""
    now = {**places, place_id: place}
    for pk in inside(place_id, places):
        told = placed(places[pk], now)
        if told != places[pk]:
            yield pk, told

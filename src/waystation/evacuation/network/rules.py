"""What a connection must be like, and when it departs. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.evacuation import rules as evacuation
from waystation.evacuation.errors import Refused
from waystation.evacuation.network import wording
from waystation.evacuation.network.records import EXPOSURES, IDENTITY_CHECKS, STATES, ConnectionRecord
from waystation.evacuation.records import BORDER_POINT, CHECKPOINT, PlaceRecord
from waystation.vocabulary.vocabularies import terms

LONGEST = 7 * 24 * 60  # minutes
MOST_AT_ONCE = 500
CONTROLS = (CHECKPOINT, BORDER_POINT)

Fault = tuple[str, wording.Sentence]


def faults(way: ConnectionRecord, places: Mapping[UUID, PlaceRecord]) -> Iterator[Fault]:
    """What is wrong with a connection: the field, and a sentence that says what to do."""
    yield from _ends(way, places)
    yield from _codes(way)
    if not 1 <= way.minutes <= LONGEST:
        yield "minutes", wording.NO_DURATION
    if not 1 <= way.capacity <= MOST_AT_ONCE:
        yield "capacity", wording.NO_CAPACITY
    try:
        evacuation.amount(way.cost, way.currency)
    except Refused:
        yield "cost", wording.NO_AMOUNT
    if any(not (0 <= each.weekday < 7 and 0 <= each.minute < 24 * 60) for each in way.departures):
        yield "departures", wording.NO_TIME


def _ends(way: ConnectionRecord, places: Mapping[UUID, PlaceRecord]) -> Iterator[Fault]:
    if way.from_place == way.to_place:
        yield "to_place", wording.LEADS_NOWHERE
    for field, place in (("from_place", way.from_place), ("to_place", way.to_place)):
        if place not in places:
            yield field, wording.NO_SUCH_PLACE
    if any(place not in places or places[place].kind not in CONTROLS for place in way.checkpoints):
        yield "checkpoints", wording.NO_CHECKPOINT
    if {way.from_place, way.to_place} & set(way.checkpoints):
        yield "checkpoints", wording.CHECKPOINT_IS_AN_END


def _codes(way: ConnectionRecord) -> Iterator[Fault]:
    known = {
        "mode": (way.mode, _vocabulary("transport_modes")),
        "exposure": (way.exposure, EXPOSURES),
        "identity_check": (way.identity_check, IDENTITY_CHECKS),
        "pathway": (way.pathway, ("", *_vocabulary("immigration_pathways"))),
        "state": (way.state, STATES),
    }
    for field, (code, codes) in known.items():
        if code not in codes:
            yield field, wording.CHOOSE
    if not set(way.documents) <= set(_vocabulary("document_types")):
        yield "documents", wording.CHOOSE


def _vocabulary(name: str) -> tuple[str, ...]:
    return tuple(term.code for term in terms(name))


def is_on_demand(way: ConnectionRecord) -> bool:
    """Whether it departs whenever somebody wants it to."""
    return not way.departures and not way.dates


def departures(way: ConnectionRecord, first: date, until: date, zone: ZoneInfo) -> list[datetime]:
    """Each departure from the day `first` up to, not including, the day `until` in a zone; in UTC, in order.

    A time that the clocks jump over in spring departs an hour later by the clock; one that comes twice in autumn
    departs once, the first time.
    """
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    found = {
        _moment(day, each.minute, zone) for day in days for each in way.departures if each.weekday == day.weekday()
    }
    found |= {moment for moment in way.dates if first <= moment.astimezone(zone).date() < until}
    return sorted(found)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def same_way(one: ConnectionRecord, other: ConnectionRecord) -> bool:
    """Whether two connections are one: the same places and means, leaving at the same times, in use alike."""
    told = ("from_place", "to_place", "mode", "minutes", "departures", "dates", "state")
    return all(getattr(one, name) == getattr(other, name) for name in told)

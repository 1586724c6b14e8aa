"""What a connection must be like, and when it departs. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from waystation.evacuation import rules as evacuation
from waystation.evacuation.errors import Refused
from waystation.evacuation.network import wording
from waystation.evacuation.network.records import EXPOSURES, IDENTITY_CHECKS, STATES, Change, ConnectionRecord
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


def change_faults(way: ConnectionRecord, zone: ZoneInfo) -> Iterator[Fault]:
    """What is wrong with what was told of single departures."""
    for change in way.changes:
        if not is_listed(way, change.departure, zone):
            yield "changes", wording.NO_SUCH_DEPARTURE
        if change.late is not None and any(abs(minutes) > LONGEST for minutes in change.late):
            yield "changes", wording.TOO_LATE
        if change.late is not None and change.late[1] - change.late[0] + way.minutes < 1:
            yield "changes", wording.ARRIVES_BEFORE
    if len({change.departure for change in way.changes}) < len(way.changes):
        yield "changes", wording.CHANGED_TWICE


def is_listed(way: ConnectionRecord, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it leaves then as a rule."""
    local = moment.astimezone(zone)
    weekly = (local.weekday(), local.hour * 60 + local.minute)
    return moment in way.dates or weekly in way.departures


def listed(way: ConnectionRecord, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """When what leaves at this moment, by all that was told, leaves as a rule; None where nothing leaves then."""
    for change in way.changes:
        if change.late is not None and change.departure + timedelta(minutes=change.late[0]) == moment:
            return change.departure
    return moment if is_listed(way, moment, zone) else None


def with_change(way: ConnectionRecord, change: Change, since: datetime) -> ConnectionRecord:
    """With what was told of a departure in place of what was told of it before, and without what is over."""
    kept = [each for each in way.changes if each.departure != change.departure and each.departure >= since]
    told = [] if change.late == (0, 0) else [change]
    return replace(way, changes=tuple(sorted([*kept, *told], key=lambda each: each.departure)))


def is_on_demand(way: ConnectionRecord) -> bool:
    """Whether it departs whenever somebody wants it to."""
    return not way.departures and not way.dates


def departures(way: ConnectionRecord, first: date, until: date, zone: ZoneInfo) -> list[datetime]:
    """Each departure from the day `first` up to, not including, the day `until` in a zone, as a rule; in UTC, in order.

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

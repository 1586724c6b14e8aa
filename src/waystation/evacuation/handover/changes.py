"""What a delay, a cancelled departure or a lost house means for everybody on it: the smallest change. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from waystation.evacuation import rules
from waystation.evacuation.access import Way
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import (
    ABORTED,
    ARRIVED,
    AVAILABLE,
    DRIVER,
    ESCORT,
    PLANNED,
    SAFE_HOUSE,
    BookingRecord,
    HelperRecord,
    LegPlan,
    LegRecord,
    PlaceRecord,
)

TIMETABLED = frozenset({"bus_intercity", "train", "plane_domestic", "plane_international", "ferry"})

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Shift:
    """One leg before and after. `remains` is a code of what somebody has still to do about it."""

    leg: UUID
    before: LegRecord
    after: LegRecord
    remains: str = ""

    @property
    def later(self) -> timedelta:
        return self.after.arrives - self.before.arrives


@dataclass(frozen=True)
class Stay:
    """A bed that is held for other nights, or, with `remains`, cannot be."""

    id: UUID
    before: BookingRecord
    after: BookingRecord
    remains: str = ""


@dataclass(frozen=True)
class Affected:
    """One journey that a change touches: its legs, its beds, and by how much later the signs of life are due."""

    way: Way
    shifts: tuple[Shift, ...]
    stays: tuple[Stay, ...] = ()

    def later(self, due: datetime) -> timedelta:
        """By how much a sign of life that was due then is due later: as the last leg that began before it."""
        begun = [shift.later for shift in self.shifts if shift.before.departs <= due]
        return begun[-1] if begun else timedelta(0)

    @property
    def remains(self) -> list[str]:
        return [each.remains for each in (*self.shifts, *self.stays) if each.remains]


def is_over(leg: LegRecord) -> bool:
    return leg.status in (ARRIVED, ABORTED)


def on_departure(ways: Iterable[Way], leg: LegPlan) -> Iterator[tuple[Way, UUID, LegRecord]]:
    """Every leg that is the same departure as this one, and not over."""
    for way in ways:
        for leg_id, other in way.legs:
            if not is_over(other) and _departure(other) == _departure(leg):
                yield way, leg_id, other


def _departure(leg: LegPlan) -> tuple[str, UUID, UUID, datetime]:
    return leg.mode, leg.from_place, leg.to_place, leg.departs


def delay(
    ways: Sequence[Way], leg: LegRecord, departs: datetime, arrives: datetime, helpers: Mapping[UUID, HelperRecord]
) -> list[Affected]:
    """What becomes of everybody on a departure when it leaves and arrives at other times.

    Of the rest of their way only what no longer connects moves, and only by as much as it must. A driver or an escort
    who is then on another leg is replaced by one who is free. Raises Refused for times that cannot be.
    """
    if (departs, arrives) == (leg.departs, leg.arrives):
        raise Refused("nothing_moves")
    if leg.status not in rules.WAITING and departs != leg.departs:
        raise Refused("departed_already")
    rules.check_leg(replace(leg, departs=departs, arrives=arrives))
    moved: dict[UUID, Shift] = {}
    for way, leg_id, _ in on_departure(ways, leg):
        moved |= {shift.leg: shift for shift in _pushed(way, leg_id, departs, arrives)}
    _find_helpers(ways, moved, helpers)
    touched = [(way, [moved[leg_id] for leg_id, _ in way.legs if leg_id in moved]) for way in ways]
    return [Affected(way, tuple(shifts)) for way, shifts in touched if shifts]


def _pushed(way: Way, leg_id: UUID, departs: datetime, arrives: datetime) -> Iterator[Shift]:
    free_at: datetime | None = None  # when the leg before is over; None until the delayed one
    for each_id, leg in way.legs:
        if is_over(leg):
            continue
        if each_id == leg_id:
            after = replace(leg, departs=departs, arrives=arrives)
            yield Shift(each_id, leg, after)
            free_at = arrives
        elif free_at is not None:
            if leg.departs >= free_at:
                return
            later = free_at - leg.departs
            after = replace(leg, departs=free_at, arrives=leg.arrives + later)
            if leg.mode in TIMETABLED:
                yield Shift(each_id, leg, replace(after, status=PLANNED), "timetable")
            else:
                yield Shift(each_id, leg, after)
            free_at = after.arrives


def _find_helpers(ways: Sequence[Way], moved: dict[UUID, Shift], helpers: Mapping[UUID, HelperRecord]) -> None:
    """Gives a leg whose driver or escort is elsewhere by then one who is free; where there is none, it has none."""
    legs = {leg_id: leg for way in ways for leg_id, leg in way.legs if not is_over(leg) and leg.helpers}
    legs |= {leg_id: shift.after for leg_id, shift in moved.items() if shift.after.helpers}
    for leg_id in moved:
        for part in (DRIVER, ESCORT):
            moved[leg_id] = _with_helper(part, moved[leg_id], legs, helpers)
            legs[leg_id] = moved[leg_id].after


def _with_helper(
    part: str, shift: Shift, legs: Mapping[UUID, LegRecord], helpers: Mapping[UUID, HelperRecord]
) -> Shift:
    leg, helper = shift.after, getattr(shift.after, part)
    if helper is None or leg.status not in rules.WAITING or not _is_busy(helper, shift.leg, leg, legs):
        return shift
    kind = helpers[helper].kind if helper in helpers else part
    free = (
        each
        for each, known in helpers.items()
        if (known.state, known.kind) == (AVAILABLE, kind)
        and each not in leg.helpers
        and not _is_busy(each, shift.leg, leg, legs)
    )
    other = next(free, None)
    remains = shift.remains or ("" if other else f"no_{part}")
    return Shift(shift.leg, shift.before, replace(leg, **{part: other}), remains)


def _is_busy(helper: UUID, leg_id: UUID, leg: LegPlan, legs: Mapping[UUID, LegRecord]) -> bool:
    # Several people in one car are one drive.
    return any(
        helper in other.helpers
        and each != leg_id
        and _departure(other) != _departure(leg)
        and rules.overlap(leg, other)
        for each, other in legs.items()
    )


def stays(
    affected: Affected,
    held: Mapping[UUID, BookingRecord],
    booked: Mapping[UUID, BookingRecord],
    places: Mapping[UUID, PlaceRecord],
    zone: ZoneInfo,
) -> tuple[Stay, ...]:
    """The beds of one journey for the nights that the shifted way needs; `booked` are all stays of all."""
    found = (_stay(affected, stay_id, stay, booked, places, zone) for stay_id, stay in held.items())
    return tuple(change for change in found if change)


def _stay(
    affected: Affected,
    stay_id: UUID,
    stay: BookingRecord,
    booked: Mapping[UUID, BookingRecord],
    places: Mapping[UUID, PlaceRecord],
    zone: ZoneInfo,
) -> Stay | None:
    house = places.get(stay.house)
    if house is None or house.kind != SAFE_HOUSE or stay.cancelled:
        return None
    first, until = stay.first, stay.until
    for shift in affected.shifts:
        old, new = (rules.night_of(leg.arrives, zone) for leg in (shift.before, shift.after))
        if shift.after.to_place == stay.house and stay.first <= old < stay.until and new >= stay.until:
            first, until = stay.first + (new - old), max(until, stay.until + (new - old))
        left, leaves = (leg.departs.astimezone(zone).date() for leg in (shift.before, shift.after))
        if shift.after.from_place == stay.house and stay.first <= left <= stay.until:
            until = max(until, leaves)
    after = replace(stay, first=first, until=until)
    if after == stay:
        return None
    try:
        rules.check_stay(house, after, [other for each, other in booked.items() if each != stay_id])
    except Refused:
        return Stay(stay_id, stay, stay, "bed_taken")
    return Stay(stay_id, stay, after)


def seal(affected: Iterable[Affected]) -> str:
    """A digest of a proposal, by which what is done is what was seen. Only who sees the proposal sees it."""
    changed = msgspec.json.encode([(one.shifts, one.stays) for one in affected])
    return hashlib.sha256(changed).hexdigest()[:32]


def on_the_way_to(ways: Iterable[Way], place: UUID) -> list[tuple[Way, UUID, LegRecord]]:
    """The legs to a place that are under way, or come next on a way that has begun or is approved."""
    found = []
    for way in ways:
        ahead = [(leg_id, leg) for leg_id, leg in way.legs if not is_over(leg)]
        found += [(way, leg_id, leg) for leg_id, leg in ahead if leg.to_place == place]
    return sorted(found, key=lambda one: (one[2].status in rules.WAITING, one[2].arrives))


def fallbacks(
    stay: BookingRecord, places: Mapping[UUID, PlaceRecord], booked: Iterable[BookingRecord]
) -> list[tuple[UUID, PlaceRecord]]:
    """The houses that take this stay on all of its nights, those of the same region first."""
    every = list(booked)
    here = places[stay.house].region
    found = [
        (house, place) for house, place in places.items() if house != stay.house and _takes(house, place, stay, every)
    ]
    return sorted(found, key=lambda pair: (pair[1].region != here, pair[1].name.casefold()))


def _takes(house: UUID, place: PlaceRecord, stay: BookingRecord, booked: Sequence[BookingRecord]) -> bool:
    try:
        rules.check_stay(place, replace(stay, house=house), booked)
    except Refused:
        return False
    return True

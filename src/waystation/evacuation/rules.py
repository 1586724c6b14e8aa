"""What a journey, a stay and a check-in must be like. Pure: records in, a refusal or a list of reasons out."""

import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.evacuation.errors import Refused
from waystation.evacuation.records import (
    ABORTED,
    ABROAD,
    ACTIVE,
    APPROVED,
    ARRIVED,
    AVAILABLE,
    BOOKED,
    CLOSED,
    COMPROMISED,
    DEPARTED,
    DRAFT,
    LATE,
    MISSED,
    PLANNED,
    SAFE_HOUSE,
    UNDER_WAY,
    BookingRecord,
    HelperRecord,
    JourneyRecord,
    LegPlan,
    LegRecord,
    PlaceRecord,
)

JOURNEY_MOVES: dict[str, tuple[str, ...]] = {
    DRAFT: (APPROVED, ABORTED),
    APPROVED: (DRAFT, UNDER_WAY, ABORTED),
    UNDER_WAY: (ARRIVED, ABORTED),
    ARRIVED: (),
    ABORTED: (),
}
LEG_MOVES: dict[str, tuple[str, ...]] = {
    PLANNED: (BOOKED, DEPARTED, ABORTED),
    BOOKED: (PLANNED, DEPARTED, ABORTED),
    DEPARTED: (LATE, MISSED, ARRIVED, ABORTED),
    LATE: (MISSED, ARRIVED, ABORTED),
    MISSED: (LATE, ARRIVED, ABORTED),
    ARRIVED: (),
    ABORTED: (),
}
WAITING = (PLANNED, BOOKED)
ON_THE_WAY = (DEPARTED, LATE, MISSED)
TAKEN_BACK = (DEPARTED, LATE)
"""In which a departure may turn out to have been noted by mistake."""
STAGE_ON_DEPARTURE = {"internal": "in_transit", "abroad": "departing"}
STAGE_ON_ARRIVAL = {"internal": "shelter_domestic", "abroad": "arrived"}


def check_move(moves: Mapping[str, tuple[str, ...]], old: str, new: str) -> None:
    """Raises Refused where a status may not follow another."""
    if new not in moves[old]:
        raise Refused("wrong_moment")


FARTHEST: Final = timedelta(days=5 * 366)


def check_near(now: datetime, *moments: datetime) -> None:
    """Nothing is planned, or told of, so many years away: that is a slip of the pen. Raises Refused."""
    if any(abs(moment - now) > FARTHEST for moment in moments):
        raise Refused("too_far_away")


# Legs


def check_leg(leg: LegPlan) -> None:
    """A leg by itself: it ends after it starts, somewhere else, two helpers are two, its cost is money."""
    if leg.arrives <= leg.departs:
        raise Refused("leg_ends_before_it_starts")
    if leg.from_place == leg.to_place:
        raise Refused("leg_goes_nowhere")
    if leg.driver and leg.driver == leg.escort:
        raise Refused("drives_and_escorts")
    amount(leg.cost, leg.currency)


def amount(cost: str, currency: str) -> Decimal:
    """The cost of a leg, 0 where none is known. Raises Refused for what is no amount of a currency (ISO 4217)."""
    if not cost:
        return Decimal(0)
    try:
        value = Decimal(cost)
    except InvalidOperation:
        raise Refused("cost_is_no_amount") from None
    if not value.is_finite() or value < 0 or len(currency) != 3 or not currency.isupper():
        raise Refused("cost_is_no_amount")
    return value


def totals(legs: Iterable[LegPlan]) -> list[tuple[Decimal, str]]:
    """What legs cost, by currency."""
    sums: dict[str, Decimal] = {}
    for leg in legs:
        if leg.cost:
            sums[leg.currency] = sums.get(leg.currency, Decimal(0)) + amount(leg.cost, leg.currency)
    return sorted((value, currency) for currency, value in sums.items())


def overlap(one: LegPlan, other: LegPlan) -> bool:
    """Whether two legs share a moment; one may start in the minute in which the other ends."""
    return one.departs < other.arrives and other.departs < one.arrives


def check_beside(leg: LegPlan, others: Iterable[LegRecord]) -> None:
    """Nobody is on two legs of one journey at once."""
    if any(overlap(leg, other) for other in others if other.status != ABORTED):
        raise Refused("legs_overlap")


def check_helper(leg: LegPlan, helper_id: UUID, helper: HelperRecord, others: Iterable[LegRecord]) -> None:
    """Who drives or goes along is available and on one leg at a time, over every leg that the coordinator can open."""
    if helper.state != AVAILABLE:
        raise Refused("helper_not_available")
    busy = (other for other in others if helper_id in other.helpers and other.status not in (ARRIVED, ABORTED))
    if any(overlap(leg, other) for other in busy):
        raise Refused("driver_busy" if helper_id == leg.driver else "escort_busy")


def check_reachable(place: PlaceRecord) -> None:
    """Nobody is sent to a place that is compromised or closed."""
    if place.state in (COMPROMISED, CLOSED):
        raise Refused("place_not_safe")


def check_told(words: str, *, cleared: bool) -> None:
    """Nobody says yes to a way without being told of it, and nobody is told before they are cleared."""
    if words and not cleared:
        raise Refused("not_cleared")


def in_order(legs: Iterable[LegRecord]) -> list[LegRecord]:
    """The legs that still count, as they follow each other."""
    return sorted((leg for leg in legs if leg.status != ABORTED), key=lambda leg: (leg.departs, leg.arrives))


# Journeys


def faults(
    journey: JourneyRecord,
    legs: Iterable[LegRecord],
    places: Mapping[UUID, PlaceRecord],
    stays: Iterable[BookingRecord],
    zone: ZoneInfo,
    persons: int = 1,
) -> list[str]:
    """Codes of all that keeps a journey from being approved, each once, in the order of the way.

    `persons` are those of the case who need a bed.
    """
    way = in_order(legs)
    if not way:
        return ["no_legs"]
    found = [
        *_ends(journey, way),
        *_joints(way),
        *_loops(way),
        *_dangers(way, places),
        *_scope(journey, places),
        *_beds(way, places, list(stays), zone, persons),
    ]
    return list(dict.fromkeys(found))


def has_gap(journey: JourneyRecord, legs: Iterable[LegRecord]) -> bool:
    """Whether the legs that still count do not lead all the way."""
    way = in_order(legs)
    return not way or any(_ends(journey, way)) or "not_connected" in _joints(way)


def _ends(journey: JourneyRecord, way: Sequence[LegRecord]) -> Iterator[str]:
    if way[0].from_place != journey.origin:
        yield "wrong_start"
    if way[-1].to_place != journey.destination:
        yield "wrong_end"


def _joints(way: Sequence[LegRecord]) -> Iterator[str]:
    for one, after in zip(way, way[1:], strict=False):
        if one.to_place != after.from_place:
            yield "not_connected"
        if after.departs < one.arrives:
            yield "legs_overlap"


def _loops(way: Sequence[LegRecord]) -> Iterator[str]:
    seen = {way[0].from_place}
    for leg in way:
        if leg.to_place in seen and not leg.reason:
            yield "back_without_reason"
        seen.add(leg.to_place)


def _dangers(way: Sequence[LegRecord], places: Mapping[UUID, PlaceRecord]) -> Iterator[str]:
    ahead = [leg.to_place for leg in way if leg.status != ARRIVED]
    if any(places[place].state in (COMPROMISED, CLOSED) for place in ahead):
        yield "place_not_safe"


def _scope(journey: JourneyRecord, places: Mapping[UUID, PlaceRecord]) -> Iterator[str]:
    start, end = places[journey.origin], places[journey.destination]
    if journey.phase == ABROAD and start.country == end.country:
        yield "not_abroad"
    if journey.phase != ABROAD and (start.country, start.region) == (end.country, end.region):
        yield "not_out_of_the_region"


def _beds(
    way: Sequence[LegRecord],
    places: Mapping[UUID, PlaceRecord],
    stays: Sequence[BookingRecord],
    zone: ZoneInfo,
    persons: int,
) -> Iterator[str]:
    nexts: list[LegRecord | None] = [*way[1:], None]
    for leg, after in zip(way, nexts, strict=True):
        if places[leg.to_place].kind != SAFE_HOUSE:
            continue
        first = night_of(leg.arrives, zone)
        spent = nights_between(leg.arrives, after.departs, zone) if after else [first]
        if any(not any(_covers(stay, night) and stay.house == leg.to_place for stay in stays) for night in spent):
            yield "no_bed"
        # Two who must not live together sleep in two houses.
        elif any(sum(stay.beds for stay in stays if _covers(stay, night)) < persons for night in spent):
            yield "no_bed_for_all"


def _covers(stay: BookingRecord, night: date) -> bool:
    return not stay.cancelled and stay.first <= night < stay.until


def is_first(leg: LegRecord, legs: Iterable[LegRecord]) -> bool:
    """Whether nobody has set out yet. Raises Refused where an earlier leg has not arrived."""
    earlier = [other for other in in_order(legs) if other.departs < leg.departs]
    if any(other.status != ARRIVED for other in earlier):
        raise Refused("earlier_leg_open")
    return not earlier


def all_arrived(legs: Iterable[LegRecord]) -> bool:
    """Whether the way is done."""
    return all(leg.status == ARRIVED for leg in in_order(legs))


def has_not_set_out_since(leg: LegRecord, legs: Iterable[LegRecord], elsewhere: Iterable[LegRecord] = ()) -> bool:
    """Whether somebody arrived by this leg and is still there: not further on its way, nor on one of `elsewhere`."""
    if leg.status != ARRIVED or leg.arrived_at is None:
        return False
    further = any(other.departed_at for other in legs if other.departs > leg.departs)
    return not further and not any(other.departed_at and other.departed_at > leg.arrived_at for other in elsewhere)


def arrival_place(phase: str, destination: PlaceRecord) -> str:
    """What the case may say of where somebody is: a region or a country, never a house."""
    return destination.country if phase == ABROAD else destination.region


# Stays

MORNING: Final = time(6)
"""Until then it is the night of the day before, for whoever comes as for whoever leaves."""


def night_of(moment: datetime, zone: tzinfo) -> date:
    """The first night that somebody spends where they arrive then: after midnight it is that of the day before."""
    wall = moment.astimezone(zone).replace(tzinfo=None)
    return wall.date() - timedelta(days=wall.time() < MORNING)


def nights_between(arrives: datetime, leaves: datetime, zone: tzinfo) -> list[date]:
    """The nights of whoever is there from one moment to another: who leaves after midnight has a bed until then."""
    return nights(night_of(arrives, zone), leaves.astimezone(zone).date())


def nights(first: date, until: date) -> list[date]:
    """Each night from `first` up to, not including, `until`."""
    return [first + timedelta(days=number) for number in range((until - first).days)]


def taken(house: UUID, stays: Iterable[BookingRecord]) -> Counter[date]:
    """Beds held in a house by night."""
    count: Counter[date] = Counter()
    for stay in stays:
        if stay.house == house and not stay.cancelled:
            for night in nights(stay.first, stay.until):
                count[night] += stay.beds
    return count


def overlapping(one: BookingRecord, other: BookingRecord) -> bool:
    """Whether two stays have a night in common."""
    return one.first < other.until and other.first < one.until


def sleeps_there(case: UUID, stays: Sequence[BookingRecord], held: Iterable[BookingRecord]) -> bool:
    """Whether somebody has a bed on every night of these stays, by them or by what is held in the same house."""
    theirs = [stay for stay in (*stays, *held) if stay.case == case and not stay.cancelled]
    return all(any(stay.first <= each.first and each.until <= stay.until for stay in theirs) for each in stays)


def check_stay(house: PlaceRecord, stay: BookingRecord, stays: Iterable[BookingRecord]) -> None:
    """A stay fits into its house on every night. Raises Refused."""
    if house.kind != SAFE_HOUSE:
        raise Refused("no_safe_house")
    if house.state != ACTIVE:
        raise Refused("house_not_open")
    if stay.until <= stay.first or (stay.until - stay.first).days > 366:
        raise Refused("stay_without_nights")
    if stay.beds < 1 or stay.beds > house.beds:
        raise Refused("not_enough_beds")
    if house.max_nights and (stay.until - stay.first).days > house.max_nights:
        raise Refused("stay_too_long")
    held = taken(stay.house, stays)
    if any(held[night] + stay.beds > house.beds for night in nights(stay.first, stay.until)):
        raise Refused("bed_taken")


# Check-ins


def with_grace(due_at: datetime, grace_minutes: int) -> datetime:
    """From when silence counts. Raises Refused for a grace that is negative or longer than a day."""
    if not 0 <= grace_minutes <= 24 * 60:
        raise Refused("grace_out_of_range")
    return due_at + timedelta(minutes=grace_minutes)


def same_word(said: str, agreed: str) -> bool:
    """Whether it is the agreed word, however it was spelled in case, spaces or ё. No agreed word: any sign counts."""
    return not plain_words(agreed) or hmac.compare_digest(plain_words(said).encode(), plain_words(agreed).encode())


def plain_words(word: str) -> str:
    """A word or phrase without what differs between two ways of typing it."""
    folded = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())

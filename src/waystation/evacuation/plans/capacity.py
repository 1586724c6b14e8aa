"""What there is to move people with: beds that are free, nights off, who drives and goes along, seats of others."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from waystation.evacuation import access, guests, house_rules, rules
from waystation.evacuation.access import Way
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans.known import Seats
from waystation.evacuation.records import ABORTED, ARRIVED, AVAILABLE, SAFE_HOUSE, VERIFIED, BookingRecord, PlaceRecord
from waystation.staff.actor import Actor

Bed = tuple[UUID, date]


def beds(
    actor: Actor, planned: Collection[UUID], apart: Collection[UUID], today: date
) -> tuple[Counter[Bed], list[BookingRecord], Counter[Bed]]:
    """Beds of everybody who is not planned, by house and night; the stays of those kept apart from some; and the beds
    of those who are planned."""
    found, own = Counter[Bed](), Counter[Bed]()
    beside = []
    for stay in access.bookings(actor).values():
        if stay.until <= today or stay.cancelled:
            continue
        if stay.case in apart:
            beside.append(stay)
            continue
        for night in rules.nights(max(stay.first, today), stay.until):
            (own if stay.case in planned else found)[stay.house, night] += stay.beds
    return found, beside, own


def rests(
    actor: Actor, places: Mapping[UUID, PlaceRecord], planned: Collection[UUID], today: date, days: int
) -> dict[UUID, frozenset[date]]:
    """The nights on which a house has to stand empty, by who is there and whoever may come."""
    stays = access.bookings(actor).values()
    until = today + timedelta(days=days + 1)
    found = {}
    for pk, house in places.items():
        if house.rest_after and house.kind == SAFE_HOUSE:
            here = [stay for stay in stays if stay.house == pk]
            own = set(rules.taken(pk, [stay for stay in here if stay.case in planned]))
            found[pk] = house_rules.nights_off(house, rules.taken(pk, here), today, until) - own
    return found


def seats(actor: Actor, connections: Mapping[UUID, ConnectionRecord], ways: Iterable[Way]) -> Iterator[Seats]:
    """What others have on departures of our connections."""
    by_ends: dict[tuple[UUID, UUID, str], list[UUID]] = {}
    for pk, way in connections.items():
        by_ends.setdefault((way.from_place, way.to_place, way.mode), []).append(pk)
    for each in ways:
        for leg in each.records:
            if leg.status in rules.WAITING:
                for pk in by_ends.get((leg.from_place, leg.to_place, leg.mode), ()):
                    yield Seats(pk, leg.departs, guests.number(actor, each.case), frozenset({each.case}))


def helpers(actor: Actor, kind: str) -> dict[UUID, str]:
    """Whom we may ask, with the region where they drive."""
    every = access.helpers(actor).items()
    return {
        pk: who.area for pk, who in every if (who.kind, who.state, who.vetting) == (kind, AVAILABLE, VERIFIED)
    }  # fmt: skip


def busy(ways: Iterable[Way]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each helper drives or goes along: several cases in one car are one drive."""
    found: dict[UUID, set[tuple[datetime, datetime]]] = {}
    for way in ways:
        for leg in way.records:
            if leg.status not in (ARRIVED, ABORTED) and leg.departs < leg.arrives:
                for helper in leg.helpers:
                    found.setdefault(helper, set()).add((leg.departs, leg.arrives))
    return {helper: sorted(hours) for helper, hours in sorted(found.items())}

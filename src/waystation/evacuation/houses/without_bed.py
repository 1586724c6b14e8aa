"""Who is in one of our houses and has no bed there tonight: whoever is booked next finds them in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from waystation.casework.register import register
from waystation.evacuation import access, zones
from waystation.evacuation.access import Way
from waystation.evacuation.records import ABORTED, APPROVED, ARRIVED, DRAFT, SAFE_HOUSE, UNDER_WAY, BookingRecord
from waystation.evacuation.rules import WAITING
from waystation.staff.actor import Actor

_IN_A_HOUSE = ("moving", "sheltered", "abroad")  # groups of stages in which somebody may be in one
_MORNING = time(6)


@dataclass(frozen=True)
class WithoutBed:
    """A case in a house, and from which night on it has no bed there; `beds` are those that it had."""

    case: UUID
    house: UUID
    since: date
    beds: int


def without_bed(actor: Actor) -> list[WithoutBed]:
    """Of the cases that this person's keys open those who sleep tonight where nothing is booked, the longest first.

    Somebody whose bed has ended is where it was until a leg takes them away, also where they have a bed tonight
    somewhere that they never reached. Who still sets out before the morning is none of them.
    """
    tonight, cases = zones.tonight(actor.now()), register(actor)
    held = access.stays_of_cases(actor, (each.id for group in _IN_A_HOUSE for each in cases.group(group)))
    began = {case: [stay for stay in stays if stay.first <= tonight] for case, stays in held.items()}
    # Nobody of whom no stay has ended is one of them; of the others the ways are read together.
    ended = {case: stays for case, stays in began.items() if any(stay.until <= tonight for stay in stays)}
    ways, places = _ways(actor, ended), access.places(actor) if ended else {}
    found = [_of_case(actor, case, stays, ways[case], tonight) for case, stays in ended.items()]
    in_houses = (each for each in found if each and places[each.house].kind == SAFE_HOUSE)
    return sorted(in_houses, key=lambda each: (each.since, each.case.bytes))


def _ways(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, list[Way]]:
    found: dict[UUID, list[Way]] = {case: [] for case in cases}
    for way in access.ways_of_cases(actor, found):
        found[way.case].append(way)
    return found


def _of_case(
    actor: Actor, case: UUID, stays: Sequence[BookingRecord], ways: Sequence[Way], tonight: date
) -> WithoutBed | None:
    last = _where_they_are(stays, ways)
    if last is None or last.until > tonight or _left(last, ways) or _sets_out(actor, last, ways, tonight):
        return None
    return WithoutBed(case, last.house, last.until, last.beds)


def _where_they_are(stays: Sequence[BookingRecord], ways: Iterable[Way]) -> BookingRecord | None:
    """The last stay that began but for those in houses to which somebody is still to come."""
    coming = {
        leg.to_place
        for way in ways
        if way.journey.status in (DRAFT, APPROVED, UNDER_WAY)
        for leg in way.records
        if leg.status not in (ARRIVED, ABORTED)
    }
    began = [stay for stay in stays if stay.house not in coming]
    return max(began, key=lambda stay: (stay.first, stay.until), default=None)


def _left(last: BookingRecord, ways: Iterable[Way]) -> bool:
    """Whether a leg has taken them from there since."""
    since = datetime.combine(last.first, _MORNING, zones.zone())
    return any(
        leg.from_place == last.house and leg.departed_at and leg.departed_at >= since
        for way in ways
        for leg in way.records
    )


def _sets_out(actor: Actor, last: BookingRecord, ways: Iterable[Way], tonight: date) -> bool:
    """Whether a leg that was approved still takes them from there before the morning."""
    now, morning = actor.now(), datetime.combine(tonight + timedelta(days=1), _MORNING, zones.zone())
    return any(
        leg.from_place == last.house and leg.status in WAITING and now <= leg.departs < morning
        for way in ways
        if way.journey.status in (APPROVED, UNDER_WAY)
        for leg in way.records
    )

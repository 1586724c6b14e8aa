"""What somebody who is missing knows of us: houses, drivers, and who travelled or stayed with them.

It is what the person was told and what they saw: legs of which they were given words, ways that they agreed to or were
on, nights in a house. Nobody can unsay it, words that were withdrawn neither. So in an alarm all of it counts as
compromised until two people say otherwise. Nothing is changed by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import localtime

from waystation.evacuation import access
from waystation.evacuation.access import Way
from waystation.evacuation.handover.models import GivenRow
from waystation.evacuation.records import CITY, DRAFT, REGION, BookingRecord, LegRecord
from waystation.hotline.briefings.records import TRAVELLER
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require


@dataclass(frozen=True)
class Knowledge:
    """Ids of what a person knows. `there`: cases with beds, now or later, in a house that the person knows."""

    places: frozenset[UUID] = frozenset()
    helpers: frozenset[UUID] = frozenset()
    companions: frozenset[UUID] = frozenset()
    there: frozenset[UUID] = frozenset()


def of_case(actor: Actor, case_id: UUID) -> Knowledge:
    """What the person of a case knows. Raises Absent for whoever may not read of ways and places."""
    require(actor, "evacuation.read")
    today = localtime(actor.now()).date()
    stays = [stay for stay in access.stays_of(actor, case_id).values() if stay.first <= today]
    given = {each.leg for _, each in stubs(actor, GivenRow.objects.filter(locator=case_id)) if each.role == TRAVELLER}
    legs = [leg for way in access.ways_of(actor, case_id) for pk, leg in way.legs if was_told(way) or pk in given]
    places = {place for leg in legs for place in (leg.from_place, leg.to_place)} | {stay.house for stay in stays}
    known = access.places(actor)
    secret = frozenset(pk for pk in places if pk in known and known[pk].kind not in (REGION, CITY))
    helpers = frozenset(helper for leg in legs for helper in leg.helpers)
    others = [stay for pk in secret for stay in access.bookings(actor, pk).values() if stay.case != case_id]
    beside = {other.case for other in others if any(met(stay, other) for stay in stays) and other.first <= today}
    moving = {way.id: way for helper in helpers for way in access.ways_with(actor, helper)}
    moving |= {way.id: way for way in access.board(actor)}
    beside |= {way.case for way in moving.values() if way.case != case_id and travelled(legs, way.records)}
    there = frozenset(other.case for other in others if other.until > today)
    return Knowledge(secret, helpers, frozenset(beside), there)


def was_told(way: Way) -> bool:
    """Whether the person knows of a way: they said something to it, or it was approved."""
    return bool(way.journey.consent) or way.journey.status != DRAFT


def met(stay: BookingRecord, other: BookingRecord) -> bool:
    """Whether two stays share a night in one house."""
    return stay.house == other.house and stay.first < other.until and other.first < stay.until


def travelled(legs: Iterable[LegRecord], others: Iterable[LegRecord]) -> bool:
    """Whether two ways share a leg: the same departure between the same places."""
    theirs = {(leg.from_place, leg.to_place, leg.departs) for leg in others}
    return any((leg.from_place, leg.to_place, leg.departs) in theirs for leg in legs)

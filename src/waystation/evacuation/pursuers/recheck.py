"""Every journey, leg, stay and service that somebody may open, beside what is known of pursuers and conflicts now."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from waystation.casework.persons.models import BondRow, PartRow, TieRow
from waystation.casework.services import access as services
from waystation.casework.services.models import ProviderRow, ServiceRow
from waystation.evacuation import access as evacuation
from waystation.evacuation import naming, zones
from waystation.evacuation.access import Way
from waystation.evacuation.models import Booking, Journey, Leg, Place
from waystation.evacuation.pursuers import access, checks, conflicts, rules, threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.checks import HERE, SERVICE, Clash, Coming, Finding, Judge, Visit
from waystation.evacuation.pursuers.conflicts import Pair
from waystation.evacuation.pursuers.models import Conflict, Override, Pursuer, Reach, Sighting, StatedZone
from waystation.evacuation.pursuers.threats import Known
from waystation.evacuation.records import ABORTED, APPROVED, ARRIVED, UNDER_WAY, BookingRecord
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.vault.models import Sealed

Kept = TypeVar("Kept")
_MANY = 20  # cases

# What the re-check of everything looks at.
_PLANS: tuple[type[Sealed], ...] = (Place, Journey, Leg, Booking, ServiceRow, ProviderRow)
_HUNT: tuple[type[Sealed], ...] = (Pursuer, Sighting, Reach, StatedZone, Override)
_APART: tuple[type[Sealed], ...] = (Pursuer, Conflict, PartRow, TieRow, BondRow)


def all_findings(actor: Actor) -> list[Finding]:
    """The findings of every case, as a session has them: looked for anew where anything changed, and each minute."""
    return _kept(actor, "findings", (*_PLANS, *_HUNT), lambda: findings(actor))


def all_clashes(actor: Actor) -> list[Clash]:
    """The same of who would be together although they must not be."""
    if len(_together(actor)) < 2:
        return []  # who knows whom need not be looked at
    return _kept(actor, "clashes", (*_PLANS, *_APART), lambda: clashes(actor))


def _together(actor: Actor) -> set[UUID]:
    """The cases that have a bed or a leg to come."""
    housed = {stay.case for stay in evacuation.bookings(actor).values() if stay.until > zones.tonight(actor.now())}
    return housed | {way.case for way in evacuation.open_ways(actor)}


def _kept(actor: Actor, name: str, models: tuple[type[Sealed], ...], make: Callable[[], list[Kept]]) -> list[Kept]:
    seen = (*(opened(actor, model).number for model in models), actor.now().replace(second=0, microsecond=0))
    known: tuple[object, list[Kept]] | None = actor.memory.get(f"pursuers:{name}")
    if known is None or known[0] != seen:
        known = (seen, make())
        actor.memory[f"pursuers:{name}"] = known
    return known[1]


def findings(actor: Actor, cases: Collection[UUID] | None = None) -> list[Finding]:
    """What lies within reach, of some cases or of all: whoever is there now first, then what must not be.

    Of each thing and each pursuer the strongest stands for all that is known.
    """
    return checks.worst(everything(actor, cases))


def everything(actor: Actor, cases: Collection[UUID] | None = None) -> list[Finding]:
    """The same with each single thing that is known, in no order."""
    known = threats.known(actor, cases)
    if not known.cases:
        return []
    areas = Areas(evacuation.places(actor))
    judge = judge_of(actor, known, areas)
    ways = evacuation.ways_of_cases(actor, known.cases)
    found = list(_met(actor, known, judge, ways))
    legs = (ride for way in ways if _is_open(way) for ride in checks.rides(way.case, way.legs))
    found += [each for ride in legs for each in judge.ride(ride)]
    return [*found, *_services(actor, known, areas)]


def beginning(actor: Actor, cases: Collection[UUID]) -> dict[UUID, dict[datetime, set[UUID]]]:
    """Of these cases when what is known to begin later begins with somebody in it, as their ways stand now: by the
    moment what it rests on.
    """
    known = threats.known(actor, cases)
    found: dict[UUID, dict[datetime, set[UUID]]] = {case: {} for case in cases}
    moments = {each.since for some in known.places.values() for each in some if each.since and each.since > actor.now()}
    if not moments:
        return found
    areas, ways = Areas(evacuation.places(actor)), evacuation.ways_of_cases(actor, known.places)
    for moment in moments:
        then = dataclasses.replace(actor, now=lambda moment=moment: moment)  # type: ignore[misc]
        for each in _met(then, known, judge_of(then, known, areas), ways):
            if each.now and each.refuses and each.threat.since == moment:
                found[each.case].setdefault(moment, set()).add(each.threat.evidence)
    return found


def _met(actor: Actor, known: Known, judge: Judge, ways: list[Way]) -> Iterator[Finding]:
    """What reaches those who are at a place or come to it."""
    stays = _stays(actor, known.cases)
    return (each for visit in _visits(actor, ways, stays, judge.areas) for each in judge.visit(visit))


def judge_of(actor: Actor, known: Known, areas: Areas) -> Judge:
    """Who looks at what, with what two people allowed."""
    allowed = ((case, each) for _id, case, each in access.overrides(actor, known.cases))
    return Judge(areas, known.places, known.powers, actor.now(), allowed)


def _is_open(way: Way) -> bool:
    return way.journey.status not in (ARRIVED, ABORTED)


def _stays(actor: Actor, cases: Collection[UUID]) -> dict[UUID, BookingRecord]:
    """The beds of these cases that are not over. Each look asks the database: for many cases it is one at all beds."""
    if len(cases) < _MANY:
        found = [pair for case in cases for pair in evacuation.stays_of(actor, case).items()]
    else:
        found = [pair for pair in evacuation.bookings(actor).items() if pair[1].case in cases]
    return {pk: booking for pk, booking in found if booking.until >= zones.tonight(actor.now())}


def _visits(actor: Actor, ways: Iterable[Way], stays: Mapping[UUID, BookingRecord], areas: Areas) -> Iterator[Visit]:
    zone, last = zones.zone(), dict[UUID, Way]()
    for way in ways:
        if _is_open(way):
            yield from checks.visits(way.case, way.journey, way.legs, areas, zone)
        if way.journey.status in (ARRIVED, "under_way") and (way.case not in last or _later(way, last[way.case])):
            last[way.case] = way
    coming = _coming(ways)
    for booking_id, booking in stays.items():
        yield checks.stay(booking_id, booking, zone, coming.get((booking.case, booking.house)))
    tonight = zones.tonight(actor.now())
    housed = {each.case for each in stays.values() if each.first <= tonight < each.until}
    for case, way in last.items():
        # Whoever has arrived and has no bed of ours lives there.
        if way.journey.status == ARRIVED and case not in housed:
            now, until = actor.now(), actor.now() + timedelta(days=1)
            yield Visit(case, way.journey.destination, now, until, night=True, kind=HERE, subject=way.id)


def _coming(ways: Iterable[Way]) -> dict[tuple[UUID, UUID], Coming]:
    """Where a way that will go leads each case; nothing of where it has been, or sets out from: it counts as there."""
    been, found = set[tuple[UUID, UUID]](), dict[tuple[UUID, UUID], Coming]()
    for way in ways:
        been.add((way.case, way.journey.origin))
        been.update((way.case, leg.to_place) for leg in way.records if leg.status == ARRIVED)
        if way.journey.status in (APPROVED, UNDER_WAY):
            ahead = (leg for leg in way.records if leg.status not in (ARRIVED, ABORTED))
            moving = way.journey.status == UNDER_WAY
            found |= {(way.case, leg.to_place): Coming(leg.arrives, moving) for leg in ahead}
    return {key: each for key, each in found.items() if key not in been}


def _later(one: Way, other: Way) -> bool:
    return _ends(one) > _ends(other)


def _ends(way: Way) -> float:
    return max((leg.arrives.timestamp() for leg in way.records if leg.status != ABORTED), default=0.0)


def _services(actor: Actor, known: Known, areas: Areas) -> Iterator[Finding]:
    """Open services with a provider whose places name a place that is within reach."""
    if not known.places or not allows(actor, "services.read"):
        return
    providers = services.providers(actor)
    named: dict[UUID, set[UUID]] = {}
    for held in services.open_services(actor):
        service, case = held.record, held.locator
        if case not in known.places or service.provider not in providers:
            continue
        start = actor.now()
        if service.due:
            start = max(start, datetime.combine(service.due, time(0), zones.zone()))
        if service.provider not in named:
            named[service.provider] = _named(providers[service.provider].places, areas)
        for threat in known.places[case]:
            strength = threat.strength(start, start + timedelta(days=1))
            reached = named[service.provider].intersection(areas.inside(threat.place)) if threat.place else ()
            if reached and strength >= rules.MEDIUM_FROM:
                place = min(reached, key=lambda one: areas.places[one].name)
                yield Finding(case, SERVICE, held.id, threat, strength, start, refuses=True, now=False, place=place)


def _named(text: str, areas: Areas) -> set[UUID]:
    """The places that the words of a provider name, by their own name or their region's."""
    if not text.strip():
        return set()
    names = {one: [name for name in (place.name, place.region) if name] for one, place in areas.places.items()}
    return naming.which(text, names)


def clashes(actor: Actor, pairs: set[Pair] | None = None) -> list[Clash]:
    """Who would be together although they must not be, of these pairs or of all; the soonest first."""
    wanted = conflicts.apart(actor) if pairs is None else pairs
    if not wanted:
        return []
    tonight = zones.tonight(actor.now())
    stays = {pk: stay for pk, stay in evacuation.bookings(actor).items() if stay.until > tonight}
    legs = [(way.case, pk, leg) for way in evacuation.open_ways(actor) for pk, leg in way.legs]
    found = [*checks.in_one_house(stays, wanted, zones.zone()), *checks.on_one_ride(legs, wanted)]
    return sorted(found, key=lambda clash: clash.start)

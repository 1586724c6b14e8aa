"""Drivers by the region where they drive, those who escort, and when each of them is on the way with others. Pure.

Somebody who is on the way is a party that only stands for that, like one that stands for beds: it goes when they do,
with one vehicle of their pool. Each drives out and comes back: so the planner counts it.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from waystation.evacuation.plans import occupants
from waystation.evacuation.plans.known import Hours
from waystation.evacuation.plans.slots import duration
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.planning import Step


def add(of: Unfinished) -> None:
    """A pool for each region; those of whom that is not said, or who drive elsewhere, drive everywhere."""
    regions = {place.region.casefold(): place.region for place in of.known.places.values() if place.region}
    by_region: dict[str, list[UUID]] = {}
    for driver, area in of.known.drivers.items():
        by_region.setdefault(regions.get(area.strip().casefold(), ""), []).append(driver)
    of.knew["drivers"] += len(of.known.drivers)
    of.knew["escorts"] += len(of.known.escorts)
    companions = _escorts(of, by_region)
    for region, drivers in by_region.items():
        along = companions.get(region, ())
        accompanied, alone = drivers[: len(along)], drivers[len(along) :]
        of.pools_of[region] = [_pool(of, each) for each in (alone, accompanied) if each]
        if along:
            of.companions[of.pools_of[region][-1]] = tuple(along)


def _pool(of: Unfinished, helpers: Sequence[UUID]) -> str:
    code = of.name()
    of.pools[code] = tuple(helpers)
    return code


def between(of: Unfinished, start: UUID, end: UUID) -> list[str]:
    """The pools of those who drive from a place to another."""
    region = _region(of, start, end, of.pools_of)
    return [] if region is None else of.pools_of[region]


def _region(of: Unfinished, start: UUID, end: UUID, among: Container[str]) -> str | None:
    """The region whose drivers drive from a place to another; None where nobody does."""
    regions = (of.known.places[start].region, of.known.places[end].region, "")
    return next((region for region in regions if region in among), None)


# Escorts


def _escorts(of: Unfinished, drivers: Mapping[str, Sequence[UUID]]) -> dict[str, list[UUID]]:
    """Some are with people who never travel alone, others with connections on which nobody does, and others go along in
    cars: these are given back, by the region of the drivers.

    The planner counts them apart, and nobody may be counted twice. On one departure there is one escort, with as many
    as it has seats: so those who are with connections make up a pool each. In a car one of them sits beside a driver,
    and the planner counts the two as one: an escort is bound to a driver, who may also drive without.
    """
    everybody = of.known.escorts
    asking = [way for way in of.known.connections.values() if way.needs_escort]
    needed = any(crowd.escort for crowd in of.known.crowds)
    with_people = 0 if not needed else len(everybody) if not asking else (len(everybody) + 1) // 2
    free = list(everybody[with_people:])
    beside: dict[str, list[UUID]] = {}
    for way in asking:
        if way.needs_driver and way.from_place in of.code and way.to_place in of.code:
            region = _region(of, way.from_place, way.to_place, drivers)
            beside |= {} if region is None else {region: []}
    alone: list[UUID] = []
    shares = [alone] * any(not way.needs_driver for way in asking) + list(beside.values())
    room = {id(share): len(drivers[region]) for region, share in beside.items()}
    while free and (taking := [share for share in shares if len(share) < room.get(id(share), len(everybody))]):
        for share in taking:
            share += free[:1]
            free = free[1:]
    of.escort_pools = [_pool(of, [escort]) for escort in alone]
    of.with_people = (*everybody[:with_people], *(free if needed else ()))
    of.escorts = len(of.with_people)
    return beside


def escorted(of: Unfinished) -> str | None:
    """The pool of the next one who is with connections; None where there is none."""
    if not of.escort_pools:
        return None
    of.escort_pools.append(of.escort_pools.pop(0))
    return of.escort_pools[-1]


# Who is on the way


def occupy(of: Unfinished) -> None:
    """What those do who are on the way with others."""
    beside = {
        escort: driver
        for pool, escorts in of.companions.items()
        for driver, escort in zip(of.pools[pool], escorts, strict=True)
    }
    pool_of = {helper: pool for pool, helpers in of.pools.items() for helper in helpers}
    busy: dict[UUID, list[Hours]] = {}
    for helper, hours in of.known.busy.items():
        one = beside.get(helper, helper)  # neither of the two is there for another car
        if one in pool_of or one in of.with_people:
            of.knew["busy"] += 1
            busy.setdefault(one, []).extend(hours)
    for helper, hours in busy.items():
        pool = pool_of.get(helper)
        for begin, end in _busy(of, hours):
            # A vehicle is away for twice the duration of its leg; an escort of people for as long as the leg.
            dur = min((end - begin + 1) // 2 if pool else end - begin, of.slots - begin)
            code, start = occupants.somebody(of, 1, escort=pool is None)
            leg = of.own_leg(code, start, of.away(), begin, dur, 1, pool=pool or "")
            occupants.keep(of, code, (Step(leg, begin),))


def _busy(of: Unfinished, hours: Iterable[Hours]) -> Iterator[tuple[int, int]]:
    """From which slot until before which: what touches is one, so that nobody is counted twice."""
    found = []
    for start, end in hours:
        slot, into = of.calendar.slot(start), of.calendar.into(start)
        minutes = max(1, round((end - start).total_seconds() / 60))
        found.append((max(slot, of.now), min(slot + 2 * duration(into, minutes), of.slots)))
    merged: list[tuple[int, int]] = []
    for begin, until in sorted(found):
        if begin >= until:
            continue
        if merged and begin <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((begin, until))
    yield from merged

"""Drivers by the region where they drive, those who escort, and when each of them is on the way with others. Pure.

Somebody who is on the way is a party that only stands for that, like one that stands for beds: it goes when they do,
with one vehicle of their pool. Each drives out and comes back: so the planner counts it.
"""

from collections.abc import Iterator
from uuid import UUID

from waystation.evacuation.plans import occupants
from waystation.evacuation.plans.slots import duration
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.planning import Step


def add(of: Unfinished) -> None:
    """A pool for each region; those of whom that is not said, or who drive elsewhere, drive everywhere."""
    regions = {place.region.casefold(): place.region for place in of.known.places.values() if place.region}
    by_region: dict[str, list[UUID]] = {}
    for driver, area in of.known.drivers.items():
        by_region.setdefault(regions.get(area.strip().casefold(), ""), []).append(driver)
    for region, drivers in by_region.items():
        of.pool_of[region] = code = of.name()
        of.pools[code] = tuple(drivers)
    of.knew["drivers"] += len(of.known.drivers)
    of.knew["escorts"] += len(of.known.escorts)
    _escorts(of)


def between(of: Unfinished, start: UUID, end: UUID) -> str | None:
    """The pool of those who drive from a place to another; None where there are none."""
    regions = (of.known.places[start].region, of.known.places[end].region, "")
    return next((of.pool_of[region] for region in regions if region in of.pool_of), None)


# Escorts


def _escorts(of: Unfinished) -> None:
    """Some are with people who never travel alone, the others with connections on which nobody does.

    The planner counts the two apart, and nobody may be counted in both. On one departure there is one escort, with as
    many as it has seats: so those who are with connections make up a pool each.
    """
    everybody = of.known.escorts
    wanted = any(way.needs_escort for way in of.known.connections.values())
    needed = any(crowd.escort for crowd in of.known.crowds)
    with_people = 0 if not needed else len(everybody) if not wanted else (len(everybody) + 1) // 2
    of.escorts, of.with_people = with_people, everybody[:with_people]
    for escort in everybody[with_people:] if wanted else ():
        code = of.name()
        of.pools[code] = (escort,)
        of.escort_pools.append(code)


def escorted(of: Unfinished) -> str | None:
    """The pool of the next one who is with connections; None where there is none."""
    if not of.escort_pools:
        return None
    of.escort_pools.append(of.escort_pools.pop(0))
    return of.escort_pools[-1]


# Who is on the way


def occupy(of: Unfinished) -> None:
    """What those do who are on the way with others."""
    pool_of = {helper: pool for pool, helpers in of.pools.items() for helper in helpers}
    for helper in of.known.busy:
        pool = pool_of.get(helper)
        if pool is None and helper not in of.with_people:
            continue
        of.knew["busy"] += 1
        for begin, end in _busy(of, helper):
            # A vehicle is away for twice the duration of its leg; an escort of people for as long as the leg.
            dur = min((end - begin + 1) // 2 if pool else end - begin, of.slots - begin)
            code, start = occupants.somebody(of, 1, escort=pool is None)
            leg = of.own_leg(code, start, of.away(), begin, dur, 1, pool=pool or "")
            occupants.keep(of, code, (Step(leg, begin),))


def _busy(of: Unfinished, helper: UUID) -> Iterator[tuple[int, int]]:
    """From which slot until before which: what touches is one, so that nobody is counted twice."""
    found = []
    for start, end in of.known.busy[helper]:
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

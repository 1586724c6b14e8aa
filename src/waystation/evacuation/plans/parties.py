"""Those who travel together as parties of the problem: from where they are, with what they know already. Pure.

A way that somebody has been told is kept: its legs are legs of the problem that are open to them alone.
"""

from datetime import date, timedelta
from itertools import zip_longest
from math import ceil
from typing import Final

from msgspec.structs import replace

from waystation.evacuation.plans import arrivals, connections
from waystation.evacuation.plans.known import Crowd, country_key
from waystation.evacuation.plans.papers import ready
from waystation.evacuation.plans.records import Ride, Steps
from waystation.evacuation.plans.slots import MINUTES, comes_at_night
from waystation.evacuation.plans.unfinished import Admitted, Unfinished
from waystation.evacuation.records import COMPROMISED, SAFE_HOUSE, LegPlan
from waystation.planning import Party, Place, Step
from waystation.planning.problem import NEVER, NIGHT, SLOTS

FREE: Final = frozenset({"asylum_on_arrival", "visa_free_transit"})
"""Pathways for which nobody waits for a visa."""
_VISAS: Final = ("visa", "residence_permit", "laissez_passer", "refugee_travel_doc")
_OWN_REGION: Final = 0.25
"""Nobody sleeps in the region that they flee, whether or not anybody was seen there."""
_PASSED: Final = 0.59
"""The most that counts in the region where somebody is: nobody leaves it without passing through it. A night is still
not spent there."""


def add(of: Unfinished) -> None:
    """A party for each crowd that contradicts itself nowhere; the persons of others are counted in `left_out`."""
    for number, crowd in enumerate(of.known.crowds):
        if why := _fault(of, crowd):
            of.left_out[why] += crowd.size
        else:
            _add(of, number, crowd)


def _fault(of: Unfinished, crowd: Crowd) -> str:
    """What keeps all of a crowd out of the problem."""
    if (crowd.at.place if crowd.at else crowd.origin) not in of.code:
        return "place"
    if any(pair <= crowd.cases.keys() for pair in of.known.apart):
        return "apart"
    backwards = any(leg.arrives <= leg.departs or leg.from_place == leg.to_place for leg in crowd.told)
    unknown = any(place not in of.code for leg in crowd.told for place in (leg.from_place, leg.to_place))
    return "way" if backwards or unknown else ""


def _add(of: Unfinished, number: int, crowd: Crowd) -> None:
    known, code = of.known, of.name()
    last = of.calendar.first + timedelta(days=of.days)
    days = {
        name: ready(of.classes.asks.get(name), crowd.people, of.calendar.first, last)
        for name in ("internal", "foreign")
    }  # fmt: skip
    today = of.calendar.number(known.now.astimezone(known.zone).date())
    begun, history = _begun(of, code, crowd) if crowd.at else (of.code[crowd.origin], ())
    of.parties[code] = Party(
        id=code,
        size=crowd.size,
        origin=begun,
        cats=(of.guests[crowd.guests],),
        urgency=crowd.urgency,
        deadline=min(NEVER, today + crowd.within),
        internal_day=days["internal"],
        foreign_day=days["foreign"],
        accessible=crowd.accessible,
        medical=crowd.medical,
        escort=crowd.escort,
        id_risk=crowd.id_risk,
        ck_risk=crowd.ck_risk,
        pursuit=_pursuit(of, crowd),
        visas=_visas(of, number, crowd),
        registered=len(of.parties),
    )
    of.crowds[code] = crowd
    if told := (*history, *_told(of, code, crowd, _free(of, history))):
        of.told[code] = told
        ends = crowd.told[-1].to_place if crowd.told else crowd.at.place if crowd.at else crowd.origin
        of.ends[ends] += crowd.size
    of.knew["persons"] += crowd.size
    of.knew["visa"] += crowd.size * bool(crowd.visas)
    of.knew["together"] += len(crowd.cases) > 1
    of.knew["near"] += crowd.size * bool(crowd.near)
    party = of.parties[code]
    of.parties[code] = replace(party, visas={**party.visas, **of.own.get(code, {})})


def _pursuit(of: Unfinished, crowd: Crowd) -> dict[str, float]:
    found = {of.code[pk]: round(strength, 3) for pk, strength in crowd.near.items() if pk in of.code}
    region, here = (
        of.known.places[place].region if place in of.known.places else ""
        for place in (crowd.origin, crowd.at.place if crowd.at else crowd.origin)
    )
    for pk, code in of.code.items():
        place = of.known.places[pk]
        if place.state == COMPROMISED:
            found[code] = 1.0
        elif region and place.region == region and place.kind == SAFE_HOUSE:
            found[code] = max(found.get(code, 0.0), _OWN_REGION)
        if here and place.region == here and place.state != COMPROMISED and code in found:
            found[code] = min(found[code], _PASSED)
    return found


def _visas(of: Unfinished, number: int, crowd: Crowd) -> dict[str, int]:
    found = {}
    for admitted, each in of.pathways.items():
        day = None if number in admitted.barred else enters(of, crowd, admitted)
        if day is not None:
            found[each.id] = max(0, of.calendar.number(day))
    return found


def enters(of: Unfinished, crowd: Crowd, admitted: Admitted) -> date | None:
    """The day from which on they may take a leg from which they are not barred."""
    if not admitted.by or admitted.by in FREE:
        return of.calendar.first
    country = country_key(_country_of(of, admitted.dest))
    last = of.calendar.first + timedelta(days=of.days)
    days = [crowd.visas.get((admitted.by, country)), _visa(crowd, country, last) if country else None]
    return min((day for day in days if day is not None), default=None)


def _country_of(of: Unfinished, code: str) -> str:
    return next((of.known.places[pk].country for pk, each in of.code.items() if each == code), "")


def _visa(crowd: Crowd, country: str, last: date) -> date | None:
    """The day on which each of them has a visa or permit of a country in hand that lasts."""
    days = []
    for papers in crowd.people:
        fitting = [
            each.ready
            for each in papers
            if each.kind in _VISAS
            and country_key(each.country) == country
            and (each.until is None or each.until >= last)
        ]
        days.append(min(fitting, default=None))
    return max(days) if days and all(days) else None  # type: ignore[type-var]


# On the way


def _begun(of: Unfinished, code: str, crowd: Crowd) -> tuple[str, Steps]:
    """A beginning somewhere else, from which somebody who is on the way has come by now."""
    assert crowd.at is not None
    at, calendar = crowd.at, of.calendar
    where, start = of.places[of.code[at.place]], of.name()
    since, into = calendar.slot(at.since), calendar.into(at.since)
    in_bed = where.kind == "house" and comes_at_night(since, 0, into)
    arrives = since + (at.departed is not None and into > 0 and not in_bed)
    leaves = calendar.slot(at.departed) if at.departed else arrives - 1
    leaves = max(0, min(leaves, of.now - 1, arrives - 1))
    arrives = max(arrives, leaves + 1)
    of.places[start] = Place(id=start, kind="origin", lat=where.lat, lon=where.lon, country=where.country)
    leg = of.own_leg(code, start, where.id, leaves, arrives - leaves, crowd.size)
    minutes = (since - leaves) * MINUTES + into
    of.rides[leg] = Ride(from_place=crowd.origin, to_place=at.place, mode="", minutes=minutes)
    return start, (Step(leg, leaves),)


def _free(of: Unfinished, steps: Steps) -> int:
    """The first slot in which somebody may go on after these steps."""
    return steps[-1].departs + of.legs[steps[-1].leg].dur if steps else 0


def _told(of: Unfinished, code: str, crowd: Crowd, free: int) -> Steps:
    """The legs ahead of somebody who knows of them: those of the network, else legs of their own.

    `free` is the first slot in which they may set out. Who changes within a slot leaves in the next one for the
    planner, and as many minutes before it begins as it really is. Whoever drives them is on the way then whatever they
    do, and is told apart (`pools.occupy`).
    """
    steps: list[Step] = []
    way = sorted(crowd.told, key=lambda leg: leg.departs)
    for leg, after in zip_longest(way, way[1:]):
        slot, into = of.calendar.slot(leg.departs), of.calendar.into(leg.departs)
        slot, into = max(slot, free), into - max(0, free - slot) * MINUTES
        minutes = max(1, round((leg.arrives - leg.departs).total_seconds() / 60))
        dur = arrivals.duration_to(of, leg.to_place, slot, into, minutes)
        # Changes in the daytime that add up to a departure at night: nobody is at a station then, so it leaves after.
        by_day = after is not None and (slot + dur) % SLOTS == NIGHT and of.calendar.slot(after.departs) < slot + dur
        known = None if leg.helpers or by_day else _known_leg(of, leg, slot, into)
        if known is None:
            cost = ceil((of.euro(leg.cost, leg.currency) or 0) / crowd.size)
            known = of.own_leg(
                code, of.code[leg.from_place], of.code[leg.to_place], slot, dur + by_day, crowd.size, cost=cost,
            )  # fmt: skip
            of.rides[known] = Ride(
                from_place=leg.from_place, to_place=leg.to_place, mode=leg.mode, minutes=minutes, into=into,
                cost=leg.cost, currency=leg.currency, needs_driver=bool(leg.driver), driver=leg.driver,
                escort=leg.escort,
            )  # fmt: skip
        steps.append(Step(known, slot))
        free = _free(of, tuple(steps))
    return tuple(steps)


def _known_leg(of: Unfinished, leg: LegPlan, slot: int, into: int) -> str | None:
    for pk, way in of.known.connections.items():
        if (way.from_place, way.to_place, way.mode) == (leg.from_place, leg.to_place, leg.mode):
            code = connections.at(of, pk, slot, into)
            if code is not None and of.legs[code].mode != "car":
                return code
    return None

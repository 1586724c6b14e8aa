"""From what is known of people, places and connections to a problem for the planner. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from waystation.evacuation.plans import arrivals, connections, occupants, parties, places, pools
from waystation.evacuation.plans.known import Crowd, Known, Left
from waystation.evacuation.plans.records import Asked
from waystation.evacuation.plans.unfinished import LEAD, Unfinished
from waystation.evacuation.records import COMPROMISED
from waystation.planning import Problem


@dataclass(frozen=True)
class Built:
    """What the planner is asked, which crowd is which party, and which cases could not be planned."""

    asked: Asked
    parties: Mapping[str, Crowd]
    left: tuple[Left, ...] = ()


def build(known: Known, *, name: Callable[[], str], seconds: int, seed: int, left: tuple[Left, ...] = ()) -> Built:
    """The question; `name` gives a new id each time, `left` are cases that were left out before."""
    of = begun(known, name)
    return Built(_asked(of, seconds, seed), of.crowds, left)


def begun(known: Known, name: Callable[[], str], lead: int = LEAD) -> Unfinished:
    """All that is known, with ids in its place; nothing departs in the first `lead` slots from now."""
    of = Unfinished(known, name, lead)
    places.add(of)
    pools.add(of)
    connections.add(of)
    arrivals.close(of)
    parties.add(of)
    arrivals.keep(of)
    occupants.add(of)
    pools.occupy(of)
    return of


def problem(of: Unfinished) -> Problem:
    """What the planner and whoever checks plans are given."""
    known = of.known
    return Problem(
        name="",
        days=of.days,
        places=tuple(of.places.values()),
        legs=tuple(of.legs.values()),
        pathways=(*of.pathways.values(), *of.own_pathways),
        parties=tuple(of.parties.values()),
        conflicts=(*_conflicts(of), *of.apart),
        drivers={pool: len(drivers) for pool, drivers in of.pools.items()},
        escorts=of.escorts,
        budget=int(known.budget),
        closed=tuple(of.closed),
        now=of.now,
        night_until_departure=True,
    )


def _asked(of: Unfinished, seconds: int, seed: int) -> Asked:
    known = of.known
    compromised = (pk for pk, place in known.places.items() if place.state == COMPROMISED)
    return Asked(
        problem=problem(of),
        first=of.calendar.first,
        seconds=seconds,
        seed=seed,
        told=of.told,
        missing=tuple(party for party, crowd in of.crowds.items() if crowd.missing),
        compromised=tuple(of.code[pk] for pk in compromised if pk in of.code),
        occupants=tuple(of.occupants),
        places={code: pk for pk, code in of.code.items()},
        rides=of.rides,
        pools=of.pools,
        escorts=tuple(of.with_people),
        companions=of.companions,
        left_out={code: number for code, number in of.left_out.items() if number},
        knew={code: number for code, number in (of.knew + _counted(of)).items() if number},
        released=tuple(party for party, crowd in of.crowds.items() if crowd.released),
    )


def _counted(of: Unfinished) -> Counter[str]:
    """What of the rest is in it, for whoever reads the plan."""
    last = of.calendar.first + timedelta(days=of.days)
    runs_out = [
        any(one.until and one.until < last for one in held) for crowd in of.known.crowds for held in crowd.people
    ]
    return Counter(
        {
            "apart": len({frozenset(pair) for pair in _conflicts(of)}) + len(of.apart),
            "beds": len(of.known.taken) + len(of.known.beside),
            "rests": sum(bool(nights) for nights in of.known.rests.values()),
            "runs_out": sum(runs_out),
            "seats": len(of.known.seats),
        }
    )


def _conflicts(of: Unfinished) -> Iterator[tuple[str, str]]:
    party = {case: code for code, crowd in of.crowds.items() for case in crowd.cases}
    pairs = {frozenset(party[case] for case in pair if case in party) for pair in of.known.apart}
    yield from ((one, other) for one, other in sorted(tuple(sorted(pair)) for pair in pairs if len(pair) == 2))

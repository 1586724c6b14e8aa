"""What evacuation promises to be quick, with a thousand cases, on SQLite and PostgreSQL beside each other.

    .venv/bin/python -m benchmarks.evacuation [--cases 1000] [--rounds 20] [--engines sqlite postgresql]

Each case has a journey of three legs that is under way or approved, a bed for five nights, an open service with
somebody who gives it, and a pursuer: one person hunts them all and was seen twenty times. A coordinator who may open
everything notes where he was seen last; every journey, stay and service is looked at again, the alarm is raised, and
pages say who must move: to whoever noted it, and to a colleague whose session was open before. Then the bed calendar,
the boards, and other pages are asked for through the whole program but the web server.

Told are medians and p95 in milliseconds: `own` is the time of the thread's processor (what the database server or the
disk takes is not in it), on whose p95 the limits are; `clock` is what somebody waits, with whatever else the machine
does meanwhile. The floor looks at each of those records once. Many timers due in one minute: benchmarks/timers.py.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.engines import ENGINES, apart  # noqa: E402

HOUSES, BEDS, NIGHTS, SEEN = 40, 6, 5, 20
RECHECK, PAGE = 2000.0, 150.0  # ms
LIMITS = {
    "a sighting is noted, all is looked at again": RECHECK,
    "who must move, to a colleague, just after": RECHECK,
    "bed calendar, 28 nights": PAGE,
    "bed calendar, two weeks on": PAGE,
    "bed calendar, just after a booking": PAGE,
    "board of journeys": PAGE,
    "live board": PAGE,
    "live board, page 40": PAGE,
}
Took = list[tuple[float, float]]  # own, clock


class Filled(NamedTuple):
    """What there is to ask for: cases, houses and the cities around them, and one who hunts."""

    cases: list[UUID]
    houses: list[UUID]
    cities: list[UUID]
    pursuer: UUID


def fill(actor: Any) -> Filled:
    """A journey, a bed, a service, a pursuer for each case."""
    from benchmarks import journeys
    from waystation.casework import access as casework
    from waystation.evacuation import actions
    from waystation.evacuation.records import PlaceRecord
    from waystation.web import gazetteer

    cases = [held.id for held, _stub in casework.cases(actor)]
    codes = [code for code in gazetteer.places() if code.startswith("RU-")][:HOUSES]
    cities = [actions.add_known(actor, code, "en") for code in codes]
    houses = [
        actions.add_place(actor, PlaceRecord(name=f"House {number:02}", kind="safe_house", beds=BEDS, within=city))
        for number, city in enumerate(cities)
    ]
    connect(actor, cities)
    journeys.fill(actor, cases)
    help_and_house(actor, cases, houses, cities)
    return Filled(cases, houses, cities, hunt(actor, cases))


def connect(actor: Any, cities: list[UUID]) -> None:
    """Five connections from each city."""
    from waystation.evacuation.network import actions
    from waystation.evacuation.network.records import ConnectionRecord, Weekly

    ways = [
        ConnectionRecord(
            from_place=one,
            to_place=cities[(number + step) % len(cities)],
            mode=("train", "bus_intercity", "plane_domestic")[step % 3],
            minutes=60 * step,
            departures=tuple(Weekly(day, 480) for day in range(7)),
        )
        for number, one in enumerate(cities)
        for step in range(1, 6)
    ]
    actions.add_connections(actor, ways)


def help_and_house(actor: Any, cases: list[UUID], houses: list[UUID], cities: list[UUID]) -> None:
    """A service and a bed for each case: houses are filled one after the other, and weeks when all are full."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.casework.services import actions
    from waystation.casework.services.models import ServiceRow
    from waystation.casework.services.records import Provider, Service
    from waystation.evacuation import access
    from waystation.evacuation.models import Booking
    from waystation.evacuation.records import BookingRecord
    from waystation.staff.teams import COORDINATION
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create

    places, team = access.places(actor), actor.keys.key(actor.team(COORDINATION))
    providers = [
        actions.add_provider(actor, Provider(name=f"Dr {number}", offers=("doctor",), places=places[city].name))
        for number, city in enumerate(cities)
    ]
    with transaction.atomic():
        for number, case in enumerate(cases):
            first = date.today() + timedelta(days=NIGHTS * (number // (HOUSES * BEDS)))
            nights = {"first": first, "until": first + timedelta(days=NIGHTS)}
            create(Booking, BookingRecord(house=houses[number % HOUSES], case=case, **nights), team)
            service = Service(code="doctor", provider=providers[number % HOUSES], at=actor.now(), by=actor.account)
            create(ServiceRow, service, actor.keys.key(case, Compartment.CONTACT))
        log(None, "benchmark.filled")


def hunt(actor: Any, cases: list[UUID]) -> UUID:
    """One who hunts all of them, and was seen on the ways of the first; the pursuer as the first case knows him."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation import access
    from waystation.evacuation.pursuers.models import Pursuer, Sighting
    from waystation.evacuation.pursuers.records import PursuerRecord, SightingRecord
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create

    hunter, now, first = uuid4(), actor.now(), None
    with transaction.atomic():
        for number, case in enumerate(cases):
            key = actor.keys.key(case, Compartment.LOGISTICS)
            pursuer = create(Pursuer, PursuerRecord(called="he", person=hunter, at=now), key).pk
            first = first or pursuer
            if number < SEEN:
                _leg, leg = access.ways_of(actor, case)[0].legs[1]
                seen = SightingRecord(pursuer=pursuer, place=leg.to_place, since=now, until=now, source="x", at=now)
                create(Sighting, seen, key)
        log(None, "benchmark.filled")
    assert first
    return first


def timed(job: Callable[[], object]) -> tuple[float, float]:
    own, clock = time.thread_time(), time.perf_counter()
    job()
    return (time.thread_time() - own) * 1000, (time.perf_counter() - clock) * 1000


def measured(job: Callable[[int], object], rounds: int) -> Took:
    """A few rounds, after one that is not counted: of a kind of page that this session has asked for before."""
    job(0)
    gc.collect()
    return [timed(lambda number=number: job(number)) for number in range(1, rounds + 1)]  # type: ignore[misc]


def sightings(rounds: int, there: Filled, staff: Any, colleague: Any) -> dict[str, Took]:
    """Everything looked at again, and who is told."""
    from waystation.evacuation import access
    from waystation.evacuation.models import Booking
    from waystation.evacuation.pursuers import access as pursuers
    from waystation.evacuation.pursuers import actions, recheck
    from waystation.evacuation.pursuers.records import SightingRecord
    from waystation.staff.access import opened

    actor = staff.actor

    def note(number: int) -> None:
        city, now = there.cities[number % HOUSES], actor.now()
        seen = SightingRecord(pursuer=there.pursuer, place=city, since=now, until=now, source="a neighbour")
        actions.note(actor, there.cases[0], seen)

    def look() -> None:
        assert all(way.journey.status for way in access.open_ways(actor))
        assert all(held.record.case for held in opened(actor, Booking))
        assert all(held.record.source for held in pursuers.standing(actor, "sighting"))

    colleague.get("/staff/pursuers/")
    noted, told = [], []
    for number in range(rounds + 1):  # each is told to a session that knew of all before it
        noted.append(timed(lambda number=number: note(number)))  # type: ignore[misc]
        told.append(timed(lambda: colleague.get("/staff/pursuers/")))
    kinds = {each.kind for each in recheck.findings(actor)}
    assert kinds >= {"leg", "stay", "service"}, kinds
    return {
        "a sighting is noted, all is looked at again": noted[1:],
        "who must move, to a colleague, just after": told[1:],
        "who must move, asked again": measured(lambda number: staff.get("/staff/pursuers/"), rounds),
        "floor: each of those records looked at once": measured(lambda number: look(), rounds),
    }


def pages(rounds: int, there: Filled, staff: Any) -> dict[str, Took]:
    """The pages of a coordinator."""
    from waystation.evacuation import actions

    later, nights = (date.today() + timedelta(days=14)).isoformat(), count(200)

    def book() -> None:
        first = date.today() + timedelta(days=next(nights))
        actions.book_bed(staff.actor, there.cases[0], there.houses[0], first=first, until=first + timedelta(days=1))

    def after_a_booking() -> Took:
        found = []
        for _ in range(rounds):
            book()
            found.append(timed(lambda: staff.get("/staff/beds")))
        return found

    paths = {
        "bed calendar, 28 nights": "/staff/beds",
        "bed calendar, two weeks on": f"/staff/beds?from={later}",
        "board of journeys": "/staff/journeys/",
        "live board": "/staff/journeys/live",
        "live board, page 40": "/staff/journeys/live?page=40",
        "places": "/staff/places/",
        "one house": f"/staff/places/{there.houses[0]}",
        "connections": "/staff/connections/",
        "map": "/staff/network/map",
        "Today": "/staff/",
    }
    found = {name: measured(lambda number, path=path: staff.get(path), rounds) for name, path in paths.items()}  # type: ignore[misc]
    found["bed calendar, just after a booking"] = after_a_booking()
    found["a bed is booked"] = measured(lambda number: book(), rounds)
    actions.set_place_state(staff.actor, there.houses[0], "compromised")
    leave = f"/staff/places/{there.houses[0]}/leave"
    return found | {"who must leave a lost house": measured(lambda number: staff.get(leave), rounds)}


def ours(cases: int, rounds: int) -> dict[str, Took]:
    """In this process, on the database that the environment names."""
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory(prefix="waystation-evacuation-") as name:
        installation(Path(name) / "data", cases)
        from benchmarks.vault import Staff
        from waystation.site.server import settle

        settle()  # as every server does
        staff, colleague = Staff("lev"), Staff("mark")
        there = fill(staff.actor)
        return sightings(rounds, there, staff, colleague) | pages(rounds, there, staff)


def show(cases: int, engines: list[str], found: list[dict[str, Took]]) -> None:
    print(f"\n{cases:,} cases; ms, median / p95")
    print("| | " + " | ".join(f"{engine}: own | clock" for engine in engines) + " | limit |")
    print("|---|" + "--:|" * (2 * len(engines)) + "---|")
    for what in found[0]:
        took = [[side[number] for side in times[what]] for times in found for number in (0, 1)]
        p95 = [quantiles(each, n=20)[-1] for each in took]
        limit, slowest = LIMITS.get(what), max(p95[::2])
        met = "" if limit is None else f"{limit:,.0f}, {'met' if slowest <= limit else 'MISSED'}"
        shown = [f"{median(each):,.1f} / {most:,.1f}" for each, most in zip(took, p95, strict=True)]
        print(f"| {what} | {' | '.join(shown)} | {met} |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(ours(chosen.cases, chosen.rounds)))
        return
    said = ("--one", "--cases", str(chosen.cases), "--rounds", str(chosen.rounds))
    found = [json.loads(apart(engine, "evacuation", *said).splitlines()[-1]) for engine in chosen.engines]
    show(chosen.cases, chosen.engines, found)


if __name__ == "__main__":
    main()

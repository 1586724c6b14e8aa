"""How long the pages of evacuation take, with a thousand bookings and a network: python -m benchmarks.evacuation

Told is our own time, that of the thread's processor, in a session that has asked for that kind of page before: median
and p95 of the rounds, of the bed calendar against a limit on the p95. The first of each in a session is told too. The
process makes an installation in a temporary folder, with people who are booked through the coordinator's own actions.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.casework import measured  # noqa: E402
from benchmarks.table import own  # noqa: E402

LIMIT = 150.0  # ms
HOUSES, BEDS, NIGHTS = 40, 6, 5
SEED = 7
LIMITED = ("bed calendar, 28 nights", "bed calendar, two weeks on", "a bed is booked, and the calendar")


def book(actor: Any, cases: list[UUID], bookings: int) -> list[UUID]:
    """Houses in cities of the gazetteer, and stays of a few nights in the coming weeks. Returns the houses."""
    from waystation.evacuation import actions
    from waystation.evacuation.errors import Refused
    from waystation.evacuation.records import PlaceRecord
    from waystation.web import gazetteer

    chance, codes = random.Random(SEED), [code for code in gazetteer.places() if code.startswith("RU-")]
    cities = [actions.add_known(actor, code, "en") for code in chance.sample(codes, HOUSES)]
    houses = [
        actions.add_place(actor, PlaceRecord(name=f"House {number:02}", kind="safe_house", beds=BEDS, within=city))
        for number, city in enumerate(cities)
    ]
    connect(actor, cities)
    made, waiting = 0, _stays(chance, cases, houses)
    while made < bookings:
        case, house, first = next(waiting)
        try:
            actions.book_bed(actor, case, house, first=first, until=first + timedelta(days=NIGHTS))
        except Refused:
            continue
        made += 1
    return houses


def _stays(chance: random.Random, cases: list[UUID], houses: list[UUID]) -> Iterator[tuple[UUID, UUID, date]]:
    today = date.today()
    while True:
        yield chance.choice(cases), chance.choice(houses), today + timedelta(days=chance.randrange(28))


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


def pages(bookings: int, rounds: int) -> dict[str, tuple[float, list[float]]]:
    """The pages of a coordinator: the first of a kind in a session, and the others."""
    from benchmarks.vault import Staff
    from waystation.casework.register import register
    from waystation.evacuation import actions

    staff = Staff("lev")
    cases = [held.id for held in register(staff.actor).group("open")]
    houses = book(staff.actor, cases, bookings)
    later = (date.today() + timedelta(days=14)).isoformat()

    def after_a_booking(number: int) -> float:
        first = date.today() + timedelta(days=200 + NIGHTS * number)
        until = first + timedelta(days=1)
        return own(lambda: actions.book_bed(staff.actor, cases[0], houses[0], first=first, until=until)) + staff.get(
            "/staff/beds"
        )

    jobs: dict[str, Callable[[int], float]] = {
        "bed calendar, 28 nights": lambda number: staff.get("/staff/beds"),
        "bed calendar, two weeks on": lambda number: staff.get(f"/staff/beds?from={later}"),
        "a bed is booked, and the calendar": after_a_booking,
        "places": lambda number: staff.get("/staff/places/"),
        "one house": lambda number: staff.get(f"/staff/places/{houses[number % HOUSES]}"),
        "connections": lambda number: staff.get("/staff/connections/"),
        "map": lambda number: staff.get("/staff/network/map"),
    }
    found = {name: measured(job, rounds) for name, job in jobs.items()}
    actions.set_place_state(staff.actor, houses[0], "compromised")
    leave = f"/staff/places/{houses[0]}/leave"
    return found | {"who must leave a house": measured(lambda number: staff.get(leave), rounds)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200, help="open cases, some with several stays")
    parser.add_argument("--bookings", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=40)
    said = parser.parse_args()
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory(prefix="waystation-evacuation-") as name:
        installation(Path(name) / "data", said.cases)
        found = pages(said.bookings, said.rounds)
    print(f"{said.bookings} bookings in {HOUSES} houses, {HOUSES * 5} connections")
    print(f"| page | first | median | p95 | limit {LIMIT:g} ms |\n|---|--:|--:|--:|---|")
    for page, (first, took) in found.items():
        p95 = quantiles(took, n=20)[-1]
        met = "" if page not in LIMITED else "met" if p95 <= LIMIT else "MISSED"
        print(f"| {page} | {first:,.1f} | {median(took):,.1f} | {p95:,.1f} | {met} |")


if __name__ == "__main__":
    main()

"""The re-check of many active journeys after a new sighting, and the pages that say who must move.

    .venv/bin/python -m benchmarks.recheck [--cases 1000] [--rounds 7]

An installation is filled with cases that are all hunted by one person, who was seen twenty times, and each by one more
who was seen once; each has a journey of two legs that is under way or approved, and a bed. Then a coordinator who may
open all of them notes one more sighting of whom all fear, and everything has to be looked at again: told is our own
time, that of the thread's processor, of the whole action, with the alarm for whoever is within reach now; the limit is
2 s. The floor is to look at each of those records once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.table import Row, head, own, show  # noqa: E402

LIMIT = 2000.0  # ms
TOWNS, SEEN = 40, 20


def fill(actor: Any) -> tuple[uuid.UUID, uuid.UUID]:
    """A journey, a bed, a pursuer and a sighting for each case. Returns the first of them and its pursuer."""
    from django.db import transaction

    from waystation.casework import access as casework
    from waystation.evacuation import actions as evacuation
    from waystation.evacuation.models import Booking, Journey, Leg
    from waystation.evacuation.pursuers.models import Pursuer, Sighting
    from waystation.evacuation.pursuers.records import PursuerRecord, SightingRecord
    from waystation.evacuation.records import BookingRecord, JourneyRecord, LegRecord, PlaceRecord
    from waystation.staff.teams import COORDINATION
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create

    def place(number: int, **more: Any) -> uuid.UUID:
        told = PlaceRecord(name=f"Town {number}", region=f"Region {number % 10}", country="Varna Reach", **more)
        return evacuation.add_place(actor, told)

    towns = [place(number) for number in range(TOWNS)]
    houses = [place(TOWNS + number, kind="safe_house", beds=500) for number in range(TOWNS)]
    now, hunter, first = actor.now(), uuid.uuid4(), None
    team = actor.keys.key(actor.team(COORDINATION))
    with transaction.atomic():
        for number, (held, _stub) in enumerate(casework.cases(actor)):
            case, key = held.id, actor.keys.key(held.id, Compartment.LOGISTICS)
            ends = [towns[number % TOWNS], towns[(number + 7) % TOWNS], houses[(number + 13) % TOWNS]]
            status = "under_way" if number % 2 else "approved"
            journey = create(Journey, JourneyRecord(status=status, origin=ends[0], destination=ends[2]), key).pk
            for step in range(2):
                start = now + timedelta(hours=6 * step + 1)
                leg = LegRecord(
                    journey=journey,
                    from_place=ends[step],
                    to_place=ends[step + 1],
                    mode="train" if number % 3 else "minibus",
                    departs=start,
                    arrives=start + timedelta(hours=4),
                )
                create(Leg, leg, key)
            nights = {"first": actor.today, "until": actor.today + timedelta(days=3)}
            create(Booking, BookingRecord(house=ends[2], case=case, **nights), team)
            pursuer = create(Pursuer, PursuerRecord(called="he", person=hunter, at=now), key).pk
            own_one = create(Pursuer, PursuerRecord(called="his brother", at=now), key).pk
            for each in [own_one, pursuer][: 2 if number < SEEN else 1]:
                seen = SightingRecord(pursuer=each, place=ends[1], since=now, until=now, source="x", at=now)
                create(Sighting, seen, key)
            first = first or (case, pursuer)
    assert first
    return first


def measure(cases: int, rounds: int) -> list[Row]:
    """A new sighting, the whole re-check, the pages."""
    from benchmarks.vault import Staff
    from waystation.evacuation import access as evacuation
    from waystation.evacuation.models import Booking
    from waystation.evacuation.pursuers import access, actions, recheck
    from waystation.evacuation.pursuers.records import SightingRecord
    from waystation.evacuation.pursuers.zones import zones
    from waystation.staff.access import opened

    staff = Staff("lev")
    actor = staff.actor
    case, pursuer = fill(actor)
    place = next(iter(evacuation.places(actor)))

    def note() -> None:
        now = actor.now()
        seen = SightingRecord(pursuer=pursuer, place=place, since=now, until=now, source="a neighbour")
        actions.note(actor, case, seen)

    def look() -> None:
        for way in evacuation.open_ways(actor):
            assert way.journey.status
        assert all(held.record.case for held in opened(actor, Booking))
        assert all(held.record.source for held in access.standing(actor, "sighting"))

    floor = [own(look) for _ in range(rounds)]
    beside = {"floor": floor, "floor_name": "looking once"}
    found = len(recheck.findings(actor))
    print(f"{cases:,} cases, {found:,} findings, {len(zones(actor, actor.now())):,} zones")
    return [
        Row(
            "a new sighting noted, with its re-check and alarms",
            [own(note) for _ in range(rounds)],
            limit=LIMIT,
            **beside,
        ),
        Row("everything looked at again", [own(lambda: recheck.findings(actor)) for _ in range(rounds)], **beside),
        Row("zones", [own(lambda: zones(actor, actor.now())) for _ in range(rounds)], **beside),
        Row("page: who must move", [staff.get("/staff/pursuers/") for _ in range(rounds)], **beside),
        Row("page: today", [staff.get("/staff/") for _ in range(rounds)], **beside),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory() as folder:
        installation(Path(folder) / "data", chosen.cases)
        rows = measure(chosen.cases, chosen.rounds)
    head()
    show(rows)


if __name__ == "__main__":
    main()

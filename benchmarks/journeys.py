"""The live board of all journeys with 1,000 of them, and what one delay means for everybody, by the processor's time.

    .venv/bin/python -m benchmarks.journeys [--journeys 1000] [--rounds 20]

A coordinator who can open every case asks for the pages through the whole program but the web server. Each journey is
under way or approved and has three legs; of two in three somebody was given words, and of one in three both sides have
spoken. Told is our own time (the thread's processor) in a session that has asked before: median and p95, for the board
against a limit on the p95; the first in a session is told too, and how many statements one asks the database. `after a
word`: somebody has just confirmed theirs. `what happened`: a house is lost, and some have missed a leg.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

LIMIT = 150.0  # ms
PLACES = 40


def fill(actor: Any, cases: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """A journey for each of them, as the actions leave it. Returns the confirmations that nobody has given yet."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation import actions
    from waystation.evacuation.models import Journey
    from waystation.evacuation.records import HelperRecord, JourneyRecord, PlaceRecord
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create

    towns = [PlaceRecord(name=f"Town {each}", region=f"R{each}") for each in range(PLACES - 1)]
    house = PlaceRecord(name="House", kind="safe_house", region="R0", beds=9)
    places = [actions.add_place(actor, each) for each in (*towns, house)]
    drivers = [actions.add_helper(actor, HelperRecord(pseudonym=f"Driver {each}")) for each in range(PLACES)]
    waiting = []
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        for one, case in enumerate(cases):
            key = actor.keys.key(case, Compartment.LOGISTICS)
            ends = {"origin": places[one % PLACES], "destination": places[(one + 3) % PLACES]}
            record = JourneyRecord(status="under_way" if one % 2 else "approved", consent="yes", **ends)
            journey = create(Journey, record, key).pk
            start = now + timedelta(minutes=10 * one - 600)
            waiting += _legs(
                actor, case, journey, [places[(one + each) % PLACES] for each in range(4)], start, one, drivers
            )
        log(None, "benchmark.filled")
    return waiting


def _legs(
    actor: Any, case: Any, journey: Any, stops: list[Any], start: datetime, one: int, drivers: list[Any]
) -> list[uuid.UUID]:
    from waystation.evacuation.models import Leg
    from waystation.evacuation.records import LegRecord
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create

    key, waiting = actor.keys.key(case, Compartment.LOGISTICS), []
    for each in range(3):
        departs = start + timedelta(hours=9 * each)
        leg = LegRecord(
            journey=journey,
            from_place=stops[each],
            to_place=stops[each + 1],
            mode="car_volunteer",
            departs=departs,
            arrives=departs + timedelta(hours=4),
            driver=drivers[one % PLACES],
            status=("departed" if one % 2 else "planned") if each == 0 else "planned",
        )
        leg_id = create(Leg, leg, key).pk
        if each == 0 and one % 3:
            waiting += [_given(actor, case, leg_id, leg, role, said=one % 3 == 1) for role in ("driver", "traveller")]
    return [each for each in waiting if each]


def _given(actor: Any, case: Any, leg_id: Any, leg: Any, role: str, *, said: bool) -> uuid.UUID | None:
    from waystation.evacuation.handover import rules
    from waystation.evacuation.handover.models import GivenRow
    from waystation.evacuation.handover.records import Given
    from waystation.hotline import phrases
    from waystation.hotline.briefings import actions as briefings
    from waystation.hotline.briefings import opening
    from waystation.hotline.briefings.models import ReportRow
    from waystation.hotline.briefings.records import Confirmation, Report
    from waystation.staff.teams import COORDINATION
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import create, post

    key, team = opening.key(phrases.new_entropy()), actor.team(COORDINATION)
    expected = Confirmation(case=case, leg=leg_id, pseudonym="Somebody", role=role)
    confirmation = briefings.expect(actor, expected, rules.times(role, leg).alarm_at)
    told = rules.compose(role, leg, rules.Facts(pick_up="The clock"), (), confirmation=confirmation, team=team)
    given = Given(
        leg=leg_id,
        role=role,
        briefing=briefings.give(actor, told, key),
        confirmation=confirmation,
        lookup=key.locator,
        secret=key.secret,
        at=actor.now(),
        by=actor.account,
    )
    create(GivenRow, given, actor.keys.key(case, Compartment.LOGISTICS))
    if said:
        post(ReportRow, Report(confirmation=confirmation, at=actor.now(), outcome="done"), (team, Compartment.SELF))
    return None if said else confirmation


def statements(work: Callable[[int], object]) -> int:
    """How many statements it asks the database for."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work(0)
    return len(asked)


def something_happens(actor: Any) -> None:
    """A house to which many are on the way is lost, and every 25th of those on the way has missed a leg."""
    from waystation.evacuation import access, actions

    for way in [way for way in access.board(actor) if way.journey.status == "under_way"][::25]:
        actions.report_leg(actor, way.legs[0][0], "missed")
    lost = next(pk for pk, place in access.places(actor).items() if place.kind == "safe_house")
    actions.set_place_state(actor, lost, "compromised")


def pages(journeys: int, rounds: int) -> dict[str, tuple[float, list[float], int]]:
    """What the pages take, and how many statements each asks for."""
    from django.db import transaction

    from benchmarks.casework import measured
    from benchmarks.table import own
    from benchmarks.vault import Staff
    from waystation.audit.log import log
    from waystation.casework.register import register
    from waystation.evacuation import access
    from waystation.evacuation.handover import moving
    from waystation.evacuation.plans import events
    from waystation.hotline.briefings.models import ReportRow
    from waystation.hotline.briefings.records import Report
    from waystation.staff.teams import COORDINATION
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import post

    staff = Staff("lev")
    cases = [held.id for held in register(staff.actor).group("open")]
    waiting = iter(fill(staff.actor, islice(cycle(cases), journeys)))

    def word(_number: int) -> float:
        to = (staff.actor.team(COORDINATION), Compartment.SELF)
        with transaction.atomic():
            post(ReportRow, Report(confirmation=next(waiting), at=datetime.now(UTC), outcome="done"), to)
            log(None, "benchmark.said")
        return staff.get("/staff/journeys/live")

    ways = [way for way in access.board(staff.actor) if way.journey.status == "approved"]

    def delay(number: int) -> float:
        way = ways[number]
        leg_id, leg = way.legs[0]
        ends = leg.departs + timedelta(hours=7), leg.arrives + timedelta(hours=7)
        return own(lambda: moving.delayed(staff.actor, way.case, leg_id, *ends))

    def one(job: Callable[[int], float]) -> tuple[float, list[float], int]:
        return *measured(job, rounds), statements(job)

    found = {
        "live board, 20 of all": one(lambda number: staff.get("/staff/journeys/live")),
        "live board, page 40": one(lambda number: staff.get("/staff/journeys/live?page=40")),
        "live board after a word": one(word),
        "what a delay of seven hours means": one(delay),
        "the journeys of a case": one(lambda number: staff.get(f"/staff/cases/{ways[number].case}/journey")),
    }
    something_happens(staff.actor)
    actor = staff.actor
    return found | {
        "what happened, undecided": one(lambda number: own(lambda: events.undecided(actor))),
        "what happened, the page": one(lambda number: staff.get("/staff/plans/events")),
        "Today": one(lambda number: staff.get("/staff/")),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--journeys", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=20)
    chosen = options.parse_args()
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory(prefix="waystation-journeys-") as name:
        installation(Path(name) / "data", chosen.journeys)
        found = pages(chosen.journeys, chosen.rounds)
    print(f"\n{chosen.journeys:,} journeys\n| page | first | median | p95 | limit {LIMIT:g} ms | statements |")
    print("|---|--:|--:|--:|---|--:|")
    for page, (first, took, asked) in found.items():
        p95 = quantiles(took, n=20)[-1]
        met = "" if not page.startswith("live") else "met" if p95 <= LIMIT else "MISSED"
        print(f"| {page} | {first:,.1f} | {median(took):,.2f} | {p95:,.2f} | {met} | {asked} |")


if __name__ == "__main__":
    main()

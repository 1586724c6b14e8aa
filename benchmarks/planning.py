"""How good plans are, and how quickly: beside first come first served, urgency first, and one integer programme of all.

    .venv/bin/python -m benchmarks.planning [PROBLEM.json ...] [--generated 40,200] [--time 30] [--cpu] [--milp 60]

Each problem is solved in a process of its own, for its memory. `--cpu` counts the seconds of this process's processor
instead of the clock's, for a machine that does something else too. `--milp S` gives the solver S seconds for the whole
problem at once, where it is small.

    .venv/bin/python -m benchmarks.planning PROBLEM.json --replan PLAN.json [--now 20]

The three fullest departures after a slot are cancelled, and four others; the house in which most sleep is compromised;
a pursuer of one party, and one of everybody, is sighted where they go; a visa comes early, late and never; a party is
added; one that has set out does not check in. After each by itself the plan is made anew.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from waystation.planning import arcflow, check, evaluate, generate, limits, read_plan, read_problem, solving  # noqa: E402
from waystation.planning.events import (  # noqa: E402
    DepartureCancelled,
    Event,
    Events,
    HouseCompromised,
    MissedCheckIn,
    PartyAdded,
    PursuerSighted,
    VisaChanged,
)
from waystation.planning.insertion import Insertion, guide  # noqa: E402
from waystation.planning.ledger import Ledger  # noqa: E402
from waystation.planning.network import MONEY, Network  # noqa: E402
from waystation.planning.pricing import Prices, Pricing, reachable  # noqa: E402
from waystation.planning.problem import NEVER, SLOTS, Plan, Problem, Step  # noqa: E402
from waystation.planning.replanning import replan  # noqa: E402
from waystation.planning.solving import solve  # noqa: E402
from waystation.planning.tables import network  # noqa: E402

SMALL = 3_000
"""Usable departures up to which the whole integer programme is solved too."""
COLUMNS = ("problem", "persons", "first come", "urgency first", "ours", "bound", "gap", "left", "abroad", "first plan",
           "time", "MB", "MILP")  # fmt: skip

ANEW: Final = ("problem", "persons", "what happened", "before", "after", "changed", "told persons", "level", "no way",
               "no way aside", "time", "processor", "MB")  # fmt: skip


def one_by_one(of: Network, order: list[int]) -> str:
    """Everybody gets the best way that is left: the objective, and how many stay."""
    ledger, prices = Ledger(of), Prices.free(of)
    guide(prices, of, MONEY, Prices.free(of), 0)
    insertion = Insertion(Pricing(of), ledger)
    for party in order:
        insertion.insert(party, prices)
    found = evaluate(of.problem, of.plan_of(ledger.ways))
    return f"{found.total:,.0f}" + (f" ({found.left_behind})" if found.left_behind else "")


def whole(of: Network, seconds: float) -> str:
    """The same solver on the straight programme, with nothing known before."""
    if not seconds or len(of.usable) > SMALL:
        return ""
    started = time.perf_counter()
    ways, bound = arcflow.solve(of, seconds, [()] * len(of.size), float(of.stays.sum()) + 1, lambda: False)
    total = evaluate(of.problem, of.plan_of(ways)).total
    return f"{total:,.0f} >= {bound:,.0f}, {time.perf_counter() - started:.1f} s"


def measure(problem: Problem, asked: argparse.Namespace) -> None:
    if asked.cpu:
        solving.monotonic = limits.monotonic = time.process_time
    of = reachable(network(problem))
    people = problem.parties
    by_coming = sorted(range(len(people)), key=lambda number: people[number].registered)
    by_urgency = sorted(by_coming, key=lambda number: -people[number].urgency)
    first, urgent = one_by_one(of, by_coming), one_by_one(of, by_urgency)
    found = solve(problem, asked.time, seed=asked.seed)
    assert not check(problem, found.plan)
    cells = [
        problem.name, sum(party.size for party in people), first, urgent, f"{found.objective.total:,.0f}",
        f"{found.bound:,.0f}", f"{found.gap:.2%}", found.objective.left_behind, found.objective.abroad,
        f"{found.first:.2f} s", f"{found.seconds:.1f} s", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        whole(of, asked.milp),
    ]  # fmt: skip
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def happenings(problem: Problem, plan: Plan, now: int) -> Iterator[tuple[str, Event]]:
    """What may happen to a plan, each with a word for it."""
    ends = {leg.id: leg.b for leg in problem.legs}
    houses = {place.id for place in problem.places if place.kind == "house"}
    aboard: Counter[Step] = Counter()
    guests: Counter[str] = Counter()
    for party in problem.parties:
        aboard.update({step: party.size for step in plan[party.id] if step.departs >= now})
        guests.update({ends[step.leg]: party.size for step in plan[party.id] if ends[step.leg] in houses})
    by_persons = sorted(aboard, key=lambda step: (-aboard[step], step))
    for step in [*by_persons[:3], *by_persons[len(by_persons) // 8 :: len(by_persons) // 4]]:
        yield (
            f"{step.leg} in {step.departs} cancelled, with {aboard[step]}",
            DepartureCancelled(leg=step.leg, slot=step.departs),
        )
    (house, _), *_ = guests.most_common(1)
    coming = next(party for party in problem.parties if plan[party.id] and plan[party.id][0].departs >= now)
    everybody = tuple(party.id for party in problem.parties)
    yield f"{house} compromised", HouseCompromised(place=house)
    yield "pursuer of one", PursuerSighted(parties=(coming.id,), place=ends[plan[coming.id][-1].leg], probability=0.8)
    yield f"pursuers of all in {house}", PursuerSighted(parties=everybody, place=house, probability=0.8)
    through = {leg.id: leg.pathway for leg in problem.legs if leg.pathway}
    uses = ((party, step) for party in problem.parties for step in plan[party.id] if step.leg in through)
    party, step = next((party, step) for party, step in uses if step.departs >= now)
    for when, day in ("early", now // SLOTS), ("late", step.departs // SLOTS + 3), ("never", NEVER):
        yield f"visa {when}", VisaChanged(party=party.id, pathway=through[step.leg], day=day)
    yield "party added", PartyAdded(party=replace(coming, id="added"))
    gone = next(party for party in problem.parties if plan[party.id] and plan[party.id][0].departs < now)
    yield "missed check-in", MissedCheckIn(party=gone.id)


def anew(problem: Problem, asked: argparse.Namespace) -> None:
    """One thing happens after the other, each to the plan as it is."""
    plan = read_plan(asked.replan.read_bytes(), problem)
    for what, event in happenings(problem, plan, asked.now):
        started, used = time.perf_counter(), time.process_time()
        found = replan(problem, plan, Events(now=asked.now, events=(event,)), asked.time, seed=asked.seed)
        seconds, used = time.perf_counter() - started, time.process_time() - used
        assert tuple(check(found.problem, found.plan)) == found.broken
        without = [sum(each.persons for each in of.stuck) for of in (found, found.contingency) if of]
        cells = [
            problem.name, sum(party.size for party in problem.parties), what, f"{found.kept.total:,.0f}",
            f"{found.solution.objective.total:,.0f}", len(found.changes), found.told, found.level, without[0],
            "".join(map(str, without[1:])), f"{seconds:.1f} s", f"{used:.1f} s",
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        ]  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("problems", type=Path, nargs="*")
    options.add_argument("--generated", default="", help="numbers of parties, with commas")
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--time", type=float, default=30)
    options.add_argument("--milp", type=float, default=0)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--cpu", action="store_true")
    options.add_argument("--replan", type=Path, help="a plan of the problem, to be made anew")
    options.add_argument("--now", type=int, default=20)
    asked = options.parse_args()
    given = [read_problem(path.read_bytes()) for path in asked.problems]
    given += [generate(int(number), asked.days) for number in asked.generated.split(",") if number]
    columns = ANEW if asked.replan else COLUMNS
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|", flush=True)
    for problem in given:
        process = multiprocessing.get_context("fork").Process(
            target=anew if asked.replan else measure, args=(problem, asked)
        )
        process.start()
        process.join()


if __name__ == "__main__":
    main()

"""`waystation plan`: evacuation problems and plans as files, without an installation. Nothing is kept of them."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from math import nan
from pathlib import Path
from secrets import randbits
from typing import TYPE_CHECKING

from waystation.planning import (
    Plan,
    Problem,
    Unreadable,
    blast_radius,
    check,
    evaluate,
    generate,
    write_plan,
    write_problem,
)
from waystation.site.command import plan_draw, plan_explain, plan_replan
from waystation.site.command.ending import ended
from waystation.site.command.plan_files import both_at, counted, problem_at, ready, write
from waystation.site.command.plan_signals import CLEARED, ended_in_order, until_interrupted
from waystation.site.commands import COMMANDS

if TYPE_CHECKING:
    from waystation.planning.solving import Progress, Solution

PURPOSES = {
    "solve": "make the best plan that is found in some time, and say how much better one could be",
    "check": "say which rules a plan breaks, and what it costs",
    "draw": "make a page of a plan: maps, days, beds, in one file that loads nothing",
    "explain": plan_explain.PURPOSE,
    "replan": plan_replan.PURPOSE,
    "generate": "invent a problem on an invented map",
}
_WHY = {
    "proved": "No plan is better.", "time": "The time is over.", "work": "The rounds are over.",
    "cancelled": "Interrupted.",
}  # fmt: skip
ROUNDS = "rounds to look, in which --seed finds the same plan however busy the machine is; the time is the most then"
WITHIN = "draw among plans that cost at most so much more, by which one host or driver knows fewer people (0)"
_MOST_PARTIES, _MOST_DAYS, _MOST_ROUNDS = 20_000, 366, 1_000_000


def main(arguments: list[str]) -> int:
    """Returns 0, 1 where the answer is no, 2 where a file cannot be read or written, 130 or 143 where it was ended."""
    chosen = options().parse_args(arguments)

    def run() -> int:
        with ended_in_order():
            code = ACTIONS[chosen.what](chosen)
            sys.stdout.flush()
            return code

    return ended(run, _sentence)


def _sentence(error: Exception) -> str | None:
    match error:
        case Unreadable():
            return str(error)
        case MemoryError():
            return str(error) or "this needs more memory than there is"
    return None


def options() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="waystation plan", description=COMMANDS["plan"])
    parsers = whole.add_subparsers(dest="what", required=True, metavar="|".join(PURPOSES))
    made = {name: parsers.add_parser(name, help=purpose, description=purpose) for name, purpose in PURPOSES.items()}
    for name in ("solve", "check", "draw", "explain", "replan"):
        made[name].add_argument("problem", type=Path, metavar="PROBLEM.json", help="the problem, in format 1")
    for name in ("check", "draw", "replan"):
        made[name].add_argument("plan", type=Path, metavar="PLAN.json", help="the plan")
    plan_explain.options(made["explain"], _seconds)
    _of_solve(made["solve"])
    plan_draw.options(made["draw"])
    plan_replan.options(made["replan"], _seconds)
    _of_generate(made["generate"])
    for name in ("solve", "replan"):
        made[name].add_argument("--rounds", type=_number(_MOST_ROUNDS), metavar="N", help=ROUNDS)
    return whole


def _of_solve(options: argparse.ArgumentParser) -> None:
    options.add_argument("--out", type=Path, required=True, metavar="PLAN.json", help="where to write the plan")
    options.add_argument("--time-limit", type=_seconds, default=30.0, metavar="S", help="seconds to look (30)")
    options.add_argument("--within", type=_percent, default=0.0, metavar="PERCENT", help=WITHIN)
    options.add_argument("--seed", type=int, metavar="N", help="to find the same plan again (default: one by chance)")
    options.add_argument("--json", action="store_true", help="tell the result as one line of JSON")


def _of_generate(options: argparse.ArgumentParser) -> None:
    options.add_argument("--parties", type=_number(_MOST_PARTIES), required=True, metavar="N")
    options.add_argument("--days", type=_number(_MOST_DAYS), default=30, metavar="D", help="days to plan for (30)")
    options.add_argument("--seed", type=int, default=0, metavar="N")
    options.add_argument("--out", type=Path, metavar="PROBLEM.json", help="where to write it (standard output)")


def _seconds(given: str) -> float:
    seconds = _float(given)
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("a number of seconds, at most a day")
    return seconds


def _float(given: str) -> float:
    """No number where it is none, which is in no range."""
    with suppress(ValueError):
        return float(given)
    return nan


def _percent(given: str) -> float:
    percent = _float(given)
    if not 0 <= percent <= 100:
        raise argparse.ArgumentTypeError("a number of per cent, from 0 to 100")
    return percent / 100


def _number(most: int) -> Callable[[str], int]:
    def number(given: str) -> int:
        if not given.isdecimal() or not 1 <= int(given) <= most:
            raise argparse.ArgumentTypeError(f"a number from 1 to {most:,}")
        return int(given)

    return number


def _solve(chosen: argparse.Namespace) -> int:
    from waystation.planning.solving import solve  # numpy and HiGHS are loaded for nothing else

    ready(chosen.out, chosen.problem)
    problem = problem_at(chosen.problem)
    if problem.now:
        raise Unreadable("now", "who has left already is not in a problem: replan goes on from where they are")
    shown = sys.stderr.isatty()
    progress = until_interrupted(_tell if shown else None)
    seed = randbits(64) if chosen.seed is None else chosen.seed
    solution = solve(
        problem, chosen.time_limit, seed=seed, work_limit=chosen.rounds, within=chosen.within, progress=progress
    )
    if shown:
        sys.stderr.write(CLEARED)
    write(chosen.out, write_plan(solution.plan))
    sys.stdout.write(_as_json(problem, solution) if chosen.json else _in_words(problem, solution))
    return 0


def _tell(progress: "Progress") -> None:
    gap = f"{1 - progress.bound / progress.objective:.2%}" if progress.objective else "0%"
    sys.stderr.write(f"{CLEARED}{progress.seconds:6.1f} s  objective {progress.objective:,.0f}, gap {gap}")


def _as_json(problem: Problem, solution: "Solution") -> str:
    known = blast_radius(problem, solution.plan)
    found = {
        "objective": solution.objective.total, "bound": solution.bound, "gap": solution.gap,
        "seconds": round(solution.seconds, 3), "placed": _persons(problem) - solution.objective.left_behind,
        "abroad": solution.objective.abroad, "one_host_knows": known.house, "one_driver_knows": known.driver,
    }  # fmt: skip
    return json.dumps(found) + "\n"


def _in_words(problem: Problem, solution: "Solution") -> str:
    known = blast_radius(problem, solution.plan)
    why = _WHY[solution.stopped] if solution.gap < 1e-9 or solution.stopped != "proved" else "The best is known."
    return (
        f"{why} {_told(problem, solution.plan)}\n"
        f"No plan costs less than {solution.bound:,.1f}: this one is within {solution.gap:.2%} of the best.\n"
        f"One host could give away {known.house} persons at most, one driver {known.driver}.\n"
    )


def _check(chosen: argparse.Namespace) -> int:
    problem, plan = both_at(chosen.problem, chosen.plan)
    if _is_broken(problem, plan):
        return 1
    sys.stdout.write(f"valid: {_told(problem, plan)}\n")
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    problem, plan = both_at(chosen.problem, chosen.plan)
    return 1 if _is_broken(problem, plan) else plan_explain.run(chosen, problem, plan, until_interrupted)


def _is_broken(problem: Problem, plan: Plan) -> bool:
    """Tells all that the plan breaks."""
    broken = check(problem, plan)
    for violation in broken:
        sys.stdout.write(f"{violation}\n")
    if broken:
        sys.stdout.write(f"{counted(len(broken), 'violation')}: this plan must not be used.\n")
    return bool(broken)


def _replan(chosen: argparse.Namespace) -> int:
    tell = _tell if sys.stderr.isatty() else None
    return plan_replan.run(chosen, until_interrupted(tell))


def _told(problem: Problem, plan: Plan) -> str:
    found, persons = evaluate(problem, plan), _persons(problem)
    return (
        f"objective {found.total:,.1f}, {persons - found.left_behind} of {persons} persons leave, "
        f"{found.abroad} get abroad, {found.money:,} euro"
    )


def _persons(problem: Problem) -> int:
    return sum(party.size for party in problem.parties)


def _generate(chosen: argparse.Namespace) -> int:
    if chosen.out:
        ready(chosen.out)
    raw = write_problem(generate(chosen.parties, chosen.days, chosen.seed))
    if chosen.out:
        write(chosen.out, raw)
    else:
        sys.stdout.write(raw.decode())
    return 0


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "solve": _solve, "check": _check, "draw": plan_draw.run, "explain": _explain, "replan": _replan,
    "generate": _generate,
}  # fmt: skip

"""`waystation plan`: evacuation problems and plans as files, without an installation. Nothing is kept of them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from waystation.planning import Plan, Problem, Unreadable, check, evaluate, read_plan, read_problem
from waystation.site.commands import COMMANDS

PURPOSES = {"check": "say which rules a plan breaks, and what it costs"}


def main(arguments: list[str]) -> int:
    """Returns 0, 1 where the answer is no, 2 where a file cannot be read."""
    chosen = _options(arguments)
    try:
        return ACTIONS[chosen.what](chosen)
    except Unreadable as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 2


def _options(arguments: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="waystation plan", description=COMMANDS["plan"])
    parsers = options.add_subparsers(dest="what", required=True, metavar="|".join(PURPOSES))
    made = {name: parsers.add_parser(name, help=purpose, description=purpose) for name, purpose in PURPOSES.items()}
    for each in made.values():
        each.add_argument("problem", type=Path, metavar="PROBLEM.json", help="the problem, in format 1")
    made["check"].add_argument("plan", type=Path, metavar="PLAN.json", help="the plan")
    return options.parse_args(arguments)


def _check(chosen: argparse.Namespace) -> int:
    problem, plan = _both(chosen)
    broken = check(problem, plan)
    for violation in broken:
        sys.stdout.write(f"{violation}\n")
    if broken:
        sys.stdout.write(f"{len(broken)} violations: this plan must not be used.\n")
        return 1
    found = evaluate(problem, plan)
    persons = sum(party.size for party in problem.parties)
    sys.stdout.write(
        f"valid: objective {found.total:,.1f}, {persons - found.left_behind} of {persons} persons leave, "
        f"{found.abroad} get abroad, {found.money:,} euro\n"
    )
    return 0


def _both(chosen: argparse.Namespace) -> tuple[Problem, Plan]:
    problem = read_problem(_raw(chosen.problem))
    try:
        return problem, read_plan(_raw(chosen.plan), problem)
    except Unreadable as error:
        raise Unreadable(error.path, f"{error.why} (in the plan)") from None


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("", f"{path} cannot be read: {error.strerror}") from None


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {"check": _check}

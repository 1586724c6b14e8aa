"""`waystation plan explain`: one party's way, what would help most, or who is left behind."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from waystation.planning import Plan, Problem, Unreadable
from waystation.site.command.plan_signals import CLEARED

PURPOSE = "say why a party has its way, what would help most, or who is left behind"
_SoFar = tuple[int, int, float]
UntilInterrupted = Callable[[Callable[[_SoFar], None] | None], Callable[[_SoFar], bool]]


def options(parser: argparse.ArgumentParser, seconds: Callable[[str], float]) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN.json", help="a plan that breaks no rule")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("party", nargs="?", metavar="PARTY", help="the party whose way is explained")
    what.add_argument("--changes", action="store_true", help="which single change would help the whole most")
    what.add_argument("--fairness", action="store_true", help="who is left behind or waits longest, by group")
    of_party = parser.add_argument_group("with PARTY")
    of_party.add_argument("--through", default="", metavar="X", help="the best way through a place or by a leg")
    of_party.add_argument("--not-through", default="", metavar="X", help="the best way without a place or leg")
    of_changes = parser.add_argument_group("with --changes")
    of_changes.add_argument("--time-limit", type=seconds, default=60.0, metavar="S", help="seconds to look (60)")
    of_changes.add_argument("--seed", type=int, default=0, metavar="N", help="of all runs (0)")
    parser.add_argument("--json", action="store_true", help="tell it as one line of JSON")


def run(chosen: argparse.Namespace, problem: Problem, plan: Plan, until_interrupted: UntilInterrupted) -> int:
    """Tells what was asked of a plan that breaks no rule. Raises Unreadable for what the problem does not have."""
    if chosen.party is None and (chosen.through or chosen.not_through):
        raise Unreadable("PARTY", "whose way is to go through there, or not?")
    if chosen.fairness:
        found, words = _fairness(problem, plan)
    elif chosen.changes:
        found, words = _changes(chosen, problem, plan, until_interrupted)
    else:
        found, words = _party(chosen, problem, plan)
    sys.stdout.write(msgspec.json.encode(found, order="deterministic").decode() + "\n" if chosen.json else words)
    return 0


def _party(chosen: argparse.Namespace, problem: Problem, plan: Plan) -> tuple[object, str]:
    from waystation.planning.beside import Wish  # numpy is loaded for nothing that only checks
    from waystation.planning.explained import in_words
    from waystation.planning.explaining import explain

    shown = sys.stderr.isatty()
    if shown:
        sys.stderr.write("looking at all other ways")
    try:
        found = explain(problem, plan, chosen.party, Wish(chosen.through, chosen.not_through))
    finally:
        sys.stderr.write(CLEARED if shown else "")
    return found, in_words(problem, found)


def _changes(
    chosen: argparse.Namespace, problem: Problem, plan: Plan, until_interrupted: UntilInterrupted
) -> tuple[object, str]:
    from waystation.planning.changes import what_if
    from waystation.planning.reports import of_changes

    shown = sys.stderr.isatty()
    goes_on = until_interrupted(_tell if shown else None)
    found = what_if(problem, plan, chosen.time_limit, chosen.seed, progress=lambda *so_far: goes_on(so_far))
    sys.stderr.write(CLEARED if shown else "")
    told = msgspec.to_builtins(found)
    del told["plan"]  # nobody is shown everybody's whole way at once
    return told, of_changes(problem, found)


def _tell(so_far: _SoFar) -> None:
    done, of, seconds = so_far
    sys.stderr.write(f"{CLEARED}{seconds:6.1f} s  {done} of {of} plans made")


def _fairness(problem: Problem, plan: Plan) -> tuple[object, str]:
    from waystation.planning.fairness import fairness
    from waystation.planning.reports import of_fairness

    found = fairness(problem, plan)
    return found, of_fairness(found)

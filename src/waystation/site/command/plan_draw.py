"""`waystation plan draw`: a plan as a page to look at."""

import argparse
import sys
from pathlib import Path

from waystation.planning import Unreadable, check
from waystation.planning.drawing import draw
from waystation.site.command.plan_files import both_at, ready, write


def options(parser: argparse.ArgumentParser) -> None:
    """The problem and the plan are there already."""
    parser.add_argument("--out", type=Path, required=True, metavar="REPORT.html", help="where to write the page")
    parser.add_argument("--party", metavar="ID", help="the way of this party alone, for whoever looks after it")


def run(chosen: argparse.Namespace) -> int:
    """Returns 1 where the plan breaks rules: the page says so."""
    ready(chosen.out, chosen.problem, chosen.plan)
    problem, plan = both_at(chosen.problem, chosen.plan)
    broken = check(problem, plan)
    try:
        drawn = draw(problem, plan, chosen.party, broken)
    except KeyError:
        raise Unreadable("party", f"the problem has no party {chosen.party}") from None
    write(chosen.out, drawn.encode())
    if not broken:
        return 0
    sys.stderr.write("waystation: this plan breaks rules and must not be used; the page says which.\n")
    return 1

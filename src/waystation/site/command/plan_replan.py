"""`waystation plan replan`: a plan made anew after something has happened, with as few people as possible told anew."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import randbits
from typing import TYPE_CHECKING

from waystation.planning import Unreadable, write_plan, write_problem
from waystation.planning.events import MissedCheckIn
from waystation.site.command.plan_files import both_at, counted, events_at, ready, write
from waystation.site.command.plan_signals import CLEARED

if TYPE_CHECKING:
    from waystation.planning.replanned import Change, Replanned, Stuck
    from waystation.planning.solving import Progress

PURPOSE = "make a plan anew after something has happened, so that as few people as possible are told something new"
EVENTS = """\
EVENTS.json says what has happened until the slot "now"; what departed before it is done. "told" are the parties that
know their way already (without it, all that have one):

  {"now": 12, "told": ["P1", "P2"], "events": [
    {"event": "departure_cancelled", "leg": "L7", "slot": 14},
    {"event": "house_compromised", "place": "H3", "since": 10},
    {"event": "pursuer_sighted", "parties": ["P4"], "place": "B2", "probability": 0.8},
    {"event": "visa", "party": "P2", "pathway": "V1", "day": 9},
    {"event": "document", "party": "P2", "document": "internal", "day": 5},
    {"event": "party_added", "party": {...as in format 1...}, "apart": ["P3"]},
    {"event": "party_withdrawn", "party": "P9"},
    {"event": "missed_check_in", "party": "P5"},
    {"event": "beds", "place": "H1", "beds": 4},
    {"event": "drivers", "pool": "drivers", "drivers": 1},
    {"event": "escorts", "escorts": 2},
    {"event": "money", "budget": 12000}]}

A house that is compromised is left by the first departure possible. A missed check-in changes nothing: a plan that
empties what they know is written beside NEW.json, as NEW.contingency.json, with NEW.contingency.problem.json. More in
docs/evacuation.md.
"""
_CONTINGENCY = ".contingency", ".contingency.problem"
_LEVELS = {
    1: "Only those change whose ways are broken, who are new, or who were not told yet.",
    2: "Others make room, since somebody found no way beside all of them.",
    3: "Everybody was free to change.",
}


def options(parser: argparse.ArgumentParser, seconds: Callable[[str], float]) -> None:
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EVENTS
    parser.add_argument("events", type=Path, metavar="EVENTS.json", help="what has happened")
    parser.add_argument("--out", type=Path, required=True, metavar="NEW.json", help="where to write the new plan")
    parser.add_argument("--problem-out", type=Path, metavar="CHANGED.json", help="where to write the changed problem")
    parser.add_argument("--time-limit", type=seconds, default=6.0, metavar="S", help="seconds to look (6)")
    parser.add_argument(
        "--others", type=_others, metavar="K|all",
        help="persons that may change though their own ways are sound (as many as others need); all: whoever gains",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, metavar="N", help="to find the same plan again (default: one by chance)")
    parser.add_argument("--json", action="store_true", help="tell the result as one line of JSON")


def _others(given: str) -> float:
    if given == "all":
        return float("inf")
    if not given.isdecimal():
        raise argparse.ArgumentTypeError("a number of persons, or all")
    return int(given)


def run(chosen: argparse.Namespace, progress: "Callable[[Progress], bool]") -> int:
    """Writes the new plan; 1 where it breaks a rule because somebody has no way that breaks none."""
    from waystation.planning.replanning import replan  # numpy and HiGHS are loaded for nothing else

    outs = [out for out in (chosen.out, chosen.problem_out) if out]
    _ready(chosen, outs)
    problem, plan = both_at(chosen.problem, chosen.plan)
    events = events_at(chosen.events, problem, plan)
    if any(isinstance(event, MissedCheckIn) for event in events.events):
        _ready(chosen, [*outs, *(_beside(chosen.out, more) for more in _CONTINGENCY)])
    seed = randbits(64) if chosen.seed is None else chosen.seed
    found = replan(problem, plan, events, chosen.time_limit, chosen.others, seed, progress, chosen.rounds)
    if sys.stderr.isatty():
        sys.stderr.write(CLEARED)
    write(chosen.out, write_plan(found.plan))
    if chosen.problem_out:
        write(chosen.problem_out, write_problem(found.problem))
    if found.contingency:
        for more, raw in zip(_CONTINGENCY, _as_files(found.contingency), strict=True):
            write(_beside(chosen.out, more), raw)
    sys.stdout.write(json.dumps(_as_json(found)) + "\n" if chosen.json else _in_words(chosen, found))
    return 1 if found.broken else 0


def _ready(chosen: argparse.Namespace, outs: list[Path]) -> None:
    """Whether each can be written, over nothing that is read, and none over another. Raises Unreadable."""
    for number, out in enumerate(outs):
        ready(out, chosen.problem, chosen.plan, chosen.events)
        if out.resolve() in [each.resolve() for each in outs[:number]]:
            raise Unreadable("", f"{out} cannot be written: something else is written there")


def _as_files(found: "Replanned") -> tuple[bytes, bytes]:
    return write_plan(found.plan), write_problem(found.problem)


def _beside(path: Path, more: str) -> Path:
    return path.with_name(f"{path.stem}{more}{path.suffix}")


def _as_json(found: "Replanned") -> dict[str, object]:
    return {
        "before": found.kept.total, "objective": found.solution.objective.total, "level": found.level,
        "changed": [each.party for each in found.changes], "told": found.told, "fewest": found.fewest,
        "left_behind": found.solution.objective.left_behind, "abroad": found.solution.objective.abroad,
        "why": {each.party: list(each.why) for each in found.changes},
        "stuck": {each.party: [str(rule) for rule in each.broken] for each in found.stuck},
        "broken": [str(each) for each in found.broken],
        "contingency": _as_json(found.contingency) if found.contingency else None,
    }  # fmt: skip


def _in_words(chosen: argparse.Namespace, found: "Replanned") -> str:
    lines = [*_lines(found)]
    if found.contingency:
        lines += [
            "",
            f"Prepared, and to be told to nobody until two have decided so: {_beside(chosen.out, '.contingency')}",
            "empties the houses and departures that those know of whom nothing is heard, and plans without them.",
            *(f"  {line}" for line in _lines(found.contingency)),
        ]
    return "\n".join(lines) + "\n"


def _lines(found: "Replanned") -> list[str]:
    lines = [line for each in found.changes for line in _of_change(each)]
    lines += [f"{place} may have been watched while these were there: {' '.join(them) or 'nobody'}"
              for place, them in found.watched.items()]  # fmt: skip
    lines += [line for each in found.stuck for line in _of_stuck(each)]
    fewest = "" if found.level > 2 else " (no fewer could be)" if found.fewest else " (the fewest that were found)"
    lines.append(f"{counted(found.told, 'person')} to be told something new{fewest}. {_LEVELS[found.level]}")
    after, before = found.solution.objective.total, found.kept.total
    lines.append(f"objective {after:,.1f}; of the plan before, if it could be kept, {before:,.1f}")
    if found.broken:
        lines.append(f"{counted(len(found.broken), 'violation')}: somebody has to decide about those who have no way.")
    return lines


def _of_change(change: "Change") -> list[str]:
    told = "told already" if change.told else "not told yet"
    return [f"{change.party} ({counted(change.persons, 'person')}, {told}) changes: {'; '.join(change.why)}"]


def _of_stuck(stuck: "Stuck") -> list[str]:
    why = "what they need is held by others" if stuck.alone else "nothing leads on, even if nobody else were there"
    where = "remain where they are" if stuck.broken else "stay at their origin"
    return [
        f"{stuck.party} ({counted(stuck.persons, 'person')}) {where}: {why}",
        *(f"  {rule}" for rule in stuck.first),
    ]

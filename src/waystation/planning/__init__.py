"""The safest feasible evacuation of everybody at once. Plain Python, no framework, usable from a notebook.

    from waystation import planning
    problem = planning.read_problem(Path("problem.json").read_bytes())
    plan = planning.read_plan(Path("plan.json").read_bytes(), problem)
    planning.check(problem, plan), planning.evaluate(problem, plan)

    planning.solve(problem, time_limit=30).plan
    planning.explain(problem, plan, "P8", planning.Wish(through="H2"))
    planning.replan(problem, plan, planning.Events(now=4, events=(planning.events.MissedCheckIn(party="P3"),)))
    planning.what_if(problem, plan, time_limit=60)

Making plans needs numpy and HiGHS, which are loaded when `solve`, `explain`, `Wish`, `replan` or `what_if` is first
asked for; all the rest does without, so whoever only checks loads neither.

Time is in slots of six hours, four a day: morning, afternoon, evening, night. Slot 0 is the morning of day 0.
"""

from importlib import import_module
from typing import Any, Final

from waystation.planning.blast_radius import BlastRadius, blast_radius
from waystation.planning.checking import Objective, Rule, Violation, check, evaluate
from waystation.planning.events import Events
from waystation.planning.generating import generate
from waystation.planning.problem import Leg, Party, Pathway, Place, Plan, Problem, Step
from waystation.planning.reading import Unreadable, read_plan, read_problem, validated, write_plan, write_problem

__all__ = [
    "BlastRadius",
    "Events",
    "Leg",
    "Objective",
    "Party",
    "Pathway",
    "Place",
    "Plan",
    "Problem",
    "Rule",
    "Step",
    "Unreadable",
    "Violation",
    "blast_radius",
    "check",
    "evaluate",
    "generate",
    "read_plan",
    "read_problem",
    "validated",
    "write_plan",
    "write_problem",
]

_LATER: Final = {
    "solve": "solving", "explain": "explaining", "Wish": "beside", "replan": "replanning", "what_if": "changes",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)

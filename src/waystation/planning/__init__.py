"""The safest feasible evacuation of everybody at once. Plain Python, no framework, usable from a notebook.

    problem = read_problem(Path("problem.json").read_bytes())
    plan = read_plan(Path("plan.json").read_bytes(), problem)
    check(problem, plan), evaluate(problem, plan)

    from waystation.planning.solving import solve
    solve(problem, time_limit=30).plan

    from waystation.planning.beside import Wish
    from waystation.planning.explaining import explain
    explain(problem, plan, "P8", Wish(through="H2"))

Making plans needs numpy and HiGHS; all the rest does without, so whoever only checks loads neither.

Time is in slots of six hours, four a day: morning, afternoon, evening, night. Slot 0 is the morning of day 0.
"""

from waystation.planning.blast_radius import BlastRadius, blast_radius
from waystation.planning.checking import Objective, Rule, Violation, check, evaluate
from waystation.planning.generating import generate
from waystation.planning.problem import Leg, Party, Pathway, Place, Plan, Problem, Step
from waystation.planning.reading import Unreadable, read_plan, read_problem, validated, write_plan, write_problem

__all__ = [
    "BlastRadius",
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

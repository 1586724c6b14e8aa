"""The safest feasible evacuation of everybody at once. Plain Python, no framework, usable from a notebook.

    problem = read_problem(Path("problem.json").read_bytes())
    plan = read_plan(Path("plan.json").read_bytes(), problem)
    check(problem, plan), evaluate(problem, plan)
    solve(problem, time_limit=30).plan

Time is in slots of six hours, four a day: morning, afternoon, evening, night. Slot 0 is the morning of day 0.
"""

from waystation.planning.checking import Objective, Rule, Violation, check, evaluate
from waystation.planning.generating import generate
from waystation.planning.problem import Leg, Party, Pathway, Place, Plan, Problem, Step
from waystation.planning.reading import Unreadable, read_plan, read_problem, write_plan, write_problem
from waystation.planning.solving import Progress, Solution, Stopped, solve

__all__ = [
    "Leg",
    "Objective",
    "Party",
    "Pathway",
    "Place",
    "Plan",
    "Problem",
    "Progress",
    "Rule",
    "Solution",
    "Step",
    "Stopped",
    "Unreadable",
    "Violation",
    "check",
    "evaluate",
    "generate",
    "read_plan",
    "read_problem",
    "solve",
    "write_plan",
    "write_problem",
]

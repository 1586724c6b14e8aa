"""A plan as one HTML file: what it comes to, where how many are, what it uses up. No script, nothing from elsewhere.

Nobody's way is in it, nor who looks for whom, nor who is kept apart from whom: counts and places alone. `party` draws
the way of one party instead, alone, for whoever looks after it.
"""

from waystation.planning.checking import Violation, check, evaluate
from waystation.planning.drawing.beds import beds
from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.means import given_away, means
from waystation.planning.drawing.page import fingerprint, page
from waystation.planning.drawing.party import party_sections
from waystation.planning.drawing.summary import objective, summary
from waystation.planning.drawing.timeline import timeline
from waystation.planning.drawing.ways import ways
from waystation.planning.problem import Plan, Problem
from waystation.planning.reading import write_plan, write_problem

_OF_ALL = (
    "For the two people who own this plan, and nobody else: it says where how many sleep on which night. It shows "
    "nobody's way and no name. Do not send it, do not leave it printed, delete it when it is used."
)
_OF_ONE = (
    "For the coordinator who looks after this party, and nobody else. Whoever travels is told one leg at a time, the "
    "next after they have arrived. Do not send it, do not leave it printed, delete it when it is used."
)


def draw(problem: Problem, plan: Plan, party: str | None = None, broken: list[Violation] | None = None) -> str:
    """The file. `broken` is what `check` found, if anybody asked. Raises KeyError where there is no such party."""
    facts, broken = Facts(problem, plan), check(problem, plan) if broken is None else broken
    made_of = (
        f"Problem {fingerprint(write_problem(problem))}, plan {fingerprint(write_plan(plan))}. Day 0 is the first."
    )
    if party is not None:
        if party not in {each.id for each in problem.parties}:
            raise KeyError(party)
        return page("Way of one party", *party_sections(facts, party, broken), about=_OF_ONE, made_of=made_of)
    found = None if facts.unfit else evaluate(problem, plan)
    sections = (
        summary(facts, broken, found), ways(facts), timeline(facts), beds(facts), means(facts),
        given_away(facts, not broken), objective(found),
    )  # fmt: skip
    return page("Evacuation plan", *sections, about=_OF_ALL, made_of=made_of)

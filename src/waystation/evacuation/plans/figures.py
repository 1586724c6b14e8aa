"""What a plan comes to, counted by what checks plans and not by what makes them. Pure."""

from collections import Counter
from dataclasses import dataclass

from msgspec.structs import replace

from waystation.evacuation.plans.records import Asked, Option, Steps
from waystation.planning import BlastRadius, Objective, Problem, Violation, blast_radius, check, evaluate
from waystation.planning.fairness import Group, fairness
from waystation.planning.levels import Level, of_way
from waystation.planning.problem import SLOTS


@dataclass(frozen=True)
class Figures:
    """One plan in counts: persons, days of the problem, whole euro. `worse_by`: at most, as a part of what it costs."""

    objective: Objective
    persons: int
    left_behind: int
    abroad: int
    sheltered: int
    exposure: Level
    last_out: int | None
    """The day on which the last of those who leave sets out."""
    changed: int
    stuck: int
    worse_by: float
    broken: tuple[Violation, ...]
    blast: BlastRadius
    """How many persons of the plan one host or driver who is arrested could give away."""


def people(problem: Problem, occupants: tuple[str, ...]) -> Problem:
    """The problem without those who only stand for beds."""
    apart = set(occupants)
    return replace(problem, parties=tuple(party for party in problem.parties if party.id not in apart))


def figures(asked: Asked, option: Option) -> Figures:
    """What one plan comes to, and every rule that it breaks."""
    problem = people(asked.problem, asked.occupants)
    size = {party.id: party.size for party in problem.parties}
    plan: dict[str, Steps] = {party: option.plan.get(party, ()) for party in size}
    found = evaluate(problem, plan)
    persons = sum(size.values())
    whole = evaluate(asked.problem, option.plan).total
    return Figures(
        objective=found,
        persons=persons,
        left_behind=found.left_behind,
        abroad=found.abroad,
        sheltered=persons - found.left_behind - found.abroad,
        exposure=of_way(found.exposure / persons) if persons else Level.NONE,
        last_out=max((steps[0].departs // SLOTS for steps in plan.values() if steps), default=None),
        changed=sum(size.get(party, 0) for party in changed(asked, option)),
        stuck=sum(size.get(party, 0) for party in option.stuck),
        worse_by=max(0.0, (whole - option.bound) / found.total) if found.total else 0.0,
        broken=tuple(check(asked.problem, option.plan)),
        blast=blast_radius(problem, plan),
    )


def changed(asked: Asked, option: Option) -> frozenset[str]:
    """Who is told something new: also those whose way is given up, whatever comes of it."""
    return frozenset((*option.changed, *asked.released))


def without(asked: Asked, option: Option) -> int:
    """Persons for whom a plan has nothing beyond what they know, or have behind them."""
    told = asked.told
    return sum(
        party.size
        for party in people(asked.problem, asked.occupants).parties
        if len(option.plan.get(party.id, ())) <= len(told.get(party.id, ()))
    )


KINDS = ("urgency", "travelling together", "need")
"""What persons are counted by. Whom a house takes is not among it: that names what somebody is."""


def groups(asked: Asked, option: Option) -> dict[str, tuple[Group, ...]]:
    """Who stays and who waits, by group; small groups are counted together."""
    problem = people(asked.problem, asked.occupants)
    found = fairness(problem, {party.id: option.plan.get(party.id, ()) for party in problem.parties})
    return {kind: found.groups[kind] for kind in KINDS}


def nights(asked: Asked, option: Option) -> dict[str, list[int]]:
    """By kind of place (origin, house, dest, way): persons there in the night of each day from now on."""
    kinds = {place.id: place.kind for place in asked.problem.places}
    legs = {leg.id: leg for leg in asked.problem.legs}
    days = range(asked.problem.now // SLOTS, asked.problem.days)
    found: dict[str, Counter[int]] = {kind: Counter() for kind in ("origin", "way", "house", "dest")}
    for party in people(asked.problem, asked.occupants).parties:
        steps = option.plan.get(party.id, ())
        for day in days:
            night = day * SLOTS + SLOTS - 1
            done = [step for step in steps if step.departs <= night]
            if not done:
                kind = "origin"
            elif done[-1].departs + legs[done[-1].leg].dur > night:
                kind = "way"
            else:
                kind = kinds[legs[done[-1].leg].b]
            found[kind if kind in found else "way"][day] += party.size
    return {kind: [count[day] for day in days] for kind, count in found.items()}


def fits(asked: Asked, option: Option) -> bool:
    """Whether a plan is one of this problem and breaks no rule but with those of whom it says that they are stuck.

    One for an emergency leaves out who is missing, and is checked when somebody decides for it.
    """
    legs, parties = {leg.id for leg in asked.problem.legs}, {party.id for party in asked.problem.parties}
    known = {*option.plan, *option.stuck, *option.changed} <= parties
    if not known or any(step.leg not in legs for steps in option.plan.values() for step in steps):
        return False
    if option.contingency:
        return option.plan.keys() >= parties - set(asked.missing)
    stuck = set(option.stuck)
    return option.plan.keys() == parties and all(
        stuck & set(broken.parties) for broken in check(asked.problem, option.plan)
    )

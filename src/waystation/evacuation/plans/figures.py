"""What a plan comes to, counted by what checks plans and not by what makes them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from msgspec.structs import replace

from waystation.evacuation.plans.records import Asked, Option, Steps
from waystation.planning import Leg, Objective, Plan, Problem, Step, Violation, blast_radius, check, evaluate
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
    blast: "Blast"


@dataclass(frozen=True)
class Blast:
    """How many persons of a plan each host, driver and escort who is arrested could give away, the most first."""

    hosts: tuple[int, ...]
    drivers: tuple[int, ...]
    escorts: tuple[int, ...]


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
        blast=_blast(asked, problem, plan),
    )


def _blast(asked: Asked, problem: Problem, plan: Plan) -> Blast:
    found = blast_radius(problem, plan)
    along = {leg.pool for leg in problem.legs if leg.id in asked.rides and asked.rides[leg.id].escorted}
    return Blast(
        _most_first(found.houses.values()),
        _most_first(number for pool, each in found.drivers.items() if pool not in along for number in each),
        _most_first(chain.from_iterable(blast_radius(*_of_escorts(asked, problem, plan)).drivers.values())),
    )


def _most_first(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted((each for each in numbers if each), reverse=True))


def _of_escorts(asked: Asked, problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
    """The same ways as if escorts drove, and nobody else: on each leg on which one goes along there is a vehicle."""
    legs, driven = {leg.id: leg for leg in problem.legs}, dict[str, Leg]()
    ways = {}
    for party in problem.parties:
        steps = []
        for step in plan[party.id]:
            leg, ride = legs[step.leg], asked.rides.get(step.leg)
            if party.escort and not (ride and ride.escorted):
                leg = replace(leg, id=f"{leg.id} {party.id}", mode="car", pool=_PEOPLE, capacity=party.size)
            elif not ride or not (ride.escorted or ride.accompanied):
                leg = replace(leg, mode="bus")
            driven[leg.id] = leg
            steps.append(Step(leg.id, step.departs))
        ways[party.id] = tuple(steps)
    drivers = {**problem.drivers, _PEOPLE: problem.escorts}
    return replace(problem, legs=tuple(driven.values()), drivers=drivers), ways


_PEOPLE: Final = "escorts of people"
"""The pool of those who are with people who never travel alone."""


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

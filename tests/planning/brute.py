"""The best plan of a very small problem, by trying all of them with `check` and `evaluate` alone."""

from collections.abc import Iterator
from math import inf

from waystation.planning import Plan, Problem, Rule, Step, check, evaluate
from waystation.planning.problem import Party

Way = tuple[Step, ...]

_PASSING = {Rule.END, Rule.NO_HOUSE, Rule.MAX_STAY, Rule.ACCEPTS, Rule.ACCESSIBLE, Rule.MEDICAL, Rule.PURSUIT_SLEEP}
"""What a way may break that goes on: where it stands now it need not stay."""


def ways_of(problem: Problem, party: Party) -> list[Way]:
    """All that this party could do if it were alone."""
    idle: Plan = {each.id: () for each in problem.parties}
    found, open_ = [], [()]
    while open_:
        way = open_.pop()
        broken = {each.rule for each in check(problem, {**idle, party.id: way})}
        if not broken:
            found.append(way)
        if broken <= _PASSING:
            open_ += [(*way, step) for step in _next(problem, party, way)]
    return found


def _next(problem: Problem, party: Party, way: Way) -> Iterator[Step]:
    legs = {leg.id: leg for leg in problem.legs}
    place = legs[way[-1].leg].b if way else party.origin
    since = way[-1].departs + legs[way[-1].leg].dur if way else 0
    for leg in problem.legs:
        if leg.a == place:
            yield from (Step(leg.id, slot) for slot in range(since, problem.slots) if leg.departs_at(slot))


def best(problem: Problem) -> float:
    """The objective of the best plan."""
    idle: Plan = {each.id: () for each in problem.parties}
    choices = []
    stays = _without_money(problem, idle)
    for party in problem.parties:
        ways = ways_of(problem, party)
        choices.append(sorted((_without_money(problem, {**idle, party.id: way}) - stays, way) for way in ways))
    return _search(problem, choices, (), 0.0, inf)


def _without_money(problem: Problem, plan: Plan) -> float:
    found = evaluate(problem, plan)
    return found.total - found.money / 10


def _search(
    problem: Problem, choices: list[list[tuple[float, Way]]], chosen: tuple[Way, ...], cost: float, known: float
) -> float:
    idle: Plan = {each.id: () for each in problem.parties}
    plan = idle | {party.id: way for party, way in zip(problem.parties, chosen, strict=False)}
    if chosen and any(each.rule not in _PASSING for each in check(problem, plan)):
        return known
    if len(chosen) == len(choices):
        return min(known, evaluate(problem, plan).total)
    rest = sum(each[0][0] for each in choices[len(chosen) + 1 :]) + _without_money(problem, idle)
    for more, way in choices[len(chosen)]:
        if cost + more + rest >= known:
            break
        known = _search(problem, choices, (*chosen, way), cost + more, known)
    return known

"""The best plan of a very small problem, by trying all of them with `check` and `evaluate` alone."""

from collections.abc import Iterator
from math import inf

from waystation.planning import Plan, Problem, Rule, Step, check, evaluate
from waystation.planning.problem import Party

Way = tuple[Step, ...]

_PASSING = {
    Rule.END,
    Rule.NO_HOUSE,
    Rule.MAX_STAY,
    Rule.ACCEPTS,
    Rule.ACCESSIBLE,
    Rule.MEDICAL,
    Rule.PURSUIT_SLEEP,
    Rule.BEDS,
}
"""What a way may break that goes on: where it stands now it need not stay."""


def ways_of(problem: Problem, party: Party, taken: Way = ()) -> list[Way]:
    """All that this party could do if it were alone, having taken those departures."""
    idle: Plan = {each.id: () for each in problem.parties}
    found: list[Way] = []
    open_: list[Way] = [taken]
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
    since = max(problem.now, way[-1].departs + legs[way[-1].leg].dur if way else 0)
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


def fewest(problem: Problem, plan: Plan, told: frozenset[str]) -> tuple[int, int] | None:
    """Of all plans that go on from what has happened of one: how many persons stay who were to leave, and how many told
    persons change, at least. None where somebody has no way on at all."""
    sizes = {party.id: party.size for party in problem.parties}
    choices: list[list[tuple[tuple[int, int], Way]]] = []
    for party in problem.parties:
        before = tuple(plan[party.id])
        costs = [
            ((sizes[party.id] * bool(before and not way), sizes[party.id] * (party.id in told and way != before)), way)
            for way in ways_of(problem, party, tuple(step for step in before if step.departs < problem.now))
        ]
        choices.append(sorted(costs))
    return _fewest(problem, choices, (), (0, 0), None)


def _fewest(
    problem: Problem, choices: list[list[tuple[tuple[int, int], Way]]], chosen: tuple[Way, ...], cost: tuple[int, int],
    known: tuple[int, int] | None,
) -> tuple[int, int] | None:  # fmt: skip
    if known is not None and cost >= known:
        return known
    idle: Plan = {each.id: () for each in problem.parties}
    plan = idle | {party.id: way for party, way in zip(problem.parties, chosen, strict=False)}
    if chosen and check(problem, plan):
        return known
    if len(chosen) == len(choices):
        return cost
    for more, way in choices[len(chosen)]:
        known = _fewest(problem, choices, (*chosen, way), (cost[0] + more[0], cost[1] + more[1]), known)
    return known


def _without_money(problem: Problem, plan: Plan) -> float:
    found = evaluate(problem, plan)
    return found.total - found.money / 10


def _search(
    problem: Problem, choices: list[list[tuple[float, Way]]], chosen: tuple[Way, ...], cost: float, known: float
) -> float:
    idle: Plan = {each.id: () for each in problem.parties}
    plan = idle | {party.id: way for party, way in zip(problem.parties, chosen, strict=False)}
    if chosen and check(problem, plan):
        return known
    if len(chosen) == len(choices):
        return min(known, evaluate(problem, plan).total)
    rest = sum(each[0][0] for each in choices[len(chosen) + 1 :]) + _without_money(problem, idle)
    for more, way in choices[len(chosen)]:
        if cost + more + rest >= known:
            break
        known = _search(problem, choices, (*chosen, way), cost + more, known)
    return known

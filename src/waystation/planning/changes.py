"""Which single change would help most: one more bed, driver, escort or place, 1,000 euro, a visa or passport a week
earlier.

The relaxation's multipliers say what is worth trying; they are no amounts. What is tried is solved again, from the same
plan with the same seed and work as the problem without any change. A plan that turns out to need no change is no
effect of one. What then remains is told only where it is certain (below the bound of the problem as it is) or counts
whole persons (then it is an estimate: a longer search might find as much without the change).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

import numpy as np
from msgspec.structs import replace

from waystation.planning.checking import Objective, check, evaluate
from waystation.planning.duality import Relaxation, Worth
from waystation.planning.network import WHOLE, Network
from waystation.planning.pinning import NOTHING, History, begin, history, pin
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.problem import NEVER, Leg, Party, Plan, Problem, Step
from waystation.planning.solving import Solution, solve
from waystation.planning.tables import network

EURO: Final = 1_000
WEEK: Final = 7
_ASCENTS: Final = 400
_OF_ONE_KIND: Final = 3
_FOR_PRICES: Final = 0.15
"""The part of the time that goes into prices, and then at most into what is cut out beforehand."""
_LEAST: Final = 0.1
"""Seconds for one run, at least."""


class Kind(StrEnum):
    """What there is one more of."""

    BED = "bed"
    DRIVER = "driver"
    ESCORT = "escort"
    QUOTA = "quota"
    MONEY = "money"
    VISA = "visa"
    DOCUMENT = "document"


class Certainty(StrEnum):
    """How sure it is that a change helps."""

    PROVED = "proved"
    ESTIMATED = "estimated"
    NOTHING = "nothing that can be told apart"


@dataclass(frozen=True)
class Change:
    """One more of something: of which house, pool or pathway; of a visa or document (internal, foreign), whose."""

    kind: Kind
    what: str = ""
    party: str = ""


@dataclass(frozen=True)
class Effect:
    """What a change does: how much less the plan costs, how many more leave and get abroad.

    `at_least` is certain; the others compare two plans neither of which need be the best.
    """

    change: Change
    certainty: Certainty
    less: float
    at_least: float
    leave: int
    abroad: int


@dataclass(frozen=True)
class Changes:
    """The effects, the greatest first; of the problem as it is the best plan that was found, and its bound."""

    plan: Plan
    objective: Objective
    better_by: float
    """How much less this plan costs than the given one, without any change."""
    bound: float
    effects: tuple[Effect, ...]
    untried: int
    """Changes that were worth trying, for which there was no time."""


def what_if(
    problem: Problem,
    plan: Plan,
    time_limit: float = 60,
    seed: int = 0,
    work_limit: int | None = None,
    progress: Callable[[int, int, float], bool] = lambda done, of, seconds: True,
    most: int = 6,
    pinned: Plan | None = None,
    so_far: History | None = None,
) -> Changes:
    """Tries the `most` changes that look best, from a plan that breaks no rule (else ValueError).

    Nobody changes what is `pinned` of the plan or stands in `so_far`; without it, what departed before now.

    `progress` is called with how many runs are done, of how many, and the seconds; it returns whether to go on. With
    `work_limit` and no end of time the answer is the same every time.
    """
    if broken := check(problem, plan):
        raise ValueError(f"the plan breaks a rule: {broken[0]}")
    trying = _Trying(problem, plan, time_limit, seed, work_limit, progress)
    trying.pinned, trying.so_far = dict(pinned or {}), so_far or history(problem, plan)
    return trying.run(most)


class _Trying:
    """One call of `what_if`."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        time_limit: float,
        seed: int,
        work_limit: int | None,
        progress: Callable[[int, int, float], bool],
    ) -> None:
        self.problem, self.plan, self.seed, self.work_limit = problem, plan, seed, work_limit
        self.began, self.time_limit, self.progress = monotonic(), time_limit, progress
        self.done, self.many, self.goes_on, self.share = 0, 1, True, 0.0
        self.pinned: dict[str, tuple[Step, ...]] = {}
        self.so_far = NOTHING

    def run(self, most: int) -> Changes:
        changes = self._worth_trying()[:most]
        self.many = len(changes) + 1
        self.share = max(_LEAST, self._left() / self.many)
        base, found = self._solved(self.problem), list[tuple[Change, Solution]]()
        for change in changes:
            solution = self._solved(applied(self.problem, change)) if self.goes_on and self._left() > 0 else None
            if solution is None or not self.goes_on:
                break
            found.append((change, solution))
        return self._compared(base, found, len(changes) - len(found))

    def _left(self) -> float:
        return self.time_limit - (monotonic() - self.began)

    def _has_left(self, part: float) -> bool:
        return self._left() >= part * self.time_limit

    def _tell(self, _: object = None) -> bool:
        self.goes_on = self.goes_on and self.progress(self.done, self.many, monotonic() - self.began)
        return self.goes_on

    def _solved(self, problem: Problem) -> Solution:
        """The best plan that is found, in which nobody has no way on who had one."""
        pinned = dict(self.pinned)
        while True:
            seconds = max(_LEAST, min(self.share, self._left()))
            found = solve(
                problem, seconds, self.plan, pinned, self.seed, self.work_limit, self._tell, so_far=self.so_far
            )
            lost = {party: self.plan[party] for party in self.so_far.taken if not found.plan[party]}
            if not lost:
                break
            pinned |= lost
        self.done += 1
        return found

    def _worth_trying(self) -> list[Change]:
        """Changes by what the multipliers say of them, the best first."""
        of = self._network(self.problem)
        relaxation, known = Relaxation(of), evaluate(self.problem, self.plan).total
        for _ in range(_ASCENTS):
            if relaxation.done or not self._has_left(1 - _FOR_PRICES) or not self._tell():
                break
            relaxation.ascend(known)
        relaxation.go_back()
        relaxation.set_prices()
        priced = [*_priced(of, relaxation.worth), *self._opening(of, relaxation.prices)]
        priced.sort(key=lambda each: (-each[1], each[0].kind, each[0].what, each[0].party))
        best = [change for change, worth in priced if worth > WHOLE]
        return [each for number, each in enumerate(best) if _before(best[:number], each) < _OF_ONE_KIND]

    def _network(self, problem: Problem) -> Network:
        of, held = pin(begin(network(problem), self.so_far), self.pinned)
        return reachable(of, held)

    def _opening(self, of: Network, prices: Prices) -> Iterator[tuple[Change, float]]:
        """Changes of what is cut out beforehand and so has no multiplier: how much cheaper the cheapest ways become at
        these prices. As many as there is time for."""
        for change in self._closed():
            if not self._has_left(1 - 2 * _FOR_PRICES) or not self._tell():
                return
            yield from self._opened(change, list(self._gains(of, prices, change)))

    def _closed(self) -> Iterator[Change]:
        yield from (Change(Kind.VISA), Change(Kind.DOCUMENT, "internal"), Change(Kind.DOCUMENT, "foreign"))
        if not self.problem.escorts:
            yield Change(Kind.ESCORT)
        yield from (Change(Kind.DRIVER, pool) for pool, drivers in self.problem.drivers.items() if not drivers)

    def _opened(self, change: Change, gains: list[tuple[int, list[Leg], float]]) -> Iterator[tuple[Change, float]]:
        """One change for all, or of papers one for each whose they are."""
        if change.kind not in (Kind.VISA, Kind.DOCUMENT):
            yield change, sum(gain for _, _, gain in gains)
            return
        for number, way, gain in gains:
            pathways = dict.fromkeys(leg.pathway for leg in way if leg.pathway)
            for what in pathways if change.kind is Kind.VISA else (change.what,):
                yield Change(change.kind, what, self.problem.parties[number].id), gain

    def _gains(self, of: Network, prices: Prices, change: Change) -> Iterator[tuple[int, list[Leg], float]]:
        """Of each party: its cheapest way in the changed problem, and how much cheaper that is."""
        legs, seat = self.problem.legs, np.where(of.is_car, prices.vehicle / of.capacity[of.leg], 0)
        by_seat = Prices(prices.fare + seat, prices.vehicle, prices.escort, prices.bed)
        before, _ = Pricing(of).ways(by_seat)
        pricing = Pricing(self._network(applied(self.problem, change)))
        after, rows = pricing.ways(by_seat)
        gains = np.minimum(before, of.stays) - np.minimum(after, of.stays)
        for number, (way, gain) in enumerate(zip(pricing.arcs(rows), gains.tolist(), strict=True)):
            yield number, [legs[of.leg[arc]] for arc in way], gain

    def _compared(self, base: Solution, found: list[tuple[Change, Solution]], untried: int) -> Changes:
        """What is valid without a change is a plan of the problem as it is."""
        without = [base.plan, *(each.plan for _, each in found if not check(self.problem, each.plan))]
        plan = min(without, key=lambda each: evaluate(self.problem, each).total)
        best = evaluate(self.problem, plan)
        effects = [_effect(change, best, solution.objective, base.bound) for change, solution in found]
        effects.sort(key=lambda each: (-each.at_least, -each.leave, -each.abroad, -each.less))
        better_by = evaluate(self.problem, self.plan).total - best.total
        return Changes(plan, best, round(better_by, 1), base.bound, tuple(effects), untried)


def _before(changes: list[Change], of: Change) -> int:
    return sum(each.kind is of.kind for each in changes)


def _effect(change: Change, best: Objective, changed: Objective, bound: float) -> Effect:
    less = best.total - changed.total
    leave, abroad = best.left_behind - changed.left_behind, changed.abroad - best.abroad
    certainty = Certainty.NOTHING
    if changed.total < bound - WHOLE:
        certainty = Certainty.PROVED
    elif less > WHOLE and leave >= 0 and (leave > 0 or abroad > 0):
        certainty = Certainty.ESTIMATED
    return Effect(change, certainty, round(less, 1), round(max(0.0, bound - changed.total), 1), leave, abroad)


def applied(problem: Problem, change: Change) -> Problem:
    """The problem with the change."""
    if change.kind is Kind.BED:
        return _one_more(problem, "places", change.what, "beds")
    if change.kind is Kind.QUOTA:
        return _one_more(problem, "pathways", change.what, "quota")
    if change.kind is Kind.DRIVER:
        return replace(problem, drivers={**problem.drivers, change.what: problem.drivers[change.what] + 1})
    if change.kind is Kind.ESCORT:
        return replace(problem, escorts=problem.escorts + 1)
    if change.kind is Kind.MONEY:
        return replace(problem, budget=problem.budget + EURO)
    return replace(problem, parties=tuple(_earlier(each, change) for each in problem.parties))


def _one_more(problem: Problem, kind: str, id_: str, of: str) -> Problem:
    changed = (
        replace(each, **{of: getattr(each, of) + 1}) if each.id == id_ else each for each in getattr(problem, kind)
    )
    return replace(problem, **{kind: tuple(changed)})


def _earlier(party: Party, change: Change) -> Party:
    """With a visa or document a week earlier: whose, where the change names a party; all visas, where it names none."""
    if change.party not in ("", party.id):
        return party
    if change.kind is Kind.DOCUMENT:
        day = getattr(party, f"{change.what}_day")
        return party if day == NEVER else replace(party, **{f"{change.what}_day": max(0, day - WEEK)})
    these = {change.what} if change.what else party.visas.keys()
    return replace(
        party,
        visas={
            each: max(0, day - WEEK) if each in these and day != NEVER else day for each, day in party.visas.items()
        },
    )


def _priced(of: Network, worth: Worth) -> Iterator[tuple[Change, float]]:
    problem = of.problem
    for number, place in enumerate(problem.places):
        if place.kind == "house":
            yield Change(Kind.BED, place.id), float(worth.beds[number].sum())
    for number, pool in enumerate(problem.drivers):
        yield Change(Kind.DRIVER, pool), float(worth.drivers[number].sum())
    for number, pathway in enumerate(problem.pathways):
        yield Change(Kind.QUOTA, pathway.id), float(worth.quota[number])
    yield Change(Kind.ESCORT), float(worth.escorts.sum())
    yield Change(Kind.MONEY), EURO * float(worth.money[0])

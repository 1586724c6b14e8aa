"""The best way of one party within what all others leave it, or as if nobody else were there; through a place, or not.

Who has set out before `Problem.now` goes on from there: what is wished is wished of the rest of the way.

The cheapest way comes from the kernel, which looks at each departure and night by itself. What breaks a rule only as a
whole is found by `check`; then the search branches on the departures or nights that break it together, the most
promising branch first, so the first way without a fault is the best one. Only money may need a price that steers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from math import inf, sqrt
from typing import Final

import numpy as np
from msgspec.structs import replace

from waystation.planning.checking import Rule, Violation, check, evaluate
from waystation.planning.ledger import Ledger
from waystation.planning.network import MONEY, WHOLE, Bools, Floats, Network, Way, lacks_between
from waystation.planning.pinning import begin, history
from waystation.planning.pricing import Prices, Pricing
from waystation.planning.problem import NIGHT, SLOTS, Plan, Problem, Step
from waystation.planning.tables import network

Ban = tuple[int, ...]
"""A departure, or the place and day of a night, that a branch does without."""

_BRANCHES: Final = 500
_STEEP: Final = (1.0, 10.0, 1e3, 1e5)
"""Prices of money that steer towards less of it, in units of the objective a euro; after them nothing else counts."""
_PRICES: Final = 16


class Full(StrEnum):
    """What others may leave too little of, in classes: never who has it."""

    SEAT = "seat"
    DRIVER = "driver"
    BED = "bed"
    ESCORT = "escort"
    QUOTA = "quota"
    MONEY = "money"
    APART = "apart"


FULL: Final[Mapping[Rule, Full]] = {
    Rule.SEATS: Full.SEAT, Rule.DRIVERS: Full.DRIVER, Rule.BEDS: Full.BED, Rule.ESCORTS: Full.ESCORT,
    Rule.QUOTA: Full.QUOTA, Rule.BUDGET: Full.MONEY, Rule.APART: Full.APART,
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """A place or leg that a way is to take, and one that it is not to; empty: any."""

    through: str = ""
    avoiding: str = ""


ANY: Final = Wish()


@dataclass(frozen=True)
class Found:
    """A way, or none. None is better by more than `slack`; infinite if it is not certain that there is none at all."""

    steps: tuple[Step, ...] | None
    slack: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether it is certain that there is one, or none."""
        return self.steps is not None or self.slack == 0


@dataclass(frozen=True)
class _Tried:
    """What there is at a price of money; `dear` if there is none since the cheapest costs more than there is."""

    euro: float
    steps: tuple[Step, ...] | None
    cost: float = 0.0
    dear: bool = False
    slack: float = 0.0


class Beside:
    """One party, and all others with the ways that they have in a plan that breaks no rule."""

    def __init__(self, of: Network, plan: Plan, party: int) -> None:
        self.of, self.party, self.pricing, self.ledger = of, party, Pricing(of), Ledger(of)
        self.id, self.size = of.problem.parties[party].id, int(of.size[party])
        self.given, self.taken = plan.get(self.id, ()), of.steps_of(of.begun.get(party, ()))
        self.others = {each.id: plan.get(each.id, ()) for each in of.problem.parties if each.id != self.id}
        for number, each in enumerate(of.problem.parties):
            if number != party and (way := of.way_of(number, plan.get(each.id, ()))):
                self.ledger.put(number, way)
        self._arcs = of.arcs_of(party)
        self._still = of.departs[self._arcs] >= of.problem.now
        """Which of its departures it has not taken yet."""

    @cached_property
    def _worst(self) -> float:
        """More than any way costs beside money: a euro at this price, and nothing else counts."""
        of, party, longest = self.of, self.party, self.of.slots + 1
        a_slot = of.wait[party].max(initial=0) + of.travel[party].max(initial=0)
        return float(2 * (longest * a_slot + of.until[party][-1] + of.unfinished[party] + of.stays[party]))

    def _most(self, euro: float) -> float:
        """More than any way costs at a price of money: the price of what is not to be had."""
        return self._worst + 2 * (self.of.slots + 1) * euro * self.size * float(self.of.cost.max(initial=0))

    def plan_with(self, steps: tuple[Step, ...]) -> Plan:
        """The whole plan in which this party takes these steps."""
        return {each.id: self.others.get(each.id, steps) for each in self.of.problem.parties}

    def best(self, wish: Wish = ANY, lifted: frozenset[Full] = frozenset()) -> Found:
        """The best way that does as is wished, as if there were no end of what is lifted."""
        found = self._branch(MONEY, wish, lifted)
        return self._affordable(found, wish, lifted) if found.dear else Found(found.steps, found.slack)

    def _affordable(self, dear: "_Tried", wish: Wish, lifted: frozenset[Full]) -> Found:
        """The best way that is found when money is made dearer, by a price as near as may be to where it is enough.

        Held and others, as in `duality`: what a price says bounds the best from below.
        """
        bound, low = self._bound(dear), MONEY
        best = self.given if self.given and self._does(self.given, wish) else None
        high, prices = inf, iter((*_STEEP, max(self._worst, 10 * _STEEP[-1])))
        for _ in range(_PRICES):
            euro = sqrt(low * high) if high < inf else next(prices, inf)
            if euro == inf:
                return Found(None)
            tried = self._branch(euro, wish, lifted)
            if tried.steps is None and not tried.dear:
                return Found(best, tried.slack if best is None else self._cost(best) - bound)
            bound = max(bound, self._bound(tried))
            low, high = (euro, high) if tried.dear else (low, euro)
            if tried.steps is not None and (best is None or self._cost(tried.steps) < self._cost(best)):
                best = tried.steps
        slack = inf if best is None else self._cost(best) - bound
        return Found(best, slack if slack > WHOLE else 0.0)

    def _does(self, steps: tuple[Step, ...], wish: Wish) -> bool:
        ends, rest = {leg.id: leg.b for leg in self.of.problem.legs}, steps[len(self.taken) :]
        used = {step.leg for step in rest} | {ends[step.leg] for step in rest}
        return wish.avoiding not in used and wish.through in used | {""}

    def _bound(self, tried: "_Tried") -> float:
        """No way that can be paid costs less than this."""
        return tried.cost - (tried.euro - MONEY) * (self.of.problem.budget - self.ledger.money)

    def _cost(self, steps: tuple[Step, ...]) -> float:
        """What a way costs, with the money that the whole plan costs more from now on."""
        with_it, without, so_far = (evaluate(self.of.problem, self.plan_with(each)) for each in (steps, (), self.taken))
        spent = MONEY * (so_far.money - without.money)
        return with_it.total - without.total - spent + float(self.of.stays[self.party])

    def _branch(self, euro: float, wish: Wish, lifted: frozenset[Full]) -> "_Tried":
        """At a price of money."""
        turn, open_ = count(), list[tuple[float, int, Way, frozenset[Ban]]]()

        def look(bans: frozenset[Ban]) -> None:
            cost, way = self._cheapest(self._prices(euro, lifted, bans), wish, self._most(euro))
            if way is not None:
                heappush(open_, (cost, next(turn), way, bans))

        look(frozenset())
        for _ in range(_BRANCHES):
            if not open_:
                return _Tried(euro, None)
            cost, _, way, bans = heappop(open_)
            steps = self.of.steps_of(way)
            broken = self._broken(steps, lifted)
            if all(each.rule is Rule.BUDGET for each in broken):
                return _Tried(euro, None if broken else steps, cost, dear=bool(broken))
            for ban in self._together(way, next(each for each in broken if each.rule is not Rule.BUDGET)):
                look(bans | {ban})
        return _Tried(euro, None, slack=inf)

    def _broken(self, steps: tuple[Step, ...], lifted: frozenset[Full]) -> list[Violation]:
        broken = check(self.of.problem, self.plan_with(steps))
        return [each for each in broken if FULL.get(each.rule) not in lifted]

    def _together(self, way: Way, broken: Violation) -> Iterator[Ban]:
        """What of a way breaks a rule together: a way that keeps it does without at least one of these."""
        of, legs = self.of, self.of.problem.legs
        if broken.rule is Rule.MAX_STAY and broken.slot is not None:
            place = next(number for number, each in enumerate(of.problem.places) if each.id == broken.where)
            last = broken.slot // SLOTS
            yield from ((place, day) for day in range(last - int(of.nights[self.party, place]), last + 1))
        for arc in way[len(self.taken) :]:
            leg = legs[of.leg[arc]]
            pool = broken.rule is Rule.DRIVERS and leg.mode == "car" and leg.pool == broken.where
            if pool or (broken.rule is Rule.QUOTA and leg.pathway == broken.where):
                yield (arc,)

    def _prices(self, euro: float, lifted: frozenset[Full], bans: frozenset[Ban]) -> Prices:
        of, prices, most = self.of, Prices.free(self.of), self._most(euro)
        by_car, cost = of.is_car, euro * of.cost[of.leg]
        prices.fare[:] = np.where(by_car, 0, cost)
        prices.vehicle[:] = np.where(by_car, cost, 0)
        prices.share = np.zeros(len(of.usable), np.float32)
        prices.share[of.first[self.party] : of.first[self.party + 1]] = self._cars * by_car[self._arcs]
        nights = np.zeros((len(of.kind), of.problem.days))
        for full, (arcs, slept) in self._shut.items():
            if full not in lifted:
                prices.fare[self._arcs[arcs]] += most
                nights[slept] = most
        for ban in bans:
            if len(ban) == 1:
                prices.fare[ban[0]] += most
            else:
                nights[ban] = most
        slots = np.zeros((len(of.kind), of.slots))
        slots[:, NIGHT::SLOTS] = nights
        np.cumsum(slots, axis=1, out=prices.bed[:, 1:])
        return prices

    def _cheapest(self, prices: Prices, wish: Wish, most: float) -> tuple[float, Way | None]:
        if wish.avoiding:
            prices.fare[self._arcs[self._uses(wish.avoiding)]] += most
        reward = 0.0
        if wish.through:
            candidates = np.flatnonzero(self._uses(wish.through) & self._still)
            costs = self.pricing.through(prices, self.party)[candidates]
            if not (costs < most).any():
                return 0.0, None
            # Whoever takes this departure gets more for it than any way costs; nobody takes it twice.
            reward = most
            prices.fare[self._arcs[candidates[np.argmin(costs)]]] -= reward / self.size
        cost, way = self.pricing.way(prices, None, self.party)
        return cost + reward, way if cost + reward < most else None

    def _uses(self, wished: str) -> Bools:
        """Which of its departures end at a place or are of a leg."""
        of, arcs = self.of, self._arcs
        for number, place in enumerate(of.problem.places):
            if place.id == wished:
                return np.asarray(of.head[arcs] == number)
        legs = np.array([leg.id == wished for leg in of.problem.legs], bool)
        return np.asarray(legs[of.leg[arcs]])

    @cached_property
    def _cars(self) -> Floats:
        """Vehicles that it needs of each of its departures, beside those that go already."""
        seats = self.of.capacity[self.of.leg[self._arcs]]
        aboard = self.ledger.left.aboard[self._arcs]
        return np.ceil((aboard + self.size) / seats) - np.ceil(aboard / seats)

    @cached_property
    def _shut(self) -> dict[Full, tuple[Bools, Bools]]:
        """Which of its departures, and of all nights by place and day, have too little left for it."""
        of, left, arcs = self.of, self.ledger.left, self._arcs
        pathway, car = of.pathway[of.leg[arcs]], of.is_car[arcs]
        none, no_night = np.zeros(len(arcs), bool), np.zeros(left.beds.shape, bool)
        seats = ~car & (left.aboard[arcs] + self.size > of.capacity[of.leg[arcs]])
        quota = (pathway >= 0) & (np.append(left.quota, 0)[pathway] < self.size)
        apart, nights = none.copy(), no_night.copy()
        for other in of.conflicts[self.party]:
            apart |= np.isin(arcs, self.ledger.ways[other])
            for place, day in of.nights_of(self.ledger.ways[other]):
                nights[place, day] = day >= of.nights_over
        escorts = lacks_between(left.escorts[None] < 1, np.zeros_like(arcs), of.departs[arcs], of.arrives[arcs])
        return {
            Full.SEAT: (seats, no_night),
            Full.DRIVER: (self._lacks_drivers(), no_night),
            Full.BED: (none, left.beds < self.size),
            Full.ESCORT: (escorts & bool(of.escort[self.party]), no_night),
            Full.QUOTA: (quota, no_night),
            Full.APART: (apart, nights),
        }

    def _lacks_drivers(self) -> Bools:
        of, arcs, found = self.of, self._arcs, np.zeros(len(self._arcs), bool)
        needs = self._cars * of.is_car[arcs]
        for cars in set(needs[needs > 0].tolist()):
            of_these = needs == cars
            these = arcs[of_these]
            lacks = self.ledger.left.drivers < cars
            found[of_these] = lacks_between(lacks, of.pool[of.leg[these]], of.departs[these], of.back[these])
        return found


def among_all(problem: Problem, plan: Plan, number: int) -> Beside:
    """The party beside all others of a plan."""
    return Beside(begin(network(problem), history(problem, plan)), plan, number)


def alone(problem: Problem, number: int, taken: tuple[Step, ...] = ()) -> Beside:
    """The party as if nobody else were there, going on from the departures that it has taken."""
    only = replace(problem, parties=(problem.parties[number],), conflicts=())
    return Beside(begin(network(only), history(only, {only.parties[0].id: taken})), {}, 0)

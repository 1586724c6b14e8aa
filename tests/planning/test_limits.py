"""Where work is counted the same is found however busy the machine is, and whoever can be placed is placed."""

from collections.abc import Callable
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.world import leg, party, place, problem
from waystation.planning import Plan, Problem, generate, limits, replanning, solving
from waystation.planning.events import DepartureCancelled, Events, HouseCompromised
from waystation.planning.improving import Search
from waystation.planning.limits import Effort, Limit
from waystation.planning.pricing import Prices, Pricing
from waystation.planning.replanning import replan
from waystation.planning.solving import solve
from waystation.planning.tables import network


def crowded(seed: int) -> Problem:
    """Too few beds, escorts and euro for everybody."""
    whole = generate(14, 14, seed)
    fewer = tuple(replace(each, beds=each.beds // 2) for each in whole.places)
    return replace(whole, places=fewer, escorts=min(1, whole.escorts), budget=whole.budget // 3)


class Busy:
    """A clock that goes on by a second whenever somebody looks at it, or stands still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.each = 0.0, 0.0
        for module in (limits, solving, replanning):
            monkeypatch.setattr(module, "monotonic", self.look)

    def look(self) -> float:
        self.now += self.each
        return self.now

    def same(self, run: Callable[[float], Any]) -> list[Any]:
        """What comes of it where nothing takes time, and where there is hardly enough time for all of it."""
        at_once = run(1e9)
        self.now, self.each = 0.0, 1.0
        run(1e9)
        enough, self.now = 1.2 * self.now, 0.0
        return [at_once, run(enough)]


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Busy:
    return Busy(monkeypatch)


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_is_the_same_however_long_everything_takes(busy: Busy, seed: int) -> None:
    given_ = crowded(seed)
    one, other = busy.same(lambda seconds: solve(given_, seconds, seed=5, work_limit=2))
    assert one.stopped == other.stopped == solving.Stopped.WORK
    assert (one.plan, one.bound, one.objective) == (other.plan, other.bound, other.objective)


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_made_anew_is_the_same_however_long_everything_takes(busy: Busy, seed: int) -> None:
    given_ = crowded(seed)
    plan = solve(given_, 60, seed=1, work_limit=1).plan
    events = Events(now=6, events=happened(given_, plan))
    one, other = busy.same(lambda seconds: replan(given_, plan, events, seconds, seed=5, work_limit=2))
    assert (one.plan, one.stuck, one.changes, one.level) == (other.plan, other.stuck, other.changes, other.level)


def happened(given_: Problem, plan: Plan) -> Any:
    """A house is lost, and the next departure of somebody else."""
    ends = {each.id: each.b for each in given_.legs}
    houses = {each.id for each in given_.places if each.kind == "house"}
    used = [step for steps in plan.values() for step in steps]
    house = next(ends[step.leg] for step in used if ends[step.leg] in houses)
    step = min((step for step in used if step.departs >= 6), key=lambda step: step.departs)
    return HouseCompromised(place=house), DepartureCancelled(leg=step.leg, slot=step.departs)


def test_whoever_is_left_goes_by_a_cheaper_way_than_the_best() -> None:
    """The best way costs more than there is, and the other is not looked for where money has but its true price."""
    houses = place("H", "house", max_stay=9), place("I", "house", max_stay=9, base_exposure=900)
    given_ = problem(
        party("P", visas={}), places=(place("O", "origin"), *houses), pathways=(), budget=100,
        legs=(leg("O", "H", cost=900), leg("O", "I", cost=10)),
    )  # fmt: skip
    of = network(given_)
    search = Search(Pricing(of), [Prices.free(of)], Random(0), {})
    dear, true = Prices.free(of), Prices.free(of)
    dear.fare[:], true.fare[:] = 1000 * of.cost[of.leg], of.cost[of.leg] / 10
    for prices, legs in (([true], []), ([dear, true], ["O-I"])):
        search.place_left(prices, Limit(search.insertion.pricing, Effort(60)))
        assert [step.leg for step in of.plan_of(search.best)["P"]] == legs


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_left_behind_for_whom_there_is_room(seed: int) -> None:
    given_ = crowded(seed)
    plan = solve(given_, 60, seed=2, work_limit=2).plan
    of = network(given_)
    placing = replanning.Placing(of, {number: way for number, way in all_ways(of, given_, plan) if way})
    assert not placing.crowded
    assert not [each.id for number, each in enumerate(given_.parties) if not plan[each.id] and placing.place(number)]


def all_ways(of: Any, given_: Problem, plan: Plan) -> Any:
    return ((number, of.way_of(number, plan[each.id])) for number, each in enumerate(given_.parties))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    seconds = count()
    monkeypatch.setattr(limits, "monotonic", lambda: float(next(seconds)))
    return seconds


def asking(ways: int) -> Any:
    return SimpleNamespace(asked=ways)


def test_a_limit_is_one_of_time_or_of_work(clock: Any) -> None:
    pricing = asking(7)
    by_time, by_work = Limit(pricing, Effort(3)), Limit(pricing, Effort(100, 2))
    assert [by_time.is_reached for _ in range(3)] == [False, True, True]
    assert [by_work.is_reached for pricing.asked in (7, 8, 9)] == [False, False, True]


def test_who_shares_gets_a_part_of_what_is_left_and_not_too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    now, pricing = [0.0], asking(0)
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])
    half = Limit(pricing, Effort(10)).shared(2)
    assert [half.is_reached for now[0] in (0, 4.9, 5)] == [False, False, True]
    now[0] = 0
    least = Limit(pricing, Effort(1)).shared(1000)
    assert [least.is_reached for now[0] in (0.2, 0.3)] == [False, True]
    work = Limit(pricing, Effort(1e6, 2000)).shared(4)
    now[0] = 9999
    assert [work.is_reached for pricing.asked in (499, 500)] == [False, True]

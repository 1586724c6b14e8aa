"""What no single step of a way shows, and that putting and taking leave nothing behind."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.planning.world import change, party, problem
from waystation.planning import Pathway, Plan, Problem, Step, check, generate
from waystation.planning.insertion import Insertion, guide
from waystation.planning.ledger import Ledger
from waystation.planning.network import MONEY
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.tables import network

OUT = [Step("O-H", 0), Step("H-B", 1), Step("B-D", 2)]
PATHWAY = {"pathways": (Pathway(id="V", dest="D", quota=1, doc="none"),)}
CAR = {"mode": "car", "pool": "drivers"}


def ledger(given: Problem) -> Ledger:
    return Ledger(reachable(network(given)))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (problem(), None),
        (change(problem(drivers={"drivers": 1}), "legs", "H-B", **CAR), "B-D H-B"),
        (change(problem(**PATHWAY), "legs", "H-B", pathway="V"), "B-D"),
        (problem(budget=79), "too dear"),
    ],
    ids=["sound", "one driver at two wheels", "one place taken twice", "too dear"],
)
def test_what_only_the_whole_way_shows(given: Problem, fault: str | None) -> None:
    made = ledger(given)
    way = made.of.way_of(0, OUT)
    assert way is not None
    found = made.fault(0, way)
    named = "too dear" if found == -1 else found if found is None else made.of.steps_of((found,))[0].leg
    assert (named is None) if fault is None else (named in fault.split(" ") or named == fault)
    assert bool(check(given, made.of.plan_of([way]))) == bool(fault)


def test_two_who_are_to_be_kept_apart() -> None:
    made = ledger(problem(party("P"), party("Q"), conflicts=(("P", "Q"),)))
    insertion, prices = Insertion(Pricing(made.of), made), Prices.free(made.of)
    assert insertion.insert(0, prices)
    assert not made.fits(1, made.ways[0])
    assert insertion.insert(1, prices)
    assert check(made.of.problem, made.of.plan_of(made.ways)) == []
    assert not made.left.shut.any()
    assert not made.left.barred.any()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_put_and_taken_leaves_nothing_behind(seed: int) -> None:
    made = ledger(generate(8, 10, seed))
    fresh: Any = ledger(made.of.problem)
    insertion = Insertion(Pricing(made.of), made)
    for number in range(8):
        insertion.insert(number, Prices.free(made.of))
    plan: Plan = made.of.plan_of(made.ways)
    assert check(made.of.problem, plan) == []
    for number in range(8):
        made.take(number)
    assert made.money == 0
    assert made.total == pytest.approx(fresh.total)
    for name in ("aboard", "beds", "drivers", "escorts", "quota"):
        np.testing.assert_array_equal(getattr(made.left, name), getattr(fresh.left, name))


@pytest.mark.parametrize("seed", range(6))
def test_for_whom_there_is_nothing_at_a_dear_price_of_money_there_is_nothing_at_a_cheaper_one(seed: int) -> None:
    given = generate(12, 10, seed)
    made = ledger(replace(given, budget=given.budget // 15, escorts=1))
    insertion, several = Insertion(Pricing(made.of), made), [Prices.free(made.of) for _ in range(3)]
    for prices, money in zip(several, (1000.0, 10.0, MONEY), strict=True):
        guide(prices, made.of, money, Prices.free(made.of), 0)
    placed = []
    for number in range(12):
        by_each = []
        for prices in several:
            by_each.append(insertion.insert(number, prices))
            made.take(number)
        placed.append(insertion.insert(number, *several))
        assert placed[-1] == any(by_each)
    assert set(placed) == {True, False}
    assert not made.left.shut.any()

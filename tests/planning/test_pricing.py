"""The inner loop in C says what the one in Python says, and both what `evaluate` says."""

from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.test_solving import problems
from tests.planning.world import change, party, problem
from waystation.planning import Plan, Problem, check, evaluate, generate, pricing
from waystation.planning.duality import Relaxation
from waystation.planning.improving import Search
from waystation.planning.kernel import compiled
from waystation.planning.network import Network
from waystation.planning.pinning import begin, history
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.solving import solve
from waystation.planning.tables import network

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
needs_compiler = pytest.mark.skipif(compiled() is None, reason="needs a C compiler")


def tables(of: Problem) -> Network:
    return reachable(network(of))


@given(problems(1))
@QUICK
def test_the_cheapest_way_costs_what_it_is_said_to(given_: Problem) -> None:
    of = tables(given_)
    (cost, *_), rows = Pricing(of).ways(Prices.free(of))
    assume(cost < inf)
    idle: Plan = {"P0": ()}
    plan = of.plan_of(Pricing(of).arcs(rows))
    assert cost == pytest.approx(evaluate(given_, plan).total - evaluate(given_, plan).money / 10)
    assert of.stays[0] == evaluate(given_, idle).total
    assert {str(each.rule) for each in check(given_, plan)} <= {"budget", "drivers", "escorts", "max_stay"}


@needs_compiler
@given(st.integers(0, 10_000))
@QUICK
def test_both_find_the_same_at_any_prices(seed: int) -> None:
    of, random = tables(generate(5, 8, seed)), np.random.default_rng(seed)
    relaxation = Relaxation(of)
    relaxation.worth.rows[:] = random.exponential(2_000, len(relaxation.worth.rows))
    relaxation.set_prices()
    fast, slow = both(of, lambda: relaxation.pricing.ways(relaxation.prices))
    np.testing.assert_allclose(fast[0], slow[0])
    np.testing.assert_array_equal(fast[1], slow[1])
    for number in range(5):
        fast, slow = both(of, lambda number=number: relaxation.pricing.through(relaxation.prices, number))
        np.testing.assert_allclose(fast, slow)


@needs_compiler
@given(st.integers(0, 10_000), st.integers(1, 20))
@QUICK
def test_both_find_the_same_for_those_who_are_on_the_way(seed: int, now: int) -> None:
    begins = replace(generate(5, 8, seed), night_until_departure=True)
    free = network(begins)
    plan = free.plan_of(Pricing(free).arcs(Pricing(free).ways(Prices.free(free))[1]))
    later = replace(begins, now=now)
    of = begin(network(later), history(later, plan))
    relaxation = Relaxation(of)
    relaxation.worth.rows[:] = np.random.default_rng(seed).exponential(2_000, len(relaxation.worth.rows))
    relaxation.set_prices()
    fast, slow = both(of, lambda: relaxation.pricing.ways(relaxation.prices))
    np.testing.assert_allclose(fast[0], slow[0])
    np.testing.assert_array_equal(fast[1], slow[1])
    for number in range(5):
        fast, slow = both(of, lambda number=number: relaxation.pricing.through(relaxation.prices, number))
        np.testing.assert_allclose(fast, slow)


@needs_compiler
@given(st.integers(0, 10_000))
@QUICK
def test_both_find_the_same_beside_others(seed: int) -> None:
    of, random = tables(generate(6, 8, seed)), np.random.default_rng(seed)
    search = Search(Pricing(of), [Prices.free(of)], _Never(), {})
    search.place([()] * 6, search.prices[0], lambda: True)
    search.ledger.left.shut[:] = random.random(len(of.leg)) < 0.2
    for number in range(6):
        search.ledger.take(number)
        fast, slow = both(of, lambda number=number: Pricing(of).way(search.prices[0], search.ledger.left, number))
        assert fast[0] == pytest.approx(slow[0])
        assert fast[1] == slow[1]


class _Never:
    """Who only places draws no lots."""


def both(of: Network, job: Any) -> Any:
    """What the job says with the compiled loop, and without."""
    fast, kernel = job(), pricing._KERNEL
    pricing._KERNEL = None
    try:
        return fast, job()
    finally:
        pricing._KERNEL = kernel


def test_without_a_compiler_the_plan_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = generate(4, 6, 1)
    fast = solve(given_, inf, work_limit=5)
    monkeypatch.setattr(pricing, "_KERNEL", None)
    assert solve(given_, inf, work_limit=5).plan == fast.plan
    monkeypatch.setenv("WAYSTATION_NO_KERNEL", "1")
    assert compiled() is None


def test_what_can_never_be_is_cut_out() -> None:
    of = tables(problem(party("P", size=3, internal_day=1)))
    assert {of.problem.legs[of.leg[arc]].id for arc in of.arcs_of(0)} == {
        "O-H", "O-B", "H-I", "I-H", "H-B", "I-B", "B-D",
    }  # fmt: skip
    for small in (
        change(of.problem, "legs", "H-B", capacity=2),
        change(of.problem, "legs", "H-B", doc="foreign"),
        change(of.problem, "parties", "P", pursuit={"B": 0.6}),
    ):
        legs = {small.legs[tables(small).leg[arc]].id for arc in tables(small).arcs_of(0)}
        assert "H-B" not in legs

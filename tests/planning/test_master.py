"""Prices of a linear programme: the bound becomes better by them, and is one all the same."""

from math import inf

from hypothesis import HealthCheck, given, settings

from tests.planning import brute
from tests.planning.random_worlds import problems
from waystation.planning import Problem, evaluate, generate
from waystation.planning.duality import Relaxation
from waystation.planning.master import Master
from waystation.planning.pricing import reachable
from waystation.planning.solving import solve
from waystation.planning.tables import network


def relaxed(given_: Problem, known: float) -> tuple[Relaxation, Master]:
    """After as many steps of ascent as gain something."""
    relaxation = Relaxation(reachable(network(given_)))
    for _ in range(3_000):
        if relaxation.done:
            break
        relaxation.ascend(known)
    assert relaxation.known is not None
    return relaxation, Master(relaxation, relaxation.known)


def never() -> bool:
    return False


@given(problems())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_plan_costs_less_than_the_bound(given_: Problem) -> None:
    least = brute.best(given_)
    relaxation, master = relaxed(given_, least)
    before = relaxation.bound
    for _ in range(50):
        if not master.done:
            master.step(inf, never)
    assert before <= relaxation.bound <= least * (1 + 1e-9) + 1e-6


def test_the_bound_becomes_better_where_ascent_gains_nothing_any_more() -> None:
    given_ = generate(10, 12, 4)
    found = solve(given_, 60, work_limit=20)
    relaxation, master = relaxed(given_, found.objective.total)
    before = relaxation.bound
    for _ in range(8):
        master.step(inf, never)
    assert before + 0.001 * before < relaxation.bound <= evaluate(given_, found.plan).total


def test_who_ends_it_is_heard() -> None:
    given_ = generate(10, 12, 4)
    relaxation, master = relaxed(given_, solve(given_, 60, work_limit=5).objective.total)
    before = relaxation.bound
    master.step(inf, lambda: True)
    assert (master.done, relaxation.bound) == (True, before)

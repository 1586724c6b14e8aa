"""Of plans that are nearly as good one is drawn: by the rules, no dearer than allowed, with nobody better known."""

import subprocess
import sys
from math import inf
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.test_solving import QUICK, problems, solved
from tests.planning.world import leg, party, place, problem
from waystation.planning import Problem, Step, blast_radius, check, evaluate, generate, solving
from waystation.planning.dispersing import disperse
from waystation.planning.improving import Search
from waystation.planning.limits import Effort, Limit
from waystation.planning.network import Way
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.tables import network


def twins(more: int = 0) -> Problem:
    """Two houses, of which the second may be dearer, and four parties who can go to either and no further."""
    places = (place("O", "origin"), place("H", "house", max_stay=9), place("I", "house", max_stay=9))
    legs = leg("O", "H", capacity=9), leg("O", "I", capacity=9, cost=10 + more)
    people = (party(f"P{number}", visas={}) for number in range(4))
    return problem(*people, places=places, legs=legs, pathways=())


def search(given_: Problem, to: str, seed: int = 0) -> Search:
    """Everybody goes to one house at once."""
    of = reachable(network(given_))
    made = Search(Pricing(of), [Prices.free(of)], Random(seed), {})
    ways: list[Way] = [of.way_of(number, [Step(to, 0)]) or () for number in range(len(of.size))]
    made.begin(ways)
    made.best, made.value = list(made.ledger.ways), made.ledger.total
    return made


def test_of_two_houses_each_gets_half_and_by_chance_who() -> None:
    given_ = twins()
    drawn = set()
    for seed in range(8):
        made = search(given_, "O-H", seed)
        plan = made.of.plan_of(disperse(made, 0, lambda: True))
        assert check(given_, plan) == []
        assert blast_radius(given_, plan).houses == {"H": 2, "I": 2}
        assert evaluate(given_, plan).total == pytest.approx(made.value)
        drawn.add(tuple(sorted(plan.items())))
    assert len(drawn) > 1


def test_it_costs_no_more_than_is_allowed() -> None:
    given_ = twins(more=10)
    whole = search(given_, "O-H").value
    for allowed, houses in ((0.9, {"H": 4}), (1.1, {"H": 3, "I": 1}), (2.1, {"H": 2, "I": 2})):
        made = search(given_, "O-H")
        plan = made.of.plan_of(disperse(made, allowed / whole, lambda: True))
        assert blast_radius(given_, plan).houses == houses
        assert evaluate(given_, plan).total <= whole + allowed + 1e-6


def test_what_is_worse_known_is_never_taken() -> None:
    """From two and two, all in the dearer house would be within what is allowed."""
    given_ = twins()
    made = search(given_, "O-H")
    made.best = made.best[:2] + search(given_, "O-I").best[2:]
    plan = made.of.plan_of(disperse(made, 0.5, lambda: True))
    assert blast_radius(given_, plan).houses == {"H": 2, "I": 2}


def test_when_there_is_no_time_the_plan_is_the_one_found() -> None:
    made = search(twins(), "O-H")
    assert disperse(made, 1, lambda: False) == made.best


@given(problems(), st.sampled_from([0, 0.01, 0.3]))
@QUICK
def test_a_plan_stays_valid_and_is_at_most_so_much_worse(given_: Problem, within: float) -> None:
    with patch.object(solving, "disperse", lambda search, *_: search.best):
        before = solved(given_)
    after = solved(given_, within=within)
    assert check(given_, after.plan) == []
    assert after.objective.total <= before.objective.total * (1 + within) + 0.05
    assert blast_radius(given_, after.plan).weight <= blast_radius(given_, before.plan).weight
    assert after.bound <= before.objective.total + 1e-6


def test_fewer_people_are_known_to_one_host() -> None:
    given_ = generate(24, 15, 3)
    as_found, dispersed = (
        solving.solve(given_, inf, work_limit=30, within=within, seed=1).plan for within in (0.0, 0.02)
    )
    assert blast_radius(given_, dispersed).weight < blast_radius(given_, as_found).weight


def test_those_pinned_stay_where_they_are() -> None:
    given_ = twins()
    held = {"P0": (Step("O-H", 0),), "P1": (Step("O-H", 0),)}
    plan = solved(given_, pinned=held, seed=5).plan
    assert {party: plan[party] for party in held} == held
    assert blast_radius(given_, plan).houses == {"H": 2, "I": 2}


def test_nobody_is_left_to_be_moved() -> None:
    given_ = replace(twins(), parties=twins().parties[:1])
    assert solved(given_, pinned={"P0": (Step("O-H", 0),)}).plan == {"P0": (Step("O-H", 0),)}


def test_nobody_keeps_a_way_beside_which_a_better_one_is_open() -> None:
    made = search(twins(more=10), "O-I")
    made.polish(Limit(made.insertion.pricing, Effort(0)))
    assert made.of.plan_of(made.best)["P0"] == (Step("O-I", 0),)
    made.polish(Limit(made.insertion.pricing, Effort(inf)))
    assert set(made.of.plan_of(made.best).values()) == {(Step("O-H", 0),)}
    assert made.value == pytest.approx(search(twins(more=10), "O-H").value)


def test_nothing_is_loaded_any_more_when_plans_are_made() -> None:
    """A process that makes plans may have given up every file by then."""
    loaded = "import sys, waystation.planning.solving; sys.exit('numpy.random' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0

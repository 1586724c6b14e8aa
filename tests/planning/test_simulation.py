"""`check` and `evaluate` against somebody who lives through the plan slot by slot."""

from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.random_worlds import going_on, plans, problems
from tests.planning.simulation import Simulation
from tests.planning.test_checking import RULES
from tests.planning.world import change, leg, problem, ways
from waystation.planning import Plan, Problem, Rule, check, evaluate

MANY = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
NO_COST = {Rule.CONTINUITY, Rule.HORIZON, Rule.MISSING, Rule.RETURN}


def alike(given_: Problem, plan: Plan) -> set[Rule]:
    """Which rules both find broken: the same, by the same parties, in the same places and slots."""
    found = Simulation(given_, plan)
    assert sorted(map(str, found.broken)) == sorted(
        str((each.rule, each.parties, each.where, each.slot)) for each in check(given_, plan)
    )
    rules = {rule for rule, *_ in found.broken}
    ever = {rule for rule, *_ in Simulation(replace(given_, now=0), plan).broken}  # also what is not judged any more
    if not ever & NO_COST:
        counted = asdict(evaluate(given_, plan))
        assert found.cost() == counted
        for since in (given_.now, given_.slots // 2, given_.slots):
            assert found.cost(since) == asdict(evaluate(given_, plan, since))
    return rules


@given(problems(), st.data())
@MANY
def test_both_find_the_same(given_: Problem, data: st.DataObject) -> None:
    alike(given_, data.draw(plans(given_)))


@given(going_on(), st.data())
@settings(MANY, max_examples=150)
def test_neither_judges_what_has_happened(later: Problem, data: st.DataObject) -> None:
    alike(later, data.draw(plans(later)))


def test_both_find_each_rule_that_a_plan_breaks_alone() -> None:
    assert [alike(problem, plan) for _, problem, plan in RULES] == [{rule} for rule, _, _ in RULES]


def test_who_was_at_a_destination_before_is_late_no_longer() -> None:
    given_ = replace(problem(), legs=(*problem().legs, leg("D", "H")))
    given_ = change(given_, "places", "H", max_stay=9)
    for more in ([], [("D-H", 4)], [("D-H", 4), ("H-B", 8), ("B-D", 9)]):
        assert alike(given_, ways(P=[("O-B", 0), ("B-D", 1), *more])) == set()

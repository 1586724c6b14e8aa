"""`check` and `evaluate` against somebody who lives through the plan slot by slot."""

from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.planning.random_worlds import plans, problems
from tests.planning.simulation import Simulation
from tests.planning.test_checking import RULES
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
    if not rules & NO_COST:
        counted = asdict(evaluate(given_, plan))
        assert found.cost() == counted
    return rules


@given(problems(), st.data())
@MANY
def test_both_find_the_same(given_: Problem, data: st.DataObject) -> None:
    alike(given_, data.draw(plans(given_)))


def test_both_find_each_rule_that_a_plan_breaks_alone() -> None:
    assert [alike(problem, plan) for _, problem, plan in RULES] == [{rule} for rule, _, _ in RULES]

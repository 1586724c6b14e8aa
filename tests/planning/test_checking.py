"""Each rule is broken alone, by a plan that is sound without it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.world import ALWAYS, change, leg, party, problem, ways
from waystation.planning import Pathway, Plan, Problem, Rule, Step, check, evaluate
from waystation.planning.problem import Departure

OUT = [("O-H", 0), ("H-B", 4), ("B-D", 5)]


def broken(given: Problem, plan: Plan) -> set[Rule]:
    return {each.rule for each in check(given, plan)}


def test_a_sound_plan_breaks_nothing() -> None:
    assert check(problem(), ways(P=OUT)) == []
    assert check(problem(), ways(P=[])) == []
    assert check(problem(), ways(P=OUT[:1] + [("H-I", 12)])) == []


TWO = (party("P"), party("Q"))
RULES: list[tuple[Rule, Problem, Plan]] = [
    (Rule.MISSING, problem(*TWO), ways(P=OUT)),
    (Rule.CONTINUITY, problem(), ways(P=[("H-B", 4)])),
    (Rule.CONTINUITY, problem(), ways(P=[("O-H", 1), ("H-B", 1)])),
    (Rule.TIMETABLE, change(problem(), "legs", "O-H", departs=(Departure(1, 0),)), ways(P=OUT)),
    (Rule.TIMETABLE, change(problem(), "legs", "O-H", departs=(Departure(-1, 1),)), ways(P=OUT)),
    (Rule.CLOSED, problem(closed=(Step("H-B", 4),)), ways(P=OUT)),
    (Rule.HORIZON, problem(), ways(P=[("O-B", 22), ("B-D", 23)])),
    (Rule.RETURN, problem(), ways(P=[("O-H", 0), ("H-O", 2), ("O-H", 5), ("H-I", 12)])),
    (Rule.DOCUMENT, change(problem(party("P", internal_day=2)), "legs", "H-B", doc="internal"), ways(P=OUT)),
    (Rule.DOCUMENT, change(problem(), "legs", "H-B", doc="foreign"), ways(P=OUT)),
    (Rule.VISA, problem(party("P", visas={})), ways(P=OUT)),
    (Rule.VISA, problem(party("P", visas={"V": 2})), ways(P=OUT)),
    (Rule.PURSUIT_SLEEP, problem(party("P", pursuit={"H": 0.25})), ways(P=OUT)),
    (Rule.PURSUIT_PASS, problem(party("P", pursuit={"B": 0.6})), ways(P=OUT)),
    (Rule.NO_HOUSE, problem(), ways(P=[("O-B", 0), ("B-D", 4)])),
    (Rule.ACCEPTS, change(problem(), "places", "H", accepts=("man",)), ways(P=OUT)),
    (Rule.ACCESSIBLE, change(problem(party("P", accessible=True)), "places", "H", accessible=False), ways(P=OUT)),
    (Rule.MEDICAL, change(problem(party("P", medical=True)), "places", "H", medical=False), ways(P=OUT)),
    (Rule.MAX_STAY, problem(), ways(P=[("O-H", 0), ("H-B", 16), ("B-D", 17)])),
    (Rule.BEDS, change(problem(*TWO), "places", "H", beds=1), ways(P=OUT, Q=[("O-H", 2), ("H-B", 5), ("B-D", 6)])),
    (Rule.SEATS, change(problem(*TWO), "legs", "H-B", capacity=1), ways(P=OUT, Q=[("O-H", 1), *OUT[1:]])),
    (Rule.DRIVERS, problem(drivers={"drivers": 0}), ways(P=OUT)),
    (Rule.DRIVERS, problem(*TWO, drivers={"drivers": 1}), ways(P=OUT, Q=[("O-H", 1), ("H-B", 5), ("B-D", 6)])),
    (Rule.ESCORTS, problem(*(party(each, escort=True) for each in "PQ")), ways(P=OUT, Q=OUT)),
    (Rule.QUOTA, problem(*TWO, pathways=(Pathway(id="V", dest="D", quota=1, doc="none"),)), ways(P=OUT, Q=OUT)),
    (Rule.BUDGET, problem(budget=79), ways(P=OUT)),
    (Rule.APART, problem(*TWO, conflicts=(("P", "Q"),)), ways(P=OUT, Q=[("O-H", 1), ("H-B", 5), ("B-D", 6)])),
    (Rule.APART, problem(*TWO, conflicts=(("Q", "P"),)), ways(P=[("O-B", 0), ("B-D", 1)], Q=[("O-B", 0), ("B-D", 2)])),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "given", "plan"), RULES, ids=[str(each[0]) for each in RULES])
def test_a_plan_that_breaks_one_rule_breaks_no_other(rule: Rule, given: Problem, plan: Plan) -> None:
    assert broken(given, plan) == {rule}
    assert all(str(each).startswith(f"{rule}: ") for each in check(given, plan))


def test_a_way_may_not_end_at_a_border() -> None:
    assert broken(problem(), ways(P=[("O-B", 20)])) == {Rule.END, Rule.NO_HOUSE}
    assert broken(problem(), ways(P=[("O-B", 23)])) == {Rule.END}


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_broken_above(rule: Rule) -> None:
    assert rule in {each[0] for each in RULES} | {Rule.END}


def test_it_says_who_where_and_when() -> None:
    found = check(problem(closed=(Step("H-B", 4),)), ways(P=OUT))
    assert [str(each) for each in found] == ["closed: this departure is cancelled (H-B, day 1, slot 0, P)"]


def test_nights_in_a_row_are_counted_through_a_day_elsewhere() -> None:
    """Who leaves in the morning and comes back in the evening is still the neighbours' third night."""
    there = [("O-H", 0), ("H-I", 12), ("I-H", 13), ("H-B", 16), ("B-D", 17)]
    assert broken(problem(), ways(P=there)) == {Rule.MAX_STAY}
    assert broken(problem(), ways(P=[("O-H", 0), ("H-I", 12), ("I-H", 16), ("H-B", 20), ("B-D", 21)])) == set()


def test_as_many_vehicles_go_as_are_needed() -> None:
    both = ways(P=OUT[:1], Q=OUT[:1])
    five = problem(party("P", size=3), party("Q", size=2), drivers={"drivers": 1})
    assert broken(change(five, "places", "H", beds=9, max_stay=9), both) == {Rule.DRIVERS}
    assert evaluate(five, both).money == 120
    four = problem(party("P", size=3), party("Q", size=1), drivers={"drivers": 1})
    assert broken(change(four, "places", "H", max_stay=9), both) == set()
    assert evaluate(four, both).money == 60


def test_a_driver_is_back_after_twice_the_way() -> None:
    given = problem(*TWO, drivers={"drivers": 1})
    assert broken(given, ways(P=OUT[:1] + [("H-I", 12)], Q=[("O-H", 2), ("H-I", 12)])) == set()


def test_two_apart_may_wait_at_one_origin_and_live_at_one_destination() -> None:
    given = problem(*TWO, conflicts=(("P", "Q"),))
    assert check(given, ways(P=[("O-B", 4), ("B-D", 5)], Q=[("O-B", 5), ("B-D", 6)])) == []


# what it costs


def test_the_objective_is_counted_by_hand() -> None:
    found = evaluate(problem(party("P", size=2, pursuit={"H": 0.1})), ways(P=[("O-H", 1), ("H-B", 4), ("B-D", 5)]))
    assert found.waiting == 300 * 2 * 2 * 1
    assert found.staying == 2 * 2 * (7 + 100)
    assert found.travelling == 2 * (3 * (100 + 10 + 20) + 50)
    assert (found.penalty, found.delay, found.money) == (0, 2 * 7, 60 + 20 + 20)
    assert found.total == 10 * found.exposure + 50 * 14 + 10
    assert (found.left_behind, found.abroad) == (0, 2)


def test_who_stays_waits_in_danger_to_the_end() -> None:
    found = evaluate(problem(party("P", size=2)), ways(P=[]))
    assert found.waiting == 300 * 2 * 2 * (8 + 3 * 16)
    assert (found.penalty, found.delay, found.money, found.left_behind) == (600_000 * 2 * 2, 2 * 24, 0, 2)


def test_who_ends_in_a_house_is_safe_but_not_abroad() -> None:
    found = evaluate(problem(), ways(P=OUT[:1]))
    assert (found.penalty, found.delay, found.staying, found.abroad) == (60_000, 24, 23 * 7, 0)


def test_what_is_not_whole_in_euro_is_kept() -> None:
    given = change(problem(), "legs", "O-B", cost=3)
    assert evaluate(given, ways(P=[("O-B", 0), ("B-D", 1)])).total % 1 == pytest.approx(0.3)


def test_a_broken_way_has_no_objective() -> None:
    with pytest.raises(ValueError, match="do not follow"):
        evaluate(problem(), ways(P=[("H-B", 4)]))


def test_legs_of_every_day_and_of_one() -> None:
    daily: Any = leg("O", "H", departs=ALWAYS)
    assert all(daily.departs_at(slot) for slot in range(40))
    weekly: Any = leg("O", "H", departs=(Departure(2, 3),))
    assert [slot for slot in range(60) if weekly.departs_at(slot)] == [11, 39]


def test_who_leaves_at_night_has_spent_it_there_where_that_is_asked() -> None:
    """At a border there is no bed to leave; in a house with one bed somebody else has none until then."""
    given = problem(party("P"), party("Q"), days=3, night_until_departure=True)
    given = change(given, "places", "H", beds=1)
    leaves = ways(P=[("O-H", 6), ("H-I", 7)], Q=[])
    assert broken(given, leaves) == set()
    assert broken(given, leaves | ways(Q=[("O-H", 6)])) == {Rule.BEDS}
    assert broken(replace(given, night_until_departure=False), leaves | ways(Q=[("O-H", 6)])) == set()
    at_border = ways(P=[("O-B", 5), ("B-D", 7)], Q=[])
    assert broken(given, at_border) == {Rule.NO_HOUSE}
    for now, rules in ((5, {Rule.NO_HOUSE}), (6, set()), (7, set())):  # who must get away from where they are goes then
        assert broken(replace(given, now=now), at_border) == rules


def test_nobody_comes_to_a_house_in_which_they_may_not_sleep_to_leave_it_in_the_coming_night() -> None:
    given = problem(party("P", pursuit={"H": 0.3}), days=3, night_until_departure=True)
    for now, rules in ((4, {Rule.PURSUIT_SLEEP}), (6, {Rule.PURSUIT_SLEEP}), (7, set())):
        assert broken(replace(given, now=now), ways(P=[("O-H", 6), ("H-I", 7)])) == rules


def test_who_is_in_danger_where_they_are_leaves_in_the_coming_night_and_in_no_later_one() -> None:
    given = problem(party("P", pursuit={"H": 0.3}), days=4, night_until_departure=True, now=5)
    for departs, rules in ((7, set()), (11, {Rule.PURSUIT_SLEEP})):
        leaves = ways(P=[("O-H", 2), ("H-I", departs)])
        assert broken(given, leaves) == rules

"""Room is made by those who have what is lacking, as few as possible, and by nobody where that does not help."""

from math import inf
from typing import Any

from tests.planning.world import leg, party, place, problem, ways
from waystation.planning import Plan, Problem, check
from waystation.planning.limits import Effort, Limit
from waystation.planning.placing import Placing
from waystation.planning.problem import NEVER, Departure
from waystation.planning.room import Room
from waystation.planning.tables import network

DRIVEN = [("O-H", 0), ("H-B", 4), ("B-D", 5)]
"""By car, which is dear; by train it is less."""


def asked(given_: Problem, plan: Plan, **more: Any) -> tuple[set[str], Plan]:
    """Who makes room for P beside that plan, and the plan then."""
    of = network(given_)
    ids = [each.id for each in given_.parties]
    found = {ids.index(id_): of.way_of(ids.index(id_), steps) for id_, steps in plan.items()}
    placing = Placing(of, {number: way for number, way in found.items() if way})
    assert not placing.place(ids.index("P"))
    costs = {ids.index(id_): given_.parties[ids.index(id_)].size for id_ in plan}
    limit = Limit(placing.pricing, Effort(more.get("seconds", 60)))
    others = Room(placing).make(ids.index("P"), costs, more.get("most", inf), limit)
    after = of.plan_of(placing.ledger.ways)
    assert check(given_, after) == []
    return {ids[number] for number in others}, after


def driven(*others: Any, drivers: int = 1) -> Problem:
    """P is fetched once, from elsewhere, while the driver of another is still on the way back."""
    base = problem()
    fetched = leg("O2", "H", mode="car", pool="drivers", departs=(Departure(0, 1),))
    return problem(
        party("P", origin="O2"), *others, places=(*base.places, place("O2", "origin")), legs=(*base.legs, fetched),
        drivers={"drivers": drivers},
    )  # fmt: skip


def test_who_is_driven_elsewhere_gives_up_the_driver() -> None:
    others, plan = asked(driven(party("Q"), party("R")), ways(Q=DRIVEN, R=[("O-B", 6), ("B-D", 7)]))
    assert others == {"Q"}
    assert plan["P"][0] == ("O2-H", 1)
    assert plan["Q"] not in ((), ways(Q=DRIVEN)["Q"])


def test_who_has_no_other_way_keeps_the_driver() -> None:
    """Q has no papers for the train, and the only other driver who would do is not there."""
    given_ = driven(party("Q", internal_day=NEVER, deadline=0))
    closed = tuple(("O-H", slot) for slot in range(1, given_.slots))
    legs = tuple(leg("O", "B", doc="internal") if each.id == "O-B" else each for each in given_.legs)
    given_ = problem(
        *given_.parties, places=given_.places, legs=legs, drivers={"drivers": 1}, closed=closed,
    )  # fmt: skip
    plan = ways(Q=DRIVEN)
    assert asked(given_, plan) == (set(), {**plan, "P": ()})


def test_who_goes_by_a_dear_way_gives_up_the_money() -> None:
    """P needs 20 euro of which there are 15 left; Q could go for 60 euro less, and R for no less."""
    trains = [("O-B", 6), ("B-D", 7)]
    given_ = problem(party("P"), party("Q"), party("R"), budget=80 + 20 + 15)
    others, plan = asked(given_, ways(Q=DRIVEN, R=trains))
    assert others == {"Q"}
    assert plan["R"] == ways(R=trains)["R"]
    assert plan["P"] != ()


def test_nobody_changes_where_there_is_too_little_money_all_the_same() -> None:
    given_ = problem(party("P"), party("Q"), budget=39)
    plan = ways(Q=[("O-B", 6), ("B-D", 7)])
    assert asked(given_, plan) == (set(), {**plan, "P": ()})


def test_nobody_changes_beyond_what_is_allowed_or_without_time() -> None:
    given_, plan = driven(party("Q", size=2)), ways(Q=DRIVEN)
    for more in ({"most": 1}, {"seconds": 0}):
        assert asked(given_, plan, **more) == (set(), {**plan, "P": ()})

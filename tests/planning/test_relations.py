"""What must hold between the answers to two problems, proved on both: looser is no worse, names say nothing."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.random_worlds import problems
from tests.planning.test_solving import solved
from tests.planning.world import ALWAYS, CATS
from waystation.planning import Problem, Rule, Step
from waystation.planning.program import WHOLE
from waystation.planning.solving import Solution, Stopped

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def proved(given_: Problem) -> Solution:
    found = solved(given_)
    assert found.stopped is Stopped.PROVED
    assert 0 <= found.objective.total - found.bound < WHOLE
    return found


def each(kind: str, **fields: Any) -> Callable[[Problem], Problem]:
    """All places, legs, parties or pathways with other fields."""
    return lambda given_: replace(given_, **{kind: tuple(replace(one, **fields) for one in getattr(given_, kind))})


def of_all(**fields: Any) -> Callable[[Problem], Problem]:
    return lambda given_: replace(given_, **fields)


LOOSER: dict[Rule, Callable[[Problem], Problem]] = {
    Rule.TIMETABLE: each("legs", departs=ALWAYS),
    Rule.CLOSED: of_all(closed=()),
    Rule.DOCUMENT: each("legs", doc="none"),
    Rule.VISA: each("parties", visas={"V": 0}),
    Rule.PURSUIT_SLEEP: each("parties", pursuit={}),
    Rule.PURSUIT_PASS: each("parties", pursuit={}),
    Rule.ACCEPTS: each("places", accepts=CATS),
    Rule.ACCESSIBLE: each("parties", accessible=False),
    Rule.MEDICAL: each("parties", medical=False),
    Rule.MAX_STAY: each("places", max_stay=99),
    Rule.BEDS: each("places", beds=99),
    Rule.SEATS: each("legs", capacity=99),
    Rule.DRIVERS: of_all(drivers={"drivers": 99}),
    Rule.ESCORTS: of_all(escorts=99),
    Rule.QUOTA: each("pathways", quota=99),
    Rule.BUDGET: of_all(budget=10**6),
    Rule.APART: of_all(conflicts=()),
}
"""Each rule that a problem may relax. The others say what a way is."""


def test_every_rule_is_relaxed_or_says_what_a_way_is() -> None:
    ways = {Rule.MISSING, Rule.CONTINUITY, Rule.HORIZON, Rule.RETURN, Rule.NO_HOUSE, Rule.END}
    assert LOOSER.keys() | ways == set(Rule)


@pytest.mark.parametrize("rule", LOOSER, ids=str)
@given(problems(2))
@FEW
def test_a_looser_rule_is_never_worse(rule: Rule, given_: Problem) -> None:
    looser = LOOSER[rule](given_)
    assert proved(looser).objective.total <= proved(given_).objective.total + 1e-6


@given(problems(2), st.data())
@FEW
def test_a_stricter_rule_is_never_better(given_: Problem, data: st.DataObject) -> None:
    parties = [party.id for party in given_.parties]
    closed = data.draw(st.sampled_from([Step(leg.id, slot) for leg in given_.legs for slot in range(given_.slots)]))
    stricter = data.draw(
        st.sampled_from([
            replace(given_, closed=(*given_.closed, closed)), replace(given_, budget=given_.budget // 2),
            replace(given_, conflicts=((parties[0], parties[-1]),) if len(parties) > 1 else ()),
            replace(given_, places=tuple(replace(place, beds=place.beds // 2) for place in given_.places)),
        ])
    )  # fmt: skip
    assert proved(stricter).objective.total >= proved(given_).objective.total - 1e-6


@given(problems(2))
@FEW
def test_what_the_best_plan_does_not_need_is_not_missed(given_: Problem) -> None:
    found = proved(given_)
    taken = {step.leg for steps in found.plan.values() for step in steps}
    needed = replace(
        given_, budget=found.objective.money, legs=tuple(leg for leg in given_.legs if leg.id in taken),
        closed=tuple(step for step in given_.closed if step.leg in taken),
    )  # fmt: skip
    assert proved(needed).objective.total == pytest.approx(found.objective.total)


@given(problems(2), st.randoms(use_true_random=False))
@FEW
def test_neither_names_nor_order_of_anything_say_anything(given_: Problem, random: Random) -> None:
    one, other = proved(given_), proved(renamed(given_, random))
    assert other.objective.total == pytest.approx(one.objective.total)
    assert abs(other.bound - one.bound) < WHOLE


def renamed(given_: Problem, random: Random) -> Problem:
    """The same problem with every id another and everything in another order."""
    ids = [one.id for kind in ("places", "legs", "pathways", "parties") for one in getattr(given_, kind)]
    others = [f"X{number}" for number in range(len(ids))]
    random.shuffle(others)
    new = {"": "", **dict(zip(ids, others, strict=True)), "drivers": "pool"}

    def shuffled(many: list[Any]) -> tuple[Any, ...]:
        random.shuffle(many)
        return tuple(many)

    return replace(
        given_,
        places=shuffled([replace(one, id=new[one.id]) for one in given_.places]),
        legs=shuffled([
            replace(one, id=new[one.id], a=new[one.a], b=new[one.b], pool=new[one.pool], pathway=new[one.pathway])
            for one in given_.legs
        ]),
        pathways=shuffled([replace(one, id=new[one.id], dest=new[one.dest]) for one in given_.pathways]),
        parties=shuffled([
            replace(
                one, id=new[one.id], origin=new[one.origin], visas={new[key]: day for key, day in one.visas.items()},
                pursuit={new[place]: chance for place, chance in one.pursuit.items()},
            )
            for one in given_.parties
        ]),
        conflicts=shuffled([(new[two], new[first]) for first, two in given_.conflicts]),
        drivers={new[pool]: many for pool, many in given_.drivers.items()},
        closed=shuffled([Step(new[step.leg], step.departs) for step in given_.closed]),
    )  # fmt: skip

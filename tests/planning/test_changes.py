"""What one change is said to do, it does; and a better plan that needs no change is no effect of one."""

from dataclasses import replace as replaced
from math import inf
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.planning import brute
from tests.planning.test_solving import problems, solved
from tests.planning.world import change, party, problem, ways
from waystation.planning import Pathway, Problem, Step, changes, evaluate, generate
from waystation.planning.changes import Certainty, Change, Changes, Kind, applied, what_if
from waystation.planning.problem import NEVER
from waystation.planning.reports import of_changes
from waystation.planning.solving import Stopped

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
ONE_PLACE = {"pathways": (Pathway(id="V", dest="D", quota=1, doc="none"),)}


def tried(given_: Problem, **more: Any) -> Changes:
    plan = solved(given_).plan
    return what_if(given_, plan, **{"time_limit": inf, "work_limit": 30} | more)


QUOTA, MONEY, DRIVER = Change(Kind.QUOTA, "V"), Change(Kind.MONEY), Change(Kind.DRIVER, "drivers")


def by_car(given_: Problem) -> Problem:
    """Nobody gets out by train."""
    return change(given_, "legs", "O-B", doc="foreign")


@pytest.mark.parametrize(
    ("given_", "best"),
    [
        (problem(party("P"), party("Q"), **ONE_PLACE), QUOTA),
        (problem(party("P"), party("Q"), budget=30), MONEY),
        (by_car(problem(party("P"), party("Q"), drivers={"drivers": 0})), DRIVER),
        (change(problem(party("P", escort=True), escorts=0), "legs", "O-H", cost=0), Change(Kind.ESCORT)),
        (by_car(problem(party("P", visas={"V": 9}), days=5)), Change(Kind.VISA, "V", "P")),
        (change(problem(party("P", foreign_day=8), days=5), "legs", "B-D", doc="foreign"),
         Change(Kind.DOCUMENT, "foreign", "P")),
        (change(by_car(problem(party("P", internal_day=6), days=5)), "legs", "O-H", doc="internal"),
         Change(Kind.DOCUMENT, "internal", "P")),
        (change(change(by_car(problem(party("P", visas={}), party("Q", visas={}), days=3)), "places", "H", beds=1),
                "places", "I", beds=0), Change(Kind.BED, "H")),
        (problem(), None),
    ],
    ids=["a place", "money", "a driver where there was none", "an escort", "a visa", "a passport",
         "a passport for the first leg", "a bed", "nothing"],
)  # fmt: skip
def test_what_helps_most_is_found_and_certain(given_: Problem, best: Change | None) -> None:
    found = tried(given_)
    told = [each for each in found.effects if each.certainty is Certainty.PROVED]
    assert (told[0].change if told else None) == best
    for each in told:
        now, then = evaluate(given_, found.plan).total, solved(applied(given_, each.change))
        assert then.stopped is Stopped.PROVED
        assert now - each.less == pytest.approx(then.objective.total, abs=0.2)
        assert each.at_least == pytest.approx(each.less, abs=0.2)


@given(problems(2))
@QUICK
def test_what_is_certain_is_so(given_: Problem) -> None:
    now = brute.best(given_)
    found = tried(given_)
    assert found.better_by == 0
    for each in found.effects:
        then = brute.best(applied(given_, each.change))
        assert (each.certainty is Certainty.PROVED) == (then < now - 0.05)
        assert now - then >= each.at_least - 0.1


def test_what_has_happened_is_not_changed() -> None:
    """P is in a house by now, from which one more place in the programme would lead abroad."""
    given_ = problem(party("P"), party("Q"), now=2, pathways=(Pathway(id="V", dest="D", quota=1, doc="none"),))
    given_ = change(given_, "places", "H", max_stay=9)
    plan = ways(P=[("O-H", 0)], Q=[("O-B", 1), ("B-D", 2)])
    found = what_if(given_, plan, inf, work_limit=30)
    assert found.plan["P"][0] == Step("O-H", 0)
    assert found.plan["Q"][0] == Step("O-B", 1)
    assert [each.change for each in found.effects if each.certainty is Certainty.PROVED] == [QUOTA]


def test_never_is_no_week_earlier() -> None:
    given_ = problem(party("P", visas={"V": NEVER}, foreign_day=NEVER))
    for one in (Change(Kind.VISA), Change(Kind.DOCUMENT, "foreign"), Change(Kind.VISA, "V", "P")):
        assert applied(given_, one) == given_


def test_a_better_plan_without_any_change_is_no_effect_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it happens where the search of the problem as it is was less lucky."""
    given_ = problem(party("P"), party("Q"), budget=1_000)
    real = changes.solve

    def unlucky(problem: Problem, *given: Any, **more: Any) -> Any:
        found = real(problem, *given, **more)
        return replaced(found, plan=ways(P=[], Q=[]), bound=0.0) if problem.budget == 1_000 else found

    monkeypatch.setattr(changes, "solve", unlucky)
    monkeypatch.setattr(changes._Trying, "_worth_trying", lambda _: [MONEY])
    found = what_if(given_, ways(P=[], Q=[]), inf, work_limit=5)
    assert [each.certainty for each in found.effects] == [Certainty.NOTHING]
    assert found.better_by > 0
    assert "without any change" in of_changes(given_, found)


def test_whole_persons_that_are_not_certain_are_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = problem(party("P"), party("Q"), budget=30)
    real = changes.solve
    monkeypatch.setattr(changes, "solve", lambda *given, **more: replaced(real(*given, **more), bound=0.0))
    found = what_if(given_, solved(given_).plan, inf, work_limit=5)
    assert {each.certainty for each in found.effects if each.change == MONEY} == {Certainty.ESTIMATED}
    words = of_changes(given_, found)
    assert "1,000 euro more: 1 more person can leave" in words
    assert "(estimated: a longer search may find as much without it)" in words


def test_the_same_work_says_the_same() -> None:
    given_ = generate(6, 8, 3)
    plan = solved(given_, work_limit=3).plan
    one, other = (what_if(given_, plan, inf, seed=1, work_limit=5, most=3) for _ in range(2))
    assert one == other


def test_it_can_be_cancelled_between_and_within() -> None:
    given_ = problem(party("P"), party("Q"), budget=30)
    plan = solved(given_).plan
    seen: list[tuple[int, int]] = []

    def until_two(done: int, of: int, seconds: float) -> bool:
        seen.append((done, of))
        return done < 2

    found = what_if(given_, plan, inf, work_limit=5, progress=until_two)
    assert len(found.effects) + found.untried == seen[-1][1] - 1
    assert len(found.effects) <= 1
    assert what_if(given_, plan, inf, work_limit=5, progress=lambda *_: False).effects == ()


def test_without_time_it_says_what_it_did_not_try() -> None:
    given_ = generate(8, 10, 1)
    found = what_if(given_, solved(given_, work_limit=1).plan, 1e-6)
    assert found.effects == ()


def test_what_is_cut_out_beforehand_is_looked_at_while_there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 300 pools without a driver each would take as long as making a plan."""
    given_ = problem(drivers=dict.fromkeys(["drivers", *map(str, range(300))], 0))
    now, looked, tables = [0.0], list[float](), changes.network
    monkeypatch.setattr(changes, "monotonic", lambda: now[0])

    def slowly(problem: Problem) -> Any:
        now[0] += 1
        looked.append(now[0])
        return tables(problem)

    monkeypatch.setattr(changes, "network", slowly)
    what_if(given_, solved(given_).plan, 60, work_limit=1)
    assert 5 < len(looked) <= 2 * 0.15 * 60 + 2


def test_a_plan_that_breaks_a_rule_is_not_looked_at() -> None:
    with pytest.raises(ValueError, match="the plan breaks a rule"):
        what_if(problem(), ways(P=[("B-D", 5)]))

"""Ways put together anew: the best of those that are known, which a search one party at a time does not find."""

from math import inf

import pytest

from tests.planning.world import party, problem
from waystation.planning import check, evaluate, generate, solving
from waystation.planning.duality import Relaxation
from waystation.planning.ledger import Ledger
from waystation.planning.master import Master
from waystation.planning.network import Network, Way
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.recombining import Known, known_of, recombine
from waystation.planning.solving import solve
from waystation.planning.tables import network


def total(of: Network, ways: list[Way]) -> float:
    """The objective of ways that keep all rules."""
    plan = of.plan_of(ways)
    assert check(of.problem, plan) == []
    return evaluate(of.problem, plan).total


def recombined(of: Network, ways: list[Way], known: dict[int, list[Way]]) -> list[Way] | None:
    return recombine(of, ways, known, total(of, ways), inf, lambda: False)


def test_what_two_good_plans_have_best_is_put_together() -> None:
    of = reachable(network(generate(12, 20, 3)))
    one, other = (
        [of.way_of(number, solve(of.problem, 60, seed=seed, work_limit=1).plan[each.id]) or ()
         for number, each in enumerate(of.problem.parties)]
        for seed in (1, 2)
    )  # fmt: skip
    found = recombined(of, one, dict(enumerate([way] for way in other)))
    best = one if found is None else found
    assert total(of, best) <= min(total(of, one), total(of, other)) + 1e-6
    assert all(way in ways for way, *ways in zip(best, one, other, strict=True))


def test_nothing_is_found_where_these_are_the_best() -> None:
    of = reachable(network(problem()))
    ways = [
        of.way_of(number, solve(of.problem, 60).plan[each.id]) or () for number, each in enumerate(of.problem.parties)
    ]
    assert recombined(of, ways, {number: [(), way] for number, way in enumerate(ways)}) is None


def test_what_all_like_best_and_not_all_can_have_goes_to_some() -> None:
    """Everybody knows the way that would be best if nobody else were there: each rule that they share is kept."""
    of = reachable(network(generate(25, 20, 5)))
    free, pricing = Prices.free(of), Pricing(of)
    liked = {number: [pricing.way(free, None, number)[1]] for number in range(len(of.size))}
    ledger = Ledger(of)
    liked = {number: [way for way in ways if ledger.overstays(number, way) is None] for number, ways in liked.items()}
    stay: list[Way] = [()] * len(of.size)
    found = recombined(of, stay, liked)
    assert found is not None
    assert total(of, found) < total(of, stay)
    assert any(not way for way, (best, *_) in zip(found, liked.values(), strict=True) if best)


def test_the_latest_ways_are_remembered_each_once() -> None:
    known = Known(1)
    for number in [*range(150), 149, 60]:
        known.add(0, (number,))
    ways = list(known.of(0))
    assert len(ways) == len(set(ways)) == 100
    assert ways[-1] == (60,)
    assert (49,) not in ways


@pytest.mark.parametrize(("parties", "kept"), [(60, True), (61, False)])
def test_of_many_parties_nothing_is_remembered(parties: int, kept: bool) -> None:
    given = problem(*(party(f"P{number}") for number in range(parties)))
    assert (known_of(network(given)) is not None) is kept


def test_programmes_are_asked_only_where_time_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long they take nobody knows beforehand: where rounds are counted they would be no limit."""
    asked: list[str] = []
    monkeypatch.setattr(solving, "recombine", lambda *_: asked.append("recombine"))
    monkeypatch.setattr(Master, "step", lambda *_: asked.append("step"))
    monkeypatch.setattr(Relaxation, "done", True)
    given = generate(20, 14, 6)
    found = solve(given, 60, work_limit=20)
    assert asked == []
    found = solve(given, 1.5, warm_start=found.plan)
    assert check(given, found.plan) == []
    assert {"recombine", "step"} == set(asked)

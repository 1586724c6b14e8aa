"""What the planner returns: valid, counted right, between its bound and what trying everything finds."""

from dataclasses import replace as changed
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning import brute
from tests.planning.random_worlds import going_on, problems
from tests.planning.world import change, leg, party, problem
from waystation.planning import (
    Plan,
    Problem,
    Rule,
    Step,
    Unreadable,
    arcflow,
    check,
    dispersing,
    evaluate,
    generate,
    limits,
    read_problem,
    solving,
)
from waystation.planning.duality import Relaxation
from waystation.planning.improving import Search
from waystation.planning.insertion import Insertion
from waystation.planning.ledger import Ledger
from waystation.planning.pricing import reachable
from waystation.planning.problem import Away
from waystation.planning.solving import Progress, Solution, Stopped, solve
from waystation.planning.tables import network

FIXTURES = Path(__file__).parent / "problems"
"""Two invented problems of five and six persons (tiny5 and tiny6 of the planner's set of problems)."""
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def solved(given_: Problem, **more: Any) -> Solution:
    return solve(given_, **{"time_limit": inf, "work_limit": 60} | more)


@given(problems() | going_on())
@QUICK
def test_a_plan_is_valid_and_counted_right_and_no_better_than_everything_tried(given_: Problem) -> None:
    found = solved(given_)
    assert check(given_, found.plan) == []
    assert evaluate(given_, found.plan) == found.objective
    least = brute.best(given_)
    assert found.bound <= least + 1e-6
    assert least <= found.objective.total + 1e-6
    assert found.objective.total == pytest.approx(least)


@given(problems(2), st.data())
@QUICK
def test_less_strict_is_never_worse(given_: Problem, data: st.DataObject) -> None:
    looser = data.draw(
        st.sampled_from([
            replace(given_, budget=given_.budget + 1_000), replace(given_, conflicts=()), replace(given_, closed=()),
            replace(given_, escorts=given_.escorts + 1), replace(given_, drivers={"drivers": 9}),
            change(given_, "places", "H", beds=9), change(given_, "places", "I", max_stay=9),
            replace(given_, parties=tuple(replace(each, pursuit={}) for each in given_.parties)),
        ])
    )  # fmt: skip
    assert solved(looser).objective.total <= solved(given_).objective.total + 1e-6


@given(problems(), st.randoms(use_true_random=False))
@QUICK
def test_neither_ids_nor_the_order_say_anything(given_: Problem, random: Any) -> None:
    people = [replace(each, id="Q" + each.id) for each in given_.parties]
    random.shuffle(people)
    pairs = tuple(("Q" + one, "Q" + other) for one, other in given_.conflicts)
    renamed = replace(given_, parties=tuple(people), conflicts=pairs)
    assert solved(renamed).objective.total == pytest.approx(solved(given_).objective.total)


@given(problems())
@QUICK
def test_the_same_seed_and_work_give_the_same_plan(given_: Problem) -> None:
    one, other = solved(given_, seed=7), solved(given_, seed=7)
    assert changed(one, seconds=0, first=0) == changed(other, seconds=0, first=0)


@given(problems())
@QUICK
def test_who_is_pinned_does_just_that(given_: Problem) -> None:
    before = solved(given_)
    pinned = {"P0": before.plan["P0"]}
    after = solved(given_, pinned=pinned, seed=1)
    assert after.plan["P0"] == before.plan["P0"]
    assert after.objective.total == pytest.approx(before.objective.total)


def test_what_is_pinned_must_be_possible() -> None:
    with pytest.raises(ValueError, match="P cannot do"):
        solved(problem(), pinned={"P": (Step("B-D", 5),)})
    with pytest.raises(ValueError, match="breaks a rule"):
        solved(problem(budget=10), pinned={"P": (Step("O-H", 0),)})
    with pytest.raises(ValueError, match="no party X"):
        solved(problem(), pinned={"X": ()})


@pytest.mark.parametrize(
    ("given_", "path"),
    [
        (problem(party("P", size=-1)), "parties[0].size"), (problem(party("P"), party("P")), "parties[1].id"),
        (problem(party("P", pursuit={"H": float("nan")})), "parties[0].pursuit.H"),
        (problem(conflicts=(("P", "P"),)), "conflicts[0]"),
    ],
)  # fmt: skip
def test_a_problem_made_by_hand_is_held_to_what_is_read(given_: Problem, path: str) -> None:
    with pytest.raises(Unreadable) as error:
        solve(given_, 1)
    assert error.value.path == path


@pytest.mark.parametrize(
    "more", [{"time_limit": 0}, {"time_limit": float("nan")}, {"within": -1}, {"within": float("nan")}]
)
def test_times_and_parts_that_are_none(more: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="time limit"):
        solve(problem(), **more)


def test_a_plan_that_is_known_is_where_it_begins() -> None:
    known = solved(problem()).plan
    again = solved(problem(), warm_start=known, work_limit=0)
    assert again.plan == known


def test_of_a_plan_that_is_not_sound_what_fits_is_kept() -> None:
    broken: Plan = {"P": (Step("B-D", 5),)}
    assert check(problem(), solved(problem(), warm_start=broken, work_limit=0).plan) == []


def test_nobody_can_go_anywhere() -> None:
    nothing = replace(problem(), legs=())
    alone = solved(nothing)
    assert (alone.plan, alone.stopped, alone.gap) == ({"P": ()}, Stopped.PROVED, 0)


def back_and_forth(**more: Any) -> Problem:
    """A house for one night, from which a party could go for an hour and come back, and nowhere else by night."""
    made = problem(
        party("P", internal_day=1, visas={}), days=3, drivers={"drivers": 0},
        places=tuple(each for each in problem().places if each.id != "I"),
        legs=(*(leg for leg in problem().legs if leg.id in ("O-B", "H-B")), leg("B", "H")),
        **more,
    )  # fmt: skip
    return change(made, "places", "H", max_stay=1)


def test_a_night_too_many_is_no_way_even_for_who_was_out_in_between() -> None:
    given_ = back_and_forth()
    of = reachable(network(given_))
    ledger = Ledger(of)
    once = of.way_of(0, [Step("O-B", 9), Step("B-H", 10)])
    twice = of.way_of(0, [Step("O-B", 0), Step("B-H", 1), Step("H-B", 4), Step("B-H", 5)])
    assert once is not None
    assert twice is not None
    assert (ledger.fits(0, once), ledger.fits(0, twice)) == (True, False)
    assert ledger.fault(0, twice) == twice[-1]
    assert check(given_, of.plan_of([once])) == []
    assert {each.rule for each in check(given_, of.plan_of([twice]))} == {Rule.MAX_STAY}


def test_the_whole_programme_sees_that_night_too() -> None:
    """The relaxation does not: it takes a return for an arrival. So here only the programme can prove."""
    given_ = back_and_forth()
    of = reachable(network(given_))
    ways, bound = arcflow.solve(of, 60, [()], float(of.stays[0]), lambda: False)
    assert check(given_, of.plan_of(ways)) == []
    assert bound == pytest.approx(brute.best(given_))
    found = solved(given_)
    assert found.objective.total == pytest.approx(bound)
    assert found.stopped is Stopped.PROVED


def test_everybody_is_looked_at_once_however_short_the_time_is() -> None:
    found = solve(generate(12, 15, 1), 1e-6)
    assert found.stopped is Stopped.TIME
    assert found.objective.left_behind == 0


def test_it_can_be_cancelled() -> None:
    seen: list[Progress] = []

    def once(progress: Progress) -> bool:
        seen.append(progress)
        return False

    given_ = read_problem((FIXTURES / "six.json").read_bytes())
    found = solve(given_, 60, progress=once)
    assert (found.stopped, len(seen)) == (Stopped.CANCELLED, 1)
    assert found.rounds <= 1
    assert check(given_, found.plan) == []


@pytest.mark.parametrize(("name", "optimum"), [("five", 1_976_418), ("six", 2_914_111)])
def test_known_optima_are_found_and_proved(name: str, optimum: int) -> None:
    """Both were proved before by another programme with another formulation."""
    found = solve(read_problem((FIXTURES / f"{name}.json").read_bytes()), 60)
    assert (found.objective.total, found.stopped) == (optimum, Stopped.PROVED)
    assert found.bound == pytest.approx(optimum)


class Clock:
    """Goes on by what is done, as if there were thousands of persons; remembers what was begun when."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.begun, self._patch = 0.0, list[tuple[str, float]](), monkeypatch
        for each in (solving, limits):
            monkeypatch.setattr(each, "monotonic", lambda: self.now)
        self.takes(solving, "check", 2)
        self.takes(solving, "evaluate", 1)
        self.takes(dispersing, "blast_radius", 0.5)
        self.takes(Insertion, "insert", 0.5)

    def takes(self, where: Any, name: str, seconds: float, done: bool = True) -> None:
        job = getattr(where, name)

        def begin(*given_: Any) -> Any:
            self.begun.append((name, self.now))
            self.now += seconds
            return job(*given_) if done else None

        self._patch.setattr(where, name, begin)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_nothing_is_begun_that_takes_longer_than_is_left(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """One step of ascent over thousands of persons takes many seconds."""
    clock.takes(Relaxation, "ascend", 40, done=False)
    clock.takes(Search, "step", 0.5, done=False)
    monkeypatch.setattr(solving._Planner, "_prove", lambda self: None)
    found = solve(generate(8, 20, 1), 100)
    assert found.stopped is Stopped.TIME
    assert found.seconds <= 100.5
    assert all(at + 40 < 95 for name, at in clock.begun if name == "ascend")


@pytest.mark.parametrize("beside", [solving._beside, solving._Here])
@pytest.mark.parametrize("within", [0, 0.05])
def test_when_the_time_is_over_all_is_done(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, beside: Any, within: float
) -> None:
    """What comes last takes time too: everybody's own best, who knows whom, and whether all rules are kept."""
    clock.takes(Relaxation, "ascend", 5)
    monkeypatch.setattr(solving, "_beside", beside)
    given_ = generate(12, 15, 3)
    for limit in (40, 100):
        clock.now, clock.begun = 0, []
        found = solve(given_, limit, within=within)
        assert found.stopped is Stopped.TIME
        assert [name for name, at in clock.begun if at >= limit] == []
        assert limit - 6 < found.seconds <= limit + 0.5


@pytest.mark.parametrize("beside", [solving._beside, solving._Here])
@pytest.mark.parametrize("after", [2, 20])
def test_who_cancels_waits_for_no_more_than_what_has_begun(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, beside: Any, after: float
) -> None:
    """In the first seconds, in which not everybody has been looked at yet, and later on."""
    clock.takes(Relaxation, "ascend", 5)
    monkeypatch.setattr(solving, "_beside", beside)
    given_ = generate(12, 15, 3)
    asked: list[float] = []

    def progress(so_far: Progress) -> bool:
        asked.append(so_far.seconds)
        return so_far.seconds < after

    found = solve(given_, 300, progress=progress)
    assert found.stopped is Stopped.CANCELLED
    assert sum(at >= after for at in asked) == 1
    assert check(given_, found.plan) == []
    assert found.objective.left_behind > 0 if after < 6 else found.objective.left_behind == 0
    # What has begun, a second for what is better for some, and the checks.
    assert found.seconds <= after + 5 + 0.5 + 1.5 + 3
    assert sum(at > after + 5 for _, at in clock.begun) < 10


def test_a_plan_that_nothing_was_done_to_is_not_checked_twice(clock: Clock) -> None:
    found = solve(generate(12, 15, 3), 1)
    assert [name for name, _ in clock.begun if name != "insert"] == ["check", "evaluate"]
    assert found.seconds == 12 * 0.5 + 3


def test_there_is_a_bound_however_short_the_time_is() -> None:
    found = solve(generate(12, 15, 1), 1e-6)
    assert 0 < found.bound <= found.objective.total


def test_more_drivers_away_than_there_are_make_no_plan_wrong_that_uses_none() -> None:
    given_ = generate(4, 10, 1)
    pool = next(iter(given_.drivers))
    short = replace(given_, drivers={**given_.drivers, pool: 0}, away=(Away(pool=pool, until=4),), escorts=0)
    assert check(short, {party.id: () for party in short.parties}) == []
    driven = {leg.id for leg in short.legs if leg.pool == pool}
    assert driven.isdisjoint(step.leg for way in solved(short, work_limit=5).plan.values() for step in way)

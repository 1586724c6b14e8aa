"""A plan made anew: valid, going on from where everybody is, and with as few told anew as trying everything finds."""

from math import inf
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning import brute
from tests.planning.test_solving import problems, solved
from tests.planning.world import change, leg, party, problem, ways
from waystation.planning import (
    Pathway,
    Plan,
    Problem,
    Rule,
    Step,
    Unreadable,
    check,
    evaluate,
    generate,
    read_problem,
    replanning,
    write_problem,
)
from waystation.planning.changing import change as after
from waystation.planning.events import (
    BedsChanged,
    DepartureCancelled,
    DocumentChanged,
    DriversChanged,
    EscortsChanged,
    Events,
    HouseCompromised,
    MissedCheckIn,
    MoneyChanged,
    PartyAdded,
    PartyWithdrawn,
    PursuerSighted,
    VisaChanged,
    faults,
)
from waystation.planning.problem import NEVER, Away, Departure
from waystation.planning.replanned import Replanned
from waystation.planning.replanning import EVERYBODY, replan
from waystation.planning.solving import solve

QUICK = settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
"""Making an example smaller takes longer here than looking at it."""
OUT = [("O-H", 0), ("H-B", 4), ("B-D", 5)]


def again(given_: Problem, plan: Plan, *events: Any, now: int = 0, told: Any = None, **more: Any) -> Replanned:
    return replan(given_, plan, Events(now=now, told=told, events=events), **{"time_limit": 20} | more)


def changed(found: Replanned) -> dict[str, tuple[str, ...]]:
    return {each.party: each.why for each in found.changes}


@st.composite
def happenings(draw: st.DrawFn, given_: Problem, plan: Plan) -> Events:
    """Something that may break the plan of a small world."""
    now = draw(st.integers(0, given_.slots - 1))
    ids, steps = [each.id for each in given_.parties], [step for way in plan.values() for step in way]
    kinds: list[st.SearchStrategy[Any]] = [
        st.builds(PursuerSighted, parties=st.just((draw(st.sampled_from(ids)),)), place=st.sampled_from("HIB"),
                  probability=st.sampled_from([0.1, 0.3, 0.7])),
        st.builds(VisaChanged, party=st.sampled_from(ids), pathway=st.just("V"), day=st.sampled_from([0, 1, NEVER])),
        st.builds(DocumentChanged, party=st.sampled_from(ids), document=st.just("internal"),
                  day=st.sampled_from([0, 1, NEVER])),
        st.builds(BedsChanged, place=st.sampled_from("HI"), beds=st.integers(0, 4)),
        st.builds(DriversChanged, pool=st.just("drivers"), drivers=st.integers(0, 2)),
        st.builds(EscortsChanged, escorts=st.integers(0, 1)),
        st.builds(MoneyChanged, budget=st.sampled_from([60, 150, 10_000])),
        st.builds(PartyWithdrawn, party=st.sampled_from(ids)),
        st.builds(HouseCompromised, place=st.sampled_from("HI")),
        st.builds(PartyAdded, party=st.just(party("N", size=draw(st.integers(1, 2)))), apart=st.just(())),
    ]  # fmt: skip
    if steps:
        step = draw(st.sampled_from(steps))
        kinds += [st.just(DepartureCancelled(leg=step.leg, slot=step.departs))] * 3
    told = draw(st.none() | st.sets(st.sampled_from(ids)).map(lambda found: tuple(sorted(found))))
    found = Events(now=now, told=told, events=tuple(draw(st.one_of(kinds)) for _ in range(draw(st.integers(1, 2)))))
    assume(not list(faults(given_, plan, found)))
    return found


def frozen(plan: Plan, now: int) -> dict[str, list[Step]]:
    return {party: [step for step in steps if step.departs < now] for party, steps in plan.items()}


@given(problems(), st.data())
@QUICK
def test_what_comes_out_is_valid_or_says_who_is_stuck(given_: Problem, data: st.DataObject) -> None:
    plan = solved(given_).plan
    events = data.draw(happenings(given_, plan))
    found = replan(given_, plan, events, 20)
    broken = check(found.problem, found.plan)
    assert tuple(broken) == found.broken
    if not any(each.broken for each in found.stuck):
        assert broken == []
    assert {party for each in broken for party in each.parties} <= {each.party for each in found.stuck}
    done = frozen(found.plan, events.now)
    assert done == {party: steps for party, steps in frozen(plan, events.now).items() if party in done} | {
        party: [] for party in done.keys() - plan.keys()
    }
    assert evaluate(found.problem, found.plan) == found.solution.objective
    for id_ in found.plan.keys() & plan.keys():
        assert (found.plan[id_] == plan[id_]) == (id_ not in changed(found))


@given(problems(), st.data())
@QUICK
def test_as_few_are_told_anew_as_trying_everything_finds(given_: Problem, data: st.DataObject) -> None:
    plan = solved(given_).plan
    events = data.draw(happenings(given_, plan))
    assume(not any(isinstance(event, HouseCompromised) for event in events.events))
    found = replan(given_, plan, events, 20)
    problem_ = after(given_, plan, events)
    before = {each.id: tuple(plan.get(each.id, ())) for each in problem_.parties}
    least = brute.fewest(problem_, before, events.told_of(plan) & before.keys())
    assume(least is not None)
    stay = sum(each.persons for each in found.changes if each.before and not each.after)
    assert (stay, found.told) == least
    assert found.broken == ()
    assert found.fewest


@given(problems(), st.data())
@QUICK
def test_nobody_could_leave_a_compromised_house_earlier(given_: Problem, data: st.DataObject) -> None:
    """Even if everybody else went just as they do."""
    plan = solved(given_).plan
    houses = [Step(*step) for way in plan.values() for step in way if step.leg.endswith(("-H", "-I"))]
    assume(houses)
    step = data.draw(st.sampled_from(houses))
    now, house = data.draw(st.integers(step.departs + 1, given_.slots)), step.leg[-1]
    found = again(given_, plan, HouseCompromised(place=house), now=now)
    assume(found.level == 1 and not found.broken)
    for party_ in found.problem.parties:
        taken = tuple(step for step in plan[party_.id] if step.departs < now)
        if not taken or not taken[-1].leg.endswith(house):
            continue
        possible = [
            way[len(taken)].departs
            for way in brute.ways_of(replace(found.problem, now=now), party_, taken)
            if len(way) > len(taken) and not check(replace(found.problem, now=now), {**found.plan, party_.id: way})
        ]
        left = [step.departs for step in found.plan[party_.id][len(taken) :]]
        assert left[:1] == sorted(possible)[:1]


THREE = (party("P"), party("Q"), party("R"))
PLAN = ways(P=OUT, Q=[("O-B", 6), ("B-D", 7)], R=OUT)


def test_a_cancelled_departure_changes_those_who_were_to_take_it() -> None:
    found = again(problem(*THREE), PLAN, DepartureCancelled(leg="O-B", slot=6), now=6)
    assert changed(found) == {"Q": ("closed: this departure is cancelled (O-B, day 1, slot 2, Q)",)}
    assert (found.told, found.level, found.fewest, found.broken, found.stuck) == (1, 1, True, (), ())
    assert found.problem == replace(problem(*THREE), closed=(Step("O-B", 6),))
    assert found.kept.total < found.solution.objective.total


def test_by_work_and_not_by_time_the_same_is_found() -> None:
    given_ = generate(16, days=12, seed=4)
    plan = solved(given_, seed=1, work_limit=2).plan
    step = next(steps[0] for steps in plan.values() if steps)
    event = DepartureCancelled(leg=step.leg, slot=step.departs)
    one, other = (again(given_, plan, event, time_limit=60, seed=9, work_limit=3) for _ in range(2))
    assert one.solution.plan == other.solution.plan != plan
    assert one.solution.rounds <= 3


def test_nothing_happened() -> None:
    found = again(problem(*THREE), PLAN, now=5)
    assert (found.changes, found.told, found.plan) == ((), 0, PLAN)


def test_others_make_room_only_for_who_has_no_way_beside_them() -> None:
    """The only house has one bed, and the border no night: where Q has to wait, P must go by day."""
    world = problem(
        party("P", size=2), party("Q", internal_day=NEVER), days=2, drivers={"drivers": 1},
        closed=(Step("O-B", 0), Step("O-B", 1), Step("O-B", 3), Step("O-B", 4), Step("O-B", 7)),
    )  # fmt: skip
    world = change(change(world, "legs", "O-B", capacity=2), "places", "H", beds=0)
    plan = ways(P=[("O-B", 2), ("B-D", 3)], Q=[("O-B", 5), ("B-D", 6)])
    assert check(world, plan) == []
    gone = [DepartureCancelled(leg="O-B", slot=slot) for slot in (5, 6)]
    found = again(world, plan, *gone)
    assert (found.level, found.told, found.plan["P"]) == (2, 3, ()) if found.level == 2 else (1, 1, plan["P"])
    assert found.fewest


def test_who_is_in_a_compromised_house_leaves_by_the_first_departure() -> None:
    stays = ways(P=[("O-H", 0), ("H-B", 10), ("B-D", 11)], Q=[("O-H", 8), ("H-B", 9), ("B-D", 10)], R=[])
    found = again(problem(*THREE), stays, HouseCompromised(place="H", since=3), now=6, told=("P", "Q"))
    assert changed(found)["P"][0] == "they must leave H at once"
    assert found.plan["P"][:2][1].departs == 6
    assert all(step.leg != "O-H" for step in found.plan["Q"])
    assert found.watched == {"H": ("P",)}
    assert (found.broken, found.problem.now) == ((), 6)
    assert {each.rule for each in check(replace(found.problem, now=0), found.plan)} == {
        Rule.PURSUIT_PASS, Rule.PURSUIT_SLEEP,
    }  # fmt: skip


def test_they_leave_at_once_though_it_would_be_cheaper_to_wait() -> None:
    given_ = change(problem(), "legs", "H-I", departs=(Departure(-1, 0),), exposure=5_000)
    given_ = change(given_, "legs", "H-B", departs=(Departure(-1, 2),))
    stays = ways(P=[("O-H", 0), ("H-B", 10), ("B-D", 11)])
    found = again(given_, stays, HouseCompromised(place="H"), now=4)
    assert found.plan["P"][1] == Step("H-I", 4)


def test_who_leaves_a_compromised_house_at_once_anyway_keeps_its_way() -> None:
    found = again(problem(*THREE), PLAN, HouseCompromised(place="H"), now=4)
    assert found.changes == ()


def test_who_cannot_leave_a_compromised_house_is_named() -> None:
    shut = tuple(Step(way, slot) for way in ("H-B", "H-I") for slot in range(2, 24))
    given_ = problem(closed=shut)
    found = again(given_, ways(P=OUT[:1]), HouseCompromised(place="H"), now=2)
    (stuck,) = found.stuck
    assert (stuck.party, stuck.alone) == ("P", False)
    assert {each.rule for each in stuck.broken} == {Rule.PURSUIT_SLEEP, Rule.MAX_STAY}
    assert stuck.broken == found.broken
    assert found.plan == ways(P=OUT[:1])


def test_who_is_where_a_pursuer_is_seen_sleeps_there_no_more() -> None:
    stays = ways(P=[("O-H", 0), ("H-B", 12), ("B-D", 13)])
    found = again(problem(), stays, PursuerSighted(parties=("P",), place="H", probability=0.4), now=6)
    assert found.broken == ()
    assert found.plan["P"][1].departs in (6, 7)
    far = again(problem(), stays, PursuerSighted(parties=("P",), place="H", probability=0.2), now=6)
    assert far.changes == ()


def test_where_a_pursuer_is_seen_nobody_comes_back_to_sleep() -> None:
    """There is a bed elsewhere for one night, and no way abroad for two days more."""
    given_ = problem(party("P", visas={"V": 3}), legs=(*problem().legs, leg("B", "H")))
    given_ = change(change(given_, "places", "I", max_stay=1), "places", "H", max_stay=9)
    for way, slot in {"H-B": 1, "H-I": 1, "B-H": 2, "I-H": 2, "I-B": 2}.items():
        given_ = change(given_, "legs", way, departs=(Departure(-1, slot),))
    stays = ways(P=[("O-H", 0), ("H-B", 13), ("B-D", 14)])
    found = again(given_, stays, PursuerSighted(parties=("P",), place="H", probability=0.3), now=4)
    assert [(each.party, each.alone) for each in found.stuck] == [("P", False)]


def test_where_somebody_slept_before_a_pursuer_was_seen_is_past() -> None:
    plan = ways(P=[("O-H", 0), ("H-I", 8), ("I-B", 12), ("B-D", 13)])
    assert again(problem(), plan, PursuerSighted(parties=("P",), place="H", probability=0.4), now=9).changes == ()


def test_what_somebody_has_used_who_is_stuck_is_used_up() -> None:
    shut = tuple(Step(way, slot) for way in ("H-B", "H-I") for slot in range(2, 24))
    given_ = problem(party("P"), party("Q"), closed=shut, budget=100)
    plan = ways(P=OUT[:1], Q=[("O-B", 6), ("B-D", 7)])
    events = HouseCompromised(place="H"), DepartureCancelled(leg="O-B", slot=6), MoneyChanged(budget=79)
    found = again(given_, plan, *events, now=2)
    assert found.plan == {**plan, "Q": ()}
    assert [each.party for each in found.stuck] == ["P", "Q"]
    assert {each.parties for each in found.broken} == {("P",)}


def test_nights_are_counted_from_the_arrival() -> None:
    """Three nights in a row are allowed, of which P has slept two."""
    stays = ways(P=[("O-H", 0), ("H-B", 12), ("B-D", 13)])
    found = again(problem(), stays, VisaChanged(party="P", pathway="V", day=4), now=8)
    assert found.broken == ()
    assert found.plan["P"][1].departs <= 15
    without = replace(problem(), closed=tuple(Step(way, slot) for way in ("H-B", "H-I") for slot in range(8, 16)))
    (stuck,) = again(without, stays, VisaChanged(party="P", pathway="V", day=4), now=8).stuck
    assert {(each.rule, each.slot) for each in stuck.broken} == {(Rule.MAX_STAY, slot) for slot in (15, 19, 23)}


def test_a_driver_who_is_out_is_not_there() -> None:
    world = problem(party("P"), party("Q"), drivers={"drivers": 1})
    plan = ways(P=[("O-H", 3), ("H-B", 5), ("B-D", 6)], Q=[("O-B", 9), ("B-D", 10)])
    world = change(world, "legs", "O-H", dur=2)
    plan = ways(P=[("O-H", 2), ("H-B", 5), ("B-D", 6)], Q=[("O-B", 9), ("B-D", 10)])
    shut = tuple(DepartureCancelled(leg="O-B", slot=slot) for slot in range(3, 24))
    found = again(world, plan, *shut, now=3)
    assert found.plan["Q"][0].leg == "O-H"
    assert found.plan["Q"][0].departs >= 6
    gone = again(world, plan, *shut, PartyWithdrawn(party="P"), now=3)
    assert gone.plan["Q"][0].departs >= 6


def shared_car(second: int) -> tuple[Problem, Plan, Any]:
    """Of two drivers one is away with P, who withdraws; the other drives Q, and N would need a car of its own then."""
    world = problem(party("P"), party("Q", size=second), drivers={"drivers": 2})
    world = change(change(world, "legs", "O-H", dur=2), "places", "H", beds=20)
    shut = tuple(
        Step(way, slot) for way, last in (("O-B", 24), ("O-H", 6)) for slot in range(last) if (way, slot) != ("O-H", 2)
    )
    plan = ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)], Q=[("O-H", 2), ("H-B", 5), ("B-D", 6)])
    world = replace(world, closed=tuple(each for each in shut if each != ("O-H", 0)))
    return world, plan, PartyAdded(party=party("N", size=2))


@pytest.mark.parametrize(("second", "leaves"), [(2, 2), (3, 6)])
def test_a_driver_who_is_out_with_somebody_who_withdraws_drives_nobody_else(second: int, leaves: int) -> None:
    world, plan, new = shared_car(second)
    assert check(world, plan) == []
    found = again(world, plan, PartyWithdrawn(party="P"), new, now=1)
    assert found.problem.away == (Away("drivers", 4),)
    assert found.plan["Q"] == plan["Q"]
    assert found.plan["N"][0] == Step("O-H", leaves)
    assert check(found.problem, found.plan) == []
    later = again(found.problem, found.plan, now=4)
    assert later.problem.away == (Away("drivers", 4),)
    gone = again(found.problem, found.plan, PartyWithdrawn(party="Q"), now=4)
    assert gone.problem.away == (() if leaves == 2 else (Away("drivers", 6),))  # the car that N has too goes for N


def test_an_escort_who_is_out_with_somebody_who_withdraws_goes_with_nobody_else() -> None:
    world = problem(party("P", escort=True), party("Q", escort=True))
    world = change(world, "legs", "O-B", dur=3)
    plan = ways(P=[("O-B", 0), ("B-D", 4)], Q=[])
    found = again(world, plan, PartyWithdrawn(party="P"), now=1)
    assert found.problem.away == (Away("", 3),)
    assert found.plan["Q"][0].departs >= 3
    assert check(found.problem, {"Q": (Step("O-B", 2), Step("B-D", 5))}) != []
    with pytest.raises(Unreadable, match="1 are on the way"):
        again(found.problem, found.plan, EscortsChanged(escorts=0), now=2)


def test_a_programme_that_took_too_many_has_none_left_and_not_fewer() -> None:
    """Such a problem could be written, and not read again."""
    one = problem(party("P"), party("Q"), budget=30, pathways=(Pathway(id="V", dest="D", quota=1, doc="none"),))
    plan = ways(P=[("O-B", 0), ("B-D", 1)], Q=[("O-B", 0), ("B-D", 1)])
    found = again(one, plan, PartyWithdrawn(party="P"), now=9)
    assert found.problem.pathways[0].quota == 0
    assert again(found.problem, found.plan, PartyWithdrawn(party="Q"), now=9).problem.pathways[0].quota == 0
    assert read_problem(write_problem(found.problem)) == found.problem


@pytest.mark.parametrize("others", [None, 0, EVERYBODY])
@pytest.mark.parametrize("now", [0, 2])
def test_a_house_with_too_few_beds_for_one_party_is_left_by_it(others: float | None, now: int) -> None:
    """Nobody else is there: it is the party's own way that breaks the rule, and where it is already it says so."""
    only = problem(party("P", size=2, visas={}), days=3, legs=problem().legs[:1])
    only = change(only, "legs", "O-H", departs=(Departure(-1, 0),))
    plan = ways(P=OUT[:1])
    found = again(only, plan, BedsChanged(place="H", beds=1), now=now, most_others=others)
    assert found.plan == (plan if now else {"P": ()})
    (stuck,) = found.stuck
    assert {(each.rule, each.where) for each in stuck.broken} == ({(Rule.BEDS, "H")} if now else set())
    assert found.broken == stuck.broken
    if not now:
        assert changed(found)["P"] == ("beds: more people than beds (H, day 0, slot 3)",)


def test_who_is_new_moves_nobody_unless_that_is_allowed() -> None:
    one_bed = change(change(problem(), "places", "H", beds=1, base_exposure=0), "places", "I", beds=0)
    shut = tuple(Step("O-B", slot) for slot in range(24))
    world = replace(one_bed, closed=shut, drivers={"drivers": 1}, budget=1000)
    plan = ways(P=[("O-H", 2), ("H-B", 16 - 12), ("B-D", 5)])
    new = PartyAdded(party=party("N"), apart=("P",))
    assert check(world, plan) == []
    found = again(world, plan, new)
    assert (found.told, found.plan["P"], changed(found)["N"]) == (0, plan["P"], ("they are new",))
    assert check(found.problem, found.plan) == []
    assert found.problem.conflicts == (("N", "P"),)


def test_a_missed_check_in_changes_nothing_and_prepares_what_empties_the_houses_they_know() -> None:
    stays = ways(P=OUT, Q=[("O-H", 2), ("H-B", 8), ("B-D", 9)], R=[("O-H", 9), ("H-B", 12), ("B-D", 13)])
    found = again(problem(*THREE), stays, MissedCheckIn(party="P"), now=4)
    assert (found.changes, found.plan) == ((), stays)
    aside = found.contingency
    assert aside is not None
    assert check(aside.problem, aside.plan) == [] == list(aside.broken)
    assert set(aside.plan) == {"Q", "R"}
    assert aside.plan["Q"][1] == Step("H-I", 4)  # since everybody knows of the other
    assert all(step.leg != "O-H" for step in aside.plan["R"])
    assert {Step("H-B", 4), Step("B-D", 5)} <= set(aside.problem.closed)


def test_the_plan_and_what_is_prepared_aside_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, begun = [100.0], list[float]()
    monkeypatch.setattr(replanning, "monotonic", lambda: now[0])

    def all_of_it(problem: Problem, seconds: float, *given_: Any, **more: Any) -> Any:
        now[0] += seconds
        begun.append(seconds)
        return solve(problem, inf, *given_, **more | {"progress": lambda progress: progress.rounds < 3})

    monkeypatch.setattr(replanning, "solve", all_of_it)
    found = again(problem(*THREE), PLAN, MissedCheckIn(party="P"), now=1, time_limit=20)
    assert found.contingency is not None
    assert begun == [10, 10]


def test_what_is_told_in_the_end_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at once what is broken, which takes three seconds, and again what the new plan breaks."""
    now, begun = [100.0], list[float]()
    monkeypatch.setattr(replanning, "monotonic", lambda: now[0])

    def check_slowly(*given_: Any) -> Any:
        now[0] += 3
        return check(*given_)

    def all_of_it(problem: Problem, seconds: float, *given_: Any, **more: Any) -> Any:
        begun.append(seconds)
        return solve(problem, inf, *given_, **more | {"progress": lambda progress: progress.rounds < 3})

    monkeypatch.setattr(replanning, "check", check_slowly)
    monkeypatch.setattr(replanning, "solve", all_of_it)
    again(problem(*THREE), PLAN, DepartureCancelled(leg="O-B", slot=6), now=6, time_limit=20)
    assert begun == [20 - 3 - 3]


def test_what_a_party_was_not_told_it_does_not_know() -> None:
    found = again(problem(*THREE), PLAN, MissedCheckIn(party="P"), now=0, told=("Q", "R"))
    assert found.contingency is not None
    assert found.contingency.changes == ()
    assert found.contingency.problem.closed == ()


def test_who_was_not_told_changes_first() -> None:
    """One bed too few: Q is two persons who were told, P three who were not."""
    world = problem(party("P", size=2), party("Q", size=2))
    plan = ways(P=OUT, Q=OUT)
    for told, moved in ((("Q",), {"P"}), (("P",), {"Q"})):
        found = again(world, plan, BedsChanged(place="H", beds=2), told=told)
        assert changed(found).keys() == moved
        assert (found.told, found.broken) == (0, ())


def test_of_too_many_the_fewest_move() -> None:
    world = change(problem(party("P", size=3), party("Q", size=1), party("R", size=2)), "places", "H", beds=6)
    world = change(world, "legs", "H-B", capacity=6)
    world = change(world, "legs", "B-D", capacity=6)
    plan = ways(P=OUT, Q=OUT, R=OUT)
    assert check(world, plan) == []
    for beds, told in ((5, 1), (4, 2), (3, 3), (2, 4), (1, 5), (0, 6)):
        found = again(world, plan, BedsChanged(place="H", beds=beds))
        assert (found.told, found.broken, found.fewest) == (told, (), True), beds


def test_everybody_may_change_where_that_is_asked_for() -> None:
    found = again(problem(*THREE), PLAN, DepartureCancelled(leg="O-B", slot=6), most_others=EVERYBODY)
    assert found.level == 3
    best = solved(replace(problem(*THREE), closed=(Step("O-B", 6),)))
    assert found.solution.objective.total == pytest.approx(best.objective.total)


def test_who_withdraws_leaves_what_was_spent() -> None:
    found = again(problem(*THREE, budget=1_000), PLAN, PartyWithdrawn(party="P"), now=5)
    assert "P" not in found.plan
    assert found.problem.budget == 1_000 - 10  # the car goes for R all the same
    assert found.problem.pathways[0].quota == 10
    later = again(problem(*THREE, budget=1_000), PLAN, PartyWithdrawn(party="P"), now=6)
    assert (later.problem.budget, later.problem.pathways[0].quota) == (1_000 - 20, 9)


def test_money_that_is_gone_leaves_somebody_at_home() -> None:
    money = evaluate(problem(*THREE), PLAN).money
    found = again(problem(*THREE), PLAN, MoneyChanged(budget=money - 1), EscortsChanged(escorts=0), now=1)
    assert found.broken == ()
    assert found.solution.objective.money < money


def test_that_nothing_leads_on_is_said_of_nobody_who_would_have_a_dangerous_way_for_nothing() -> None:
    """The only car goes with somebody else; the tickets that are left cannot be paid any more."""
    given_ = problem(party("P"), party("Q", size=4), days=1, drivers={"drivers": 1})
    given_ = change(given_, "legs", "O-H", cost=0, exposure=10**6, departs=(Departure(-1, 0),))
    plan = ways(P=[("O-B", 0), ("B-D", 1)], Q=[("O-H", 0)])
    given_ = change(given_, "places", "H", beds=4)
    found = again(given_, plan, MoneyChanged(budget=0), told=("P", "Q"), most_others=0)
    assert [(each.party, each.alone) for each in found.stuck] == [("P", True)]


def test_a_plan_that_does_not_hang_together_is_refused() -> None:
    with pytest.raises(Unreadable, match="the steps of P do not follow each other"):
        again(problem(), ways(P=[("H-B", 4)]))
    with pytest.raises(Unreadable, match="cannot have taken O-H in slot 0"):
        again(problem(closed=(Step("O-H", 0),)), ways(P=OUT), now=2)


def test_without_time_there_is_a_plan_all_the_same() -> None:
    found = again(problem(*THREE), PLAN, DepartureCancelled(leg="O-B", slot=6), time_limit=1e-6)
    assert found.broken == ()
    assert inf > found.solution.objective.total > 0

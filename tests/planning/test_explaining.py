"""What is said of one party is so: compared with everything that it could do, tried by `check` and `evaluate` alone."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning import brute
from tests.planning.test_solving import FIXTURES, back_and_forth, problems, solved
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
    pricing,
    read_plan,
)
from waystation.planning.beside import Full, Wish
from waystation.planning.explained import in_words
from waystation.planning.explaining import Explanation, Shortage, explain
from waystation.planning.levels import Level
from waystation.planning.problem import Departure

MANY = 10**6
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
OUT = [("O-H", 0), ("H-B", 1), ("B-D", 2)]
WISHES = st.one_of(
    st.builds(Wish, st.sampled_from(["H", "I", "B", "D", "O-B", "H-I", "B-D"])),
    st.builds(Wish, st.just(""), st.sampled_from(["H", "I", "B", "D", "O-B", "H-I", "B-D"])),
    st.builds(Wish, st.sampled_from(["H", "I", "H-I"]), st.sampled_from(["O-H", "B-D", "D"])),
)


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """In which most have several ways, and stand in each other's."""
    people = [
        party(
            f"P{each}",
            size=draw(st.integers(1, 2)),
            urgency=draw(st.integers(1, 2)),
            internal_day=draw(st.integers(0, 1)),
            escort=draw(st.booleans()),
            pursuit=draw(st.sampled_from([{}, {}, {"H": 0.1}, {"I": 0.3}, {"B": 0.1}])),
        )
        for each in range(draw(st.integers(2, 3)))
    ]
    made = problem(
        *people,
        days=draw(st.integers(2, 3)),
        drivers={"drivers": draw(st.integers(1, 2))},
        budget=draw(st.sampled_from([60, 90, 120, 200, 10_000])),
        conflicts=(("P0", "P1"),) if draw(st.booleans()) else (),
        pathways=(Pathway(id="V", dest="D", quota=draw(st.integers(1, 4)), doc="none"),),
    )
    for each in made.legs:
        slots = draw(st.sets(st.integers(0, 3), min_size=1, max_size=2))
        departs = tuple(Departure(-1, slot) for slot in sorted(slots))
        more = {"cost": draw(st.integers(1, 6)) * 10, "exposure": draw(st.integers(0, 9)) * 100}
        made = change(made, "legs", each.id, departs=departs, capacity=draw(st.integers(1, 3)), **more)
    for house in "HI":
        made = change(made, "places", house, beds=draw(st.integers(1, 3)), max_stay=draw(st.integers(1, 3)))
    return made


def with_room(given_: Problem) -> Problem:
    """There is no end of seats, drivers, beds, escorts, places abroad and money."""
    return replace(
        given_,
        budget=MANY,
        escorts=MANY,
        drivers=dict.fromkeys(given_.drivers, MANY),
        places=tuple(replace(each, beds=MANY) for each in given_.places),
        legs=tuple(replace(each, capacity=MANY) for each in given_.legs),
        pathways=tuple(replace(each, quota=MANY) for each in given_.pathways),
    )


def goes(given_: Problem, way: brute.Way, wish: Wish) -> bool:
    legs = {leg.id: leg for leg in given_.legs}
    used = {step.leg for step in way} | {legs[step.leg].b for step in way}
    return (not wish.through or wish.through in used) and wish.avoiding not in used


def least(given_: Problem, plan: Plan, wish: Wish, taken: brute.Way = ()) -> float | None:
    """The objective of the best plan in which the first party alone does something else, as is wished, from now on."""
    costs = [
        evaluate(given_, {**plan, "P0": way}).total
        for way in brute.ways_of(given_, given_.parties[0], taken)
        if way and goes(given_, way[len(taken) :], wish) and not check(given_, {**plan, "P0": way})
    ]
    return min(costs, default=None)


@given(crowded(), WISHES)
@QUICK
def test_the_best_way_is_the_best_of_all(given_: Problem, wish: Wish) -> None:
    plan = solved(given_, work_limit=2).plan
    told = explain(given_, plan, "P0", wish)
    only = replace(given_, parties=given_.parties[:1], conflicts=())
    assert told.detour is not None
    for way, whole, others in ((told.detour.way, given_, plan), (told.detour.alone, only, {})):
        best = least(whole, others, wish)
        found = None if way is None else evaluate(whole, {**others, "P0": way.steps}).total
        assert (found is None) == (best is None)
        if best is not None:
            assert best - 0.1 <= found <= best + told.slack + 0.1
        assert way is None or check(whole, {**others, "P0": way.steps}) == []
    if goes(given_, plan["P0"], wish) and plan["P0"]:
        assert told.detour.costs is not None
        assert told.detour.costs.objective <= 0.1
    ideal = least(only, {}, Wish())
    assert (told.ideal is None) == (ideal is None)
    assert told.ideal is None or ideal - 0.1 <= told.ideal.objective <= ideal + told.slack + 0.1


@given(crowded(), WISHES, st.data())
@QUICK
def test_the_best_way_on_is_the_best_of_all_that_are_left(given_: Problem, wish: Wish, data: st.DataObject) -> None:
    plan = solved(given_, work_limit=2).plan
    given_ = replace(given_, now=data.draw(st.integers(1, given_.slots - 1)))
    taken = tuple(step for step in plan["P0"] if step.departs < given_.now)
    try:
        told = explain(given_, plan, "P0", wish)
    except Unreadable:  # it is there already
        return
    only = replace(given_, parties=given_.parties[:1], conflicts=())
    assert told.detour is not None
    for way, whole, others, wished in (
        (told.detour.way, given_, plan, wish), (told.detour.alone, only, {}, wish), (told.ideal, only, {}, Wish()),
    ):  # fmt: skip
        best = least(whole, others, wished, taken)
        if way is not None and way.steps:
            assert way.steps[: len(taken)] == taken
            assert best is not None
            assert best - 0.1 <= evaluate(whole, {**others, "P0": way.steps}).total <= best + told.slack + 0.1
            assert way.objective == evaluate(only, {"P0": way.steps}, given_.now).total
        elif way is None:
            assert best is None
    assert in_words(given_, told)


@given(crowded(), WISHES)
@QUICK
def test_every_difference_is_that_of_two_plans(given_: Problem, wish: Wish) -> None:
    plan = solved(given_, work_limit=2).plan
    told = explain(given_, plan, "P0", wish)
    only = replace(given_, parties=given_.parties[:1], conflicts=())
    words = in_words(given_, told)
    alone = {"P0": plan["P0"]}
    detour = told.detour
    assert detour is not None
    for more, problem_, before, after in (
        (told.costs, only, {"P0": told.ideal and told.ideal.steps}, alone),
        (told.gains, given_, plan, {**plan, "P0": told.open and told.open.steps}),
        (detour.costs, given_, plan, {**plan, "P0": detour.way and detour.way.steps}),
        (detour.costs_alone, only, alone, {"P0": detour.alone and detour.alone.steps}),
    ):
        if more is not None:
            one, other = evaluate(problem_, before), evaluate(problem_, after)
            assert more.objective == pytest.approx(other.total - one.total)
            assert more.money == other.money - one.money
            assert more.delay * 4 * given_.parties[0].size == pytest.approx(other.delay - one.delay)
    if detour.costs and detour.way and detour.way.steps != plan["P0"]:
        assert f"(objective {detour.costs.objective:+,.1f})" in words


def everything(given_: Problem, wish: Wish) -> set[frozenset[Any]]:
    """The sets of rules that each way breaks which only rules forbid that could be otherwise."""
    never = {Rule.TIMETABLE, Rule.HORIZON, Rule.RETURN, Rule.NO_HOUSE, Rule.END, Rule.CONTINUITY}
    legs, found, open_ = {leg.id: leg for leg in given_.legs}, set(), [()]
    while open_:
        way = open_.pop()
        broken = check(given_, {"P0": way})
        rules = {each.rule for each in broken}
        if way and not rules & never and goes(given_, way, wish):
            found.add(frozenset((b.rule, legs[b.where].doc if b.rule is Rule.DOCUMENT else "none") for b in broken))
        if not rules & (never - {Rule.NO_HOUSE, Rule.END}):
            open_ += [(*way, step) for step in brute._next(given_, given_.parties[0], way)]
    return found


@given(problems(1), WISHES)
@QUICK
def test_no_smaller_set_of_rules_is_in_the_way(given_: Problem, wish: Wish) -> None:
    told = explain(given_, {"P0": ()}, "P0", wish)
    assert told.detour is not None
    sets = everything(given_, wish)
    fewest = min(map(len, sets), default=None)
    if told.detour.obstacles is None:
        assert fewest == 0
        return
    assert told.detour.obstacles.exact
    found = {frozenset((each.rule, each.document) for each in one) for one in told.detour.obstacles.sets}
    assert found == {each for each in sets if len(each) == fewest}
    if found:
        assert check(given_, {"P0": told.detour.obstacles.way}) == list(told.detour.obstacles.breaks)
        assert {each.rule for each in told.detour.obstacles.breaks} == {
            each.rule for each in told.detour.obstacles.sets[0]
        }


@given(crowded(), st.sampled_from(["H", "I", "B", "D"]))
@QUICK
def test_no_fewer_things_would_have_to_be_free(given_: Problem, place: str) -> None:
    plan = solved(given_, work_limit=2).plan
    detour = explain(given_, plan, "P0", Wish(place)).detour
    assert detour is not None
    if detour.way is not None or detour.alone is None:
        return
    by_rule = {
        Rule.SEATS: Full.SEAT, Rule.DRIVERS: Full.DRIVER, Rule.BEDS: Full.BED, Rule.ESCORTS: Full.ESCORT,
        Rule.QUOTA: Full.QUOTA, Rule.BUDGET: Full.MONEY, Rule.APART: Full.APART,
    }  # fmt: skip
    roomy = with_room(given_)  # a way that is too dear even alone opens with more money
    sets = {
        frozenset(by_rule[each.rule] for each in check(given_, {**plan, "P0": way}))
        for way in brute.ways_of(roomy, roomy.parties[0])
        if way and goes(given_, way, Wish(place))
    }
    fewest = min(map(len, sets))
    assert fewest > 0
    assert set(detour.lacking) == {each for each in sets if len(each) == fewest}


def told_of(given_: Problem, plan: Plan, wish: Wish | None = None) -> tuple[Explanation, str]:
    """Of P, in words and as JSON, neither of which say who Q is or where."""
    told = explain(given_, plan, "P", wish or Wish())
    words = in_words(given_, told)
    assert "Q" not in words
    assert b'"Q"' not in msgspec.json.encode(told)
    return told, words


def test_the_book_shows_what_is_said() -> None:
    given_ = generate(14, 14, 8)
    plan = read_plan((FIXTURES / "explained.json").read_bytes(), given_)
    said = in_words(given_, explain(given_, plan, "P8", Wish("", "H1")))
    assert f"```\n{said}```" in (Path(__file__).parents[2] / "docs" / "evacuation.md").read_text()


def test_who_has_the_best_way_is_told_so() -> None:
    plan = ways(P=OUT)
    plan = {"P": solved(problem()).plan["P"]}
    told, words = told_of(problem(), plan)
    assert told.ideal == told.given
    assert (told.full, told.open, told.obstacles) == ((), None, None)
    assert "It would have no better way if nobody else were there." in words


@pytest.mark.parametrize(
    ("more", "full", "words"),
    [
        ({"budget": 10}, Full.MONEY, "not enough money"),
        ({"escorts": 1}, Full.ESCORT, "no escort on day 0, morning, to day 0, evening"),
        ({"conflicts": (("P", "Q"),)}, Full.APART, "it would meet somebody from whom it is to be kept apart"),
        ({"pathways": (Pathway(id="V", dest="D", quota=1, doc="none"),)}, Full.QUOTA, "no place in programme V"),
        ({"seats": 1}, Full.SEAT, "no seat on O-B on day 0, morning"),
        ({"mode": "car"}, Full.DRIVER, "no driver of drivers on day 0, morning, to day 0, afternoon"),
    ],
    ids=["money", "escort", "apart", "quota", "seat", "driver"],
)
def test_what_others_have_of_the_ideal_way_is_told_in_classes(more: dict[str, Any], full: Full, words: str) -> None:
    """Q is on the one quick way, in the first hour."""
    seats, mode = more.pop("seats", 4), more.pop("mode", "train")
    given_ = problem(party("P", escort=full is Full.ESCORT), party("Q", escort=full is Full.ESCORT), **more)
    given_ = change(given_, "legs", "O-B", capacity=seats, mode=mode, pool="drivers", cost=5)
    given_ = change(replace(given_, drivers={"drivers": 1}), "legs", "B-D", cost=0)
    if full is Full.DRIVER:
        given_ = change(given_, "legs", "O-B", capacity=1)
    quick = [("O-B", 0), ("B-D", 1)]
    if full is Full.MONEY:
        given_ = replace(given_, budget=9)
    assert explain(given_, ways(P=[], Q=[]), "P").ideal.steps == tuple(Step(*each) for each in quick)
    told, said = told_of(given_, ways(P=[], Q=quick))
    assert [each.full for each in told.full] == [full]
    assert full is not Full.APART or told.full == (Shortage(Full.APART),)
    assert f"  - {words}\n" in said


def in_the_morning(given_: Problem) -> Problem:
    """Nobody comes to a house so late that no night is left."""
    for each in ("O-H", "H-I", "I-H"):
        given_ = change(given_, "legs", each, departs=(Departure(-1, 0),))
    return given_


def test_a_bed_that_is_full_is_told_with_its_nights() -> None:
    given_ = in_the_morning(problem(party("P", size=2, visas={}), party("Q", visas={}), days=3))
    given_ = change(change(given_, "places", "H", beds=2), "places", "I", beds=0)
    _, said = told_of(given_, ways(P=[], Q=[("O-H", 0)]))
    assert "  - no bed in H in the nights of days 0 to 2\n" in said
    assert "It lost to others: alone it could go" in said
    assert "One would open if it had a bed.\n" in said
    assert "is an estimate" in said


def test_who_stays_though_there_is_room_is_told_the_way() -> None:
    told, said = told_of(problem(), ways(P=[]))
    assert told.given.leaves is None
    assert told.open == told.ideal
    assert told.gains is not None
    assert told.gains.objective < 0
    assert "A better way is open to it, although everybody else keeps theirs:" in said
    assert "it leaves" in said


def test_papers_that_come_too_late_are_told_with_their_day() -> None:
    given_ = in_the_morning(problem(party("P", foreign_day=9, cats=("trans",))))
    given_ = change(given_, "legs", "B-D", doc="foreign")
    told, said = told_of(given_, ways(P=[]))
    assert told.obstacles is not None
    assert {each.rule for each in told.obstacles.sets[0]} == {Rule.ACCEPTS}
    assert "no house that it could use takes it (trans)" in said
    assert "Or, instead of that: the foreign passport" in said
    for house in "HI":
        given_ = change(given_, "places", house, beds=0)
    told, said = told_of(given_, ways(P=[]))
    assert "the foreign passport is not in hand before day 9 (needed for B-D)" not in said
    assert "the foreign passport is not in hand within these days (needed for B-D)" in said


def test_no_departure_leads_anywhere() -> None:
    told, said = told_of(replace(problem(), legs=()), ways(P=[]))
    assert told.ideal is None
    assert "It has no way even alone: no departures" in said


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish("I"), "a pursuer is too likely at the end of H-I"),
        (Wish("D"), "it has no visa for V"),
        (Wish("I", "H"), "no departures within these days make one"),
        (Wish("O2"), "nobody returns into an origin"),
    ],
)
def test_why_not_through_there(wish: Wish, words: str) -> None:
    given_ = problem(party("P", pursuit={"I": 0.7}, visas={}), days=3)
    given_ = replace(given_, places=(*given_.places, replace(given_.places[0], id="O2")))
    given_ = replace(given_, legs=(*given_.legs, leg("H", "O2")))
    told, said = told_of(given_, ways(P=[("O-H", 0)]), wish)
    assert told.detour is not None
    assert told.detour.way is None
    assert words in said


def test_exposure_and_pursuit_are_levels() -> None:
    given_ = problem(party("P", pursuit={"H": 0.2}, visas={}), days=3)
    told, said = told_of(given_, ways(P=[("O-H", 0)]))
    assert told.given.waiting is Level.NONE
    assert "a pursuer there: raised" in said
    assert "0.2" not in said
    assert not any(
        "pursuit" in each or isinstance(value, float) for each, value in _flat(msgspec.to_builtins(told.given))
    )


def _flat(told: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in told.items() if name != "objective"]


def back_at_once() -> Problem:
    """A house for one night, from which one could be back before the next."""
    made = change(back_and_forth(), "legs", "H-B", departs=(Departure(-1, 0),))
    return change(made, "legs", "B-H", departs=(Departure(-1, 1),))


CAR = {"mode": "car", "pool": "drivers"}
NO_TRAIN = {"doc": "foreign"}


@pytest.mark.parametrize(
    "given_",
    [
        back_at_once(),
        change(change(problem(drivers={"drivers": 1}, days=1), "legs", "H-B", **CAR), "legs", "O-B", **NO_TRAIN),
        change(change(problem(pathways=(Pathway(id="V", dest="D", quota=1, doc="none"),), days=1),
                      "legs", "H-B", pathway="V"), "legs", "O-B", **NO_TRAIN),
    ],
    ids=["a night too many", "one driver at two wheels", "one place taken twice"],
)  # fmt: skip
def test_what_only_a_whole_way_breaks_is_seen(given_: Problem) -> None:
    told = explain(given_, {"P": ()}, "P")
    best = brute.best(given_)
    assert told.slack == 0
    assert told.ideal is not None
    assert told.open is not None
    assert check(given_, {"P": told.open.steps}) == []
    assert evaluate(given_, {"P": told.open.steps}).total == pytest.approx(best)
    assert told.ideal.objective == pytest.approx(best)


def three_prices() -> Problem:
    """The way of the middle is one that no price of money finds."""
    legs = [leg("O", "H", exposure=exposure, cost=cost) for cost, exposure in ((10, 900), (50, 800), (60, 100))]
    named = tuple(replace(each, id=id_) for each, id_ in zip(legs, ("cheap", "middle", "dear"), strict=True))
    return replace(problem(party("P", visas={}), days=1), legs=named, budget=55)


def test_where_money_is_short_it_is_said_how_much_better_a_way_could_be() -> None:
    middle = ways(P=[("middle", 0)])
    told = explain(three_prices(), middle, "P", Wish("H"))
    assert (told.open, told.detour and told.detour.way) == (None, told.given)
    said = in_words(three_prices(), explain(three_prices(), ways(P=[]), "P"))
    told = explain(three_prices(), ways(P=[]), "P")
    assert told.open is not None
    assert told.open.steps == (Step("cheap", 0),)
    better = told.open.objective - evaluate(three_prices(), middle).total
    assert 0 < better <= told.slack
    assert f"no way is better by more than {told.slack:,.0f} of the objective" in said


def test_without_a_compiler_it_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = problem(party("P"), party("Q"), budget=160)
    plan = solved(given_).plan
    fast = explain(given_, plan, "P", Wish("I"))
    monkeypatch.setattr(pricing, "_KERNEL", None)
    assert explain(given_, plan, "P", Wish("I")) == fast


@pytest.mark.parametrize(
    ("who", "wish", "path"),
    [
        ("X", Wish(), "party: the problem has no party X"),
        ("P", Wish("X"), "through: the problem has neither a place nor a leg X"),
        ("P", Wish("", "X"), "not-through: the problem has neither a place nor a leg X"),
        ("P", Wish("H", "H"), "not-through: a way goes through H or not"),
        ("P", Wish("O"), "through: every way of P begins in O"),
    ],
)
def test_what_the_problem_does_not_have(who: str, wish: Wish, path: str) -> None:
    with pytest.raises(Unreadable, match=path):
        explain(problem(), ways(P=[]), who, wish)


def test_a_plan_that_breaks_a_rule_is_not_explained() -> None:
    with pytest.raises(ValueError, match="the plan breaks a rule: continuity"):
        explain(problem(), ways(P=[("B-D", 5)]), "P")


def test_of_what_goes_on_from_the_middle_the_rest_is_explained() -> None:
    given_ = problem(party("P"), party("Q"), now=3)
    plan = ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)], Q=[])
    told, said = told_of(given_, plan, Wish("", "H-B"))
    assert "Now it is day 0, night: what follows is said from then on. P left O on day 0, morning, and is in H" in said
    assert "car O-H" not in said
    assert "  day 0, night        waits in H until day 1, morning" in said
    assert told.given.waiting is Level.NONE
    assert (told.given.money, told.given.on_the_road) == (20, 0)
    assert told.detour is not None
    assert told.detour.way is not None
    assert told.detour.way.steps[:2] == (Step("O-H", 0), Step("H-I", 3))
    assert told.detour.costs == told.detour.costs_alone
    before = in_words(given_, explain(given_, ways(P=[], Q=[]), "P"))
    assert "P is still in O." in before
    riding = in_words(replace(given_, now=1), explain(replace(given_, now=6), plan, "P"))
    assert "waits in H" in riding


def test_on_the_way_it_is_said_when_one_arrives() -> None:
    given_ = change(problem(now=1, days=3), "legs", "O-H", dur=3)
    said = in_words(given_, explain(given_, ways(P=[("O-H", 0)]), "P"))
    assert "P left O on day 0, morning, and arrives in H on day 0, night." in said


@pytest.mark.parametrize("wish", [Wish("H"), Wish("", "H"), Wish("O"), Wish("", "O")])
def test_where_it_is_already_it_goes_on_from(wish: Wish) -> None:
    with pytest.raises(Unreadable, match="every way of P begins in . or goes on from there"):
        explain(problem(now=3), ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)]), "P", wish)


def test_what_was_spent_before_now_is_no_uncertainty() -> None:
    """Money is short for the rest of the way: how much better a way could be does not count what is spent."""
    given_ = problem(party("P"), party("Q"), now=2, budget=90)
    plan = ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)], Q=[])
    told = explain(given_, plan, "P", Wish("I"))
    assert told.slack == 0


@pytest.mark.parametrize(("there", "on_the_way", "cost", "safer"), [(0, 10**6, 0, 10), (30_000, 100, 1_000, 1_100)])
def test_a_way_that_can_be_paid_is_found_however_dangerous(there: int, on_the_way: int, cost: int, safer: int) -> None:
    """A way that is much safer would cost a little more than there is."""
    given_ = change(problem(budget=cost), "places", "H", base_exposure=there, max_stay=9)
    given_ = change(given_, "legs", "O-H", cost=cost, exposure=on_the_way)
    given_ = change(given_, "legs", "O-B", cost=safer)
    for onward in ("H-B", "H-I"):
        given_ = change(given_, "legs", onward, cost=5_000)
    found = explain(given_, ways(P=[]), "P")
    assert found.obstacles is None
    assert found.ideal
    assert [step.leg for step in found.ideal.steps] == ["O-H"]

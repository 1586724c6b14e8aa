"""From people, places and connections to drafts of journeys, through the real vault and the real planner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from tests.evacuation.conftest import NOON, TODAY, Scene
from tests.evacuation.plans.conftest import asked, finished
from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.errors import Refused
from waystation.evacuation.plans import access, actions, solving
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.ways import Told
from waystation.evacuation.zones import zone
from waystation.planning import check
from waystation.staff.errors import Absent

pytestmark = pytest.mark.django_db


def test_a_case_is_planned_and_its_plan_becomes_drafts(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    run_id = asked(scene)
    run = finished(scene, run_id)
    assert run.stopped in ("proved", "time")
    option = run.options[0]
    assert option.choice == "safest"
    assert check(run.asked.problem, option.plan) == []
    [[member]] = access.members(scene.actor, run_id).values()
    assert member.case == case_id

    made = actions.adopt(scene.actor, member.id, "safest")

    journeys = [evacuation.way(scene.actor, pk) for pk in made]
    assert [way.journey.status for way in journeys] == ["draft"] * len(made)
    first, last = journeys[0].records[0], journeys[-1].records[-1]
    assert first.from_place == scene.places["hollow"]
    assert first.departs >= NOON
    assert last.to_place == scene.places["harbour"]
    assert last.departs.astimezone(zone()).weekday() == 4
    stays = list(evacuation.stays_of(scene.actor, case_id).values())
    assert stays
    assert all(stay.house in (scene.places["lantern"], scene.places["attic"]) for stay in stays)
    drivers = [leg.driver for way in journeys for leg in way.records if leg.mode == "car_volunteer"]
    assert drivers in ([], [scene.driver])
    assert len(evacuation.check_ins_of(scene.actor, case_id)) == sum(len(way.legs) for way in journeys)
    for way in journeys:
        assert evacuation.case(scene.actor, way.case)
        faults = set(_faults(scene, way))
        assert faults <= {"no_consent_to_journey"}


def _faults(scene: Scene, way: evacuation.Way) -> list[str]:
    from waystation.evacuation.actions.journeys import faults

    return faults(scene.actor, way)


def test_it_is_adopted_once(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    run_id = asked(scene)
    finished(scene, run_id)
    [[member]] = access.members(scene.actor, run_id).values()
    actions.adopt(scene.actor, member.id, "safest")
    with pytest.raises(Refused, match="adopted_already"):
        actions.adopt(scene.actor, member.id, "safest")
    with pytest.raises(Refused, match="no_such_plan"):
        actions.adopt(scene.actor, member.id, "fewest")
    with pytest.raises(Absent):
        actions.adopt(scene.actor, run_id, "safest")


def test_the_same_question_is_asked_once(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    once = asked(scene)
    assert asked(scene, once=once) == once
    assert RunRow.objects.count() == 1


def test_nobody_to_plan_is_said(scene: Scene) -> None:
    with pytest.raises(Refused, match="nobody_to_plan"):
        asked(scene)


@pytest.mark.parametrize("wish", [{"days": 0}, {"days": 400}, {"seconds": 7}, {"budget": -1}])
def test_a_question_out_of_range_is_refused(
    scene: Scene, case_id: UUID, ways: dict[str, UUID], wish: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="no_such_question"):
        asked(scene, **wish)


def test_who_is_not_cleared_is_left_out_with_the_reason(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    from waystation.evacuation.plans import gathering

    unknown = scene.case("Alder", cleared=False)
    found = gathering.gather(scene.actor, days=10)
    assert [list(crowd.cases) for crowd in found.known.crowds] == [[case_id]]
    assert found.left == (gathering.Left(unknown, "not_cleared"),)


def test_a_run_whose_process_died_begins_again(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    run_id = asked(scene)
    solving.forget(run_id)  # as after kill -9: nothing is remembered but the sealed question
    assert solving.solver(run_id) is None
    run = finished(scene, run_id)
    assert run.options


def test_a_bed_that_somebody_else_has_is_not_planned(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    other = scene.case("Alder", cleared=False)
    for house, beds in (("lantern", 2), ("attic", 1)):
        for start in range(0, 12, 3):
            scene.bed(other, house, nights=3, start=TODAY + timedelta(days=start), beds=beds)
    run = finished(scene, asked(scene))
    told = Told(run.asked, zones.zone())
    party = next(iter(told.parties))
    assert all(told.stays(option.plan[party]) == [] for option in run.options)


def test_who_has_a_way_that_they_know_keeps_it(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:

    pk = scene.journey(case_id, legs=[scene.leg("hollow", "lantern", 30, 4)])
    scene.bed(case_id, "lantern", nights=4, start=TODAY + timedelta(days=1), beds=1)
    scene.approve(pk)
    run_id = asked(scene)
    run = finished(scene, run_id)
    [(party, [member])] = access.members(scene.actor, run_id).items()
    told = run.asked.told[party]
    assert len(told) == 1
    assert all(option.plan[party][:1] == told for option in run.options)
    before = evacuation.way(scene.actor, pk)
    made = actions.adopt(scene.actor, member.id, run.options[0].choice)
    assert evacuation.way(scene.actor, pk) == before
    assert evacuation.way(scene.actor, made[0]).journey.origin == scene.places["lantern"]


def test_no_id_of_ours_is_in_what_the_planner_is_told(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    run_id = asked(scene)
    _row, run = access.run(scene.actor, run_id)
    said = repr(run.asked.problem)
    everything = [case_id, *scene.places.values(), *ways.values(), scene.driver]
    assert not [pk for pk in everything if str(pk) in said or pk.hex in said]  # type: ignore[union-attr]
    assert not [name for name in ("Birch", "Hollow", "Lantern", "Ashmark", "Lowmere") if name in said]


def test_a_plan_is_deleted_with_its_parts(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    run_id = asked(scene)
    finished(scene, run_id)
    actions.drop(scene.actor, run_id)
    assert not RunRow.objects.exists()
    assert not PartRow.objects.exists()
    with pytest.raises(Absent):
        access.run(scene.actor, run_id)


def test_old_plans_are_forgotten_when_a_new_one_is_asked_for(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    first = asked(scene)
    finished(scene, first)
    later = Scene(replace(scene.actor, now=lambda: NOON + timedelta(days=40)), scene.places, scene.driver)
    with pytest.raises(Refused, match="nobody_to_plan"):  # the assessment is out of date by then
        asked(later)
    actions._store(later.actor, UUID(int=1), actions.building.Built(access.run(scene.actor, first)[1].asked, {}), "")
    assert list(RunRow.objects.values_list("pk", flat=True)) == [UUID(int=1)]


def test_in_rounds_and_by_the_same_chance_the_same_is_found(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    found = []
    for _ in range(2):
        run_id = asked(scene, chance=Random(5), rounds=3)
        assert solving.solver(run_id).is_over  # nothing goes on beside us
        actions.keep(scene.actor, run_id)
        found.append(access.run(scene.actor, run_id)[1])
    one, other = found
    assert one.asked == other.asked
    assert one.options == other.options
    assert [each.choice for each in one.options] == ["safest"]
    assert any(one.options[0].plan.values())


def test_a_house_that_is_lost_and_concerns_nobody_leaves_a_plan(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    from waystation.evacuation import actions as evacuation_actions

    pk = scene.journey(case_id, legs=[scene.leg("hollow", "lantern", 30, 4)])
    scene.bed(case_id, "lantern", nights=4, start=TODAY + timedelta(days=1), beds=1)
    scene.approve(pk)
    evacuation_actions.set_place_state(scene.actor, scene.places["attic"], "compromised")
    run = finished(scene, asked(scene))
    assert run.stopped in ("proved", "time")
    [fewest] = [option for option in run.options if option.choice == "fewest"]
    assert fewest.bound >= 0
    assert fewest.changed == ()


def test_who_is_looked_for_at_home_is_planned_out_of_there(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    from waystation.evacuation import actions as evacuation_actions
    from waystation.evacuation.pursuers import actions as pursuers
    from waystation.evacuation.pursuers.records import PursuerRecord, SightingRecord

    hunter = pursuers.add_pursuer(scene.actor, case_id, PursuerRecord(called="An uncle"))
    seen = {"since": NOON - timedelta(hours=3), "until": NOON, "source": "a neighbour", "reliability": "A"}
    pursuers.note(
        scene.actor, case_id, SightingRecord(pursuer=hunter, place=scene.places["bus"], credibility="1", **seen)
    )
    evacuation_actions.set_place_state(scene.actor, scene.places["attic"], "closed")  # no way but by the yard
    run_id = asked(scene, chance=Random(5), rounds=3)
    actions.keep(scene.actor, run_id)
    [option] = access.run(scene.actor, run_id)[1].options
    [[member]] = access.members(scene.actor, run_id).values()
    assert option.plan[member.part.party]


def test_a_way_that_was_given_up_at_the_meeting_point_keeps_nobody_else_from_it(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    """Nobody could be planned: the meeting point was taken for the home of whoever had got so far."""
    from waystation.evacuation import actions as evacuation

    stranded = scene.case("Heron")
    on = {"destination": scene.places["attic"], "origin": scene.places["bus"]}
    pk = scene.journey(stranded, legs=[scene.leg("bus", "attic", 26, 4)], **on)
    evacuation.book_bed(
        scene.actor, stranded, scene.places["attic"], first=TODAY + timedelta(days=1), until=TODAY + timedelta(days=3)
    )
    scene.approve(pk)
    scene.approve(scene.journey(case_id))  # by the same yard, this afternoon
    run_id = asked(scene, chance=Random(5), rounds=2)
    actions.keep(scene.actor, run_id)
    run = access.run(scene.actor, run_id)[1]
    told = {member.case: party for party, members in access.members(scene.actor, run_id).items() for member in members}
    [option] = [each for each in run.options if each.choice == "safest"]
    assert option.plan[told[case_id]][: len(run.asked.told[told[case_id]])] == run.asked.told[told[case_id]]

"""What becomes of a plan when it is adopted: each bed held once, for everybody who stays together."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.evacuation.conftest import NOON, TODAY, Scene, at
from tests.evacuation.plans.conftest import asked, finished
from tests.evacuation.plans.made import stored
from tests.evacuation.plans.test_gathering import bound
from waystation.casework import actions as casework
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as journeys
from waystation.evacuation.errors import Refused
from waystation.evacuation.network import access as network
from waystation.evacuation.network import actions as connections
from waystation.evacuation.plans import access, actions, adopting
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.records import Part, Run
from waystation.evacuation.plans.ways import Told, best
from waystation.evacuation.pursuers import actions as pursuers
from waystation.evacuation.records import WOMEN, HelperRecord
from waystation.evacuation.zones import zone
from waystation.planning import check
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def planned(scene: Scene, case_id: UUID, house: str = "attic") -> UUID:
    """The part of a case in a plan that leads to a house, where it stays to the end of six days."""
    run_id = stored(scene.actor, case_id, scene.places["hollow"], scene.places[house])
    return next(member.id for [member] in access.members(scene.actor, run_id).values())


def slept(scene: Scene, *cases: UUID) -> Counter[tuple[UUID, date]]:
    """Beds that are held for cases, by house and night."""
    found: Counter[tuple[UUID, date]] = Counter()
    for case in cases:
        for stay in evacuation.stays_of(scene.actor, case).values():
            for number in range((stay.until - stay.first).days):
                found[stay.house, stay.first + number * DAY] += stay.beds
    return found


def test_a_bed_that_they_have_already_is_not_held_twice(scene: Scene, case_id: UUID) -> None:
    part = planned(scene, case_id, "lantern")
    scene.bed(case_id, "lantern", nights=2, start=TODAY + 2 * DAY)
    actions.adopt(scene.actor, part, "safest")
    lantern = scene.places["lantern"]
    assert slept(scene, case_id) == {(lantern, TODAY + n * DAY): 1 for n in range(1, 6)}


def test_the_last_bed_is_not_refused_to_whoever_has_it(scene: Scene, case_id: UUID) -> None:
    part = planned(scene, case_id, "lantern")
    scene.bed(case_id, "lantern", nights=5, start=TODAY + DAY)
    scene.bed(scene.case("Alder", cleared=False), "lantern", nights=5, start=TODAY + DAY)
    actions.adopt(scene.actor, part, "safest")
    assert slept(scene, case_id) == {(scene.places["lantern"], TODAY + n * DAY): 1 for n in range(1, 6)}


def test_two_plans_one_after_the_other_hold_the_beds_of_one(scene: Scene, case_id: UUID) -> None:
    actions.adopt(scene.actor, planned(scene, case_id, "lantern"), "safest")
    once = slept(scene, case_id)
    actions.adopt(scene.actor, planned(scene, case_id, "lantern"), "safest")
    assert slept(scene, case_id) == once


def test_tonights_bed_of_a_draft_is_given_back_with_it(scene: Scene, case_id: UUID) -> None:
    draft = scene.journey(case_id)  # with a bed from tonight on
    actions.adopt(scene.actor, planned(scene, case_id, "lantern"), "safest")
    assert evacuation.way(scene.actor, draft).journey.status == "aborted"
    assert (scene.places["lantern"], TODAY) not in slept(scene, case_id)


def test_tonights_bed_of_who_has_set_out_stays(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    journeys.depart(scene.actor, evacuation.way(scene.actor, pk).legs[0][0])
    journeys.abort(scene.actor, pk, because="the road is closed")
    assert slept(scene, case_id)[scene.places["lantern"], TODAY] == 1


def test_those_who_live_together_have_their_beds_at_once(scene: Scene, case_id: UUID) -> None:
    """Each for their own journey: a house that is asked for one of them alone would say no."""
    other = scene.case("Heron")
    bound(scene, case_id, other, travel="must", live="must")
    first, second = (Member(UUID(int=n), case, Part(run=UUID(int=0), party="a1", persons=1))
                     for n, case in enumerate((case_id, other)))  # fmt: skip
    _row, run = access.run(scene.actor, stored(scene.actor, case_id, scene.places["hollow"], scene.places["lantern"]))
    made = draft(scene.actor, run, [first, second])
    for member, [journey] in made:
        assert [stay.journey for stay in evacuation.stays_of(scene.actor, member.case).values()] == [journey]
    assert slept(scene, case_id, other) == {(scene.places["lantern"], TODAY + n * DAY): 2 for n in range(1, 6)}


def draft(actor: Actor, run: Run, members: list[Member]) -> list[tuple[Member, list[UUID]]]:
    option = best(run.options, "safest")
    assert option is not None
    return adopting.draft(actor, Told(run.asked, zone()), option, "a1", members)


def test_a_house_that_has_not_enough_beds_for_all_takes_none(scene: Scene, case_id: UUID) -> None:
    part = planned(scene, case_id)
    scene.bed(scene.case("Alder", cleared=False), "attic", nights=1, start=TODAY + 3 * DAY)
    with pytest.raises(Refused):
        actions.adopt(scene.actor, part, "safest")
    assert slept(scene, case_id) == {}
    assert evacuation.ways_of(scene.actor, case_id) == []


def test_what_was_said_of_them_for_one_house_holds_for_the_next(scene: Scene, case_id: UUID) -> None:
    row, house = evacuation.place(scene.actor, scene.places["lantern"])
    journeys.change_place(scene.actor, row.pk, replace(house, accepts=(WOMEN,)))
    with pytest.raises(Refused, match="guests_not_said"):
        actions.adopt(scene.actor, planned(scene, case_id, "lantern"), "safest")
    scene.bed(case_id, "attic", nights=1, kinds=[WOMEN])
    actions.adopt(scene.actor, planned(scene, case_id, "lantern"), "safest")
    said = [stay.guests for stay in evacuation.stays_of(scene.actor, case_id).values()]
    assert said == [(WOMEN,), (WOMEN,)]


def test_a_stay_that_becomes_longer_is_held_to_its_end(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    """Somebody in a house stays until they go on; the nights until then are held although no new leg leads there."""
    pk = scene.journey(case_id)
    scene.approve(pk)
    run = finished(scene, asked(scene))
    [[member]] = access.members(scene.actor, next(iter(access.runs(scene.actor)))).values()
    option = best(run.options, "safest")
    assert option is not None
    told = Told(run.asked, zone())
    party = member.part.party
    before = slept(scene, case_id)
    actions.adopt(scene.actor, member.id, "safest")
    expected = Counter(
        (stay.place, stay.first + number * DAY)
        for stay in told.stays(option.plan[party])
        for number in range(stay.nights)
    )
    assert slept(scene, case_id) | before == expected | before
    assert max(slept(scene, case_id).values()) == 1


def test_a_plan_is_found_beside_what_others_have_and_whoever_goes_along_is_named(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    """By the real planner: the driver is on the way with others, and the only other way needs an escort."""
    other = scene.case("Heron")
    scene.approve(scene.journey(other))
    pursuers.keep_apart(scene.actor, case_id, other, reason="they quarrelled")
    finch = journeys.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    row, way = network.connection(scene.actor, ways["car"])
    along = replace(way, needs_driver=False, needs_escort=True, mode="minibus")
    connections.change_connection(scene.actor, row.pk, along)
    coach = network.connection(scene.actor, ways["coach"])[0]
    connections.retire_connection(scene.actor, coach.pk)
    run = finished(scene, asked(scene))
    option = best(run.options, "safest")
    assert option is not None
    assert check(run.asked.problem, option.plan) == []
    [run_id] = access.runs(scene.actor)
    parties = access.members(scene.actor, run_id).values()
    [mine] = [member for members in parties for member in members if member.case == case_id]
    made = actions.adopt(scene.actor, mine.id, "safest")
    legs = [leg for pk in made for leg in evacuation.way(scene.actor, pk).records if leg.mode == "minibus"]
    assert [(leg.driver, leg.escort, leg.cost) for leg in legs] == [(None, finch, "20")]


def test_whoever_never_travels_alone_is_driven_and_has_somebody_who_goes_along(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    """A car needs its driver and the party an escort: each of the two stands on the leg, and on no other then."""
    finch = journeys.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    later = at(scene.actor, NOON + timedelta(minutes=1))  # than the risk that stands there already
    casework.assess_risk(later, case_id, factors=["held_before", "female_restricted"], imminence="weeks")
    coach = network.connection(scene.actor, ways["coach"])[0]
    connections.retire_connection(scene.actor, coach.pk)
    run = finished(scene, asked(scene))
    [[member]] = access.members(scene.actor, next(iter(access.runs(scene.actor)))).values()
    assert run.asked.escorts == (finch,)
    made = actions.adopt(scene.actor, member.id, "safest")
    legs = [leg for pk in made for leg in evacuation.way(scene.actor, pk).records]
    assert [leg.driver for leg in legs if leg.mode == "car_volunteer"] == [scene.driver]
    assert {leg.escort for leg in legs} == {finch}


def test_a_car_that_needs_both_is_planned_with_its_driver_and_an_escort(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    """By the real planner: nobody who is not verified goes along, the car is paid once, and both stand on the leg."""
    journeys.add_helper(scene.actor, HelperRecord(pseudonym="Lark", kind="escort", vetting="recommended"))
    row, way = network.connection(scene.actor, ways["car"])
    connections.change_connection(scene.actor, row.pk, replace(way, needs_escort=True))
    coach = network.connection(scene.actor, ways["coach"])[0]
    connections.retire_connection(scene.actor, coach.pk)
    assert finished(scene, asked(scene)).asked.left_out == {"escort": 1}
    finch = journeys.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    run_id = asked(scene)
    option = best(finished(scene, run_id).options, "safest")
    assert option is not None
    [[member]] = access.members(scene.actor, run_id).values()
    made = actions.adopt(scene.actor, member.id, "safest")
    legs = [leg for pk in made for leg in evacuation.way(scene.actor, pk).records if leg.mode == "car_volunteer"]
    assert [(leg.driver, leg.escort, leg.cost) for leg in legs] == [(scene.driver, finch, "10")]

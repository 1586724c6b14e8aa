"""What a run reads through the real vault: who is planned, what binds them, and what others have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from tests.evacuation.conftest import NOON, TODAY, Scene, at
from tests.evacuation.pursuers.conftest import Hunt
from tests.evacuation.pursuers.conftest import hunt as hunt
from tests.evacuation.pursuers.conftest import hunted as hunted
from tests.people import somebody
from waystation.casework import actions as casework
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Bond
from waystation.casework.services import actions as services
from waystation.casework.services.records import Provider
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions
from waystation.evacuation.handover import changes, moving
from waystation.evacuation.network import access as network
from waystation.evacuation.network import actions as connections
from waystation.evacuation.network.records import Change, ConnectionRecord
from waystation.evacuation.plans import building, gathering
from waystation.evacuation.plans.contingency import anew
from waystation.evacuation.plans.known import Crowd, Known, Left
from waystation.evacuation.pursuers import actions as pursuers
from waystation.evacuation.records import WOMEN, HelperRecord
from waystation.evacuation.relocation import actions as relocation
from waystation.evacuation.relocation import filing
from waystation.evacuation.relocation.records import Application, Track
from waystation.evacuation.zones import zone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def known(scene: Scene, days: int = 10) -> Known:
    return gathering.gather(scene.actor, days=days).known


def crowd_of(scene: Scene, case_id: UUID, days: int = 10) -> Crowd:
    return next(crowd for crowd in known(scene, days).crowds if case_id in crowd.cases)


def way(scene: Scene, name: str, ways: dict[str, UUID]) -> ConnectionRecord:
    return network.connection(scene.actor, ways[name])[1]


# departures


def by_coach(scene: Scene, case_id: UUID) -> tuple[UUID, UUID]:
    """A journey with the coach of the day after tomorrow, which the network knows; the journey and its leg."""
    departs = (NOON + 2 * DAY).astimezone(zone()).replace(hour=9, minute=0)
    leg = replace(scene.leg("hollow", "attic", mode="bus_intercity"), departs=departs, arrives=departs + 7 * DAY / 24)
    made = actions.draft_journey(
        scene.actor, case_id, phase="internal", origin=scene.places["hollow"], destination=scene.places["attic"],
        legs=[leg], consent="said yes",
    )  # fmt: skip
    return made, evacuation.way(scene.actor, made).legs[0][0]


def test_a_departure_that_is_cancelled_on_a_journey_is_used_by_no_plan(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    made, leg_id = by_coach(scene, case_id)
    departs = evacuation.way(scene.actor, made).records[0].departs
    moving.cancel(scene.actor, case_id, leg_id)
    assert way(scene, "coach", ways).changes == (Change(departs),)
    assert known(scene).connections[ways["coach"]].changes == (Change(departs),)
    assert way(scene, "car", ways).changes == ()


def test_a_departure_that_is_late_on_a_journey_is_late_in_every_plan(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    made, leg_id = by_coach(scene, case_id)
    before = evacuation.way(scene.actor, made).records[0]
    for later, arrives in ((30, 90), (60, 60)):  # late, and late once more
        times = (before.departs + timedelta(minutes=later), before.arrives + timedelta(minutes=arrives))
        found = moving.delayed(scene.actor, case_id, leg_id, *times)
        moving.move(scene.actor, case_id, leg_id, *times, seen=changes.seal(found))
        assert way(scene, "coach", ways).changes == (Change(before.departs, (later, arrives)),)
    moving.cancel(scene.actor, case_id, leg_id)
    assert way(scene, "coach", ways).changes == (Change(before.departs),)


def test_a_departure_that_is_nobodys_is_told_to_nothing(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    made = scene.journey(case_id)
    for leg_id, _leg in evacuation.way(scene.actor, made).legs:
        moving.cancel(scene.actor, case_id, leg_id)
    assert [way(scene, name, ways).changes for name in ways] == [()] * len(ways)


# visas


def granted(scene: Scene, case_id: UUID, people: tuple[UUID, ...] = (), **more: date) -> None:
    """A humanitarian visa to the Sel Isles for the one of a case and these, from a day on."""
    embassy = services.add_provider(scene.actor, Provider(name="Embassy", vetting="checked"))
    wanted = Track(country=" SEL isles", pathway="humanitarian_visa", people=people)
    track = relocation.begin(scene.actor, case_id, wanted)
    made = filing.draft(
        scene.actor, case_id, Application(what="visa", provider=embassy, track=track, whom=(None, *people))
    )  # fmt: skip
    filing.hand_in(scene.actor, case_id, made, filed_on=TODAY - 9 * DAY, by_us=False)
    filing.decide(scene.actor, case_id, made, decision="granted", decided_on=TODAY, **more)


def test_a_visa_is_known_from_its_day_on(scene: Scene, case_id: UUID) -> None:
    granted(scene, case_id, valid_from=TODAY + 4 * DAY)
    assert crowd_of(scene, case_id).visas == {("humanitarian_visa", "sel isles"): TODAY + 4 * DAY}


def test_a_visa_that_ends_too_soon_is_not_counted_on_and_that_is_told(scene: Scene, case_id: UUID) -> None:
    granted(scene, case_id, valid_from=TODAY, valid_until=TODAY + 20 * DAY)
    assert crowd_of(scene, case_id, days=20).visas
    assert crowd_of(scene, case_id, days=21).visas == {}
    assert known(scene, days=21).counts["admission_runs_out"]


def test_nobody_travels_on_the_visa_of_another(scene: Scene, case_id: UUID) -> None:
    persons_access.applicant(scene.actor, case_id)
    aspen = persons.add(scene.actor, case_id, somebody(pseudonym="Aspen"), roles=["companion"])
    granted(scene, case_id, valid_from=TODAY)
    assert crowd_of(scene, case_id).visas == {}
    elder = scene.case("Heron")
    companion = persons.add(scene.actor, elder, somebody(pseudonym="Rowan"), roles=["companion"])
    granted(scene, elder, (companion,), valid_from=TODAY)
    assert crowd_of(scene, elder).visas
    assert aspen != companion


# who belongs together, and who must not meet


def bound(scene: Scene, first: UUID, second: UUID, **says: str) -> None:
    one, other = (persons_access.applicant(scene.actor, case) for case in (first, second))
    links.link(scene.actor, first, other, second, roles=["witness"], called="another")
    links.bind(scene.actor, first, Bond(first=one, second=other, **says))


@pytest.mark.parametrize("says", [{"travel": "must"}, {"live": "must"}])
def test_who_must_travel_or_live_together_is_one_party(scene: Scene, case_id: UUID, says: dict[str, str]) -> None:
    other = scene.case("Heron")
    assert len(known(scene).crowds) == 2
    bound(scene, case_id, other, **says)
    [crowd] = known(scene).crowds
    assert set(crowd.cases) == {case_id, other}


def test_who_may_travel_together_need_not(scene: Scene, case_id: UUID) -> None:
    bound(scene, case_id, scene.case("Heron"), travel="may", live="may")
    assert len(known(scene).crowds) == 2


def test_who_must_be_together_and_must_not_is_left_out_and_told(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Heron")
    bound(scene, case_id, other, travel="must")
    pursuers.keep_apart(scene.actor, case_id, other, reason="they quarrelled")
    found = gathering.gather(scene.actor, days=10)
    assert found.known.crowds == []
    assert set(found.left) == {Left(case_id, "apart_within"), Left(other, "apart_within")}


def test_two_of_one_case_who_must_not_be_together_are_told(scene: Scene, case_id: UUID) -> None:
    first = persons_access.applicant(scene.actor, case_id)
    second = persons.add(scene.actor, case_id, somebody(pseudonym="Aspen"), roles=["companion"])
    links.bind(scene.actor, case_id, Bond(first=first, second=second, travel="must_not"))
    assert gathering.gather(scene.actor, days=10).left == (Left(case_id, "apart_within"),)


def test_the_stay_of_who_must_be_kept_apart_stands_by_itself(scene: Scene, case_id: UUID) -> None:
    other, third = scene.case("Alder", cleared=False), scene.case("Elm", cleared=False)
    scene.bed(other, "attic", nights=2)
    scene.bed(third, "lantern", nights=1)
    pursuers.keep_apart(scene.actor, case_id, other, reason="they quarrelled")
    found = known(scene)
    assert [(stay.house, stay.case) for stay in found.beside] == [(scene.places["attic"], other)]
    assert found.taken == {(scene.places["lantern"], TODAY): 1}


# houses


def test_what_was_said_of_them_for_a_house_is_known_for_all(scene: Scene, case_id: UUID) -> None:
    [guests] = crowd_of(scene, case_id).guests
    assert guests.kinds == frozenset()
    assert guests.origin == "Ashmark"
    stay = scene.bed(case_id, "attic", nights=1, kinds=[WOMEN])
    assert {WOMEN} <= crowd_of(scene, case_id).guests[0].kinds
    actions.cancel_booking(scene.actor, stay)


def test_a_house_that_must_rest_does_so_in_plans(scene: Scene, case_id: UUID) -> None:
    row, house = evacuation.place(scene.actor, scene.places["attic"])
    actions.change_place(scene.actor, row.pk, replace(house, rest_after=2, rest_nights=3))
    other = scene.case("Alder", cleared=False)
    scene.bed(other, "attic", nights=2)
    rests = known(scene).rests[scene.places["attic"]]
    assert {TODAY + n * DAY for n in (2, 3, 4)} <= rests
    assert TODAY + 5 * DAY not in rests


# helpers and seats


def test_a_driver_of_others_is_busy_and_their_seats_are_taken(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    other = scene.case("Alder")
    made = scene.journey(other)
    by_coach(scene, other)
    car = evacuation.way(scene.actor, made).records[1]
    found = gathering.gather(scene.actor, days=10, free=[case_id]).known
    assert [set(crowd.cases) for crowd in found.crowds] == [{case_id}]
    assert found.busy == {scene.driver: [(car.departs, car.arrives)]}
    assert {(seats.connection, seats.persons) for seats in found.seats} >= {(ways["coach"], 1)}
    # a draft of somebody who is planned is given up for the plan
    assert known(scene).busy == {}
    assert known(scene).seats == []


def test_escorts_and_drivers_who_are_there_are_known(scene: Scene, case_id: UUID) -> None:
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    actions.add_helper(scene.actor, HelperRecord(pseudonym="Jay", kind="escort"))  # nobody knows them yet
    found = known(scene)
    assert found.escorts == (finch,)
    assert list(found.drivers) == [scene.driver]


# powers of the state


def train(scene: Scene, **more: object) -> UUID:
    return connections.add_connection(
        scene.actor,
        ConnectionRecord(
            from_place=scene.places["hollow"], to_place=scene.places["lantern"], mode="train", minutes=90, **more
        ),  # type: ignore[arg-type]
    )


def test_who_is_searched_for_takes_no_train(scene: Scene, case_id: UUID, ways: dict[str, UUID], hunt: Hunt) -> None:
    by_train, other = train(scene), scene.case("Heron")
    assert crowd_of(scene, case_id).seen_on == frozenset()
    hunt.reaches(kind="power", power="ticket_sales", level="high")
    # on the coach somebody asks everybody for a paper, so that tickets show who takes it
    assert crowd_of(scene, case_id).seen_on == {by_train, ways["coach"]}
    assert crowd_of(scene, other).seen_on == frozenset()


@pytest.mark.parametrize(
    "reach",
    [
        {"power": "medical", "level": "high"},
        {"power": "ticket_sales", "level": "low"},
        {"power": "ticket_sales", "level": "high", "until": NOON - DAY},
        {"power": "cameras", "level": "high"},
    ],
)
def test_a_power_that_does_not_see_them_closes_nothing(
    scene: Scene, case_id: UUID, ways: dict[str, UUID], hunt: Hunt, reach: dict[str, object]
) -> None:
    train(scene)
    hunt.reaches(kind="power", **reach)
    assert crowd_of(scene, case_id).seen_on == frozenset()


def test_what_is_planned_on_is_what_is_approved(
    scene: Scene, case_id: UUID, ways: dict[str, UUID], hunted: Callable[..., Hunt]
) -> None:
    """A power that holds at a place closes what begins or ends there, as when a journey is approved."""
    by_train = train(scene)
    hunted(case_id).reaches("river", kind="power", power="ticket_sales", level="high")
    assert crowd_of(scene, case_id).seen_on == frozenset()
    hunted(case_id).reaches("lantern", kind="power", power="ticket_sales", level="high")
    assert crowd_of(scene, case_id).seen_on == {by_train}


# a way on for some alone


def go(scene: Scene, leg_id: UUID) -> None:
    leg = evacuation.leg(scene.actor, leg_id)[1]
    actions.depart(at(scene.actor, leg.departs), leg_id)
    actions.arrive(at(scene.actor, leg.arrives), leg_id)


def test_one_party_is_planned_anew_and_everybody_else_keeps_what_they_have(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    other = scene.case("Heron")
    pk = scene.journey(case_id)
    scene.approve(pk)
    scene.bed(other, "attic", nights=2, start=TODAY + DAY)
    walk, car = evacuation.way(scene.actor, pk).legs
    then = NOON + timedelta(hours=2)
    go(scene, walk[0])

    found = anew(scene.actor, then, free=[case_id])

    [(party, crowd)] = found.parties.items()
    assert set(crowd.cases) == {case_id}
    assert crowd.at is not None
    assert crowd.at.place == scene.places["bus"]
    assert found.asked.released == (party,)
    assert all(step.departs < found.asked.problem.now for step in found.asked.told[party])
    assert found.asked.problem.drivers  # the driver of the way that is given up may drive them another one
    assert "busy" not in found.asked.knew
    assert found.asked.occupants  # the beds of everybody else
    assert car[1].status == "planned"
    assert found.left == ()


def test_a_house_from_which_a_way_leads_abroad_is_not_the_region_that_they_flee(
    scene: Scene, case_id: UUID, ways: dict[str, UUID]
) -> None:
    """They sleep in it until the day on which they go."""
    from tests.evacuation.plans.test_inputs import broken

    first = scene.journey(case_id)
    scene.approve(first)
    for leg_id, _leg in evacuation.way(scene.actor, first).legs:
        go(scene, leg_id)
    on = actions.draft_journey(
        scene.actor, case_id, phase="abroad", origin=scene.places["lantern"], destination=scene.places["harbour"],
        legs=[scene.leg("lantern", "harbour", 50, 4, mode="ferry")], consent="said yes",
    )  # fmt: skip
    scene.bed(case_id, nights=4)
    scene.approve(on)
    found = building.build(known(scene), name=lambda: uuid4().hex, seconds=1, seed=1)
    [(party, crowd)] = found.parties.items()
    assert (crowd.at.place, crowd.origin) == (scene.places["lantern"], scene.places["hollow"])
    assert broken(found, found.asked.told[party]) == set()


def test_whom_a_departure_left_behind_is_planned_anew(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    journey, leg = by_coach(scene, case_id)
    departs = evacuation.leg(scene.actor, leg)[1].departs
    scene.bed(case_id, "attic", start=departs.date())
    scene.approve(journey)
    for hours, holds in ((5, True), (6, False)):
        crowd = crowd_of(Scene(at(scene.actor, departs + timedelta(hours=hours))), case_id)
        assert (bool(crowd.told), crowd.released) == (holds, not holds)


def test_a_house_that_is_compromised_is_left(scene: Scene, case_id: UUID, ways: dict[str, UUID]) -> None:
    from tests.evacuation.plans.test_inputs import broken
    from waystation.planning.violations import Rule

    pk = scene.journey(case_id)
    scene.approve(pk)
    for leg_id, _leg in evacuation.way(scene.actor, pk).legs:
        go(scene, leg_id)
    actions.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    found = anew(scene.actor, NOON + timedelta(hours=8), free=[case_id])
    [(party, crowd)] = found.parties.items()
    assert crowd.at is not None
    assert crowd.at.place == scene.places["lantern"]
    assert Rule.PURSUIT_SLEEP in broken(found, found.asked.told[party])
    assert len(found.asked.compromised) == 1


def test_who_cannot_be_planned_anew_is_told(scene: Scene, case_id: UUID) -> None:
    unknown = scene.case("Alder", cleared=False)
    found = anew(scene.actor, NOON, free=[unknown])
    assert found.parties == {}
    assert found.left == (Left(unknown, "not_cleared"),)


def test_the_household_goes_along(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Heron")
    bound(scene, case_id, other, travel="must")
    [crowd] = anew(scene.actor, NOON, free=[case_id]).parties.values()
    assert set(crowd.cases) == {case_id, other}


def test_who_is_in_their_bed_after_midnight_goes_on_from_there(scene: Scene, case_id: UUID) -> None:
    scene.bed(case_id, nights=1)
    for stage in ("planning_exit", "in_transit", "shelter_domestic"):
        casework.advance(scene.actor, case_id, stage, place="Lowmere")
    crowd = crowd_of(Scene(at(scene.actor, NOON + timedelta(hours=11))), case_id)
    assert crowd.at is not None
    assert crowd.at.place == scene.places["lantern"]

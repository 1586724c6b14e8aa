"""A house is compromised: who must leave it, where to, and nobody forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import NOON, PLACES, TODAY, Scene, at, build
from tests.evacuation.test_beds import refused
from tests.stage import Organisation
from tests.threads import at_once
from waystation.casework import actions as casework
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import links
from waystation.casework.persons.records import Bond
from waystation.evacuation import access, actions
from waystation.evacuation.actions import places as place_actions
from waystation.evacuation.errors import Refused
from waystation.evacuation.houses import leaving
from waystation.evacuation.houses.actions import move_out
from waystation.evacuation.pursuers import threats
from waystation.evacuation.records import HelperRecord
from waystation.staff.actor import Actor

replace = msgspec.structs.replace


def house(scene: Scene, name: str, **more: Any) -> UUID:
    told = {"name": name, "beds": 2, "rules": ""} | more
    scene.places[name] = actions.add_place(scene.actor, replace(PLACES["lantern"], **told))
    return scene.places[name]


def fall(scene: Scene, name: str = "lantern") -> UUID:
    actions.set_place_state(scene.actor, scene.places[name], "compromised")
    return scene.places[name]


def move(scene: Scene, place: UUID, case_id: UUID, to: str) -> None:
    ids = [each.id for each in leaving.leavers(scene.actor, place) if each.case == case_id]
    move_out(scene.actor, place, ids, scene.places[to])


@pytest.mark.django_db
def test_what_is_known_of_pursuers_is_gathered_once_for_all_who_leave(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is as much as there is of all cases, and whoever leaves a house in a hurry waits for it."""
    gathered, known = [], threats.known
    monkeypatch.setattr(threats, "known", lambda *told: (gathered.append(told), known(*told))[1])
    scene.bed(case_id)
    scene.bed(scene.case("Alder"))
    house(scene, "mill")
    lantern = fall(scene)
    gathered.clear()
    assert len(leaving.proposals(scene.actor, lantern)) == 2
    assert len(gathered) == 1


@pytest.mark.django_db
def test_it_works_until_nobody_is_left(scene: Scene, case_id: UUID) -> None:
    there, later = case_id, scene.case("Alder")
    scene.bed(there, nights=5)
    scene.bed(later, start=TODAY + timedelta(days=7), nights=2)
    mill = house(scene, "mill")
    lantern = fall(scene)
    assert [(each.case, each.how) for each in leaving.leavers(scene.actor, lantern)] == [
        (there, "there"),
        (later, "booked"),
    ]
    assert [each.house for each in leaving.proposals(scene.actor, lantern)] == [mill, scene.places["attic"]]
    assert [(pk, cases) for pk, _, cases in leaving.fallen(scene.actor)] == [(lantern, 2)]
    move(scene, lantern, there, "mill")
    assert [(pk, cases) for pk, _, cases in leaving.fallen(scene.actor)] == [(lantern, 1)]
    move(scene, lantern, later, "mill")
    assert leaving.fallen(scene.actor) == []
    moved = {stay.case: stay for stay in access.bookings(scene.actor, mill).values()}
    assert (moved[there].first, moved[there].until) == (TODAY, TODAY + timedelta(days=5))
    assert not access.bookings(scene.actor, lantern)


@pytest.mark.django_db
def test_who_is_on_the_way_goes_there_instead_and_the_way_is_approved_anew(scene: Scene, case_id: UUID) -> None:
    journey = scene.journey(case_id)
    scene.approve(journey)
    mill = house(scene, "mill")
    lantern = fall(scene)
    (leaver,) = leaving.leavers(scene.actor, lantern)
    assert leaver.how == "coming"
    move(scene, lantern, case_id, "mill")
    way = access.way(scene.actor, journey)
    assert (way.journey.status, way.journey.destination) == ("draft", mill)
    assert way.records[-1].to_place == mill
    scene.approve(journey)


@pytest.mark.django_db
def test_who_has_set_out_is_sent_on_while_under_way(scene: Scene, case_id: UUID) -> None:
    journey = scene.journey(case_id)
    scene.approve(journey)
    first, second = [pk for pk, _ in access.way(scene.actor, journey).legs]
    actions.depart(scene.actor, first)
    actions.arrive(scene.actor, first)
    actions.depart(scene.actor, second)
    mill = house(scene, "mill")
    lantern = fall(scene)
    move(scene, lantern, case_id, "mill")
    way = access.way(scene.actor, journey)
    assert (way.journey.status, way.records[1].to_place, way.records[0].to_place) == (
        "under_way",
        mill,
        scene.places["bus"],
    )
    actions.arrive(scene.actor, second)
    assert leaving.fallen(scene.actor) == []


@pytest.mark.django_db
def test_who_comes_without_a_bed_gets_one(scene: Scene, case_id: UUID) -> None:
    journey = scene.journey(case_id)
    scene.approve(journey)
    actions.depart(scene.actor, access.way(scene.actor, journey).legs[0][0])
    for booking in access.stays_of(scene.actor, case_id):
        actions.cancel_booking(scene.actor, booking)
    house(scene, "mill")
    lantern = fall(scene)
    ((leaver,),) = [each.leavers for each in leaving.proposals(scene.actor, lantern)]
    assert leaver.needs
    assert (leaver.needs.first, (leaver.needs.until - leaver.needs.first).days) == (TODAY, leaving.NIGHTS)
    move(scene, lantern, case_id, "mill")
    assert [stay.house for stay in access.stays_of(scene.actor, case_id).values()] == [scene.places["mill"]]


@pytest.mark.django_db
def test_proposals_do_not_count_on_the_same_bed(scene: Scene) -> None:
    one, other = scene.case("Birch"), scene.case("Alder")
    scene.bed(one, nights=3)
    scene.bed(other, nights=3)
    mill = house(scene, "mill", beds=1)
    lantern = fall(scene)
    # The attic takes one for three nights, the mill one.
    assert {each.house for each in leaving.proposals(scene.actor, lantern)} == {mill, scene.places["attic"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "unfit",
    [
        {"state": "resting"},
        {"accepts": ("women",)},
        {"pets": False},
        {"no_relatives_town": True, "region": "Ashmark"},
    ],
)
def test_no_house_is_proposed_against_its_rules(scene: Scene, case_id: UUID, unfit: dict[str, Any]) -> None:
    casework.add_need(scene.actor, case_id, code="pet")
    scene.bed(case_id, nights=3)
    mill = house(scene, "mill", **unfit)
    actions.set_place_state(scene.actor, scene.places["attic"], "closed")
    lantern = fall(scene)
    (found,) = leaving.proposals(scene.actor, lantern)
    assert (found.house, found.fitting) == (None, ())
    ids = [each.id for each in found.leavers]
    with pytest.raises(Exception, match="guests_not|house_not|no_pets|relatives_town"):
        move_out(scene.actor, lantern, ids, mill)
    assert [each.case for each in leaving.leavers(scene.actor, lantern)] == [case_id]


@pytest.mark.django_db
def test_a_house_of_the_same_host_is_as_compromised(scene: Scene, case_id: UUID) -> None:
    host = actions.add_helper(scene.actor, HelperRecord(pseudonym="Aunt", kind="host"))
    own = house(scene, "own", hosts=(host,))
    house(scene, "mill", hosts=(host,))
    actions.set_place_state(scene.actor, scene.places["attic"], "closed")
    free = scene.places["lantern"]
    scene.bed(case_id, "own")
    fall(scene, "own")
    (found,) = leaving.proposals(scene.actor, own)
    assert found.fitting == (free,)


@pytest.mark.django_db
def test_a_house_of_a_host_who_is_compromised_is_not_proposed(scene: Scene, case_id: UUID) -> None:
    host = actions.add_helper(scene.actor, HelperRecord(pseudonym="Aunt", kind="host"))
    mill = house(scene, "mill", hosts=(host,))
    scene.bed(case_id, nights=3)
    lantern = fall(scene)
    assert mill in leaving.proposals(scene.actor, lantern)[0].fitting
    actions.set_helper_state(scene.actor, host, state="compromised")
    assert mill not in leaving.proposals(scene.actor, lantern)[0].fitting


@pytest.mark.django_db
def test_a_house_that_takes_nobody_for_so_long_takes_them_for_as_long_as_it_does(scene: Scene, case_id: UUID) -> None:
    scene.bed(case_id, nights=9)
    lantern = fall(scene)
    (found,) = leaving.proposals(scene.actor, lantern)
    assert found.house == scene.places["attic"]
    move(scene, lantern, case_id, "attic")
    (stay,) = access.stays_of(scene.actor, case_id).values()
    assert (stay.until - stay.first).days == 3


@pytest.mark.django_db
def test_a_household_leaves_together_or_nobody_does(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Alder")
    join(scene, case_id, other)
    stay = {"first": TODAY, "until": TODAY + timedelta(days=3)}
    lantern = scene.places["lantern"]
    refused("household_apart", actions.book_bed, scene.actor, case_id, lantern, **stay)
    actions.book_bed(scene.actor, case_id, lantern, **stay, together={other: 1})
    assert len(access.bookings(scene.actor, lantern)) == 2
    fall(scene)
    (found,) = leaving.proposals(scene.actor, lantern)
    assert {each.case for each in found.leavers} == {case_id, other}
    # One bed in the attic: it fits neither of them, since they stay together.
    assert found.fitting == ()
    ids = [each.id for each in found.leavers]
    refused("bed_taken", move_out, scene.actor, lantern, ids, scene.places["attic"])
    assert len(access.bookings(scene.actor, lantern)) == 2
    mill = house(scene, "mill")
    move_out(scene.actor, lantern, ids, mill)
    assert len(access.bookings(scene.actor, mill)) == 2


def join(scene: Scene, one: UUID, other: UUID) -> None:
    """Says that the two for whom these cases were opened must live together."""
    people = [persons_access.applicant(scene.actor, case) for case in (one, other)]
    links.link(scene.actor, one, people[1], other, roles=["companion"], called="")
    bond = Bond(first=people[0], second=people[1], live="must", reason="siblings")
    links.bind(scene.actor, one, bond)


@pytest.mark.django_db
def test_a_household_that_cannot_be_booked_whole_is_not_booked_at_all(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Alder")
    stay = {"first": TODAY, "until": TODAY + timedelta(days=3)}
    refused("bed_taken", actions.book_bed, scene.actor, case_id, scene.places["attic"], **stay, together={other: 1})
    assert not access.bookings(scene.actor)


@pytest.mark.django_db
def test_a_reason_outweighs_a_rule_of_the_house_but_no_bed(scene: Scene, case_id: UUID) -> None:
    strict = house(scene, "strict", beds=1, pets=False)
    casework.add_need(scene.actor, case_id, code="pet")
    stay = {"first": TODAY, "until": TODAY + timedelta(days=2)}
    refused("no_pets", actions.book_bed, scene.actor, case_id, strict, **stay)
    actions.book_bed(scene.actor, case_id, strict, **stay, despite="A hen, in the yard; the host agreed.")
    refused("bed_taken", actions.book_bed, scene.actor, scene.case("Alder"), strict, **stay, despite="please")


@pytest.mark.django_db
def test_what_changed_meanwhile_moves_nobody(scene: Scene, case_id: UUID) -> None:
    scene.bed(case_id)
    house(scene, "mill")
    lantern = fall(scene)
    ids = [each.id for each in leaving.leavers(scene.actor, lantern)]
    move_out(scene.actor, lantern, ids, scene.places["mill"])
    refused("changed_meanwhile", move_out, scene.actor, lantern, ids, scene.places["mill"])
    refused("changed_meanwhile", move_out, scene.actor, lantern, [], scene.places["mill"])
    refused("wrong_moment", move_out, scene.actor, scene.places["mill"], ids, scene.places["attic"])


@pytest.mark.django_db
def test_the_duty_team_is_called_where_somebody_must_move(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[datetime] = []
    monkeypatch.setattr(place_actions.alarms, "tell_duty", lambda reason, *, now: called.append(now))
    fall(scene, "attic")
    assert called == []
    scene.bed(case_id)
    fall(scene)
    assert called == [NOON]
    fall(scene)
    assert called == [NOON]


@pytest.mark.django_db
def test_a_town_on_the_way_is_told_and_no_bed_is_sought(scene: Scene, case_id: UUID) -> None:
    scene.approve(scene.journey(case_id))
    bus = fall(scene, "bus")
    (found,) = leaving.proposals(scene.actor, bus)
    assert (found.house, [each.needs for each in found.leavers]) == (None, [None])
    refused("wrong_moment", move_out, scene.actor, bus, [each.id for each in found.leavers], scene.places["attic"])


# The pages


@pytest.fixture
def now(lev: Actor) -> Scene:
    """By the clock of this machine."""
    return build(lev)


@pytest.mark.django_db
def test_the_page_moves_who_is_ticked_and_today_shows_the_rest(now: Scene, client_of: Callable[[str], Client]) -> None:
    client, english = client_of("lev"), {"accept-language": "en"}
    cases = [now.case("Birch"), now.case("Alder")]
    for case_id in cases:
        now.bed(case_id, start=date.today(), nights=3)
    house(now, "mill")
    lantern = fall(now)
    address = reverse("houses:leaving", args=[lantern])
    page = client.get(address, headers=english)
    groups = page.context["groups"]
    assert "Birch" in page.content.decode()
    assert address in client.get("/staff/", headers=english).content.decode()
    told = {f"who-{each.number}": each.ids for each in groups}
    told |= {f"to-{each.number}": each.proposal.house for each in groups}
    assert client.post(address, told).status_code == 422
    assert client.post(address, told | {"move": [0]}).status_code == 303
    assert len(leaving.leavers(now.actor, lantern)) == 1
    # What was sent twice moves nobody else, and says so.
    again = client.post(address, told | {"move": [0]}, headers=english)
    assert again.status_code == 422
    assert client.post(address, told | {"move": [1]}).status_code == 303
    assert address not in client.get("/staff/", headers=english).content.decode()
    assert "Nobody is left" in client.get(address, headers=english).content.decode()


@pytest.mark.django_db
def test_a_place_that_is_not_compromised_has_no_such_page(now: Scene, client_of: Callable[[str], Client]) -> None:
    client = client_of("lev")
    assert client.get(reverse("houses:leaving", args=[now.places["attic"]])).status_code == 404
    lantern = fall(now)
    hostile = {"move": ["x", "0"], "who-0": ["x"], "to-0": "\x00", "who-x": "../", "to-x": "x"}
    assert client.post(reverse("houses:leaving", args=[lantern]), hostile).status_code == 422
    assert client_of("dina").get(reverse("houses:leaving", args=[lantern])).status_code == 404


def test_two_who_press_at_once_move_everybody_once(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    scene = build(at(organisation.actor("lev"), NOON))
    case_id = scene.case()
    scene.bed(case_id)
    mill = house(scene, "mill")
    lantern = fall(scene)
    ids = [each.id for each in leaving.leavers(scene.actor, lantern)]
    people = [at(organisation.actor("lev"), NOON) for _ in range(3)]
    wishes = [partial(outcome, partial(move_out, person, lantern, ids, mill)) for person in people]
    assert sorted(at_once(*wishes)) == ["changed_meanwhile", "changed_meanwhile", "done"]
    after = at(organisation.actor("lev"), NOON)
    assert [stay.house for stay in access.bookings(after).values()] == [mill]


def test_a_house_that_falls_while_somebody_books_forgets_nobody(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    scene = build(at(organisation.actor("lev"), NOON))
    lantern, case_id = scene.places["lantern"], scene.case()
    one, other = (at(organisation.actor("lev"), NOON) for _ in range(2))
    booking = partial(Scene(one, scene.places).bed, case_id)
    falling = partial(actions.set_place_state, other, lantern, "compromised")
    told = at_once(partial(outcome, booking), partial(outcome, falling))
    assert sorted(told) in (["done", "done"], ["done", "house_not_open"])
    left = leaving.leavers(at(organisation.actor("lev"), NOON), lantern)
    assert len(left) == told.count("done") - 1


def outcome(wish: Callable[[], object]) -> str:
    try:
        wish()
    except Refused as refusal:
        return refusal.code
    return "done"


@pytest.mark.django_db
def test_who_sleeps_there_until_the_morning_must_leave_as_well(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At two in the morning it is still the night of the day before, and whoever is in it is there."""
    called: list[str] = []
    monkeypatch.setattr(place_actions.alarms, "tell_duty", lambda kind, **told: called.append(kind))
    scene.bed(case_id, nights=1)
    house(scene, "mill")
    night = Scene(at(scene.actor, NOON + timedelta(hours=11)), scene.places, scene.driver)
    lantern = fall(night)
    assert called == ["place"]
    [there] = leaving.leavers(night.actor, lantern)
    assert (there.case, there.how) == (case_id, leaving.THERE)
    assert leaving.leaving_cases(night.actor, lantern) == [case_id]
    move(night, lantern, case_id, "mill")
    assert leaving.leavers(night.actor, lantern) == []
    assert leaving.leaving_cases(night.actor, lantern) == []
    morning = at(scene.actor, NOON + timedelta(hours=15))
    assert leaving.leavers(morning, lantern) == []

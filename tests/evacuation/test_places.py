"""Places: what lies in what, changed by two at once, removed only where nothing names them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import PLACES, Scene, at, build
from tests.evacuation.plans.made import stored
from tests.evacuation.test_beds import refused
from tests.stage import Organisation
from waystation.evacuation import access, actions, in_use, placing, wording
from waystation.evacuation.check_ins import emergency
from waystation.evacuation.check_ins.records import Protocol
from waystation.evacuation.errors import Overtaken, Refused
from waystation.evacuation.models import Place
from waystation.evacuation.records import HelperRecord, PlaceRecord
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.web import gazetteer

pytestmark = pytest.mark.django_db

replace = msgspec.structs.replace


def land(scene: Scene) -> dict[str, UUID]:
    """Sel Isles, in it Selland, in it Port Sel town, in it a house."""
    add = actions.add_place
    isles = add(scene.actor, PlaceRecord(name="Sel", kind="country", latitude=50.04, longitude=8.26))
    shore = add(scene.actor, PlaceRecord(name="Shore", kind="region", within=isles))
    town = add(scene.actor, PlaceRecord(name="Sel town", kind="city", within=shore, latitude=50.449, longitude=8.0))
    house = add(scene.actor, PlaceRecord(name="Loft", kind="safe_house", within=town, beds=2))
    return {"isles": isles, "shore": shore, "town": town, "house": house}


def test_it_works_a_place_is_told_by_what_it_lies_in(scene: Scene) -> None:
    made = land(scene)
    places = access.places(scene.actor)
    loft = places[made["house"]]
    assert (loft.region, loft.country, loft.latitude) == ("Shore", "Sel", None)
    assert [pk for pk, _ in placing.around(loft, places)] == [made["town"], made["shore"], made["isles"]]
    assert set(placing.inside(made["isles"], places)) == {made["shore"], made["town"], made["house"]}
    # Coordinates are coarse, and a house is drawn at its city.
    assert (places[made["town"]].latitude, places[made["isles"]].longitude) == (50.4, 8.3)
    assert placing.located(made["house"], places) == (made["town"], places[made["town"]])


def test_whatever_lies_in_a_place_is_told_its_new_name(scene: Scene) -> None:
    made = land(scene)
    isles = access.places(scene.actor)[made["isles"]]
    actions.change_place(scene.actor, made["isles"], replace(isles, name="Sel Isles"))
    places = access.places(scene.actor)
    assert {places[made[name]].country for name in ("isles", "shore", "town", "house")} == {"Sel Isles"}
    # What a colleague has open of a house is not overtaken by that.
    assert places[made["house"]].edition == 0


def test_no_place_lies_in_itself_or_in_a_narrower_one(scene: Scene) -> None:
    made = land(scene)
    places = access.places(scene.actor)
    change: Any = actions.change_place
    for name, within in (("shore", "town"), ("isles", "shore"), ("town", "house")):
        told = replace(places[made[name]], within=made[within])
        refused("lies_in_no_wider_place", change, scene.actor, made[name], told)
    own = replace(places[made["house"]], kind="city", beds=0, within=made["house"])
    with pytest.raises(Exception, match="lies_in"):
        change(scene.actor, made["house"], own)
    refused("lies_in_no_wider_place", actions.add_place, scene.actor, PlaceRecord(name="x", within=uuid4()))


WRONG: dict[str, dict[str, Any]] = {
    "place_without_name": {"name": "  "},
    "half_a_coordinate": {"kind": "city", "beds": 0, "latitude": 1.0},
    "no_coordinate": {"kind": "city", "beds": 0, "latitude": 91.0, "longitude": 0.0},
    "house_on_the_map": {"latitude": 1.0, "longitude": 1.0},
    "half_a_rotation": {"rest_after": 3},
    "not_enough_beds": {"beds": -1},
    "wrong_moment": {"accepts": ("heroes",)},
    "no_host": {"hosts": (UUID(int=9),)},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_a_place_cannot_be_is_refused(scene: Scene, code: str) -> None:
    before = Place.objects.count()
    refused(code, actions.add_place, scene.actor, replace(PLACES["lantern"], **WRONG[code]))
    assert Place.objects.count() == before


def test_a_coordinate_that_is_none_is_refused(scene: Scene) -> None:
    nowhere = PlaceRecord(name="x", latitude=float("nan"), longitude=0.0)
    refused("no_coordinate", actions.add_place, scene.actor, nowhere)


def test_a_host_is_a_host(scene: Scene) -> None:
    host = actions.add_helper(scene.actor, HelperRecord(pseudonym="Aunt", kind="host"))
    assert actions.add_place(scene.actor, replace(PLACES["lantern"], hosts=(host,)))
    refused("no_host", actions.add_place, scene.actor, replace(PLACES["lantern"], hosts=(scene.driver,)))


def test_who_saw_an_older_edition_overwrites_nothing_but_a_booking_overtakes_nobody(
    scene: Scene, case_id: UUID
) -> None:
    lantern = scene.places["lantern"]
    seen = access.places(scene.actor)[lantern]
    scene.bed(case_id)
    actions.change_place(scene.actor, lantern, replace(seen, beds=3), seen=seen.edition)
    with pytest.raises(Overtaken):
        actions.change_place(scene.actor, lantern, replace(seen, beds=9), seen=seen.edition)
    actions.set_place_state(scene.actor, lantern, "resting")
    with pytest.raises(Overtaken):
        actions.change_place(scene.actor, lantern, replace(seen, beds=9), seen=seen.edition + 1)
    assert access.places(scene.actor)[lantern].beds == 3


def test_whoever_has_a_bed_keeps_it(scene: Scene, case_id: UUID) -> None:
    lantern = scene.places["lantern"]
    told = access.places(scene.actor)[lantern]
    scene.bed(case_id, beds=2)
    refused("beds_are_taken", actions.change_place, scene.actor, lantern, replace(told, beds=1))
    as_city = replace(told, kind="city", beds=0)
    refused("place_has_people", actions.change_place, scene.actor, lantern, as_city)
    later = at(scene.actor, scene.actor.now() + timedelta(days=4))
    actions.change_place(later, lantern, replace(told, beds=1))


def test_only_what_nothing_names_is_removed(scene: Scene, case_id: UUID) -> None:
    made = land(scene)
    booking = scene.bed(case_id)
    refused("place_has_people", actions.remove_place, scene.actor, scene.places["lantern"])
    actions.cancel_booking(scene.actor, booking)
    refused("place_is_used", actions.remove_place, scene.actor, scene.places["lantern"])
    refused("place_is_used", actions.remove_place, scene.actor, made["town"])
    journey = scene.journey(case_id, legs=[])
    assert journey
    refused("place_is_used", actions.remove_place, scene.actor, scene.places["hollow"])
    actions.remove_place(scene.actor, made["house"])
    actions.remove_place(scene.actor, made["town"])
    assert not {made["house"], made["town"]} & set(access.places(scene.actor))


def test_cities_of_the_list_come_with_what_they_lie_in_once(scene: Scene) -> None:
    before = Place.objects.count()
    made = actions.add_known(scene.actor, "RU-kazan", "en")
    again = actions.add_known(scene.actor, "RU-kazan", "ru")
    other = actions.add_known(scene.actor, "RU-naberezhnye-chelny", "ru")
    places = access.places(scene.actor)
    assert (made, Place.objects.count()) == (again, before + 4)
    assert (places[made].name, places[made].region, places[made].country) == ("Kazan", "Tatarstan", "Russia")
    assert places[other].within == places[made].within
    with pytest.raises(Absent):
        actions.add_known(scene.actor, "RU-nowhere", "en")


def test_nobody_else_changes_places(scene: Scene, organisation: Organisation) -> None:
    dina, lantern = organisation.actor("dina"), scene.places["lantern"]
    for act in (
        lambda: actions.change_place(dina, lantern, PLACES["lantern"]),
        lambda: actions.remove_place(dina, lantern),
        lambda: actions.add_known(dina, "GE", "en"),
    ):
        with pytest.raises(Absent):
            act()


def test_what_is_told_of_a_house_is_nowhere_readable(scene: Scene) -> None:
    canary = "Kanareika Street"
    told = replace(PLACES["lantern"], address=canary, rules=canary, accepts=("women",))
    made = actions.add_place(scene.actor, told)
    assert access.places(scene.actor)[made].address == canary
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM evacuation_place")
        assert not any(canary.encode() in bytes(cells[0]) for cells in cursor.fetchall())


# The pages


@pytest.fixture
def now(lev: Actor) -> Scene:
    """By the clock of this machine."""
    return build(lev)


def change(client: Client, place_id: UUID, **more: Any) -> Any:
    told = {"name": "Mill", "kind": "safe_house", "country": "Varna Reach", "beds": 2, "max_nights": 0, "version": 0}
    return client.post(reverse("evacuation:place-change", args=[place_id]), told | more)


def test_two_who_save_at_once_see_both_versions(now: Scene, client_of: Callable[[str], Client]) -> None:
    client, lantern = client_of("lev"), now.places["lantern"]
    assert change(client, lantern, name="Mill").status_code == 303
    late = change(client, lantern, name="Windmill", pets="False")
    page = late.content.decode()
    assert late.status_code == 422
    assert "Windmill" in page
    assert re.search(r"<dd[^>]*>Mill</dd>", page)
    assert access.places(now.actor)[lantern].name == "Mill"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert change(client, lantern, name="Windmill", pets="False", version=version[1]).status_code == 303
    found = access.places(now.actor)[lantern]
    assert (found.name, found.pets, found.wheelchair) == ("Windmill", False, None)


def test_a_form_shows_what_is_stored_and_stores_what_it_shows(now: Scene, client_of: Callable[[str], Client]) -> None:
    client = client_of("lev")
    host = actions.add_helper(now.actor, HelperRecord(pseudonym="Aunt", kind="host"))
    told = PLACES["lantern"]
    told = replace(told, accepts=("women", "children"), pets=False, medical=True, rest_after=5, rest_nights=2)
    made = actions.add_place(now.actor, replace(told, hosts=(host,), no_relatives_town=True, address="By the canal"))
    before = access.places(now.actor)[made]
    page = client.get(reverse("evacuation:place-change", args=[made]))
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in said.items() if value is not None and value is not False}
    assert client.post(reverse("evacuation:place-change", args=[made]), sent).status_code == 303
    assert access.places(now.actor)[made] == replace(before, edition=1)
    shown = client.get(reverse("evacuation:place", args=[made]), headers={"accept-language": "en"}).content.decode()
    assert all(words in shown for words in ("Women, Children", "By the canal", "Aunt", "5 nights"))


def test_a_house_with_people_says_what_to_do(now: Scene, client_of: Callable[[str], Client]) -> None:
    client, lantern = client_of("lev"), now.places["lantern"]
    now.bed(now.case(), start=now.actor.now().date())
    english = {"accept-language": "en"}
    for answer in (
        client.post(reverse("evacuation:place-remove", args=[lantern]), headers=english),
        client.post(reverse("evacuation:place", args=[lantern]), {"state": "closed"}, headers=english),
    ):
        assert answer.status_code == 422
        assert "Move them to another house first" in answer.content.decode()
    assert change(client, lantern, beds=0).status_code == 422
    assert client.post(reverse("evacuation:place-remove", args=[now.places["gate"]])).status_code == 303


@pytest.mark.parametrize("words", ["тбилис", "Tbilisi", "Tbilissi", "tbil"])
def test_a_city_is_found_in_both_spellings_and_added(
    now: Scene, client_of: Callable[[str], Client], words: str
) -> None:
    client, page = client_of("lev"), reverse("evacuation:place-known")
    assert 'value="GE-tbilisi"' in client.post(page, {"words": words}).content.decode()
    assert client.post(page, {"words": words, "code": "GE-tbilisi"}).status_code == 303
    assert client.post(page, {"words": words, "code": "GE-nowhere"}).status_code == 404
    assert {"Georgia", "Грузия"} & {place.name for place in access.places(now.actor).values()}


def test_nothing_is_found_without_an_answer(now: Scene, client_of: Callable[[str], Client]) -> None:
    client, page = client_of("lev"), reverse("evacuation:place-known")
    english = {"accept-language": "en"}
    assert "Add the place by hand" in client.post(page, {"words": "Atlantis"}, headers=english).content.decode()
    assert client.post(page, {"words": ""}).status_code == 422
    assert "Add the place by hand" in client.post(page, {"words": "\x00"}, headers=english).content.decode()


def test_the_list_is_whole() -> None:
    known = gazetteer.places()
    assert len(gazetteer.countries()) > 50
    assert len(known) > 400
    for place in known.values():
        assert 34 <= place.latitude <= 71
        assert -25 <= place.longitude <= 180
        assert re.fullmatch(r"[А-ЯЁа-яё -]+", place.ru)
        assert place.country or place.code in gazetteer.countries()
    names = [(place.country, place.en) for place in known.values()]
    assert len(set(names)) == len(names)


def test_a_place_that_any_room_names_stays_and_it_is_said_what_names_it(scene: Scene, case_id: UUID) -> None:
    post, house = (
        actions.add_place(scene.actor, replace(PLACES[of], name=name))
        for of, name in (("bus", "Milk stand"), ("lantern", "Third floor"))
    )
    protocol = emergency.keep_protocol(scene.actor, Protocol(country="", place=post, door="Do not open."))
    assert named_by(scene, post) == {"used_by_protocols"}
    actions.schedule_check_in(
        scene.actor, case_id, due_at=scene.actor.now() + timedelta(hours=2), ok_word="pear", place=post
    )
    assert named_by(scene, post) == {"used_by_protocols", "used_by_check_ins"}
    emergency.remove_protocol(scene.actor, protocol)
    assert named_by(scene, post) == {"used_by_check_ins"}
    stored(scene.actor, case_id, scene.places["gate"], house)
    assert named_by(scene, house) == named_by(scene, scene.places["gate"]) == {"used_by_plans"}


def named_by(scene: Scene, place: UUID) -> set[str]:
    with pytest.raises(Refused) as refusal:
        actions.remove_place(scene.actor, place)
    assert place in access.places(scene.actor)
    assert refusal.value.code == "place_is_used"
    return set(refusal.value.codes[1:])


def test_every_reason_to_keep_a_place_has_its_sentence() -> None:
    assert set(in_use.codes()) <= set(wording.SENTENCES)

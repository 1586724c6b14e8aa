"""Beds are never given twice, also when two people ask at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
import pytest
from django.db.models import F

from tests.evacuation.conftest import NOON, PLACES, TODAY, Scene, at, build
from tests.stage import Organisation
from tests.threads import at_once
from waystation.evacuation import access, actions
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Booking, Place
from waystation.evacuation.nights import calendars
from waystation.staff.actor import Actor


def refused(code: str, call: object, *args: object, **kwargs: object) -> None:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    assert caught.value.code == code


@pytest.mark.django_db
def test_it_works_and_the_calendar_shows_it(scene: Scene, case_id: UUID) -> None:
    scene.bed(case_id, nights=2)
    lines = {
        line.place.name: line
        for line in calendars(access.places(scene.actor), access.bookings(scene.actor).values(), TODAY)
    }
    lantern = lines["Lantern house"]
    assert [night.free for night in lantern.nights[:4]] == [1, 1, 2, 2]
    assert (lantern.tonight, len(lantern.nights), lantern.nights[0].tone) == (1, 14, "warn")
    assert lines["River town"].nights == ()


@pytest.mark.django_db
def test_the_last_bed_is_given_once_and_back_again(scene: Scene, case_id: UUID) -> None:
    first = scene.bed(case_id, "attic")
    refused("bed_taken", scene.bed, scene.case("Alder"), "attic", 1)
    actions.cancel_booking(scene.actor, first)
    actions.cancel_booking(scene.actor, first)
    assert scene.bed(case_id, "attic")


@pytest.mark.django_db
def test_who_leaves_early_has_slept_there_and_gives_back_the_rest(scene: Scene, case_id: UUID) -> None:
    booking = scene.bed(case_id, "attic")
    later = at(scene.actor, NOON + timedelta(days=1))
    actions.cancel_booking(later, booking)
    _row, stay = access.booking(scene.actor, booking)
    assert (stay.cancelled, stay.first, stay.until) == (False, TODAY, TODAY + timedelta(days=1))
    assert actions.book_bed(
        later, scene.case("Alder"), scene.places["attic"], first=later.today, until=later.today + timedelta(days=1)
    )


@pytest.mark.django_db
def test_a_house_with_people_in_it_is_not_closed(scene: Scene, case_id: UUID) -> None:
    booking = scene.bed(case_id)
    refused("place_has_people", actions.set_place_state, scene.actor, scene.places["lantern"], "closed")
    actions.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    refused("house_not_open", scene.bed, case_id)
    actions.cancel_booking(scene.actor, booking)
    actions.set_place_state(scene.actor, scene.places["lantern"], "closed")


@pytest.mark.django_db
def test_a_stay_that_is_over_does_not_keep_a_house_open(scene: Scene, case_id: UUID) -> None:
    scene.bed(case_id, nights=1)
    later = at(scene.actor, NOON + timedelta(days=2))
    actions.set_place_state(later, scene.places["lantern"], "closed")


@pytest.mark.django_db
def test_negative_and_missing_beds_are_refused(scene: Scene) -> None:
    for beds in (-1, 0):
        refused(
            "not_enough_beds", actions.add_place, scene.actor, msgspec.structs.replace(PLACES["lantern"], beds=beds)
        )


def _together(wishes: list[Callable[[], object]]) -> list[str]:
    """Runs all at once. Returns what became of each."""
    return sorted(at_once(*[partial(_outcome, wish) for wish in wishes]))


def _outcome(wish: Callable[[], object]) -> str:
    try:
        wish()
    except Refused as refusal:
        return refusal.code
    return "done"


def test_two_coordinators_book_the_last_bed_at_once(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    scene = build(at(organisation.actor("lev"), NOON))
    cases = [scene.case(name) for name in ("Birch", "Alder", "Rowan", "Hazel")]
    people = [at(organisation.actor("lev"), NOON) for _ in cases]
    scenes = [Scene(person, scene.places) for person in people]
    for night in range(5):
        start = TODAY + timedelta(days=10 * night)
        wishes = [
            lambda each=each, case_id=case_id, start=start: each.bed(case_id, "attic", 2, start)
            for each, case_id in zip(scenes, cases, strict=True)
        ]
        assert _together(wishes) == ["bed_taken", "bed_taken", "bed_taken", "done"]
    assert Booking.objects.count() == 5


def test_two_coordinators_take_the_same_driver_at_once(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    scene = build(at(organisation.actor("lev"), NOON))
    cases = [scene.case(name) for name in ("Birch", "Alder")]
    scenes = [Scene(at(organisation.actor("lev"), NOON), scene.places, scene.driver) for _ in cases]
    journeys = [scene.journey(case_id, legs=[]) for case_id in cases]
    wishes = [
        lambda each=each, pk=pk: actions.add_leg(each.actor, pk, each.leg("hollow", "lantern", driver=each.driver))
        for each, pk in zip(scenes, journeys, strict=True)
    ]
    assert _together(wishes) == ["done", "driver_busy"]


def test_who_read_an_older_version_of_the_house_looks_again(
    on_file: Callable[[], Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What PostgreSQL lets happen under READ COMMITTED: both read the same version, one writes first."""
    scene = build(at(on_file().actor("lev"), NOON))
    case_id = scene.case("Birch")
    real, looks = access.bookings, []

    def overtaken(actor: Actor, *house: UUID) -> object:
        looks.append(actor)
        if len(looks) == 1:
            Place.objects.filter(pk=scene.places["attic"]).update(version=F("version") + 1)
        return real(actor, *house)

    monkeypatch.setattr(access, "bookings", overtaken)
    scene.bed(case_id, "attic")
    assert (len(looks), Booking.objects.count()) == (2, 1)

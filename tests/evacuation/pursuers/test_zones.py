"""Zones, from what is known of pursuers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.evacuation.conftest import NOON, Scene, at
from tests.evacuation.pursuers.conftest import DAY, HOUR, Hunt
from waystation.casework.errors import Refused
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Person
from waystation.evacuation.actions import add_place
from waystation.evacuation.pursuers import access, actions, threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.records import PursuerRecord, SightingRecord
from waystation.evacuation.pursuers.zones import Zone, zones
from waystation.evacuation.records import PlaceRecord
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

pytestmark = pytest.mark.usefixtures("in_english")


def strongest(hunt: Hunt, place: str, when: timedelta = timedelta(0)) -> str:
    """The highest level there is at a place at a moment; "" for none."""
    moment = NOON + when
    there = [zone for zone in zones(hunt.actor, NOON) if zone.place == hunt.scene.places[place]]
    now = [zone for zone in there if zone.since <= moment and (zone.until is None or moment < zone.until)]
    return max(now, key=lambda zone: zone.strength).level if now else ""


def test_a_sighting_is_a_zone_that_fades(hunt: Hunt) -> None:
    hunt.seen("river")
    assert [strongest(hunt, "river", days * DAY) for days in (0, 10, 30, 90)] == ["high", "medium", "low", ""]


def test_whoever_travels_is_half_as_likely_nearby(hunt: Hunt, hunted: Callable[..., Hunt], scene: Scene) -> None:
    hunt.seen("river")
    assert strongest(hunt, "lantern") == "medium"
    assert strongest(hunt, "hollow") == ""
    stays = hunted(scene.case("Maple"), travels="stays")
    stays.seen("river")
    theirs = {zone.place for zone in zones(scene.actor, NOON) if zone.case == stays.case}
    assert theirs == {scene.places["river"]}


def test_a_region_is_everything_in_it(hunt: Hunt) -> None:
    hunt.scene.places["lowmere"] = add_place(
        hunt.actor, PlaceRecord(name="Lowmere", kind="region", region="Lowmere", country="Varna Reach")
    )
    hunt.reaches("lowmere", level="high")
    assert {strongest(hunt, place) for place in ("river", "lantern", "attic", "gate")} == {"high"}
    assert strongest(hunt, "hollow") == strongest(hunt, "harbour") == ""


def test_what_is_stated_holds_for_its_time_and_does_not_fade(hunt: Hunt) -> None:
    hunt.state("river", "high", since=NOON + DAY, until=NOON + 40 * DAY)
    assert [strongest(hunt, "river", days * DAY) for days in (0, 2, 39, 41)] == ["", "high", "high", ""]


def test_what_is_withdrawn_or_deceptive_is_no_zone(hunt: Hunt) -> None:
    wrong = hunt.seen("river")
    hunt.seen("gate", reliability="G")
    actions.withdraw(hunt.actor, hunt.case, "sighting", wrong, because="It was his brother.")
    assert zones(hunt.actor, NOON) == []
    assert access.evidence_of(hunt.actor, hunt.case, "sighting")[0][1].source == "a neighbour"


def test_who_hunts_no_more_has_no_zone(hunt: Hunt) -> None:
    hunt.seen("river")
    _row, record = access.pursuer(hunt.actor, hunt.case, hunt.pursuer)
    over = PursuerRecord(called=record.called, over="died")
    actions.describe_pursuer(hunt.actor, hunt.case, hunt.pursuer, over)
    assert zones(hunt.actor, NOON) == []
    with pytest.raises(Refused):
        hunt.seen("gate")


def test_a_power_of_the_state_is_no_place(hunt: Hunt) -> None:
    hunt.reaches(kind="power", power="ticket_sales", level="high")
    assert zones(hunt.actor, NOON) == []


@pytest.fixture
def both(hunt: Hunt, hunted: Callable[..., Hunt], scene: Scene) -> tuple[Hunt, Hunt]:
    """One person hunts two cases."""
    person = persons.add(scene.actor, hunt.case, Person(pseudonym="Thorn"), roles=["pursuer"])
    other = scene.case("Maple")
    first = hunted(hunt.case, person=person)
    links.link(scene.actor, other, person, hunt.case, roles=["pursuer"], called="Thorn")
    return first, hunted(other, person=person)


def test_one_person_who_hunts_two_is_seen_for_both(both: tuple[Hunt, Hunt], scene: Scene) -> None:
    first, second = both
    first.seen("river")
    found = {(zone.case, zone.pursuer) for zone in zones(scene.actor, NOON)}
    assert found == {(first.case, first.pursuer), (second.case, second.pursuer)}


def test_what_is_asked_of_some_is_what_is_known_of_them_among_all(
    hunt: Hunt, both: tuple[Hunt, Hunt], scene: Scene
) -> None:
    one, two = both
    one.seen("river")
    two.seen("harbour")
    two.reaches(kind="power", power="wanted_list", level="high")
    two.state("attic")
    hunt.state("bus")
    everything = threats.known(scene.actor)
    for cases in ([one.case], [two.case], [one.case, two.case], []):
        found = threats.known(scene.actor, cases)
        for name in ("places", "powers"):
            kept = {case: each for case, each in getattr(everything, name).items() if case in cases}
            assert getattr(found, name) == kept
    assert {threat.place for threat in everything.places[hunt.case]} == {
        scene.places[name] for name in ("river", "harbour", "bus")
    }


def test_only_cases_that_open_tell_of_zones(hunt: Hunt, dina: Actor) -> None:
    hunt.seen("river")
    with pytest.raises(Absent):
        zones(dina, NOON)
    with pytest.raises(Absent):
        access.pursuers_of(dina, hunt.case)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source": " "}, "Say who says so"),
        ({"reliability": "Z"}, "not on its list"),
        ({"until": NOON - 2 * DAY}, "before the beginning"),
        ({"until": NOON + 60 * DAY}, "a month at most"),
    ],
)
def test_a_sighting_that_says_too_little_is_refused(hunt: Hunt, change: dict[str, object], word: str) -> None:
    with pytest.raises(Refused) as refused:
        hunt.seen("river", **change)
    assert word in str(refused.value.reasons[0])


def test_a_sighting_a_year_ahead_or_nowhere_is_refused(hunt: Hunt) -> None:
    with pytest.raises(Refused):
        hunt.seen("river", since=NOON + 400 * DAY, until=NOON + 400 * DAY)
    nowhere = SightingRecord(pursuer=hunt.pursuer, place=uuid.uuid4(), since=NOON, until=NOON, source="somebody")
    with pytest.raises(Absent):
        actions.note(hunt.actor, hunt.case, nowhere)


def test_the_pursuer_of_another_case_is_absent(hunt: Hunt, scene: Scene) -> None:
    other = scene.case("Maple")
    seen = SightingRecord(pursuer=hunt.pursuer, place=scene.places["river"], since=NOON, until=NOON, source="x")
    with pytest.raises(Absent):
        actions.note(scene.actor, other, seen)


def test_two_who_change_the_same_pursuer(hunt: Hunt) -> None:
    row, _record = access.pursuer(hunt.actor, hunt.case, hunt.pursuer)
    actions.describe_pursuer(hunt.actor, hunt.case, hunt.pursuer, PursuerRecord(called="the cousin"), seen=row.version)
    with pytest.raises(Stale):
        actions.describe_pursuer(hunt.actor, hunt.case, hunt.pursuer, PursuerRecord(called="he"), seen=row.version - 1)


def test_the_same_form_twice_makes_one(hunt: Hunt) -> None:
    once = uuid.uuid4()
    seen = SightingRecord(
        pursuer=hunt.pursuer, place=hunt.scene.places["river"], since=NOON, until=NOON + HOUR, source="a neighbour"
    )
    assert actions.note(hunt.actor, hunt.case, seen, once=once) == actions.note(hunt.actor, hunt.case, seen, once=once)
    assert len(access.evidence_of(hunt.actor, hunt.case, "sighting")) == 1


def test_places_in_places() -> None:
    land, city, house = (uuid.uuid4() for _ in range(3))
    areas = Areas(
        {
            land: PlaceRecord(name="Ashmark", kind="region", country="Varna"),
            city: PlaceRecord(name="Hill", region="Ashmark", country="varna "),
            house: PlaceRecord(name="Barn", kind="safe_house", beds=1, region="Elsewhere", country="Varna"),
        }
    )
    assert areas.inside(land) == {land, city}
    assert areas.around(city) == {land, city}
    assert areas.around(house) == {house}
    assert areas.inside(uuid.uuid4()) == areas.around(uuid.uuid4()) == set()


def test_a_zone_says_on_what_it_rests(hunt: Hunt) -> None:
    sighting = hunt.seen("river")
    found: list[Zone] = zones(at(hunt.actor, NOON), NOON)
    assert {zone.evidence for zone in found} == {sighting}

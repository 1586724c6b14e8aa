"""A departure that goes later, or not at all, and a house that is lost: everybody it touches, in one action."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.evacuation.conftest import PLACES, Scene, state
from tests.evacuation.handover.conftest import HOUR, Trip, read, trip_of
from waystation.evacuation import access, actions
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import changes, moving
from waystation.evacuation.handover.changes import Affected, Shift
from waystation.evacuation.houses import actions as houses
from waystation.evacuation.houses import leaving
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import BookingRecord, CheckInState, HelperRecord, LegPlan, LegRecord, PlaceRecord
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed
from waystation.staff.actor import utc_now
from waystation.vault.records import rewrite


def propose(trip: Trip, leg: UUID, later: timedelta, *, arrives: timedelta | None = None) -> list[Affected]:
    before = trip.leg(leg)
    return moving.delayed(
        trip.actor, trip.case, leg, before.departs + later, before.arrives + (later if arrives is None else arrives)
    )


def move(trip: Trip, leg: UUID, later: timedelta, *, arrives: timedelta | None = None) -> None:
    before, found = trip.leg(leg), propose(trip, leg, later, arrives=arrives)
    ends = before.departs + later, before.arrives + (later if arrives is None else arrives)
    moving.move(trip.actor, trip.case, leg, *ends, seen=changes.seal(found))


def departs(trip: Trip) -> list[datetime]:
    return [leg.departs for leg in (trip.leg(trip.walk), trip.leg(trip.car))]


def test_what_no_longer_connects_moves_by_as_much_as_it_must(trip: Trip) -> None:
    """The car leaves when the walk ends: half an hour later is half an hour later for both."""
    before = departs(trip)
    move(trip, trip.walk, timedelta(minutes=30))
    assert departs(trip) == [each + timedelta(minutes=30) for each in before]
    assert access.journey(trip.actor, trip.journey)[1].status == "draft"  # two approved it at another hour


def test_what_still_connects_stays(trip: Trip) -> None:
    before = departs(trip)
    move(trip, trip.walk, -timedelta(minutes=20))
    assert departs(trip) == [before[0] - timedelta(minutes=20), before[1]]


def test_everybody_on_the_departure_is_moved(scene: Scene) -> None:
    trips = [trip_of(scene, name, START, driver=None, mode="bus_intercity") for name in ("Birch", "Elm")]
    trips.append(trip_of(scene, "Ash", START + 80 * HOUR, driver=None, mode="bus_intercity"))
    assert {one.way.case for one in propose(trips[0], trips[0].car, HOUR)} == {trips[0].case, trips[1].case}
    move(trips[0], trips[0].car, HOUR)
    assert [trip.leg().departs for trip in trips] == [START + 2 * HOUR, START + 2 * HOUR, START + 81 * HOUR]


START = utc_now().replace(microsecond=0) + 3 * HOUR


def test_a_leg_by_timetable_is_to_be_booked_anew(scene: Scene) -> None:
    trip = trip_of(scene, start=START, driver=None, mode="train")
    actions.report_leg(trip.actor, trip.car, "booked")
    (found,) = propose(trip, trip.walk, HOUR)
    assert found.remains == ["timetable"]
    move(trip, trip.walk, HOUR)
    assert trip.leg().status == "planned"


def test_a_driver_who_is_elsewhere_by_then_is_replaced_by_one_who_is_free(scene: Scene) -> None:
    trip = trip_of(scene, start=START)
    trip_of(scene, "Elm", START + 5 * HOUR)  # Wren drives again, from six hours on
    (found,) = propose(trip, trip.car, 3 * HOUR)
    assert found.remains == ["no_driver"]
    actions.add_helper(scene.actor, HelperRecord(pseudonym="Host", kind="host"))
    actions.add_helper(scene.actor, HelperRecord(pseudonym="Paused"))
    actions.set_helper_state(scene.actor, helper(scene, "Paused"), state="paused", vetting="verified")
    assert propose(trip, trip.car, 3 * HOUR)[0].remains == ["no_driver"]
    other = actions.add_helper(scene.actor, HelperRecord(pseudonym="Jay"))
    words = trip.brief("driver")
    move(trip, trip.car, 3 * HOUR)
    assert trip.leg().driver == other
    assert read(words)[1] == ""
    assert trip.said()["driver"].standing == "withdrawn"


def test_an_escort_is_replaced_alone_and_whoever_drives_stays(scene: Scene) -> None:
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort"))
    jay = actions.add_helper(scene.actor, HelperRecord(pseudonym="Jay"))
    trip = trip_of(scene, start=START, escort=finch)
    trip_of(scene, "Elm", START + 5 * HOUR, driver=jay, escort=finch)
    (found,) = propose(trip, trip.car, 3 * HOUR)
    assert found.remains == ["no_escort"]
    siskin = actions.add_helper(scene.actor, HelperRecord(pseudonym="Siskin", kind="escort"))
    drives, along = trip.brief("driver"), trip.brief("escort", helper=finch)
    move(trip, trip.car, 3 * HOUR)
    assert (trip.leg().driver, trip.leg().escort) == (scene.driver, siskin)
    assert trip.said()["escort"].standing == "withdrawn"
    assert trip.said()["driver"].standing != "withdrawn"
    assert read(along)[1] == ""
    assert drives


def helper(scene: Scene, pseudonym: str) -> UUID:
    return next(pk for pk, each in access.helpers(scene.actor).items() if each.pseudonym == pseudonym)


def test_without_another_driver_the_leg_has_none_and_says_so(scene: Scene) -> None:
    trip = trip_of(scene, start=START)
    other = trip_of(scene, "Elm", START + 5 * HOUR)
    move(trip, trip.car, 3 * HOUR)
    assert (trip.leg().driver, trip.leg().status) == (None, "planned")
    assert other.leg().driver == scene.driver


def test_words_show_the_new_times_and_the_alarm_waits(trip: Trip) -> None:
    words = trip.brief("driver")
    read(words)
    alarm = ConfirmationRow.objects.get().alarm_at
    move(trip, trip.car, HOUR)
    assert ConfirmationRow.objects.get().alarm_at == alarm + HOUR
    text = read(words)[1]
    assert "What stood here before holds no more." in text
    assert trip.said()["driver"].standing == "read"


def test_beds_and_signs_of_life_go_with_it(trip: Trip) -> None:
    due = trip.leg().departs + HOUR
    moved = actions.schedule_check_in(trip.actor, trip.case, due_at=due, if_missed="call")
    was = CheckIn.objects.get(pk=moved).due_at
    long_before = utc_now() + timedelta(minutes=5)
    kept = actions.schedule_check_in(trip.actor, trip.case, due_at=long_before, if_missed="call")
    ((_, stay),) = access.stays_of(trip.actor, trip.case).items()
    move(trip, trip.car, timedelta(days=4))
    ((_, after),) = access.stays_of(trip.actor, trip.case).items()
    assert (after.first, after.until) == (stay.first + timedelta(days=4), stay.until + timedelta(days=4))
    assert access.check_in(trip.actor, moved)[1].due_at == due + timedelta(days=4)
    assert CheckIn.objects.get(pk=moved).due_at - was == timedelta(days=4)
    assert access.check_in(trip.actor, kept)[1].due_at == long_before
    assert state(moved) is CheckInState.EXPECTED


def test_a_silence_that_was_agreed_lasts_although_the_train_is_late(trip: Trip) -> None:
    """Nobody is reminded at night because the day was an hour longer; what is later than the silence waits for it."""
    due = trip.leg().departs + HOUR
    pk = actions.schedule_check_in(trip.actor, trip.case, due_at=due, if_missed="call")
    actions.agree_silence(trip.actor, pk, until=due + 10 * HOUR, because="They sleep.")
    was = CheckIn.objects.get(pk=pk).due_at
    move(trip, trip.car, HOUR)
    assert CheckIn.objects.get(pk=pk).due_at == was
    move(trip, trip.car, 11 * HOUR)
    assert CheckIn.objects.get(pk=pk).due_at - was == 2 * HOUR


@pytest.mark.parametrize(("hours", "days"), [(1, 0), (6.25, 0), (6.5, 1)])
def test_who_is_late_into_the_small_hours_comes_in_the_same_night(hours: float, days: int) -> None:
    """They were to come at half past eleven in the evening, with a bed for that night alone."""
    house, evening = uuid4(), datetime(2031, 5, 12, 20, 30, tzinfo=UTC)
    ends = {"departs": evening - HOUR, "arrives": evening}
    leg = LegRecord(journey=uuid4(), from_place=uuid4(), to_place=house, mode="car_volunteer", **ends)
    late = Shift(uuid4(), leg, replace(leg, arrives=evening + hours * HOUR))
    stays = {uuid4(): BookingRecord(house=house, case=uuid4(), first=date(2031, 5, 12), until=date(2031, 5, 13))}
    found = changes.stays(
        Affected(None, (late,)),
        stays,
        stays,
        {house: PLACES["lantern"]},
        ZoneInfo("Europe/Moscow"),  # type: ignore[arg-type]
    )
    assert [each.after.first - each.before.first for each in found] == [timedelta(days=days)] * days


def test_no_bed_is_given_twice_by_a_delay(trip: Trip) -> None:
    """Both beds of the house are taken in the nights after: the stay remains as it is, and the page says so."""
    ((stay_id, stay),) = access.stays_of(trip.actor, trip.case).items()
    other = trip.scene.case("Elm")
    trip.scene.bed(other, start=stay.until, nights=9, beds=2)
    (found,) = propose(trip, trip.car, timedelta(days=4))
    assert found.remains == ["bed_taken"]
    move(trip, trip.car, timedelta(days=4))
    assert access.stays_of(trip.actor, trip.case)[stay_id] == stay


def test_what_was_not_seen_is_not_done(trip: Trip) -> None:
    """Somebody else changes the way between looking and doing."""
    before, found = trip.leg(trip.walk), propose(trip, trip.walk, HOUR)
    move(trip, trip.car, timedelta(minutes=10))
    with pytest.raises(Refused, match="changed_meanwhile"):
        moving.move(
            trip.actor, trip.case, trip.walk, before.departs + HOUR, before.arrives + HOUR, seen=changes.seal(found)
        )


@pytest.mark.parametrize(
    ("later", "arrives", "code"),
    [
        (timedelta(0), timedelta(0), "nothing_moves"),
        (timedelta(0), -4 * HOUR, "leg_ends_before_it_starts"),
    ],
)
def test_times_that_cannot_be_are_refused(trip: Trip, later: timedelta, arrives: timedelta, code: str) -> None:
    with pytest.raises(Refused, match=code):
        propose(trip, trip.car, later, arrives=arrives)


def test_who_has_set_out_can_only_arrive_later(trip: Trip) -> None:
    actions.depart(trip.actor, trip.walk)
    with pytest.raises(Refused, match="departed_already"):
        propose(trip, trip.walk, HOUR)
    move(trip, trip.walk, timedelta(0), arrives=HOUR)
    assert trip.leg(trip.walk).status == "late"


def test_a_cancelled_departure_is_given_up_for_everybody_on_it(scene: Scene) -> None:
    one, other = (trip_of(scene, name, START, driver=None, mode="train") for name in ("Birch", "Elm"))
    words = [trip.brief("escort") for trip in (one, other)]
    moving.cancel(one.actor, one.case, one.car)
    for trip in (one, other):
        assert trip.leg().status == "aborted"
        assert trip.leg(trip.walk).status == "planned"
        assert access.journey(trip.actor, trip.journey)[1].status == "draft"
        assert len(access.stays_of(trip.actor, trip.case)) == 1
    assert [read(each)[1] for each in words] == ["", ""]
    assert ConfirmationRow.objects.filter(state=Confirmed.WITHDRAWN).count() == 2
    with pytest.raises(Refused, match="leg_over"):
        moving.cancel(one.actor, one.case, one.car)


def test_somebody_on_the_way_to_a_lost_house_is_brought_to_another(trip: Trip) -> None:
    """Leg, journey, bed and briefings at once; the host of the lost house learns nothing more."""
    trip.arrive(trip.walk)
    words = {role: trip.brief(role) for role in ("driver", "host", "traveller")}
    for each in words.values():
        read(each)
    actions.depart(trip.actor, trip.car)
    attic, lantern = trip.scene.places["attic"], trip.scene.places["lantern"]
    with pytest.raises(Refused, match="not_needed"):
        moving.divert(trip.actor, trip.case, trip.car, attic, drop_off="The mill")
    actions.set_place_state(trip.actor, lantern, "compromised")
    ((way, leg, _),) = changes.on_the_way_to(access.open_ways(trip.actor), lantern)
    assert (way.case, leg) == (trip.case, trip.car)
    with pytest.raises(Refused, match="no_drop_off"):
        moving.divert(trip.actor, trip.case, trip.car, attic, drop_off=" ")
    with pytest.raises(Refused, match="names_ours"):  # nor is a house of ours written into it
        moving.divert(trip.actor, trip.case, trip.car, attic, drop_off="The Attic, second floor")
    assert trip.leg().to_place == lantern
    moving.divert(trip.actor, trip.case, trip.car, attic, drop_off="The stone bridge")
    assert trip.leg().to_place == attic
    assert access.journey(trip.actor, trip.journey)[1].destination == attic
    assert [stay.house for stay in access.stays_of(trip.actor, trip.case).values()] == [attic]
    assert read(words["host"])[1] == ""
    assert "The stone bridge" in read(words["driver"])[1]
    assert "Host:" not in read(words["traveller"])[1]
    assert re.search("Driver:", read(words["traveller"])[1])
    actions.arrive(trip.actor, trip.car)


def test_who_was_to_fetch_them_from_the_lost_house_is_not_sent_there(trip: Trip) -> None:
    end = trip.leg().arrives
    ends = {"from_place": trip.scene.places["lantern"], "to_place": trip.scene.places["gate"]}
    onward = LegPlan(**ends, mode="car_volunteer", departs=end + 2 * HOUR, arrives=end + 3 * HOUR)
    leg = actions.add_leg(trip.actor, trip.journey, onward)
    row, record = access.journey(trip.actor, trip.journey)
    rewrite(row, replace(record, destination=trip.scene.places["gate"]), trip.actor.keys)
    trip.scene.approve(trip.journey)
    trip.arrive(trip.walk)
    here, next_driver = trip.brief("driver"), trip.brief("driver", leg)
    actions.depart(trip.actor, trip.car)
    lantern, attic = trip.scene.places["lantern"], trip.scene.places["attic"]
    actions.set_place_state(trip.actor, lantern, "compromised")
    moving.divert(trip.actor, trip.case, trip.car, attic, drop_off="The stone bridge")
    assert trip.leg(leg).from_place == attic
    assert trip.said(leg)["driver"].standing == "withdrawn"
    assert read(next_driver)[1] == ""
    assert "The stone bridge" in read(here)[1]


def test_only_houses_that_take_them_on_all_nights_are_proposed(trip: Trip) -> None:
    (stay,) = access.stays_of(trip.actor, trip.case).values()
    places = access.places(trip.actor)
    names = [place.name for _, place in changes.fallbacks(stay, places, access.bookings(trip.actor).values())]
    assert names == ["Attic"]
    trip.scene.bed(trip.scene.case("Elm"), "attic", 1, stay.first)
    assert changes.fallbacks(stay, places, access.bookings(trip.actor).values()) == []
    far = PlaceRecord(name="Mill", kind="safe_house", region="Ashmark", country="Varna Reach", beds=9)
    actions.add_place(trip.actor, far)
    found = changes.fallbacks(stay, access.places(trip.actor), access.bookings(trip.actor).values())
    assert [place.name for _, place in found] == ["Mill"]


def test_whoever_leaves_a_compromised_house_in_one_step_takes_its_words_along(trip: Trip) -> None:
    """Words of a leg that waits open nothing any more; of one that somebody is on, those of the host."""
    lantern = trip.scene.places["lantern"]
    other = trip_of(trip.scene, "Elm", START, driver=None)
    trip.arrive(trip.walk)
    on_the_way = {role: trip.brief(role) for role in ("driver", "host", "traveller")}
    actions.depart(trip.actor, trip.car)
    waiting = other.brief("escort"), other.brief("traveller", other.walk)
    actions.set_place_state(trip.actor, lantern, "compromised")
    mill = PlaceRecord(name="Mill", kind="safe_house", region="Lowmere", country="Varna Reach", beds=9)
    to = actions.add_place(trip.actor, mill)
    leavers = [each.id for each in leaving.leavers(trip.actor, lantern)]
    houses.move_out(trip.actor, lantern, leavers, to)
    assert (trip.leg().to_place, other.leg().to_place) == (to, to)
    assert {role: bool(read(words)[1]) for role, words in on_the_way.items()} == {
        "driver": True,
        "host": False,
        "traveller": True,
    }
    assert "Host:" not in read(on_the_way["traveller"])[1]
    assert [bool(read(words)[1]) for words in waiting] == [False, True]

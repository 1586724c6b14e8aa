"""Connections between places: added, changed, retired; when they depart; what they may not be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.db import connection as database

from tests.evacuation.conftest import NOON, Scene
from tests.stage import Organisation
from waystation.casework.errors import Refused
from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import access, actions, rules, wording
from waystation.evacuation.network.models import Connection
from waystation.evacuation.network.records import IN_USE, RETIRED, ConnectionRecord, Weekly
from waystation.evacuation.records import PlaceRecord
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

MOSCOW = ZoneInfo("Europe/Moscow")


def bus(scene: Scene, **more: Any) -> ConnectionRecord:
    """The bus from River town to the port, on Mondays and Thursdays."""
    told: dict[str, Any] = {
        "from_place": scene.places["river"],
        "to_place": scene.places["harbour"],
        "mode": "bus_intercity",
        "minutes": 190,
        "cost": "1200.50",
        "currency": "RUB",
        "capacity": 3,
        "departures": (Weekly(0, 8 * 60 + 30), Weekly(3, 22 * 60)),
    }
    return ConnectionRecord(**(told | more))


@pytest.mark.django_db
def test_it_works_added_changed_retired_and_back(scene: Scene) -> None:
    actor = scene.actor
    made = actions.add_connection(actor, bus(scene))
    assert access.connections(actor)[made].minutes == 190
    row, found = access.connection(actor, made)
    assert (found.by, found.at) == (actor.account, NOON)
    actions.change_connection(actor, made, bus(scene, minutes=200), seen=row.version)
    assert access.connections(actor)[made].minutes == 200
    actions.retire_connection(actor, made)
    assert (list(access.connections(actor)), list(access.connections(actor, RETIRED))) == ([], [made])
    actions.reopen_connection(actor, made)
    assert list(access.connections(actor, IN_USE)) == [made]


@pytest.mark.django_db
def test_a_form_sent_twice_adds_one_and_the_same_way_is_not_added_again(scene: Scene) -> None:
    once = uuid4()
    assert {actions.add_connection(scene.actor, bus(scene), once=once) for _ in range(2)} == {once}
    with pytest.raises(Refused) as refused:
        actions.add_connection(scene.actor, bus(scene))
    assert refused.value.reasons == (wording.THERE_ALREADY,)
    assert actions.add_connections(scene.actor, [bus(scene), bus(scene, minutes=5)]) == 1
    assert Connection.objects.count() == 2


@pytest.mark.django_db
def test_who_saw_an_older_version_overwrites_nothing(scene: Scene) -> None:
    made = actions.add_connection(scene.actor, bus(scene))
    seen = access.connection(scene.actor, made)[0].version
    actions.change_connection(scene.actor, made, bus(scene, minutes=200), seen=seen)
    for act in (
        lambda: actions.change_connection(scene.actor, made, bus(scene, minutes=300), seen=seen),
        lambda: actions.retire_connection(scene.actor, made, seen=seen),
    ):
        with pytest.raises(Stale):
            act()
    assert access.connections(scene.actor)[made].minutes == 200


WRONG: dict[str, dict[str, Any]] = {
    "to_place": {"to_place": UUID(int=7)},
    "minutes": {"minutes": 0},
    "capacity": {"capacity": -1},
    "cost": {"cost": "-1"},
    "currency": {"cost": "NaN", "currency": "RUB"},
    "mode": {"mode": "broomstick"},
    "exposure": {"exposure": "0.37"},
    "identity_check": {"identity_check": ""},
    "documents": {"documents": ("a smile",)},
    "pathway": {"pathway": "luck"},
    "departures": {"departures": (Weekly(7, 0),)},
    "minute": {"departures": (Weekly(0, 24 * 60),)},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRONG)
def test_what_it_cannot_be_is_refused_and_nothing_is_written(scene: Scene, name: str) -> None:
    with pytest.raises(Refused):
        actions.add_connection(scene.actor, bus(scene, **WRONG[name]))
    with pytest.raises(Refused):
        actions.add_connections(scene.actor, [bus(scene), bus(scene, **WRONG[name])])
    assert not Connection.objects.exists()


@pytest.mark.django_db
def test_ends_and_checkpoints(scene: Scene) -> None:
    places = evacuation_places(scene)
    post = evacuation.add_place(scene.actor, PlaceRecord(name="Post 12", kind="checkpoint"))
    river, gate = scene.places["river"], scene.places["gate"]
    assert list(rules.faults(bus(scene, checkpoints=(gate,)), places)) == []
    assert actions.add_connection(scene.actor, bus(scene, checkpoints=(post, gate)))
    for wrong in (bus(scene, to_place=river), bus(scene, checkpoints=(river,)), bus(scene, checkpoints=(uuid4(),))):
        assert list(rules.faults(wrong, places))
    ends = bus(scene, to_place=gate, checkpoints=(gate,))
    assert list(rules.faults(ends, places)) == [("checkpoints", wording.CHECKPOINT_IS_AN_END)]


def evacuation_places(scene: Scene) -> dict[UUID, PlaceRecord]:
    from waystation.evacuation import access as places

    return places.places(scene.actor)


@pytest.mark.django_db
def test_a_place_that_a_connection_touches_is_not_removed(scene: Scene) -> None:
    from waystation.evacuation.errors import Refused as RoomRefused

    made = actions.add_connection(scene.actor, bus(scene, checkpoints=(scene.places["gate"],)))
    for name in ("river", "harbour", "gate"):
        with pytest.raises(RoomRefused, match="place_is_used"):
            evacuation.remove_place(scene.actor, scene.places[name])
    actions.retire_connection(scene.actor, made)
    with pytest.raises(RoomRefused, match="place_is_used"):
        evacuation.remove_place(scene.actor, scene.places["gate"])


@pytest.mark.django_db
def test_only_coordination_sees_them(scene: Scene, organisation: Organisation) -> None:
    made = actions.add_connection(scene.actor, bus(scene))
    for name in ("dina", "ira", "out"):
        who = organisation.actor(name)
        for ask in (
            lambda who=who: access.connections(who),
            lambda who=who: access.connection(who, made),
            lambda who=who: access.touching(who, scene.places["river"]),
            lambda who=who: actions.add_connection(who, bus(scene, minutes=1)),
            lambda who=who: actions.retire_connection(who, made),
        ):
            with pytest.raises(Absent):
                ask()


@pytest.mark.django_db
def test_nothing_of_it_stands_readable_in_the_database(scene: Scene) -> None:
    actions.add_connection(scene.actor, bus(scene, note="Kanareika at the kiosk", cost="987654.32"))
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM network_connection")
        stored = b"|".join(bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in cursor.fetchone())
    for told in ("Kanareika", "987654.32", "bus_intercity", str(scene.places["river"]), scene.places["river"].hex):
        assert told.encode() not in stored


# When it departs


def way(**more: Any) -> ConnectionRecord:
    told: dict[str, Any] = {"from_place": UUID(int=1), "to_place": UUID(int=2), "mode": "train", "minutes": 60}
    return ConnectionRecord(**(told | more))


def test_departures_are_those_of_the_days_in_the_zone() -> None:
    weekly = way(departures=(Weekly(0, 30), Weekly(0, 23 * 60), Weekly(4, 60)))
    monday = date(2031, 5, 12)
    found = rules.departures(weekly, monday, monday + timedelta(days=7), MOSCOW)
    assert found == [
        datetime(2031, 5, 11, 21, 30, tzinfo=UTC),
        datetime(2031, 5, 12, 20, 0, tzinfo=UTC),
        datetime(2031, 5, 15, 22, 0, tzinfo=UTC),
    ]
    assert rules.departures(weekly, monday, monday, MOSCOW) == []


def test_single_dates_count_by_the_day_in_the_zone_and_none_is_told_twice() -> None:
    late = datetime(2031, 5, 12, 22, 30, tzinfo=UTC)  # the 13th in Moscow
    single = way(dates=(late,))
    assert rules.departures(single, date(2031, 5, 12), date(2031, 5, 13), MOSCOW) == []
    assert rules.departures(single, date(2031, 5, 13), date(2031, 5, 14), MOSCOW) == [late]
    both = way(dates=(late,), departures=(Weekly(1, 90),))
    assert rules.departures(both, date(2031, 5, 13), date(2031, 5, 14), MOSCOW) == [late]


def test_a_week_in_which_the_clocks_change_has_each_departure_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    daily = way(departures=tuple(Weekly(day, 150) for day in range(7)))  # 02:30
    for first in (date(2031, 3, 24), date(2031, 10, 20)):
        found = rules.departures(daily, first, first + timedelta(days=14), berlin)
        assert len(found) == len(set(found)) == 14


def test_on_demand_is_what_has_no_times() -> None:
    assert rules.is_on_demand(way())
    assert not rules.is_on_demand(way(departures=(Weekly(0, 0),)))
    assert not rules.is_on_demand(way(dates=(NOON,)))


def test_what_is_stored_stays_readable_and_small() -> None:
    packed = msgspec.msgpack.encode(way(departures=(Weekly(0, 30),)))
    assert msgspec.msgpack.decode(packed, type=ConnectionRecord).departures == (Weekly(0, 30),)

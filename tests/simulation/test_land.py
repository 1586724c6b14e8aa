"""The invented land: where no house is safe for somebody, another is opened further away, and can be reached."""

from __future__ import annotations

import pytest

from waystation.evacuation import access
from waystation.evacuation.network import access as network
from waystation.simulation import land
from waystation.staff.actor import Actor


@pytest.mark.django_db
def test_friends_open_a_house_in_each_further_region_once(lev: Actor) -> None:
    there = land.make(lev, 8)
    houses, regions = len(there.houses), len(land.REGIONS)
    for number, region in enumerate(land.FURTHER, 1):
        assert land.open_further(lev, there)
        house = access.place(lev, there.houses[-1])[1]
        assert (house.region, house.kind, len(there.houses)) == (region, "safe_house", houses + number)
        ways = {(way.from_place, way.to_place) for way in network.connections(lev).values()}
        hub = there.hubs[region]
        assert {(there.houses[-1], hub), (hub, there.houses[-1])} <= ways
        assert {(other, hub) for other in there.hubs.values() if other != hub} <= ways
        assert {(hub, other) for other in there.hubs.values() if other != hub} <= ways
        assert len(there.hubs) == regions + number
    assert not land.open_further(lev, there)
    assert len(there.houses) == houses + len(land.FURTHER)

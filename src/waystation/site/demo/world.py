"""The invented land: places, safe houses, helpers."""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.evacuation import actions as evacuation
from waystation.evacuation.records import (
    CITY,
    DRIVER,
    HOST,
    MEETING_POINT,
    REGION,
    SAFE_HOUSE,
    VERIFIED,
    HelperRecord,
    PlaceRecord,
)
from waystation.site.demo.people import COUNTRIES, OTHER_REGIONS, TOWNS
from waystation.site.demo.people import REGION as HOME
from waystation.staff.actor import Actor

_HOUSES = (("Linden", 9), ("Orchard", 8), ("Harbour", 8), ("Chapel", 7), ("Mill", 8), ("Lantern", 6), ("Garden", 6))
_DRIVERS = ("Baker", "Miner", "Piper", "Sailor", "Potter", "Weaver")
_HOSTS = ("Aunt", "Doctor", "Teacher", "Beekeeper")


@dataclass
class World:
    """Ids of what the demo's journeys pass through. `houses` are safe houses with the region they stand in."""

    towns: dict[str, UUID] = field(default_factory=dict)
    crossing: UUID = field(default=UUID(int=0))
    houses: list[UUID] = field(default_factory=list)
    airport: UUID = field(default=UUID(int=0))
    abroad: list[UUID] = field(default_factory=list)
    drivers: list[UUID] = field(default_factory=list)


def make(lev: Actor) -> World:
    """Makes the land through the coordinator's own actions."""

    def place(name: str, kind: str, region: str, country: str = "", **more: object) -> UUID:
        return evacuation.add_place(lev, PlaceRecord(name=name, kind=kind, region=region, country=country, **more))  # type: ignore[arg-type]

    world = World()
    for region in (HOME, *OTHER_REGIONS):
        place(region, REGION, region)
    world.towns = {town: place(town, CITY, HOME) for town in TOWNS}
    world.crossing = place("Old crossing", MEETING_POINT, HOME)
    for number, (name, beds) in enumerate(_HOUSES):
        region = OTHER_REGIONS[number % len(OTHER_REGIONS)]
        rules = "Quiet after ten. No visitors, no photographs, phones stay off at the door."
        world.houses.append(place(name, SAFE_HOUSE, region, beds=beds, rules=rules))
    world.airport = place("Baltara airport", CITY, "Baltara")
    world.abroad = [place(f"{country}, capital", CITY, "", country) for country in COUNTRIES]
    world.drivers = [_helper(lev, name, DRIVER) for name in _DRIVERS]
    for name in _HOSTS:
        _helper(lev, name, HOST)
    return world


def _helper(lev: Actor, name: str, kind: str) -> UUID:
    return evacuation.add_helper(lev, HelperRecord(pseudonym=name, kind=kind, area=HOME, vetting=VERIFIED))

"""The invented land: places, safe houses, helpers."""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import actions as network
from waystation.evacuation.network.records import CERTAIN, HIGH, LOW, MEDIUM, ConnectionRecord, Weekly
from waystation.evacuation.records import (
    CITY,
    DRIVER,
    ESCORT,
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

_HOUSES = (("Linden", 9), ("Orchard", 9), ("Harbour", 10), ("Chapel", 8), ("Mill", 9), ("Lantern", 8), ("Garden", 8))
_DRIVERS = ("Baker", "Miner", "Piper", "Sailor", "Potter", "Weaver")
_ESCORTS = ("Nurse", "Cousin")
_HOSTS = ("Aunt", "Doctor", "Teacher", "Beekeeper")


_SPOTS = {
    "Tamur": (44.0, -32.0),
    "Orlin": (44.4, -31.6),
    "Keshta": (43.6, -31.2),
    "Sosnovy Brod": (43.2, -32.4),
    "Upper Dol": (44.8, -32.8),
    "Birk": (43.4, -33.4),
    "Selnaya": (44.3, -33.6),
    "Veles": (47.0, -34.0),
    "Baltara": (48.0, -30.0),
    "Nizhny Mys": (46.2, -28.0),
    "Baltara airport": (48.4, -29.4),
    "Norland, capital": (54.0, -24.0),
    "Estova, capital": (51.0, -22.0),
}


@dataclass
class World:
    """Ids of what the demo's journeys pass through. `houses` are safe houses with the region they stand in."""

    towns: dict[str, UUID] = field(default_factory=dict)
    crossing: UUID = field(default=UUID(int=0))
    houses: list[UUID] = field(default_factory=list)
    airport: UUID = field(default=UUID(int=0))
    abroad: list[UUID] = field(default_factory=list)
    drivers: list[UUID] = field(default_factory=list)
    hosts: list[UUID] = field(default_factory=list)


def make(lev: Actor) -> World:
    """Makes the land through the coordinator's own actions."""

    def place(name: str, kind: str, region: str, country: str = "", **more: object) -> UUID:
        return evacuation.add_place(lev, PlaceRecord(name=name, kind=kind, region=region, country=country, **more))  # type: ignore[arg-type]

    world = World()
    regions = {name: place(name, REGION, name, **_spot(name)) for name in (HOME, *OTHER_REGIONS)}
    world.towns = {town: place(town, CITY, HOME, within=regions[HOME], **_spot(town)) for town in TOWNS}
    world.crossing = place("Old crossing", MEETING_POINT, HOME, within=regions[HOME])
    for number, (name, beds) in enumerate(_HOUSES):
        region = OTHER_REGIONS[number % len(OTHER_REGIONS)]
        rules = "Quiet after ten. No visitors, no photographs, phones stay off at the door."
        told = {"beds": beds, "rules": rules, "medical": True, "within": regions[region]}
        world.houses.append(place(name, SAFE_HOUSE, region, **told))
    world.airport = place("Baltara airport", CITY, "Baltara", within=regions["Baltara"], **_spot("Baltara airport"))
    abroad = [f"{country}, capital" for country in COUNTRIES]
    world.abroad = [
        place(name, CITY, "", country, **_spot(name)) for name, country in zip(abroad, COUNTRIES, strict=True)
    ]
    world.drivers = [_helper(lev, name, DRIVER) for name in _DRIVERS]
    world.hosts = [_helper(lev, name, HOST) for name in _HOSTS]
    for name in _ESCORTS:
        _helper(lev, name, ESCORT)
    _connect(lev, world, regions)
    return world


def _spot(name: str) -> dict[str, object]:
    """Where the land lies: in the middle of an ocean."""
    north, east = _SPOTS[name]
    return {"latitude": north, "longitude": east}


def _connect(lev: Actor, world: World, regions: dict[str, UUID]) -> None:
    """The ways that the journeys of the demo take."""

    def way(one: UUID, other: UUID, mode: str, minutes: int, **more: object) -> None:
        told = {"from_place": one, "to_place": other, "mode": mode, "minutes": minutes} | more
        network.add_connection(lev, ConnectionRecord(**told))  # type: ignore[arg-type]

    for name, town in world.towns.items():
        watched = name == "Upper Dol"  # its only road has a checkpoint: two of ours are in the car
        way(
            town, world.crossing, "car_volunteer", 180, needs_driver=True, needs_escort=watched, exposure=MEDIUM,
            capacity=3,
        )  # fmt: skip
    way(world.crossing, regions[HOME], "walk", 25, capacity=8)
    for number, house in enumerate(world.houses):
        region = regions[OTHER_REGIONS[number % len(OTHER_REGIONS)]]
        for one, other in ((region, house), (house, region)):
            way(one, other, "taxi", 40, cost="6", currency="EUR", capacity=4)
    nightly = tuple(Weekly(day, 21 * 60 + 40) for day in range(7))
    for region in OTHER_REGIONS:
        fare = {"cost": "38.50", "currency": "EUR", "documents": ("ru.internal_passport",)}
        way(
            regions[HOME], regions[region], "train", 660, departures=nightly, identity_check=CERTAIN, capacity=2, **fare
        )
    for region in OTHER_REGIONS[:1] + OTHER_REGIONS[2:]:
        way(regions[region], world.airport, "minibus", 240, exposure=LOW)
    for place in world.abroad:
        visa = {"documents": ("visa",), "pathway": "humanitarian_visa", "exposure": HIGH}
        way(world.airport, place, "plane_international", 190, departures=nightly[::3], identity_check=CERTAIN, **visa)


def _helper(lev: Actor, name: str, kind: str) -> UUID:
    return evacuation.add_helper(lev, HelperRecord(pseudonym=name, kind=kind, area=HOME, vetting=VERIFIED))

"""The invented land: places, safe houses, the ways between them, and who drives, made by a coordinator's actions."""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import actions as network
from waystation.evacuation.network.records import CERTAIN, HIGH, LOW, MEDIUM, ConnectionRecord, Weekly
from waystation.evacuation.records import (
    CITY,
    DRIVER,
    MEETING_POINT,
    REGION,
    SAFE_HOUSE,
    STATION,
    VERIFIED,
    HelperRecord,
    PlaceRecord,
)
from waystation.simulation.scenario import COUNTRIES, TOWNS
from waystation.staff.actor import Actor

HOME, OWN_COUNTRY = "Tamur", "Ostmark"
REGIONS = ("Veles", "Baltara", "Nizhny Mys")
AIRPORT_IN = "Baltara"
_HOUSES = ("Linden", "Orchard", "Harbour", "Chapel", "Mill", "Lantern", "Garden", "Quarry", "Orangery")
_DRIVERS = ("Baker", "Miner", "Piper", "Sailor", "Potter", "Weaver", "Carter", "Fisher")
# Where the land lies: in the middle of an ocean.
_SPOTS = {
    HOME: (44.0, -32.0), "Veles": (47.0, -34.0), "Baltara": (48.0, -30.0), "Nizhny Mys": (46.2, -28.0),
    "Orlin": (44.4, -31.6), "Keshta": (43.6, -31.2), "Birk": (43.4, -33.4), "Selnaya": (44.3, -33.6),
    "Norland": (54.0, -24.0), "Estova": (51.0, -22.0),
}  # fmt: skip


@dataclass
class Land:
    """The ids of what there is."""

    towns: dict[str, UUID] = field(default_factory=dict)
    regions: dict[str, UUID] = field(default_factory=dict)
    hubs: dict[str, UUID] = field(default_factory=dict)
    houses: list[UUID] = field(default_factory=list)
    abroad: dict[str, UUID] = field(default_factory=dict)
    drivers: list[UUID] = field(default_factory=list)
    crossing: UUID = field(default=UUID(int=0))
    airport: UUID = field(default=UUID(int=0))


def make(actor: Actor, persons: int) -> Land:
    """A land with a quarter more beds than there are people."""
    land = Land()

    def place(name: str, kind: str, region: str, **more: object) -> UUID:
        told = {"name": name, "kind": kind, "region": region, "country": OWN_COUNTRY} | more
        return evacuation.add_place(actor, PlaceRecord(**told))  # type: ignore[arg-type]

    for name in (HOME, *REGIONS):
        land.regions[name] = place(name, REGION, name, **_spot(name))
    for name in TOWNS:
        land.towns[name] = place(name, CITY, HOME, within=land.regions[HOME], **_spot(name))
    land.crossing = place("Old crossing", MEETING_POINT, HOME, within=land.regions[HOME])
    for name in REGIONS:
        land.hubs[name] = place(f"{name}, market", STATION, name, within=land.regions[name], **_spot(name))
    beds = max(3, -(-persons * 5 // (4 * len(_HOUSES))))
    for number, name in enumerate(_HOUSES):
        region = REGIONS[number % len(REGIONS)]
        rules = "Quiet after ten. No visitors, no photographs."
        land.houses.append(place(name, SAFE_HOUSE, region, beds=beds, rules=rules, within=land.regions[region]))
    land.airport = place("Airport", STATION, AIRPORT_IN, within=land.regions[AIRPORT_IN], **_spot(AIRPORT_IN))
    for name in COUNTRIES:
        land.abroad[name] = place(f"{name}, capital", CITY, "", country=name, **_spot(name))
    for name in _DRIVERS:
        driver = HelperRecord(pseudonym=name, kind=DRIVER, vetting=VERIFIED)
        land.drivers.append(evacuation.add_helper(actor, driver))
    _connect(actor, land)
    return land


def _spot(name: str) -> dict[str, object]:
    north, east = _SPOTS[name]
    return {"latitude": north, "longitude": east}


def _connect(actor: Actor, land: Land) -> None:
    """By car to the crossing, from there by the night train or a minibus; from each market to its houses and on."""

    def way(one: UUID, other: UUID, mode: str, minutes: int, **more: object) -> None:
        told = {"from_place": one, "to_place": other, "mode": mode, "minutes": minutes} | more
        network.add_connection(actor, ConnectionRecord(**told))  # type: ignore[arg-type]

    def both(one: UUID, other: UUID, mode: str, minutes: int, **more: object) -> None:
        way(one, other, mode, minutes, **more)
        way(other, one, mode, minutes, **more)

    nightly = tuple(Weekly(day, 21 * 60 + 40) for day in range(7))
    mornings = tuple(Weekly(day, 9 * 60 + 10) for day in range(7))
    fare = {"cost": "38.50", "currency": "EUR", "documents": ("ru.internal_passport",)}
    for town in land.towns.values():
        way(town, land.crossing, "car_volunteer", 150, needs_driver=True, exposure=MEDIUM, capacity=3)
    for number, region in enumerate(REGIONS):
        hub = land.hubs[region]
        train = {"departures": nightly, "identity_check": CERTAIN, "capacity": 4} | fare
        way(land.crossing, hub, "train", 600, **train)
        way(land.crossing, hub, "minibus", 780, departures=mornings[number::2], exposure=MEDIUM, capacity=3, **fare)
        for house in land.houses[number :: len(REGIONS)]:
            both(hub, house, "car_volunteer", 60, needs_driver=True, capacity=4)
        for other in REGIONS[number + 1 :]:
            both(hub, land.hubs[other], "bus_intercity", 300, departures=mornings, capacity=4, **fare)
    way(land.hubs[AIRPORT_IN], land.airport, "minibus", 90, exposure=LOW, capacity=4)
    for place in land.abroad.values():
        visa = {"documents": ("visa",), "pathway": "humanitarian_visa", "exposure": HIGH, "capacity": 4}
        flights = tuple(Weekly(day, 15 * 60) for day in (0, 2, 4, 6))
        way(land.airport, place, "plane_international", 190, departures=flights, identity_check=CERTAIN, **visa)

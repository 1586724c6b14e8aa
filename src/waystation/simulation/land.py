"""The invented land: places, safe houses, the ways between them, and who drives, made by a coordinator's actions."""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.evacuation import access
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
FURTHER = ("Zelen", "Ustye", "Kamenka")
"""Regions in which friends open a house where it is asked for."""
_HOUSES = ("Linden", "Orchard", "Harbour", "Chapel", "Mill", "Lantern", "Garden", "Quarry", "Orangery")
_DRIVERS = ("Baker", "Miner", "Piper", "Sailor", "Potter", "Weaver", "Carter", "Fisher")
_RULES = "Quiet after ten. No visitors, no photographs."
_MORNINGS = tuple(Weekly(day, 9 * 60 + 10) for day in range(7))
_FARE: dict[str, object] = {"cost": "38.50", "currency": "EUR", "documents": ("ru.internal_passport",)}
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
    for name in (HOME, *REGIONS):
        land.regions[name] = _place(actor, name, REGION, name, **_spot(name))
    for name in TOWNS:
        land.towns[name] = _place(actor, name, CITY, HOME, within=land.regions[HOME], **_spot(name))
    land.crossing = _place(actor, "Old crossing", MEETING_POINT, HOME, within=land.regions[HOME])
    for name in REGIONS:
        land.hubs[name] = _place(actor, f"{name}, market", STATION, name, within=land.regions[name], **_spot(name))
    beds = max(3, -(-persons * 5 // (4 * len(_HOUSES))))
    for number, name in enumerate(_HOUSES):
        region = REGIONS[number % len(REGIONS)]
        within = land.regions[region]
        land.houses.append(_place(actor, name, SAFE_HOUSE, region, beds=beds, rules=_RULES, within=within))
    land.airport = _place(actor, "Airport", STATION, AIRPORT_IN, within=land.regions[AIRPORT_IN], **_spot(AIRPORT_IN))
    for name in COUNTRIES:
        land.abroad[name] = _place(actor, f"{name}, capital", CITY, "", country=name, **_spot(name))
    for name in _DRIVERS:
        driver = HelperRecord(pseudonym=name, kind=DRIVER, vetting=VERIFIED)
        land.drivers.append(evacuation.add_helper(actor, driver))
    _connect(actor, land)
    return land


def open_further(actor: Actor, land: Land) -> bool:
    """Friends in another region open a house, with a bus from each market to theirs; False where nobody is left to ask.

    There is no other way for somebody whose pursuers were seen in every region in which there is a house.
    """
    region = next((name for name in FURTHER if name not in land.regions), None)
    if region is None:
        return False
    within = land.regions[region] = _place(actor, region, REGION, region)
    hub = _place(actor, f"{region}, market", STATION, region, within=within)
    beds = access.place(actor, land.houses[0])[1].beds
    house = _place(actor, f"Friends in {region}", SAFE_HOUSE, region, beds=beds, rules=_RULES, within=within)
    _to_house(actor, hub, house)
    for other in land.hubs.values():
        _between_markets(actor, hub, other)
    land.hubs[region] = hub
    land.houses.append(house)
    return True


def _place(actor: Actor, name: str, kind: str, region: str, **more: object) -> UUID:
    told = {"name": name, "kind": kind, "region": region, "country": OWN_COUNTRY} | more
    return evacuation.add_place(actor, PlaceRecord(**told))  # type: ignore[arg-type]


def _spot(name: str) -> dict[str, object]:
    north, east = _SPOTS[name]
    return {"latitude": north, "longitude": east}


def _connect(actor: Actor, land: Land) -> None:
    """By car to the crossing, from there by the night train or a minibus; from each market to its houses and on."""
    nightly = tuple(Weekly(day, 21 * 60 + 40) for day in range(7))
    for town in land.towns.values():
        _way(actor, town, land.crossing, "car_volunteer", 150, needs_driver=True, exposure=MEDIUM, capacity=3)
    for number, region in enumerate(REGIONS):
        hub = land.hubs[region]
        train = {"departures": nightly, "identity_check": CERTAIN, "capacity": 4} | _FARE
        _way(actor, land.crossing, hub, "train", 600, **train)
        minibus = {"departures": _MORNINGS[number::2], "exposure": MEDIUM, "capacity": 3} | _FARE
        _way(actor, land.crossing, hub, "minibus", 780, **minibus)
        for house in land.houses[number :: len(REGIONS)]:
            _to_house(actor, hub, house)
        for other in REGIONS[number + 1 :]:
            _between_markets(actor, hub, land.hubs[other])
    _way(actor, land.hubs[AIRPORT_IN], land.airport, "minibus", 90, exposure=LOW, capacity=4)
    for place in land.abroad.values():
        visa = {"documents": ("visa",), "pathway": "humanitarian_visa", "exposure": HIGH, "capacity": 4}
        flights = tuple(Weekly(day, 15 * 60) for day in (0, 2, 4, 6))
        _way(actor, land.airport, place, "plane_international", 190, departures=flights, identity_check=CERTAIN, **visa)


def _way(actor: Actor, one: UUID, other: UUID, mode: str, minutes: int, **more: object) -> None:
    told = {"from_place": one, "to_place": other, "mode": mode, "minutes": minutes} | more
    network.add_connection(actor, ConnectionRecord(**told))  # type: ignore[arg-type]


def _both(actor: Actor, one: UUID, other: UUID, mode: str, minutes: int, **more: object) -> None:
    _way(actor, one, other, mode, minutes, **more)
    _way(actor, other, one, mode, minutes, **more)


def _to_house(actor: Actor, hub: UUID, house: UUID) -> None:
    _both(actor, hub, house, "car_volunteer", 60, needs_driver=True, capacity=4)


def _between_markets(actor: Actor, one: UUID, other: UUID) -> None:
    _both(actor, one, other, "bus_intercity", 300, departures=_MORNINGS, capacity=4, **_FARE)

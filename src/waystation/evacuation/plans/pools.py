"""Drivers by the region where they drive. Pure."""

from uuid import UUID

from waystation.evacuation.plans.unfinished import Unfinished


def add(of: Unfinished) -> None:
    """A pool for each region; those of whom that is not said, or who drive elsewhere, drive everywhere."""
    regions = {place.region.casefold(): place.region for place in of.known.places.values() if place.region}
    by_region: dict[str, list[UUID]] = {}
    for driver, area in of.known.drivers.items():
        by_region.setdefault(regions.get(area.strip().casefold(), ""), []).append(driver)
    for region, drivers in by_region.items():
        of.pool_of[region] = code = of.name()
        of.pools[code] = tuple(drivers)


def between(of: Unfinished, start: UUID, end: UUID) -> str | None:
    """The pool of those who drive from a place to another; None where there are none."""
    regions = (of.known.places[start].region, of.known.places[end].region, "")
    return next((of.pool_of[region] for region in regions if region in of.pool_of), None)


def with_driver(of: Unfinished, driver: UUID) -> str:
    """The pool of a driver who is named; one of their own where they are in none."""
    found = next((code for code, drivers in of.pools.items() if driver in drivers), None)
    if found is None:
        found = of.name()
        of.pools[found] = (driver,)
    return found

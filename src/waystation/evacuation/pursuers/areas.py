"""Which places lie in which, and which are near each other. Pure."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from waystation.evacuation.pursuers.rules import NEARBY
from waystation.evacuation.records import COUNTRY, REGION, PlaceRecord


class Areas:
    """Every place, by what it lies in: its own parents, its region, its country."""

    def __init__(self, places: Mapping[UUID, PlaceRecord]) -> None:
        self.places = places
        self._reached: dict[tuple[UUID, bool], dict[UUID, float]] = {}

    @cached_property
    def _inside(self) -> dict[UUID, set[UUID]]:
        found: dict[UUID, set[UUID]] = {}
        for one in self.places:
            for above in self._above(one):
                found.setdefault(above, set()).add(one)
        return found

    @cached_property
    def _of_region(self) -> dict[tuple[str, str], set[UUID]]:
        found: dict[tuple[str, str], set[UUID]] = {}
        for one in self.places:
            found.setdefault(self.region(one), set()).add(one)
        return found

    @cached_property
    def _of_country(self) -> dict[str, set[UUID]]:
        found: dict[str, set[UUID]] = {}
        for one, record in self.places.items():
            found.setdefault(_plain(record.country), set()).add(one)
        return found

    def _above(self, one: UUID) -> list[UUID]:
        """The place and what it lies in, from the inside; a circle ends where it began."""
        found: list[UUID] = []
        step: UUID | None = one
        while step is not None and step in self.places and step not in found:
            found.append(step)
            step = self.places[step].within
        return found

    def region(self, one: UUID) -> tuple[str, str]:
        """Country and region of a place, by which two of them are compared."""
        record = self.places[one]
        region = record.region or (record.name if record.kind == REGION else "")
        return _plain(record.country), _plain(region)

    def inside(self, area: UUID) -> set[UUID]:
        """A place and all that lies in it."""
        if area not in self.places:
            return set()
        record, found = self.places[area], set(self._inside.get(area, ()))
        if record.kind == REGION:
            found |= self._of_region.get(self.region(area), set())
        elif record.kind == COUNTRY:
            found |= self._of_country.get(_plain(record.country or record.name), set())
        return found

    def around(self, area: UUID) -> set[UUID]:
        """What lies in the same region as a place; nothing where no region is known, or where it is wider itself."""
        if area not in self.places or self.places[area].kind == COUNTRY or not self.region(area)[1]:
            return set()
        return set(self._of_region.get(self.region(area), ()))

    def reached(self, area: UUID, *, spreads: bool) -> dict[UUID, float]:
        """Every place at which somebody counts who is in an area, with how much of it; nearby where it `spreads`."""
        if (area, spreads) not in self._reached:
            inside = self.inside(area)
            around = self.around(area) - inside if spreads else set()
            self._reached[area, spreads] = dict.fromkeys(around, NEARBY) | dict.fromkeys(inside, 1.0)
        return self._reached[area, spreads]

    def share(self, area: UUID | None, place: UUID, *, spreads: bool) -> float:
        """How much of it is left at a place; 0 where it does not reach."""
        return 0.0 if area is None else self.reached(area, spreads=spreads).get(place, 0.0)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())

"""Where something was recorded, as a map of points: regions and countries, never a town, a street or a house.

A region stands at its largest city in the gazetteer, a country at its capital. No outline is drawn and nothing is asked
of any server. What the gazetteer does not know stands beside the map: nothing is left out silently. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import sqrt

from waystation.documentation.figures.counting import place_key
from waystation.web import gazetteer
from waystation.web.gazetteer import Area, Known
from waystation.web.projection import projected

WIDTH, LEAST_HEIGHT, MOST_HEIGHT, MARGIN = 960.0, 260.0, 720.0, 90.0
SMALLEST, LARGEST = 9.0, 34.0
LETTER, LINE = 7.6, 18.0
KINDS_OF_REGION = {"republic", "oblast", "krai", "region", "республика", "область", "край"}


@dataclass(frozen=True)
class Spot:
    """A region or country, and how much was recorded there."""

    name: str = field(repr=False)
    number: int
    x: float
    y: float
    radius: float
    named_above: bool = False

    @property
    def cx(self) -> str:
        return f"{self.x:.1f}"

    @property
    def cy(self) -> str:
        return f"{self.y:.1f}"

    @property
    def r(self) -> str:
        return f"{self.radius:.1f}"

    @property
    def name_y(self) -> str:
        return f"{self.y - self.radius - 6 if self.named_above else self.y + self.radius + 15:.1f}"


@dataclass(frozen=True)
class Picture:
    """What the template draws, and what the gazetteer does not know."""

    spots: list[Spot]
    height: float
    unknown: list[str] = field(repr=False)

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH:.0f} {self.height:.0f}"


def picture(places: Iterable[tuple[str, str, int]], language: str) -> Picture:
    """A point for each region that has a number: its country and its name as they were typed, and the number."""
    found: dict[str, tuple[Known, str, int]] = {}
    unknown = []
    for country, region, number in places:
        known = located(country, region)
        if known is None:
            unknown.append(region or country)
            continue
        place, area = known
        name = area.called(language)
        found[name] = (place, name, number + (found[name][2] if name in found else 0))
    where = {name: (place.longitude, place.latitude) for name, (place, _name, _number) in found.items()}
    flat, height = projected(where, WIDTH, (LEAST_HEIGHT, MOST_HEIGHT), MARGIN)
    most = max((number for _place, _name, number in found.values()), default=1)
    spots: list[Spot] = []
    for name, (x, y) in sorted(flat.items(), key=lambda pair: (-found[pair[0]][2], pair[0])):
        number = found[name][2]
        spots.append(_named(Spot(name, number, x, y, SMALLEST + (LARGEST - SMALLEST) * sqrt(number / most)), spots))
    return Picture(spots, height, unknown)


def _named(spot: Spot, others: list[Spot]) -> Spot:
    """With its name above it, where the name of another stands below."""
    wide = len(spot.name) * LETTER
    crowded = any(
        abs(float(other.name_y) - float(spot.name_y)) < LINE
        and abs(other.x - spot.x) < (wide + len(other.name) * LETTER) / 2
        for other in others
    )
    return Spot(spot.name, spot.number, spot.x, spot.y, spot.radius, named_above=True) if crowded else spot


def located(country: str, region: str) -> tuple[Known, Area] | None:
    """Where a region or country stands on the map, and as what: as it was typed in English or Russian.

    None for what the gazetteer does not know: a region that is not known is not drawn as its country.
    """
    return _names().get(_bare(region or country))


@cache
def _names() -> dict[str, tuple[Known, Area]]:
    """Countries and regions by their names in both languages; a region stands at the first city that lies in it."""
    found: dict[str, tuple[Known, Area]] = {}
    for place in gazetteer.places().values():
        area: Area | None = place.region if place.region is not None else place if place.country is None else None
        for name in (area.en, area.ru) if area is not None else ():
            found.setdefault(_bare(name), (place, area))
    return found


def _bare(name: str) -> str:
    """A name as it is compared, without the words that say what kind of region it is."""
    key = place_key(name)
    return " ".join(word for word in key.split() if word not in KINDS_OF_REGION) or key

"""Where something was recorded, as a map of points: regions and countries, never a town, a street or a house.

A region stands at its largest city in the gazetteer, a country at its capital. Circles that would cover each other are
moved apart. Cities of the gazetteer are dots without names, in place of outlines; nothing is asked of any server. What
the gazetteer does not know stands beside the map: nothing is left out silently. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from math import hypot, sqrt

from waystation.documentation.figures.counting import place_key
from waystation.web import gazetteer
from waystation.web.gazetteer import Area, Known
from waystation.web.projection import Projection, fitted

WIDTH, LEAST_HEIGHT, MOST_HEIGHT, MARGIN = 960.0, 260.0, 720.0, 90.0
SMALLEST, LARGEST = 10.0, 30.0
LETTER, LINE = 7.6, 18.0
ROUNDS, BETWEEN, EDGE = 200, 6.0, 50.0
Point = tuple[float, float]
KINDS = frozenset({"oblast", "krai", "область", "край"})
REPUBLIC = frozenset({"republic", "of", "республика"})


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
    around: list[tuple[str, str]] = field(default_factory=list)

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
    if not where:
        return Picture([], MARGIN, unknown)
    projection = fitted(list(where.values()), WIDTH, (LEAST_HEIGHT, MOST_HEIGHT), MARGIN)
    flat, height = {name: projection.at(*spot) for name, spot in where.items()}, projection.height
    most = max((number for _place, _name, number in found.values()), default=1)
    radii = {name: SMALLEST + (LARGEST - SMALLEST) * sqrt(found[name][2] / most) for name in flat}
    flat = _apart(flat, radii, height)
    spots: list[Spot] = []
    for name, (x, y) in sorted(flat.items(), key=lambda pair: (-found[pair[0]][2], pair[0])):
        spots.append(_named(Spot(name, found[name][2], x, y, radii[name]), spots))
    return Picture(spots, height, unknown, _around(projection))


def _around(projection: Projection) -> list[tuple[str, str]]:
    """Every city of the gazetteer that lies in the picture, without a name: by them one sees which country it is."""
    every = (projection.at(place.longitude, place.latitude) for place in gazetteer.places().values())
    return [(f"{x:.1f}", f"{y:.1f}") for x, y in every if 0 < x < WIDTH and 0 < y < projection.height]


def _apart(flat: Mapping[str, Point], radii: Mapping[str, float], height: float) -> dict[str, Point]:
    """The same points moved until no circle covers another, each pair along the line between them (Dorling 1996)."""
    at = dict(sorted(flat.items()))
    for _round in range(ROUNDS):
        moved = False
        for one, other in combinations(at, 2):
            (x, y), (to_x, to_y) = at[one], at[other]
            long = hypot(to_x - x, to_y - y)
            short = radii[one] + radii[other] + BETWEEN - long
            if short > 0.5:
                moved = True
                wide, high = ((to_x - x) / long, (to_y - y) / long) if long else (1.0, 0.0)
                at[one] = _inside(x - wide * short / 2, y - high * short / 2, height)
                at[other] = _inside(to_x + wide * short / 2, to_y + high * short / 2, height)
        if not moved:
            break
    return at


def _inside(x: float, y: float, height: float) -> Point:
    return min(max(x, EDGE), WIDTH - EDGE), min(max(y, EDGE), height - EDGE)


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
    typed = region or country
    return _names().get(place_key(typed)) or _names().get(_without(typed, REPUBLIC))


@cache
def _names() -> dict[str, tuple[Known, Area]]:
    """Countries and regions by their names in both languages; a region stands at the first city that lies in it."""
    found: dict[str, tuple[Known, Area]] = {}
    for place in gazetteer.places().values():
        area: Area | None = place.region if place.region is not None else place if place.country is None else None
        for name in (area.en, area.ru) if area is not None else ():
            found.setdefault(place_key(name), (place, area))
    return {_without(name, KINDS): where for name, where in found.items()} | found  # Kirov is as good as Kirov Oblast


def _without(name: str, words: frozenset[str]) -> str:
    """A name as it is compared, without words that say what kind of region it is."""
    return " ".join(word for word in place_key(name).split() if word not in words)

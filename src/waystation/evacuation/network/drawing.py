"""The network as a picture: cities as points, connections as lines between them, safe houses as numbers at their city.

Places without coordinates, also by those in which they lie, stand in a row below: nothing is left out silently. No
house, no meeting point and no address is ever drawn by itself. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import hypot
from uuid import UUID

from waystation.evacuation import placing
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.records import CLOSED, SAFE_HOUSE, PlaceRecord
from waystation.web.projection import projected

WIDTH, LEAST_HEIGHT, MOST_HEIGHT, MARGIN = 800.0, 300.0, 900.0, 60.0
ROW, BETWEEN = 40.0, 110.0  # of places without coordinates
LETTER, LINE = 7.5, 15.0  # how wide a letter of a name is, and how high a line
_SIDEWAYS = 4.0
Places = Mapping[UUID, PlaceRecord]
Ways = Mapping[UUID, ConnectionRecord]
# How the modes are drawn: by what one travels, not by which ticket.
GROUPS = {
    "rail": ("train",),
    "air": ("plane_domestic", "plane_international"),
    "foot": ("walk", "border_land_foot"),
    "water": ("ferry",),
}


@dataclass(frozen=True)
class Box:
    """A part of the picture that something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """The area that both take."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)


@dataclass(frozen=True)
class Label:
    """Where the name of a point stands: the baseline of its text, and which end of it is there."""

    x: float
    y: float
    anchor: str
    box: Box

    @property
    def at(self) -> tuple[str, str]:
        """As SVG wants it, with a point in every language."""
        return f"{self.x:.1f}", f"{self.y:.1f}"


@dataclass(frozen=True)
class Point:
    """Somewhere that is drawn: `houses` are the safe houses there that are not closed, by number alone."""

    id: UUID
    name: str = field(repr=False)
    x: float
    y: float
    houses: int = 0
    label: "Label | None" = None
    located: bool = True

    @property
    def cx(self) -> str:
        return f"{self.x:.1f}"

    @property
    def cy(self) -> str:
        return f"{self.y:.1f}"

    @property
    def radius(self) -> int:
        return 8 if self.houses else 4

    @property
    def box(self) -> "Box":
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True)
class Edge:
    """All connections between two points, both ways, that are drawn alike."""

    group: str
    path: str
    ways: int
    between: tuple[str, str] = field(repr=False)
    exposure: str = "low"


@dataclass(frozen=True)
class Picture:
    """What a template draws, in a box of WIDTH by `height`."""

    points: list[Point]
    edges: list[Edge]
    height: float

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH:.0f} {self.height:.0f}"

    @property
    def groups(self) -> list[str]:
        """How lines are drawn in it, for the key."""
        return [name for name in (*GROUPS, "road") if any(edge.group == name for edge in self.edges)]


def picture(places: Places, ways: Ways) -> Picture:
    """The places that a connection touches or in which a safe house stands, and all connections between them."""
    houses = _houses(places)
    shown = {
        end for way in ways.values() for end in (_city(way.from_place, places), _city(way.to_place, places)) if end
    }
    points, height = _laid_out(shown | set(houses), places, houses)
    return Picture(list(points.values()), list(_edges(ways, places, points)), height)


def _city(place_id: UUID, places: Places) -> UUID | None:
    """Under which point a place is drawn: the city around it, or whatever else of it may be on a map."""
    place = places.get(place_id)
    if place is None:
        return None
    if place.kind in placing.AREAS:
        return place_id
    around = [pk for pk, outer in placing.around(place, places)]
    if around:
        return around[0]
    return None if place.kind == SAFE_HOUSE else place_id


def _houses(places: Places) -> dict[UUID, int]:
    """How many houses stand under each point. One that lies in no place is on no map."""
    count: dict[UUID, int] = {}
    for pk, place in places.items():
        if place.kind == SAFE_HOUSE and place.state != CLOSED and (city := _city(pk, places)):
            count[city] = count.get(city, 0) + 1
    return count


def _laid_out(shown: Iterable[UUID], places: Places, houses: Mapping[UUID, int]) -> tuple[dict[UUID, Point], float]:
    at = {pk: found[1] for pk in shown if (found := placing.located(pk, places))}
    spots = {pk: (place.longitude or 0.0, place.latitude or 0.0) for pk, place in at.items()}
    flat, height = projected(spots, WIDTH, (LEAST_HEIGHT, MOST_HEIGHT), MARGIN)
    points = {
        pk: Point(pk, places[pk].name, x, y, houses.get(pk, 0))
        for pk, (x, y) in sorted(flat.items(), key=lambda pair: (pair[1][1], pair[1][0]))
    }
    rest = sorted((pk for pk in shown if pk not in at), key=lambda pk: places[pk].name.casefold())
    a_row = int((WIDTH - 2 * MARGIN) // BETWEEN) + 1
    for number, pk in enumerate(rest):
        x, y = MARGIN + BETWEEN * (number % a_row), height + ROW * (number // a_row)
        points[pk] = Point(pk, places[pk].name, x, y, houses.get(pk, 0), located=False)
    rows = -(-len(rest) // a_row)
    _name(points, height + ROW * rows)
    return points, height + ROW * rows


def _name(points: dict[UUID, Point], height: float) -> None:
    """Puts each name where it covers no point and no other name, or as little of them as may be."""
    taken = [point.box for point in points.values()]
    inside = Box(0.0, 0.0, WIDTH, height)
    for pk, point in points.items():

        def covered(label: Label) -> float:
            box = label.box
            outside = (box.right - box.left) * (box.bottom - box.top) - box.overlap(inside)
            return outside + sum(box.overlap(each) for each in taken)

        label = min(_labels(point), key=covered)  # of several that cover as much, the first
        taken.append(label.box)
        points[pk] = replace(point, label=label)


def _labels(point: Point) -> Iterator[Label]:
    """Where a name may stand, the best place first: below and above in the middle, beside, then at the corners."""
    wide, near = LETTER * len(point.name), point.radius + 4.0
    rows = (near + 10.0, -near, 4.0, near + 10.0, -near, near + 10.0 + LINE, -near - LINE)
    sides = (("middle",), ("middle",), ("start", "end"), ("start", "end"), ("start", "end"), ("middle",), ("middle",))
    for row, anchors in zip(rows, sides, strict=True):
        for anchor in anchors:
            x = point.x + (near if row == 4.0 else 0.0) * {"start": 1, "middle": 0, "end": -1}[anchor]
            left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            y = point.y + row
            yield Label(x, y, anchor, Box(left, y - LINE + 4.0, left + wide, y + 4.0))


def _edges(ways: Ways, places: Places, points: Mapping[UUID, Point]) -> Iterator[Edge]:
    bundles: dict[tuple[UUID, UUID], dict[str, list[ConnectionRecord]]] = {}
    for way in ways.values():
        one, other = sorted((_city(way.from_place, places), _city(way.to_place, places)), key=str)
        if one is not None and other is not None and one != other:
            bundles.setdefault((one, other), {}).setdefault(_group(way.mode), []).append(way)
    for (one, other), groups in bundles.items():
        for number, (group, some) in enumerate(sorted(groups.items())):
            aside = (number - (len(groups) - 1) / 2) * _SIDEWAYS
            ends = points[one], points[other]
            worst = max((way.exposure for way in some), key=("low", "medium", "high").index)
            yield Edge(group, _line(*ends, aside), len(some), (ends[0].name, ends[1].name), worst)


def _group(mode: str) -> str:
    return next((name for name, modes in GROUPS.items() if mode in modes), "road")


def _line(one: Point, other: Point, aside: float) -> str:
    """A straight line, moved aside where several run between the same points."""
    wide, high = other.x - one.x, other.y - one.y
    long = hypot(wide, high) or 1.0
    right, down = -high / long * aside, wide / long * aside
    return f"M{one.x + right:.1f} {one.y + down:.1f}L{other.x + right:.1f} {other.y + down:.1f}"

"""Who goes from where to where, as lines as thick as there are persons, between places that nobody can find by it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Final

from waystation.planning.drawing.layout import Box, Point, Room, Size, around, beside, schematic
from waystation.planning.drawing.markup import Markup, number, tag
from waystation.planning.drawing.symbols import symbol
from waystation.planning.problem import Place

MOST: Final = 120
"""Places that a map shows: the busiest."""
_BEND: Final = 0.1
_LETTER: Final = 0.6
"""Width of a letter by its height."""


@dataclass(frozen=True)
class Drawn:
    """The picture, and how many places and names of places it had no room for."""

    picture: Markup
    without_name: int


@dataclass(frozen=True)
class Look:
    """One of the two sizes in which a picture is made: for a phone, and for a desk or paper."""

    name: str
    width: float
    letter: float
    apart: float
    area: float
    """Room for one place, in square units."""
    most: float
    """How much higher than wide a map may be."""

    def size(self, places: int) -> Size:
        height = self.area * places / self.width
        return Size(self.width, min(max(height, 0.6 * self.width), self.most * self.width))


LOOKS: Final = (Look("narrow", 340, 11.5, 27, 8500, 1.9), Look("wide", 800, 12.5, 34, 22_000, 0.9))


class _Curve:
    """A line from one place to another, bent to its right so that the way back lies beside it."""

    def __init__(self, a: Point, b: Point) -> None:
        self.a, self.b = a, b
        self.bent = Point((a.x + b.x) / 2 - (b.y - a.y) * _BEND, (a.y + b.y) / 2 + (b.x - a.x) * _BEND)
        self.length = hypot(b.x - a.x, b.y - a.y)

    def at(self, part: float) -> Point:
        rest = 1 - part
        a, m, b = rest * rest, 2 * rest * part, part * part
        return Point(
            a * self.a.x + m * self.bent.x + b * self.b.x, a * self.a.y + m * self.bent.y + b * self.b.y
        )  # fmt: skip

    def points(self) -> Iterator[Point]:
        steps = max(2, int(self.length / 4))
        return (self.at(step / steps) for step in range(steps + 1))

    def drawn(self, width: float) -> Markup:
        places = (number(each) for point in (self.a, self.bent, self.b) for each in point)
        return tag("path", class_="leg", d="M{} {}Q{} {} {} {}".format(*places), stroke_width=width)

    def arrow(self, width: float) -> Markup:
        """Which way it goes."""
        tip, before = self.at(0.64), self.at(0.6)
        turned = number(degrees(atan2(tip.y - before.y, tip.x - before.x)))
        long, half = 8 + width * 1.2, 2.6 + width * 0.5
        shape = f"M0 0L{number(-long)} {number(-half)}L{number(-0.7 * long)} 0L{number(-long)} {number(half)}Z"
        where = f"translate({number(tip.x)} {number(tip.y)}) rotate({turned})"
        return tag("path", class_="arrow", d=shape, transform=where)


def draw_map(
    places: Sequence[Place], between: Mapping[tuple[str, str], int], label: str, look: Look, counted: bool = True
) -> Drawn:
    """The places, and how many go from one to another. Numbers stand at the lines if they are `counted`."""
    size = look.size(len(places))
    points = schematic(places, size, look.apart)
    lines = {pair: persons for pair, persons in sorted(between.items()) if {*pair} <= points.keys()}
    most = max(lines.values(), default=1)
    curves = {pair: _Curve(points[pair[0]], points[pair[1]]) for pair in lines}
    widths = {pair: max(1.2, 10 * persons / most) if counted else 2.5 for pair, persons in lines.items()}
    room = Room(size, [around(each, 20, 20) for each in points.values()])
    for pair, curve in curves.items():
        room.cross(curve.points(), widths[pair])
    names = [_name(place.id, points[place.id], look, room) for place in places]
    amounts = _amounts(lines, curves, look, room) if counted else []
    thick_last = sorted(lines, key=lambda pair: (-lines[pair], pair))
    picture = tag(
        "svg", *(curves[pair].drawn(widths[pair]) for pair in thick_last),
        *(curves[pair].arrow(widths[pair]) for pair in thick_last),
        *(symbol(place.kind, points[place.id], place.id) for place in places),
        tag("g", *(each for each in names if each), class_="names", font_size=look.letter),
        tag("g", *amounts, class_="amounts", font_size=look.letter - 1.5),
        viewBox=_cropped(room), class_=f"picture {look.name}", role="img",
        aria_label=label,
    )  # fmt: skip
    return Drawn(picture, sum(each is None for each in names))


def _cropped(room: Room) -> str:
    """The part of the picture, in its whole width, in which anything stands."""
    top = min((box.top for box in room.taken), default=0) - 4
    bottom = max((box.bottom for box in room.taken), default=room.size.height) + 4
    return f"0 {number(top)} {number(room.size.width)} {number(bottom - top)}"


def _name(id_: str, at: Point, look: Look, room: Room) -> Markup | None:
    said = id_ if len(id_) <= 12 else id_[:11] + "…"
    return _written(said, room, look.letter, beside(at, (len(said) + 0.5) * look.letter * _LETTER, look.letter, 10))


def _amounts(
    lines: Mapping[tuple[str, str], int], curves: Mapping[tuple[str, str], _Curve], look: Look, room: Room
) -> list[Markup]:
    """Persons beside the lines that have room for a number, the thickest first."""
    found = []
    for pair in sorted(lines, key=lambda pair: (-lines[pair], pair)):
        said = str(lines[pair])
        wide, high = (len(said) + 0.4) * look.letter * _LETTER, look.letter
        spots = (curves[pair].at(part) for part in (0.45, 0.38, 0.52, 0.3, 0.7, 0.78))
        if curves[pair].length > 3 * wide and (
            drawn := _written(said, room, look.letter - 1.5, (around(spot, wide, high) for spot in spots))
        ):
            found.append(drawn)
    return found


def _written(said: str, room: Room, letter: float, boxes: Iterable[Box]) -> Markup | None:
    """The text in the first box that has room, its letters standing on a line that suits their height."""
    if (box := room.place(boxes)) is None:
        return None
    return tag("text", said, x=(box.left + box.right) / 2, y=(box.top + box.bottom) / 2 + letter * 0.36)

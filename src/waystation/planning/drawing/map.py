"""Who goes from where to where, as lines as thick as there are persons, between places that nobody can find by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Final

from waystation.planning.drawing.layout import Box, Point, Room, Size, around, beside, schematic
from waystation.planning.drawing.markup import Markup, join, number, tag
from waystation.planning.drawing.symbols import symbol
from waystation.planning.problem import Place

MOST: Final = 120
"""Places that a map shows: the busiest."""
_BEND: Final = 0.1
_LETTER: Final = 0.6
"""Width of a letter by its height."""
_CROWDED: Final = 50
"""Lines beyond which those are drawn fainter that take less than such a part of the most."""
_FEW: Final = 0.05
_NEAR: Final = 16
"""How far a name may stand from its place without a line between them."""


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

    def drawn(self, width: float, thin: bool) -> Markup:
        places = (number(each) for point in (self.a, self.bent, self.b) for each in point)
        return tag(
            "path", class_="leg thin" if thin else "leg", d="M{} {}Q{} {} {} {}".format(*places), stroke_width=width
        )

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
    return _Map(places, between, look, counted).drawn(label)


class _Map:
    """One picture: first the lines, then names where they cover little of these, then numbers where there is room."""

    def __init__(
        self, places: Sequence[Place], between: Mapping[tuple[str, str], int], look: Look, counted: bool
    ) -> None:
        self.places, self.look, self.counted = places, look, counted
        size = look.size(len(places))
        self.points = schematic(places, size, look.apart)
        drawn = [pair for pair in between if {*pair} <= self.points.keys()]
        self.lines = {pair: between[pair] for pair in sorted(drawn, key=lambda pair: (-between[pair], pair))}
        self.most = max(self.lines.values(), default=1)
        self.curves = {pair: _Curve(self.points[pair[0]], self.points[pair[1]]) for pair in self.lines}
        self.room = Room(size, [around(each, 20, 20) for each in self.points.values()])
        for pair, curve in self.curves.items():
            self.room.cross(curve.points(), self._width(pair))

    def drawn(self, label: str) -> Drawn:
        letter = self.look.letter
        names = [self._name(place) for place in self.places]
        amounts = list(self._amounts()) if self.counted else []
        top, bottom = self._rows()
        picture = tag(
            "svg", *(self.curves[pair].drawn(self._width(pair), self._is_thin(pair)) for pair in self.lines),
            *(self.curves[pair].arrow(self._width(pair)) for pair in self.lines),
            *(symbol(place.kind, self.points[place.id], place.id) for place in self.places),
            tag("g", *(each for each in names if each), class_="names", font_size=letter),
            tag("g", *amounts, class_="amounts", font_size=letter - 1.5),
            viewBox=f"0 {number(top)} {number(self.look.width)} {number(bottom - top)}",
            class_=f"picture {self.look.name}", role="img", aria_label=label,
        )  # fmt: skip
        return Drawn(picture, sum(each is None for each in names))

    def _width(self, pair: tuple[str, str]) -> float:
        return max(1.2, 10 * self.lines[pair] / self.most) if self.counted else 2.5

    def _is_thin(self, pair: tuple[str, str]) -> bool:
        """Whether few take it where there are many lines: it is drawn fainter, and has no number."""
        return self.counted and len(self.lines) > _CROWDED and self.lines[pair] < _FEW * self.most

    def _rows(self) -> tuple[float, float]:
        """Between what heights anything stands."""
        boxes = self.room.taken or [Box(0, 0, self.look.width, self.look.width / 4)]
        return min(box.top for box in boxes) - 4, max(box.bottom for box in boxes) + 4

    def _name(self, place: Place) -> Markup | None:
        """The name beside its place; with a line to it where that is not near."""
        said = place.id if len(place.id) <= 12 else place.id[:11] + "…"
        at, letter = self.points[place.id], self.look.letter
        box = self.room.place(beside(at, (len(said) + 0.5) * letter * _LETTER, letter, 10))
        if box is None:
            return None
        end = Point(min(max(at.x, box.left), box.right), min(max(at.y, box.top), box.bottom))
        if hypot(end.x - at.x, end.y - at.y) < _NEAR:
            return _written(said, box, letter)
        leads = " ".join(number(each) for each in (*at, *end))
        return join(tag("path", class_="leads", d=f"M{leads}"), _written(said, box, letter))

    def _amounts(self) -> Iterator[Markup]:
        """Persons at the lines that have room for a number, the thickest first."""
        letter = self.look.letter
        for pair, persons in self.lines.items():
            wide, curve = (len(str(persons)) + 0.4) * letter * _LETTER, self.curves[pair]
            if curve.length < 3 * wide or self._is_thin(pair):
                continue
            spots = (around(curve.at(part), wide, letter) for part in (0.45, 0.38, 0.52, 0.3, 0.7, 0.78))
            if box := self.room.place(spots):
                yield _written(str(persons), box, letter - 1.5)


def _written(said: str, box: Box, letter: float) -> Markup:
    """The text in the middle of the box, its letters standing on a line that suits their height."""
    return tag("text", said, x=(box.left + box.right) / 2, y=(box.top + box.bottom) / 2 + letter * 0.36)

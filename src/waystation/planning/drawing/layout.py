"""Where things stand in a picture: places by their order on the earth, labels where nothing else is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot, sqrt
from typing import Final, NamedTuple

from waystation.planning.problem import Place

_COARSE: Final = 1
"""Decimals of a degree that count: about ten kilometres."""
_RANK: Final = 0.65
"""How much the order of the places says about where they stand; the rest is by their distances."""
_ROUNDS: Final = 120
_AIR: Final = 0.62
"""How far places that are not at the rim are pushed apart, in sides of the square that each would have for itself."""
_CELL: Final = 4.0
_USUAL: Final = 3
"""How much of a line a label may cover before it goes to a less usual place."""


class Point(NamedTuple):
    x: float
    y: float


class Size(NamedTuple):
    """A picture in units of its own, which are about pixels."""

    width: float
    height: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def around(at: Point, width: float, height: float) -> Box:
    return Box(at.x - width / 2, at.y - height / 2, at.x + width / 2, at.y + height / 2)


def schematic(places: Sequence[Place], size: Size, apart: float) -> dict[str, Point]:
    """A point for each place: north is up, and who lies west of whom is about true; distances are not.

    Nobody may find a house with it. Destinations, which are far away, stand at the rim on the side where they lie.
    """
    near = [each for each in places if each.kind != "dest"] or list(places)
    if not near:
        return {}
    across, down = _spread([each.lon for each in near]), _spread([-each.lat for each in near])
    rim = (2.2 if len(near) < len(places) else 1.4) * apart
    points = {
        each.id: Point(rim + x * (size.width - 2 * rim), rim + y * (size.height - 2 * rim))
        for each, x, y in zip(near, across, down, strict=True)
    }
    far = [each for each in places if each.id not in points]
    points |= {each.id: _at_rim(each, near, size, apart) for each in far}
    return _pushed(points, {each.id for each in far}, size, apart)


def _spread(values: Sequence[float]) -> list[float]:
    """From 0 to 1, partly by value and partly by rank."""
    rounded = [round(each, _COARSE) for each in values]
    ranks = {value: at for at, value in enumerate(sorted(set(rounded)))}
    least, width, most = min(rounded), max(rounded) - min(rounded), len(ranks) - 1
    return [
        (1 - _RANK) * (each - least) / width + _RANK * ranks[each] / most if most else 0.5 for each in rounded
    ]  # fmt: skip


def _at_rim(place: Place, near: Sequence[Place], size: Size, apart: float) -> Point:
    """Where the line from the middle of the others to it leaves the picture."""
    east = place.lon - sum(each.lon for each in near) / len(near)
    north = place.lat - sum(each.lat for each in near) / len(near)
    half = Point(size.width / 2 - apart / 2, size.height / 2 - apart / 2)
    reach = min(half.x / abs(east) if east else 1e9, half.y / abs(north) if north else 1e9)
    return Point(size.width / 2 + east * reach, size.height / 2 - north * reach)


def _pushed(points: dict[str, Point], far: set[str], size: Size, apart: float) -> dict[str, Point]:
    """The same, no two nearer than `apart` where there is room, and those that crowd further into what is empty."""
    ids, places = list(points), list(points.values())
    inner = Box(apart * 1.6, apart * 1.6, size.width - apart * 1.6, size.height - apart * 1.6)
    near = max(apart, _AIR * sqrt(size.width * size.height / len(ids)))
    for _ in range(_ROUNDS):
        moved = False
        for one in range(len(ids)):
            for other in range(one):
                wanted = apart if {ids[one], ids[other]} & far else near
                if push := _push(places[one], places[other], wanted, one + other):
                    places[one] = Point(places[one].x + push.x, places[one].y + push.y)
                    places[other] = Point(places[other].x - push.x, places[other].y - push.y)
                    moved = True
        if not moved:
            break
        places = [
            _on_rim(each, size, apart) if id_ in far else _within(each, inner)
            for id_, each in zip(ids, places, strict=True)
        ]
    return dict(zip(ids, places, strict=True))


def _push(one: Point, other: Point, apart: float, turn: int) -> Point | None:
    """By how much the one has to go away from the other."""
    x, y = one.x - other.x, one.y - other.y
    if abs(x) >= apart or abs(y) >= apart or (far := hypot(x, y)) >= apart:
        return None
    if far < 0.01:
        x, y, far = ((1, 0.3), (0.3, 1), (-1, 0.3), (0.3, -1))[turn % 4] + (1.05,)
    step = (apart - far) / 2 / far
    return Point(x * step, y * step)


def _within(at: Point, box: Box) -> Point:
    return Point(min(max(at.x, box.left), box.right), min(max(at.y, box.top), box.bottom))


def _on_rim(at: Point, size: Size, apart: float) -> Point:
    """The nearest point of the rim."""
    edge = apart / 2
    at = _within(at, Box(edge, edge, size.width - edge, size.height - edge))
    sides = {
        at.x: Point(edge, at.y), size.width - at.x: Point(size.width - edge, at.y),
        at.y: Point(at.x, edge), size.height - at.y: Point(at.x, size.height - edge),
    }  # fmt: skip
    return sides[min(sides)]


@dataclass
class Room:
    """What of a picture is taken: by boxes that nothing may cover, and by lines that are better left alone."""

    size: Size
    taken: list[Box] = field(default_factory=list)
    lines: Counter[tuple[int, int]] = field(default_factory=Counter)

    def cross(self, points: Iterable[Point], weight: float) -> None:
        for each in points:
            self.lines[int(each.x // _CELL), int(each.y // _CELL)] += max(1, round(weight))

    def place(self, boxes: Iterable[Box]) -> Box | None:
        """One of the first boxes, and of those that cover little, which is then taken; None where none is free."""
        free = [box for box in boxes if self._inside(box) and not any(box.meets(each) for each in self.taken)]
        if not free:
            return None
        best = min(enumerate(free), key=lambda each: self._crossed(each[1]) + _USUAL * each[0])[1]
        self.taken.append(best)
        return best

    def _inside(self, box: Box) -> bool:
        return box.left >= 0 and box.top >= 0 and box.right <= self.size.width and box.bottom <= self.size.height

    def _crossed(self, box: Box) -> int:
        return sum(self.lines[cell] for cell in _cells(box) if cell in self.lines)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        yield from ((x, y) for y in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1))


def beside(at: Point, width: float, height: float, away: float) -> Iterator[Box]:
    """Where a label may stand near a point, the usual places first."""
    for far in (away, away + height * 0.8):
        x, y = far + width / 2, far + height / 2
        for across, down in ((x, 0.0), (-x, 0.0), (0.0, -y), (0.0, y), (x, -y), (x, y), (-x, -y), (-x, y)):
            yield around(Point(at.x + across, at.y + down), width, height)

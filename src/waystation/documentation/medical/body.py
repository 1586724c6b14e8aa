"""The body map: places of the body from the front and from behind, as shapes that a page or a paper draws. Pure.

A place is named `view.region.side`. Left and right are those of the person: from the front, their right is at the left
of the drawing. Points are in units of the drawing, which is 200 wide and 460 high.
"""

from dataclasses import dataclass
from functools import cache

WIDTH, HEIGHT = 200, 460
FRONT, BACK = VIEWS = ("front", "back")
RIGHT, LEFT, MIDDLE = SIDES = ("right", "left", "middle")
Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """One place of the map. `mark` is where something that is marked there stands."""

    view: str
    region: str
    side: str
    points: tuple[Point, ...]
    mark: Point

    @property
    def code(self) -> str:
        return f"{self.view}.{self.region}.{self.side}"

    @property
    def outline(self) -> str:
        """The points as SVG has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return (left, top), (right, top), (right, bottom), (left, bottom)


# The half at the left of the drawing, and what lies in the middle; the other half mirrors it.
_LIMBS: dict[str, tuple[Point, ...]] = {
    "shoulder": ((78, 102), (78, 122), (48, 126), (50, 112), (60, 104)),
    "upper_arm": ((48, 126), (66, 124), (56, 168), (38, 164)),
    "elbow": ((38, 164), (56, 168), (52, 190), (32, 186)),
    "forearm": ((32, 186), (52, 190), (42, 224), (24, 220)),
    "wrist": ((24, 220), (42, 224), (39, 240), (21, 237)),
    "hand": ((21, 237), (39, 240), (37, 262), (14, 259)),
    "fingers": ((14, 259), (37, 262), (32, 288), (10, 282)),
    "thigh": ((68, 242), (98, 246), (96, 308), (72, 308)),
    "knee": ((72, 308), (96, 308), (95, 332), (73, 332)),
    "lower_leg": ((73, 332), (95, 332), (92, 392), (78, 392)),
    "ankle": ((78, 392), (92, 392), (92, 410), (77, 410)),
}
_HALVES: dict[str, dict[str, tuple[Point, ...]]] = {
    FRONT: {
        "face": ((70, 46), (97, 46), (90, 64), (88, 64), (88, 84), (80, 80), (70, 58)),
        "eye": _box(70, 28, 97, 46),
        "ear": _box(57, 36, 70, 56),
        "chest": ((100, 104), (100, 160), (68, 160), (66, 124), (78, 122), (78, 104)),
        "abdomen": _box(68, 160, 100, 212),
        "pelvis": ((68, 212), (88, 212), (96, 246), (68, 242)),
        "foot": ((77, 410), (92, 410), (92, 430), (68, 430)),
        "toes": ((68, 430), (92, 430), (90, 450), (62, 448)),
    },
    BACK: {
        "upper_back": ((100, 104), (100, 160), (68, 160), (66, 124), (78, 122), (78, 104)),
        "lower_back": _box(68, 160, 100, 206),
        "buttock": ((68, 206), (92, 206), (94, 246), (68, 242)),
        "sole": ((77, 410), (92, 410), (92, 450), (66, 448)),
    },
}
_MIDDLES: dict[str, dict[str, tuple[Point, ...]]] = {
    FRONT: {
        "scalp": ((70, 28), (77, 12), (100, 4), (123, 12), (130, 28)),
        "nose": ((97, 28), (103, 28), (103, 46), (110, 64), (90, 64), (97, 46)),
        "mouth": ((88, 64), (112, 64), (112, 84), (104, 88), (96, 88), (88, 84)),
        "neck": _box(82, 88, 118, 104),
        "genitals": ((88, 212), (112, 212), (104, 246), (96, 246)),
    },
    BACK: {
        "scalp": ((70, 28), (77, 12), (100, 4), (123, 12), (130, 28)),
        "occiput": ((70, 28), (130, 28), (130, 58), (120, 80), (104, 88), (96, 88), (80, 80), (70, 58)),
        "neck": _box(82, 88, 118, 104),
        "anus": ((92, 206), (108, 206), (106, 246), (94, 246)),
    },
}
_MARKS: dict[str, Point] = {"nose": (100, 54)}  # where the middle of the shape is not the middle of the place


@cache
def places() -> dict[str, Place]:
    """Every place of the map by its code, from head to foot."""
    found = [place for view in VIEWS for place in _of(view)]
    return {place.code: place for place in sorted(found, key=lambda one: (VIEWS.index(one.view), *_order(one)))}


def _order(place: Place) -> tuple[float, float]:
    return min(y for _x, y in place.points), place.mark[0]


def _of(view: str) -> list[Place]:
    # From the front, what is at the left of the drawing is the right side of the person.
    near, far = (RIGHT, LEFT) if view == FRONT else (LEFT, RIGHT)
    middle = [_place(view, region, MIDDLE, points) for region, points in _MIDDLES[view].items()]
    halves = _LIMBS | _HALVES[view]
    one = [_place(view, region, near, points) for region, points in halves.items()]
    other = [_place(view, region, far, _mirrored(points)) for region, points in halves.items()]
    return middle + one + other


def _place(view: str, region: str, side: str, points: tuple[Point, ...]) -> Place:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    mark = _MARKS.get(region, (sum(xs) / len(xs), (min(ys) + max(ys)) / 2))
    return Place(view, region, side, points, mark)


def _mirrored(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple((WIDTH - x, y) for x, y in points)

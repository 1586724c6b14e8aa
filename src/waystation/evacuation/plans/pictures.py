"""Numbers made ready for the pictures of a plan: who goes between which places, and where how many are. No markup."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.evacuation.plans.records import Asked, Option
from waystation.planning.drawing.layout import Point, Size, schematic
from waystation.planning.problem import Place
from waystation.web.ways import from_to

MAP = Size(340, 300)
APART = 34
WIDEST = 9
COLUMN, HEIGHT = 10, 100
BELOW = 20
"""Room for the lowest name."""
LETTER, CLEAR = 6, 13
"""How wide a letter is, and how far a number stays from places and other numbers."""
MOST = 60
"""Places on one map: the busiest."""


@dataclass(frozen=True)
class Spot:
    """A place on the map. A safe house has a number and no name: nobody finds one with this picture."""

    x: str
    y: str
    kind: str
    name: str
    below: str
    anchor: str
    """Where its name begins, so that it does not leave the picture: start, middle, end."""


@dataclass(frozen=True)
class Line:
    """How many go from one place to another; `note` says it in words. `counted`: there is room for the number."""

    path: str
    width: str
    persons: int
    x: str
    y: str
    note: str | Promise
    counted: bool


@dataclass(frozen=True)
class Map:
    """`top` and `height`: what of the square is used."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    top: int
    height: int
    width: int = round(MAP.width)


def draw(asked: Asked, option: Option, names: Mapping[UUID, str], only: str = "") -> Map:
    """The ways of a plan, or of one party of it."""
    size = {party.id: party.size for party in asked.problem.parties if party.id not in asked.occupants}
    legs = {leg.id: leg for leg in asked.problem.legs}
    between: Counter[tuple[str, str]] = Counter()
    for party, steps in option.plan.items():
        if party in size and only in ("", party):
            for step in steps:
                leg = legs[step.leg]
                if leg.a in asked.places and leg.b in asked.places:
                    between[leg.a, leg.b] += size[party]
    busy: Counter[str] = Counter()
    for (start, end), persons in between.items():
        busy[start] += persons
        busy[end] += persons
    chosen = {place for place, _many in busy.most_common(MOST)}
    places = [place for place in asked.problem.places if place.id in chosen]
    points = schematic(places, MAP, APART)
    said = _names(asked, places, names, full=bool(only))
    most = max(between.values(), default=1)
    spots = tuple(_spot(place, points[place.id], said[place.id]) for place in places)
    drawn = [pair for pair in sorted(between, key=lambda pair: (-between[pair], pair)) if points.keys() >= set(pair)]
    taken = [*points.values(), *(Point(at.x, at.y + BELOW) for at in points.values())]
    lines = tuple(
        _line((points[start], points[end]), between[start, end], most, from_to(said[start], said[end]), taken)
        for start, end in drawn
    )
    heights = [at.y for at in points.values()] or [0.0, MAP.height]
    top = max(0, round(min(heights)) - BELOW)
    return Map(spots, lines, top, round(max(heights)) + BELOW + 6 - top)


def _names(asked: Asked, places: list[Place], names: Mapping[UUID, str], full: bool) -> dict[str, str]:
    found, houses = {}, 0
    for place in places:
        if place.kind == "house" and not full:
            houses += 1
            found[place.id] = _("House %d") % houses
        else:
            found[place.id] = names.get(asked.places[place.id], "…")
    return found


def _spot(place: Place, at: Point, name: str) -> Spot:
    near = len(name) * LETTER / 2
    anchor = "start" if at.x < near else "end" if at.x > MAP.width - near else "middle"
    short = name if len(name) < 20 else name[:19] + "…"
    return Spot(f"{at.x:.1f}", f"{at.y:.1f}", place.kind, short, f"{at.y + 17:.1f}", anchor)


def _line(ends: tuple[Point, Point], persons: int, most: int, note: str, taken: list[Point]) -> Line:
    """A line that is bent to its right, so that the way back lies beside it. Its number stands where none is yet."""
    start, end = ends
    bent = Point((start.x + end.x) / 2 - (end.y - start.y) * 0.1, (start.y + end.y) / 2 + (end.x - start.x) * 0.1)
    path = f"M{start.x:.1f} {start.y:.1f}Q{bent.x:.1f} {bent.y:.1f} {end.x:.1f} {end.y:.1f}"
    middle = Point((start.x + 2 * bent.x + end.x) / 4, (start.y + 2 * bent.y + end.y) / 4)
    counted = all(abs(at.x - middle.x) > 2 * CLEAR or abs(at.y - middle.y) > CLEAR for at in taken)
    if counted:
        taken.append(middle)
    width = f"{max(1.5, WIDEST * persons / most):.1f}"
    return Line(path, width, persons, f"{middle.x:.1f}", f"{middle.y + 3:.1f}", f"{note}: {persons}", counted)


@dataclass(frozen=True)
class Band:
    """Persons of one kind of place on one day, as a part of a column."""

    kind: str
    y: str
    height: str


@dataclass(frozen=True)
class Column:
    x: int
    bands: tuple[Band, ...]
    label: str
    counts: tuple[int, ...]


def columns(nights: Mapping[str, list[int]], labels: list[str]) -> list[Column]:
    """One column for each day, the same height for as many persons."""
    whole = max((sum(each) for each in zip(*nights.values(), strict=True)), default=0) or 1
    found = []
    for number, label in enumerate(labels):
        top, bands = float(HEIGHT), []
        for kind, counts in nights.items():
            high = HEIGHT * counts[number] / whole
            top -= high
            if counts[number]:
                bands.append(Band(kind, f"{top:.1f}", f"{high:.1f}"))
        counts = tuple(each[number] for each in nights.values())
        found.append(Column(number * COLUMN, tuple(bands), label, counts))
    return found

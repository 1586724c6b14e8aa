"""Figures as a picture: days from left to right, a band for each basis.

No two bases share a scale, and numbers have no height: each stands beside its day, as it was said. A day that is known
to the month or the year alone is as wide as that. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from waystation.documentation.dates import PartialDate

WIDTH, LEFT, RIGHT, TOP = 960.0, 12.0, 12.0, 28.0
LANE, HEADING, GAP = 22.0, 22.0, 8.0
LETTER, DOT, SHORTEST = 7.4, 5.0, 16.0
TICKS = 12


@dataclass(frozen=True)
class Mark:
    """One figure to draw: where it leads, its day, and what is written beside it."""

    url: str
    day: PartialDate
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Dot:
    """A figure in the picture. `before` is whether its number stands on the left of it."""

    mark: Mark
    first: float
    last: float
    y: float
    before: bool

    @property
    def x(self) -> str:
        return f"{self.first:.1f}"

    @property
    def long(self) -> str:
        """How long the line is that a month or a year makes; empty for a day."""
        return f"{self.last - self.first:.1f}" if self.last - self.first >= 1 else ""

    @property
    def cy(self) -> str:
        return f"{self.y:.1f}"

    @property
    def middle(self) -> str:
        return f"{(self.first + self.last) / 2:.1f}"

    @property
    def bar_y(self) -> str:
        return f"{self.y - DOT:.1f}"

    @property
    def text_x(self) -> str:
        return f"{self.first - DOT - 4 if self.before else self.last + DOT + 4:.1f}"

    @property
    def text_y(self) -> str:
        return f"{self.y + 4:.1f}"


@dataclass(frozen=True)
class Band:
    """One basis: its name above its figures."""

    name: str
    top: float
    height: float
    dots: list[Dot] = field(repr=False)

    @property
    def y(self) -> str:
        return f"{self.top:.1f}"

    @property
    def tall(self) -> str:
        return f"{self.height:.1f}"

    @property
    def name_y(self) -> str:
        return f"{self.top + 15:.1f}"


@dataclass(frozen=True)
class Tick:
    """The beginning of a year."""

    text: str
    at: float

    @property
    def x(self) -> str:
        return f"{self.at:.1f}"

    @property
    def text_x(self) -> str:
        return f"{self.at + 4:.1f}"


@dataclass(frozen=True)
class Picture:
    """What the template draws."""

    bands: list[Band]
    ticks: list[Tick]
    height: float

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH:.0f} {self.height:.0f}"

    @property
    def bottom(self) -> str:
        return f"{self.height:.1f}"


class _Scale:
    """Days on the width, from the beginning of the first year to the end of the last."""

    def __init__(self, days: Sequence[PartialDate]) -> None:
        self.first, self.last = min(each.day.year for each in days), max(each.last.year for each in days)
        self._from = date(self.first, 1, 1).toordinal()
        self._days = date(self.last, 12, 31).toordinal() - self._from + 1

    def at(self, day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day.toordinal() - self._from) / self._days

    def ticks(self) -> list[Tick]:
        years = self.last - self.first + 1
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if years / each <= TICKS)
        shown = [year for year in range(self.first, self.last + 1) if year % step == 0 or years <= TICKS]
        return [Tick(str(year), self.at(date(year, 1, 1))) for year in shown]


def picture(groups: Iterable[tuple[str, Sequence[Mark]]]) -> Picture | None:
    """A band for each basis that has figures; nothing where there are none."""
    filled = [(name, list(marks)) for name, marks in groups if marks]
    if not filled:
        return None
    scale = _Scale([mark.day for _name, marks in filled for mark in marks])
    top, bands = TOP, []
    for name, marks in filled:
        dots, lanes = _laid_out(marks, top + HEADING, scale)
        height = HEADING + lanes * LANE + 4
        bands.append(Band(name, top, height, dots))
        top += height + GAP
    return Picture(bands, scale.ticks(), top)


def _laid_out(marks: Iterable[Mark], top: float, scale: _Scale) -> tuple[list[Dot], int]:
    """Each figure in the first lane in which it and its number find room."""
    ends: list[float] = []
    dots = []
    for mark in sorted(marks, key=lambda each: (each.day.day, each.day.last, each.text)):
        first, last = _span(mark.day, scale)
        wide = len(mark.text) * LETTER + DOT + 10
        before = last + wide > WIDTH
        begins, ends_at = (first - wide, last + DOT) if before else (first - DOT, last + wide)
        lane = next((number for number, end in enumerate(ends) if end <= begins), len(ends))
        ends[lane : lane + 1] = [ends_at]
        dots.append(Dot(mark, first, last, top + LANE * lane + LANE / 2, before))
    return dots, len(ends)


def _span(day: PartialDate, scale: _Scale) -> tuple[float, float]:
    """From where to where it is drawn: a month in many years is too narrow to be told from a day, and drawn wider."""
    first, last = scale.at(day.day), scale.at(day.last)
    more = max(0.0, SHORTEST - (last - first)) / 2 if day.day != day.last else 0.0
    return first - more, last + more

"""Days drawn from left to right, in a band for each group: what is known of when something was, and no more.

Each mark stands beside its day with its words; nothing has a height that would mean a number. What is known to the
month or the year alone, or lasted, is as wide as that. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap

WIDTH, LEFT, RIGHT, TOP = 960.0, 12.0, 12.0, 28.0
LANE, HEADING, GAP = 22.0, 22.0, 8.0
LETTER, DOT, SHORTEST, LONG = 7.4, 5.0, 16.0, 160.0
TICKS = 12
SECOND = 15.0
"""From one line of words to the next."""
MOST_LETTERS = 54
"""So many letters fit beside any mark, on one side of it or above it."""
MOST_LINES = 2

_DAYS = (1, 2, 7)
_MONTHS = (1, 3)
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Mark:
    """Something to draw: the first and the last day that it may have been, in words `said`, and its text.

    `kind` says how it is drawn: exact, vague or bound; with `url` it is a link.
    """

    first: date
    last: date
    said: str
    text: str = field(repr=False)
    kind: str = ""
    url: str = ""

    @property
    def lines(self) -> list[str]:
        """The text as it fits into the picture: on two lines, of which the second is cut at a word if need be."""
        return wrap(self.text, MOST_LETTERS, max_lines=MOST_LINES, placeholder="…") or [""]

    @property
    def letters(self) -> int:
        """How many letters the longer line has."""
        return max(map(len, self.lines))


@dataclass(frozen=True)
class Dot:
    """A mark in the picture. Its words stand before it, behind it, or above it where it is long."""

    mark: Mark
    first: float
    last: float
    top: float
    words: str
    words_at: float
    tall: float = LANE

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Its words by line, each with its height."""
        first = self.top + self.tall / 2 + (2 if self.words == "above" else 4) - SECOND / 2 * (len(self.mark.lines) - 1)
        return [(f"{first + SECOND * at:.1f}", said) for at, said in enumerate(self.mark.lines)]

    @property
    def x(self) -> str:
        return f"{self.first:.1f}"

    @property
    def is_long(self) -> bool:
        return self.last > self.first

    @property
    def wide(self) -> str:
        return f"{self.last - self.first:.1f}"

    @property
    def y(self) -> str:
        return f"{self.top + self.tall / 2:.1f}"

    @property
    def bar_y(self) -> str:
        return f"{self.top + (self.tall - 5 if self.words == 'above' else self.tall / 2 - DOT):.1f}"

    @property
    def bar_height(self) -> str:
        return "4" if self.words == "above" else "10"

    @property
    def text_x(self) -> str:
        return f"{self.words_at:.1f}"


@dataclass(frozen=True)
class Band:
    """One group: its name above its marks."""

    name: str = field(repr=False)
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
    """The beginning of a day, a month or a year."""

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
    """Days on the width, from a whole day, month or year on; so many ticks as can be read."""

    def __init__(self, first: date, last: date) -> None:
        after = last.toordinal() + 1  # the last day has a width, too
        self.ticks_at = next(found for found in _ticks(first, after) if len(found) <= TICKS)
        self._from = self.ticks_at[0][0]
        self._days = max(after - self._from, 7) * 1.02

    def at(self, ordinal: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (ordinal - self._from) / self._days

    def ticks(self) -> list[Tick]:
        return [Tick(text, self.at(ordinal)) for ordinal, text in self.ticks_at]


def _ticks(first: date, after: int) -> Iterator[list[tuple[int, str]]]:
    """Where ticks may stand, always closer than in the next proposal; each begins no later than the first day."""
    for days in _DAYS:
        ordinals = range(first.toordinal(), after, days)
        if len(ordinals) <= TICKS:
            yield [(each, date.fromordinal(each).isoformat()) for each in ordinals]
    for months in _MONTHS:
        begin = first.year * 12 + (first.month - 1) // months * months
        end = date.fromordinal(after - 1)
        counted = range(begin, end.year * 12 + end.month, months)
        if len(counted) <= TICKS:
            yield [
                (date(each // 12, each % 12 + 1, 1).toordinal(), f"{each // 12:04}-{each % 12 + 1:02}")
                for each in counted
            ]
    for years in _YEARS:
        begin = max(1, first.year // years * years)
        counted = range(begin, date.fromordinal(after - 1).year + 1, years)
        yield [(date(each, 1, 1).toordinal(), f"{each:04}") for each in counted]


def picture(groups: Iterable[tuple[str, Sequence[Mark]]]) -> Picture | None:
    """A band for each group that has marks; nothing where there are none."""
    filled = [(name, list(marks)) for name, marks in groups if marks]
    every = [mark for _name, marks in filled for mark in marks]
    if not every:
        return None
    scale = _Scale(min(each.first for each in every), max(each.last for each in every))
    top, bands = TOP, []
    for name, marks in filled:
        tall = LANE + SECOND * (max(len(each.lines) for each in marks) - 1)
        dots, lanes = _laid_out(marks, top + HEADING, scale, tall)
        height = HEADING + lanes * tall + 4
        bands.append(Band(name, top, height, dots))
        top += height + GAP
    return Picture(bands, scale.ticks(), top)


def _laid_out(marks: Iterable[Mark], top: float, scale: _Scale, tall: float) -> tuple[list[Dot], int]:
    """Each mark in the first lane, so `tall`, in which it and its words find room."""
    ends: list[float] = []
    dots = []
    for mark in sorted(marks, key=lambda each: (each.first, each.last, each.text)):
        first, last = _span(mark, scale)
        words, words_at, begins, finishes = _beside(first, last, mark.letters * LETTER)
        lane = next((number for number, end in enumerate(ends) if end <= begins), len(ends))
        ends[lane : lane + 1] = [finishes]
        dots.append(Dot(mark, first, last, top + tall * lane, words, words_at, tall))
    return dots, len(ends)


def _span(mark: Mark, scale: _Scale) -> tuple[float, float]:
    """From where to where it is drawn. What lasts a little in a long time is widened, to be told from a day."""
    if mark.first == mark.last:
        middle = scale.at(mark.first.toordinal())
        return middle, middle
    first, last = scale.at(mark.first.toordinal()), scale.at(mark.last.toordinal() + 1)
    more = max(0.0, SHORTEST - (last - first)) / 2
    return first - more, last + more


def _beside(first: float, last: float, wide: float) -> tuple[str, float, float, float]:
    """On which side its words stand, where they begin or end, and all the room that both take."""
    apart = DOT + 4
    if last - first > LONG:
        at = min(first, WIDTH - wide)
        return "above", at, min(first, at), max(last, at + wide) + apart
    if last + apart + wide <= WIDTH:
        return "behind", last + apart, first - DOT, last + wide + 2 * apart
    return "before", first - apart, first - apart - wide, last + apart

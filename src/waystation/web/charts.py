"""Numbers made ready for the SVG templates web/bar.html and web/line.html. No markup is made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

LINE_WIDTH = 100.0
LINE_HEIGHT = 30.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One labelled bar. `percent` is of the widest bar or of `whole`, 0 to 100. `value` is a number, or it in words."""

    label: str | Promise
    value: int | str
    percent: float
    note: str | Promise = ""
    tone: str = ""
    url: str = ""

    @property
    def width(self) -> str:
        """The percentage as SVG wants it: a point in every language."""
        return f"{self.percent:.1f}"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One part of a step of a funnel: from where on and how wide, in hundredths of the widest step."""

    code: str
    x: str
    width: str


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    """One step of a funnel, drawn around the middle: its pieces beside each other are as wide as its value."""

    label: str | Promise
    value: int
    note: str | Promise
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One point of a line: its label (a date in words) and its value."""

    label: str | Promise
    value: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line over time: `points` for an SVG polyline in a box of 100 by 30, and the marks for the table."""

    points: str
    marks: tuple[Mark, ...]

    @property
    def first(self) -> Mark:
        return self.marks[0]

    @property
    def last(self) -> Mark:
        return self.marks[-1]


def bar(
    label: str | Promise,
    value: int,
    whole: int,
    *,
    note: str | Promise = "",
    tone: str = "",
    url: str = "",
    words: str = "",
) -> Bar:
    """A bar of `value` out of `whole`, said in `words` where there are any. A count that is not zero stays visible."""
    percent = 0.0 if whole <= 0 else min(100.0, max(0.0, 100 * value / whole))
    return Bar(
        label=label,
        value=words or value,
        percent=max(percent, 0.8) if value > 0 else 0.0,
        note=note,
        tone=tone,
        url=url,
    )


def bars(rows: Iterable[tuple[str | Promise, int]], whole: int | None = None) -> list[Bar]:
    """Bars for (label, count) pairs on one scale: `whole`, or else the largest count."""
    pairs = list(rows)
    scale = whole if whole is not None else max((value for _, value in pairs), default=0)
    return [bar(label, value, scale) for label, value in pairs]


def funnel(rows: Sequence[tuple[str | Promise, str | Promise, Sequence[tuple[str, int]]]]) -> list[FunnelStep]:
    """Steps for (label, note, [(code, count)]), all on one scale: the widest one fills it."""
    widest = max((sum(number for _code, number in parts) for _label, _note, parts in rows), default=0) or 1
    found = []
    for label, note, parts in rows:
        value = sum(number for _code, number in parts)
        x, pieces = 50 - 50 * value / widest, []
        for code, number in parts:
            width = 100 * number / widest
            if number:
                pieces.append(Piece(code=code, x=f"{x:.2f}", width=f"{width:.2f}"))
            x += width
        found.append(FunnelStep(label=label, value=value, note=note, pieces=tuple(pieces)))
    return found


def line(rows: Sequence[tuple[str | Promise, float]]) -> Line | None:
    """A line through (label, value) pairs, from zero up; nothing to draw without at least two."""
    if len(rows) < 2:
        return None
    top = max(max(value for _, value in rows), 0) or 1
    step = LINE_WIDTH / (len(rows) - 1)
    points = (f"{i * step:.2f},{LINE_HEIGHT * (1 - max(value, 0) / top):.2f}" for i, (_, value) in enumerate(rows))
    marks = tuple(Mark(label=label, value=value) for label, value in rows)
    return Line(points=" ".join(points), marks=marks)

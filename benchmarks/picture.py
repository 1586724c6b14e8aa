"""Pictures of what was measured: lines in an SVG that any browser shows, without a library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 34, 44  # room for the numbers, the names, the title, the axis
_COLOURS = ("#0b6e4f", "#b3541e", "#3b5ba5", "#8a2d6b", "#6b6b00", "#444444")
_STEPS = (1, 2, 2.5, 5, 10)

Series = Mapping[str, Sequence[tuple[float, float]]]


def lines(title: str, series: Series, *, across: str, up: str) -> str:
    """An SVG document: each name with its points (x, y), y from 0 on. `across` and `up` name what the axes tell."""
    points = [point for each in series.values() for point in each]
    if not points:
        raise ValueError("there is nothing to draw")
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    step = _step(max(y for _, y in points))
    top = step * max(1, -(-max(y for _, y in points) // step))

    def place(point: tuple[float, float]) -> tuple[float, float]:
        share = (point[0] - left) / (right - left) if right > left else 0.5
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT), HEIGHT - _BOTTOM - point[1] / top * (HEIGHT - _TOP - _BOTTOM)

    drawn = [_text(_LEFT, 18, title, weight="bold"), _text(_LEFT, 31, up)]
    for number in range(round(top / step) + 1):
        _, y = place((left, number * step))
        drawn.append(f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" stroke="#ccc"/>')
        drawn.append(_text(_LEFT - 6, y + 4, f"{number * step:,g}", anchor="end"))
    for at in _marks(sorted({x for x, _ in points})):
        drawn.append(_text(place((at, 0))[0], HEIGHT - _BOTTOM + 16, f"{at:,g}", anchor="middle"))
    drawn.append(_text(_LEFT, HEIGHT - 8, across))
    ends = _apart([place(each[-1])[1] for each in series.values()])
    for (name, each), colour, end in zip(series.items(), _COLOURS * len(series), ends, strict=False):
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, each))
        drawn.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(each) <= 12:
            drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in map(place, each)]
        drawn.append(_text(WIDTH - _RIGHT + 8, end + 4, name, colour=colour))
    frame = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {frame} role="img"><title>{escape(title)}</title>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *drawn, "</svg>\n"])


def _step(largest: float) -> float:
    """A round number of which at most five reach the largest."""
    if largest <= 0:
        return 1
    power: float = 10.0 ** (len(f"{int(largest)}") - 1) if largest >= 1 else 0.01
    while True:
        for each in _STEPS:
            if each * power / 10 * 5 >= largest:
                return each * power / 10
        power *= 10


def _marks(values: Sequence[float]) -> Sequence[float]:
    """The places on the axis that are written out: all where they are few, else five."""
    if len(values) <= 9:
        return values
    return [values[round(part * (len(values) - 1) / 4)] for part in range(5)]


def _apart(heights: Sequence[float]) -> list[float]:
    """Where names stand, so that none covers another."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + 14)
    return placed


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = "#222", weight: str = "") -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{bold}>{escape(words)}</text>'

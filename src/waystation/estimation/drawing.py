"""Pictures of a table and of what was estimated from it, as SVG: each says in words what it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from waystation.estimation.methods import NAMES
from waystation.estimation.tables import Table

if TYPE_CHECKING:
    from waystation.estimation.answers import Answer
    from waystation.estimation.estimating import Estimate
    from waystation.estimation.together import Together

MOST_PATTERNS: Final = 30
_WIDTH: Final = 720
_INK, _QUIET, _MAIN, _LIGHT = "#1f2933", "#52606d", "#1d4e89", "#d9e2ec"
_ROW: Final = 26


def overlaps(table: Table) -> str:
    """How many people are on exactly these lists: a bar for each pattern (UpSet, Lex et al. 2014)."""
    shown = sorted(table.counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_PATTERNS]
    left, tall, many = 190, 170, len(table.lists)
    step = (_WIDTH - left - 10) / max(len(shown), 1)
    highest = max((count for _, count in shown), default=1)
    parts = []
    for number, (pattern, count) in enumerate(shown):
        middle, height = left + step * (number + 0.5), tall * count / highest
        parts.append(_bar(middle - step * 0.35, 46 + tall - height, step * 0.7, height))
        parts.append(_text(middle, 40 + tall - height, f"{count:,}", anchor="middle", size=11))
        on = [place for place in range(many) if pattern >> place & 1]
        rows = [_row_of(tall, place) for place in on]
        parts += [_dot(middle, _row_of(tall, place), is_on=place in on) for place in range(many)]
        if len(rows) > 1:
            parts.append(_line(middle, rows[0], middle, rows[-1], width=3))
    for place, name in enumerate(table.lists):
        parts.append(
            _text(left - 12, _row_of(tall, place) + 4, f"{_short(name)} ({table.on(1 << place):,})", anchor="end")
        )
    rest = len(table.counts) - len(shown)
    said = "; ".join(f"{table.named(pattern)}: {count:,}" for pattern, count in shown)
    said += f"; and {rest} more patterns" if rest else ""
    return _picture("Who is on which lists, and on no other", said, _row_of(tall, many) + 6, parts)


def methods(found: Estimate) -> str:
    """What each method says with its interval, on a scale where twice as many is as far everywhere."""
    said = [each for each in found.answers if math.isfinite(each.estimate)]
    rows = [(_named(each), each.estimate, each.low, each.high, each.is_sound) for each in said]
    return _intervals("What each method says", found.table.observed, rows)


def without(found: Estimate, others: Mapping[str, Estimate]) -> str:
    """The same estimate with all lists and without each one: how much hangs on that one."""
    rows = [("all lists", found.estimate, found.low, found.high, True)]
    rows += [(f"without {name}", each.estimate, each.low, each.high, True) for name, each in others.items()]
    return _intervals("Without one list", found.table.observed, [row for row in rows if math.isfinite(row[1])])


def models(answer: Answer) -> str:
    """The log-linear models that count most, each with its estimate and its weight."""
    best: Sequence[tuple[str, float, float]] = answer.details.get("best", ())
    highest = max((weight for _, _, weight in best), default=1.0)
    parts = []
    for number, (written, estimate, weight) in enumerate(best):
        y = 30 + _ROW * number
        parts.append(_text(206, y + 14, written, anchor="end"))
        parts.append(_bar(216, y, 330 * weight / highest, _ROW - 8))
        parts.append(_text(226 + 330 * weight / highest, y + 14, f"{weight:.0%}: {estimate:,.0f}", size=12))
    said = "; ".join(f"{written} {estimate:,.0f}, weight {weight:.1%}" for written, estimate, weight in best)
    return _picture("Log-linear models by their weight", said, 40 + _ROW * len(best), parts)


def distribution(answer: Answer) -> str:
    """How probable each total is, by one method."""
    bars = answer.density
    if not bars:
        return ""
    low, high = bars[0][0], bars[-1][1]
    highest = max(height for _, _, height in bars) or 1.0
    scale = (_WIDTH - 60) / max(high - low, 1e-9)
    parts = [
        _bar(
            30 + (start - low) * scale,
            170 - 130 * height / highest,
            max((end - start) * scale - 1, 1),
            130 * height / highest,
        )
        for start, end, height in bars
    ]
    middle = 30 + (answer.estimate - low) * scale
    parts += [
        _line(middle, 36, middle, 174, colour=_INK),
        _text(middle, 32, f"{answer.estimate:,.0f}", anchor="middle"),
    ]
    for value in _ticks(low, high):
        parts.append(_text(30 + (value - low) * scale, 190, f"{value:,.0f}", anchor="middle", size=11))
    said = f"half below {answer.estimate:,.0f}; 95 of 100 between {answer.low:,.0f} and {answer.high:,.0f}"
    return _picture(f"How probable each total is: {NAMES[answer.method]}", said, 200, parts)


def together(found: Together) -> str:
    """Each part of several with its interval, and all of them."""
    rows = [(name, each.estimate, each.low, each.high, not each.is_unstable) for name, each in found.parts.items()]
    rows.append(("all together", found.estimate, found.low, found.high, not found.is_unstable))
    title = "Each stratum, and their sum" if found.kind == "strata" else "Each clustering, and all of them"
    least = min(each.observed for each in found.parts.values())
    return _intervals(title, least, [row for row in rows if math.isfinite(row[2])])


def pictures(found: Estimate, others: Mapping[str, Estimate] | None = None) -> list[str]:
    """All that there are of an estimate."""
    drawn = [overlaps(found.table)]
    if any(math.isfinite(each.estimate) for each in found.answers):
        drawn.append(methods(found))
    drawn += [distribution(each) for each in found.answers]
    drawn += [models(each) for each in found.answers if each.details.get("best")]
    if others:
        drawn.append(without(found, others))
    return [each for each in drawn if each]


def shown(summary: str, drawn: Iterable[str]) -> str:
    """Words and pictures for a notebook."""
    whole = 'style="max-width:46rem"'
    figures = "".join(f"<figure {whole}>{each}</figure>" for each in drawn)
    return f'<pre style="white-space:pre-wrap">{escape(summary)}</pre>{figures}'


def report(summary: str, drawn: Iterable[str]) -> str:
    """A page of all of it, in one file that loads nothing: the words first, then the pictures."""
    body = "\n".join(f"<figure>{each}</figure>" for each in drawn)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Estimate</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>How many there are in all</h1>\n"
        f"<pre>{escape(summary)}</pre>\n{body}\n</body>\n</html>\n"
    )


_STYLE: Final = (
    f"body{{font-family:sans-serif;color:{_INK};max-width:46rem;margin:1rem auto;padding:0 1rem;line-height:1.4}}"
    "pre{white-space:pre-wrap;font-family:inherit}figure{margin:1.5rem 0;overflow-x:auto}"
    "svg{width:100%;min-width:30rem;height:auto}"
)


def _intervals(title: str, observed: float, rows: Sequence[tuple[str, float, float, float, bool]]) -> str:
    """A line for each row, with a dot where there is one number."""
    ends = [value for _, *values, _ in rows for value in values if math.isfinite(value)]
    least, most = math.log(max(min([observed, *ends]), 1) * 0.97), math.log(max([observed, *ends, 2]) * 1.03)
    left, right = 200, _WIDTH - 70

    def at(value: float) -> float:
        return left + (right - left) * (math.log(max(value, 1)) - least) / (most - least)

    bottom = 50 + _ROW * len(rows)
    parts = [_line(at(observed), 42, at(observed), bottom, colour=_QUIET, dashes="4 3")]
    parts.append(_text(at(observed), 36, f"observed {observed:,.0f}", anchor="middle", size=11))
    for number, (name, estimate, low, high, is_sound) in enumerate(rows):
        y, colour = 58 + _ROW * number, _MAIN if is_sound else _QUIET
        ends_at = at(high) if math.isfinite(high) else right
        parts.append(_text(left - 12, y + 4, _short(name, 26), anchor="end"))
        parts.append(_line(at(low), y, ends_at, y, width=4, colour=colour, dashes="" if is_sound else "6 4"))
        if math.isfinite(estimate):
            parts.append(f'<circle cx="{at(estimate):.1f}" cy="{y}" r="6" fill="{colour}"/>')
            parts.append(_text(ends_at + 8, y + 4, f"{estimate:,.0f}", size=12))
    for value in _ticks(math.exp(least), math.exp(most)):
        parts.append(_text(at(value), bottom + 18, f"{value:,.0f}", anchor="middle", size=11))
    said = "; ".join(
        f"{name} {f'{estimate:,.0f} ' if math.isfinite(estimate) else ''}"
        f"({low:,.0f} to {f'{high:,.0f}' if math.isfinite(high) else 'without end'}){'' if is_sound else ', not sound'}"
        for name, estimate, low, high, is_sound in rows
    )
    return _picture(title, f"observed {observed:,.0f}; {said}", bottom + 28, parts)


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers between two."""
    raw = (high - low) / 4
    if raw <= 0:
        return [low]
    power = 10 ** math.floor(math.log10(raw))
    step = max(power * next(each for each in (1, 2, 5, 10) if each * power >= raw), 1)
    first = math.ceil(low / step) * step
    return [first + step * number for number in range(7) if first + step * number <= high]


def _named(answer: Answer) -> str:
    return f"{NAMES[answer.method]} {answer.terms}" if 0 < len(answer.terms) < 14 else NAMES[answer.method]


def _row_of(tall: int, place: int) -> float:
    return 66 + tall + 22 * place


def _short(name: str, most: int = 16) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _picture(title: str, said: str, height: float, parts: Iterable[str]) -> str:
    named = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{named}</title><desc>{escape(said)}</desc>'
        f'<text x="0" y="14" font-weight="bold" fill="{_INK}">{named}</text>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, said: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}">{escape(said)}</text>'
    )


def _bar(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{max(height, 0.5):.1f}" fill="{_MAIN}"/>'
    )


def _dot(x: float, y: float, *, is_on: bool) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_MAIN if is_on else _LIGHT}"/>'


def _line(
    x: float, y: float, to_x: float, to_y: float, *, width: int = 2, colour: str = _MAIN, dashes: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>'
    )

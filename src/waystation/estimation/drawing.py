"""Pictures of a table and of what was estimated from it, as SVG: each says in words what it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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


WORDS: Final = (
    "Who is on which lists, and on no other",
    "and {count} more patterns",
    "What each method says",
    "Without one list",
    "all lists",
    "without {name}",
    "Log-linear models by their weight",
    "{model} {count}, weight {share}",
    "How probable each total is: {method}",
    "half below {count}; 95 of 100 between {low} and {high}",
    "Each stratum, and their sum",
    "Each clustering, and all of them",
    "all together",
    "clustering {number}",
    "observed {count}",
    "{low} to {high}",
    "without end",
    "not sound",
    *NAMES.values(),
)
"""Everything that a picture says, to be given to `in_words` in another language."""
_words: ContextVar[Mapping[str, str]] = ContextVar("words", default={})  # noqa: B039 (it is never changed)


@contextmanager
def in_words(said: Mapping[str, str]) -> Iterator[None]:
    """Pictures that are drawn meanwhile say this in place of what is in `WORDS`; "," stands between thousands."""
    before = _words.set(said)
    try:
        yield
    finally:
        _words.reset(before)


def _say(words: str, **given: str) -> str:
    return _words.get().get(words, words).format(**given)


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", _words.get().get(",", ","))


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
        parts.append(_text(middle, 40 + tall - height, _number(count), anchor="middle", size=11))
        on = [place for place in range(many) if pattern >> place & 1]
        rows = [_row_of(tall, place) for place in on]
        parts += [_dot(middle, _row_of(tall, place), is_on=place in on) for place in range(many)]
        if len(rows) > 1:
            parts.append(_line(middle, rows[0], middle, rows[-1], width=3))
    for place, name in enumerate(table.lists):
        parts.append(
            _text(
                left - 12, _row_of(tall, place) + 4, f"{_short(name)} ({_number(table.on(1 << place))})", anchor="end"
            )
        )
    rest = len(table.counts) - len(shown)
    said = "; ".join(f"{table.named(pattern)}: {_number(count)}" for pattern, count in shown)
    said += f"; {_say('and {count} more patterns', count=_number(rest))}" if rest else ""
    return _picture(_say("Who is on which lists, and on no other"), said, _row_of(tall, many) + 6, parts)


def methods(found: Estimate) -> str:
    """What each method says with its interval, on a scale where twice as many is as far everywhere."""
    said = [each for each in found.answers if math.isfinite(each.estimate)]
    rows = [(_named(each), each.estimate, each.low, each.high, each.is_sound) for each in said]
    return _intervals(_say("What each method says"), found.table.observed, rows)


def without(found: Estimate, others: Mapping[str, Estimate]) -> str:
    """The same estimate with all lists and without each one: how much hangs on that one."""
    rows = [(_say("all lists"), found.estimate, found.low, found.high, True)]
    rows += [
        (_say("without {name}", name=name), each.estimate, each.low, each.high, True) for name, each in others.items()
    ]
    return _intervals(_say("Without one list"), found.table.observed, [row for row in rows if math.isfinite(row[1])])


def models(answer: Answer) -> str:
    """The log-linear models that count most, each with its estimate and its weight."""
    best: Sequence[tuple[str, float, float]] = answer.details.get("best", ())
    highest = max((weight for _, _, weight in best), default=1.0)
    parts = []
    for number, (written, estimate, weight) in enumerate(best):
        y = 30 + _ROW * number
        parts.append(_text(206, y + 14, written, anchor="end"))
        parts.append(_bar(216, y, 330 * weight / highest, _ROW - 8))
        parts.append(_text(226 + 330 * weight / highest, y + 14, f"{weight:.0%}: {_number(estimate)}", size=12))
    said = "; ".join(
        _say("{model} {count}, weight {share}", model=written, count=_number(estimate), share=f"{weight:.1%}")
        for written, estimate, weight in best
    )
    return _picture(_say("Log-linear models by their weight"), said, 40 + _ROW * len(best), parts)


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
        _text(middle, 32, _number(answer.estimate), anchor="middle"),
    ]
    for value in _ticks(low, high):
        parts.append(_text(30 + (value - low) * scale, 190, _number(value), anchor="middle", size=11))
    ends = {"count": _number(answer.estimate), "low": _number(answer.low), "high": _number(answer.high)}
    said = _say("half below {count}; 95 of 100 between {low} and {high}", **ends)
    return _picture(_say("How probable each total is: {method}", method=_say(NAMES[answer.method])), said, 200, parts)


def together(found: Together) -> str:
    """Each part of several with its interval, and all of them."""
    is_strata = found.kind == "strata"
    rows = [
        (
            name if is_strata else _say("clustering {number}", number=str(at)),
            each.estimate,
            each.low,
            each.high,
            not each.is_unstable,
        )
        for at, (name, each) in enumerate(found.parts.items(), 1)
    ]
    rows.append((_say("all together"), found.estimate, found.low, found.high, not found.is_unstable))
    title = "Each stratum, and their sum" if is_strata else "Each clustering, and all of them"
    least = min(each.observed for each in found.parts.values())
    return _intervals(_say(title), least, [row for row in rows if math.isfinite(row[2])])


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
    parts.append(_text(at(observed), 36, _say("observed {count}", count=_number(observed)), anchor="middle", size=11))
    for number, (name, estimate, low, high, is_sound) in enumerate(rows):
        y, colour = 58 + _ROW * number, _MAIN if is_sound else _QUIET
        ends_at = at(high) if math.isfinite(high) else right
        parts.append(_text(left - 12, y + 4, _short(name, 26), anchor="end"))
        parts.append(_line(at(low), y, ends_at, y, width=4, colour=colour, dashes="" if is_sound else "6 4"))
        if math.isfinite(estimate):
            parts.append(f'<circle cx="{at(estimate):.1f}" cy="{y}" r="6" fill="{colour}"/>')
            parts.append(_text(ends_at + 8, y + 4, _number(estimate), size=12))
    for value in _ticks(math.exp(least), math.exp(most)):
        parts.append(_text(at(value), bottom + 18, _number(value), anchor="middle", size=11))
    said = "; ".join([_say("observed {count}", count=_number(observed)), *(_in_words(row) for row in rows)])
    return _picture(title, said, bottom + 28, parts)


def _in_words(row: tuple[str, float, float, float, bool]) -> str:
    name, estimate, low, high, is_sound = row
    number = f" {_number(estimate)}" if math.isfinite(estimate) else ""
    ends = _say("{low} to {high}", low=_number(low), high=_number(high) if math.isfinite(high) else _say("without end"))
    return f"{name}{number} ({ends})" + ("" if is_sound else f", {_say('not sound')}")


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
    name = _say(NAMES[answer.method])
    return f"{name} {answer.terms}" if 0 < len(answer.terms) < 14 else name


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

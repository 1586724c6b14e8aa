"""Days that may be meant by a date or an age as people write them: from the earliest to the latest.

Dates are those of EDTF (ISO 8601-2:2019) with its marks of doubt, seasons and intervals, and the usual forms with the
day first. A day is its number in the proleptic Gregorian calendar (`datetime.date.toordinal`).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

EARLIEST, LATEST = 1000, 2200
"""Years that are read as years."""
_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d?|XX)(?:-(\d\d?|XX))?)?(?:[T ]\d\d:.*)?")
_DAY_FIRST: Final = re.compile(r"(\d\d?)[./-](\d\d?)[./-](\d{4})(?:\D.*)?")
_PACKED: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR: Final = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NUMBERS: Final = re.compile(r"\d{1,3}")
_DECADE: Final = re.compile(r"(\d{3})(?:X|0s|0-?е)")
_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
_ABOUT: Final = re.compile(r"[~?%]|\b(?:ca?\.?|circa|about|ок\.?|около|примерно)\s*", re.IGNORECASE)
# How far off "about" is: a day by half a month, a month by two, a year by two.
_OFF_DAY, _OFF_MONTH, _OFF_YEAR = 15, 61, 731
_OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day that may be meant; `day` where one is named for certain."""

    first: int
    last: int
    day: str | None = None


@lru_cache(maxsize=100_000)
def span(text: str) -> Span | None:
    """What a date may mean; None of what is no date. "1990~" is 1988 to 1992, "2017-24" the winter of 2017."""
    said = text.strip()[:60]
    if "/" in said and not _DAY_FIRST.fullmatch(said):
        ends = [span(end) for end in said.split("/", 1)]
        if ends[0] is None or ends[1] is None:
            return ends[0] or ends[1]
        return Span(min(ends[0].first, ends[1].first), max(ends[0].last, ends[1].last))
    plain = _ABOUT.sub("", said).strip()
    found = _read(plain)
    if found is None or plain == said:
        return found
    off = _OFF_DAY if found.day else _OFF_MONTH if found.last - found.first < 100 else _OFF_YEAR
    return Span(found.first - off, found.last + off)


def ages(text: str) -> tuple[int, int] | None:
    """From the least to the greatest age in years of "38", "25-30", "about 40"."""
    numbers = [int(each) for each in _NUMBERS.findall(text[:40]) if int(each) <= _OLDEST]
    if not numbers:
        return None
    off = 2 if _ABOUT.search(text) else 0
    return min(numbers[:2]) - off, max(numbers[:2]) + off


def born(least: int, most: int, at: Span) -> Span:
    """When somebody was born who had from `least` to `most` years at some time of a span."""
    return Span(at.first - round((most + 1) * 365.25), at.last - round(least * 365.25))


def _read(plain: str) -> Span | None:
    if found := _DECADE.fullmatch(plain):
        return _whole(int(found[1]) * 10, int(found[1]) * 10 + 9)
    if found := _ISO.fullmatch(plain):
        return _of(found[1], found[2], found[3])
    if found := _PACKED.fullmatch(plain):
        return _of(*found.groups())
    if found := _DAY_FIRST.fullmatch(plain):
        return _of(found[3], found[2], found[1])
    years = _YEAR.findall(plain)
    return _of(years[0], None, None) if len(years) == 1 else None


def _of(year: str, month: str | None, day: str | None) -> Span | None:
    """Of a date with a month or a day that there is not, the year is left: the rest was misread."""
    in_year = int(year)
    if not EARLIEST <= in_year <= LATEST:
        return None
    if month is None or not month.isdecimal():
        return _whole(in_year, in_year)
    in_month = int(month)
    if in_month in _SEASONS and day is None:
        start, end = _SEASONS[in_month]
        return Span(date(in_year - (end > 12), start, 1).toordinal(), _end(in_year, (end - 1) % 12 + 1))
    if in_month > 12 and day and day.isdecimal() and int(day) <= 12:
        in_month, day = int(day), month
    if not 1 <= in_month <= 12:
        return _whole(in_year, in_year)
    if day is None or not day.isdecimal() or not 1 <= int(day) <= monthrange(in_year, in_month)[1]:
        return Span(date(in_year, in_month, 1).toordinal(), _end(in_year, in_month))
    named = date(in_year, in_month, int(day))
    return Span(named.toordinal(), named.toordinal(), named.isoformat())


def _end(year: int, month: int) -> int:
    return date(year, month, monthrange(year, month)[1]).toordinal()


def _whole(first: int, last: int) -> Span:
    return Span(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal())

"""Days that may be meant by a date or an age as people write them: from the earliest to the latest.

Dates are those of EDTF (ISO 8601-2:2019) with its marks of doubt, seasons and intervals, the usual forms with the
day first, and months and seasons in words. A day is its number in the proleptic Gregorian calendar
(`datetime.date.toordinal`).
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
_DAY_FIRST: Final = re.compile(r"(\d\d?)[./-](\d\d?)[./-](\d{4}|\d\d)(?:\D.*)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[./](\d\d?)[./](\d\d?)(?:\D.*)?")
_NO_DAY: Final = re.compile(r"(\d\d?)[./](\d{4})\b\D*")
_DAYS_OF: Final = re.compile(r"(\d\d?)\s?[-–]\s?(\d\d?)[./](\d\d?)[./](\d{4})\b\D*")
_WITHIN: Final = re.compile(r"(?<![\d./-])\d\d?[./]\d\d?[./]\d{4}(?!\d)")
_PACKED: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR: Final = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NUMBERS: Final = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,3}(?!\d)")
_DECADE: Final = re.compile(r"(\d{3})(?:X|0['’]?s|0-?[ех]|0er)(?: год\w*)?")
_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
_MONTHS: Final = [
    re.compile(words)
    for words in (
        "янв|січ|jan|jän|ene|ocak|stycz", "фев|лют|feb|fév|şub|lut", "март|берез|mar|mär",
        "апр|квіт|apr|abr|avr|nisan|kwie",
        "ма[йяе]$|трав|ma[iyj]", "июн|черв|jun|juin|haz|czerw", "июл|лип|jul|juil|temm|lip",
        "авг|серп|aug|ago|aoû|ağu|sierp", "сен|верес|sep|set|eyl|wrze", "окт|жовт|o[ck]t|eki|paźdz",
        "ноя|листоп|nov|nob|kas|listop", "дек|груд|de[cz]|déc|dic|aral|grud",
    )
]  # fmt: skip
"""How the names of the twelve months begin: Russian, Ukrainian, English, German, French, Spanish, Turkish, Polish."""
_SEASON_NAMES: Final = [
    re.compile(words)
    for words in (
        "весн|spring|früh|print|primav", "лет[оа]|літ|summer|sommer|été|veran",
        "осен|осін|autumn|fall$|herbst|automn|otoñ", "зим|winter|hiver|invier",
    )
]  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]+")
_OF_A_MONTH: Final = re.compile(r"(?<!\d)\d\d?(?!\d)")
_BEFORE: Final = re.compile(r"^(?:до|before|vor|avant|не позднее|by|bis|\.\.)\s*(?=\d{4}\D*$)")
_AFTER: Final = re.compile(r"^(?:после|after|nach|après|не ранее|с|since|seit|from)\s+(?=\d{4}\D*$)|(?<=\d{4})\.\.$")
_ABOUT: Final = re.compile(
    r"[~?%]|\b(?:ca?\.?|circa|about|approx\w*\.?|ок\.?|около|пр(?:иблизительно|им\w*\.?)|предп\w*|вероятно"
    r"|etwa|ungefähr|environ|vers|близько)\s*",
    re.IGNORECASE,
)
# How far off "about" is: a day by half a month, a month by two, a year by two.
_OFF_DAY, _OFF_MONTH, _OFF_YEAR = 15, 61, 731
_OPEN: Final = 10
"""Years that "before" and "after" a year may mean."""
_MOST_BETWEEN: Final = 30
"""Years between two that are one answer: "1990 or 1991", "1990-1995"."""
_OLDEST: Final = 120
_THIS_CENTURY: Final = 40
"""Years of two digits below this are of this century: 17.05.90 is of 1990, 14.02.17 of 2017."""
_IN_MONTHS: Final = re.compile(r"мес|міс|month|monat|mois", re.IGNORECASE)
_OLDER: Final = re.compile(r"\+|\b(?:старше|более|больше|за|over|more|older|über|plus)\b", re.IGNORECASE)
_YOUNGER: Final = re.compile(r"\b(?:до|младше|менее|меньше|under|less|younger|unter|moins)\b", re.IGNORECASE)


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
    if "/" in said and not any(known.fullmatch(said) for known in (_DAY_FIRST, _YEAR_FIRST, _NO_DAY, _DAYS_OF)):
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
    """From the least to the greatest age in years of "38", "25-30", "about 40", "over 60", "6 months"."""
    numbers = [int(each) for each in _NUMBERS.findall(text[:40]) if int(each) <= _OLDEST]
    if not numbers:
        return None
    if _IN_MONTHS.search(text):
        return 0, max(numbers[:2]) // 12
    off = 2 if _ABOUT.search(text) else 0
    least, most = min(numbers[:2]) - off, max(numbers[:2]) + off
    if _OLDER.search(text):
        return least, most + _OPEN
    return (max(0, least - _OPEN), most) if _YOUNGER.search(text) else (least, most)


def born(least: int, most: int, at: Span) -> Span:
    """When somebody was born who had from `least` to `most` years at some time of a span."""
    return Span(at.first - round((most + 1) * 365.25), at.last - round(least * 365.25))


def _read(plain: str) -> Span | None:
    if found := _DECADE.fullmatch(plain):
        return _whole(int(found[1]) * 10, int(found[1]) * 10 + 9)
    if found := _ISO.fullmatch(plain) or _PACKED.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain):
        return _of(*found.groups())
    if found := _DAYS_OF.fullmatch(plain):
        return _together(_of(found[4], found[3], found[1]), _of(found[4], found[3], found[2]))
    if found := _DAY_FIRST.fullmatch(plain):
        return _of(_of_four(found[3]), found[2], found[1])
    if found := _NO_DAY.fullmatch(plain):
        return _of(found[2], found[1], None)
    if len(within := _WITHIN.findall(plain)) == 1:
        return _read(within[0])
    return _in_words(plain.casefold())


def _of_four(year: str) -> str:
    return year if len(year) == 4 else f"{20 if int(year) < _THIS_CENTURY else 19}{year}"


def _in_words(plain: str) -> Span | None:
    """Of "14 мая 1990 г.", "May 14, 1990", "10-14 мая 2017", "весна 2017", "1990-1995", "до 1990"."""
    years = _YEAR.findall(plain)
    if len(years) == 2 and 0 <= int(years[1]) - int(years[0]) <= _MOST_BETWEEN:
        return _together(_of(years[0], None, None), _of(years[1], None, None))
    if len(years) != 1:
        return None
    for opened, before, after in ((_BEFORE, _OPEN, 0), (_AFTER, 0, _OPEN)):
        if opened.search(plain) and EARLIEST <= int(years[0]) <= LATEST:
            return _whole(int(years[0]) - before, int(years[0]) + after)
    rest = _YEAR.sub(" ", plain)
    said = _WORD.findall(rest)
    months = [number for word in said for number, name in enumerate(_MONTHS, 1) if name.match(word)]
    seasons = [number for word in said for number, name in enumerate(_SEASON_NAMES, 21) if name.match(word)]
    if len(months) == 2:
        return _together(_of(years[0], str(months[0]), None), _of(years[0], str(months[1]), None))
    if len(months) == 1:
        days = _OF_A_MONTH.findall(rest)[:2] or [None]
        return _together(*(_of(years[0], str(months[0]), day) for day in (days[0], days[-1])))
    return _of(years[0], str(seasons[0]) if len(seasons) == 1 else None, None)


def _together(one: Span | None, other: Span | None) -> Span | None:
    """From the one to the other; None where they are the wrong way round."""
    if one is None or other is None or one == other:
        return one or other
    return Span(one.first, other.last) if one.first <= other.last else None


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

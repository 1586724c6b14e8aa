"""How old somebody is said to be, or when they were born: 34-year-old, тридцатичетырёхлетняя, born in 1992, 1992 г. р.

An age is of some day. It may be of today, of up to a year before, when somebody told it, of the half a year in which it
is read first, or of a year that is named in the same paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from waystation.linkage.dates import span as meant
from waystation.publication.protection.dates import Dates
from waystation.publication.protection.findings import Span
from waystation.publication.protection.reading import Text

Days = tuple[int, int]
"""From the first to the last day on which somebody may have been born, as `date.toordinal` counts."""

_YEAR: Final = 365.2425
_TOLD_BEFORE: Final = 1
"""Years for which an age that somebody told is passed on."""
_READ_AFTER: Final = timedelta(days=183)
"""A text is read for some time after it was checked: who is 33 when it is, and 34 when it is out."""
_NO_DAYS: Final = (0, -1)
_OLDEST: Final = 110
_NEAR: Final = 40
"""Characters between a word of birth and its year."""
_MOST_YEARS: Final = 6
_TENS: Final = "двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста".split()
_ONES: Final = "одно двух тр[её]х четыр[её]х пяти шести семи восьми девяти".split()
_TEENS: Final = (
    "десяти одиннадцати двенадцати тринадцати четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати"
).split()
_COMPOUND: Final = re.compile(
    rf"\b({'|'.join(_TENS)})?({'|'.join(_TEENS)}|{'|'.join(_ONES)})?-?летн(?:[а-яё]{{2,3}}|яя)\b", re.IGNORECASE
)
_N: Final = r"(?<![\d.,/№-])(\d{1,3})"
_AGES: Final = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        rf"{_N}[-–—\s]{{0,3}}(?:х|ти|и)?[-–\s]{{0,3}}летн\w{{2,3}}\b",
        rf"{_N}\s{{0,3}}(?:год|года|лет|г\.?\s?о\.|л\.)(?![\w])(?!\s{{1,3}}(?:назад|спустя|подряд|тому|лишения|колонии|работы|рожд))",
        r"\b(?:ему|ей|мне)(?:\s(?:было|будет|тогда|сейчас|теперь|уже|ещё|еще|всего|только|исполнилось)){0,3}\s(\d{1,3})(?![\d:-]|[.,]\d|\s?%)",
        r"\b(?:возраст\w{0,3}|age[ds]?|alter|âge|âgée?|вік)\b\W{0,3}(?:of\s|около\s|about\s|де\s)?(\d{1,3})(?!\d)",
        rf"{_N}[-–—\s]{{1,3}}(?:years?|yrs?)[-–—\s]{{1,3}}(?:old|of\sage)\b",
        rf"{_N}[-–—\s]{{0,2}}(?:y/?o|y\.\s?o\.)(?!\w)",
        rf"{_N}[-–—\s]{{0,2}}jährig\w{{0,2}}\b",
        rf"{_N}\s{{1,3}}(?:jahre\salt|ans(?=[\s,.;)])|yaşında\w{{0,3}}|років|рокі?в|шо\sкхаьчна)\b",
        r"(?<=[a-z])\sof\s(\d{2})(?!\d|[.,:/-]\d|\s?%)",
        r"(?<=[^\W\d_]),\s(\d{2})(?=[,;)]\s)",
        r"(?<=[^\W\d_])\s\((\d{2})\)",
    )
)
_RANGES: Final = (
    (re.compile(r"\bin\s(?:his|her|their|the)\s(?:(early|mid|late)[-\s])?(\w{3,6}ies|teens)\b", re.IGNORECASE), 0, 9),
    (re.compile(r"\bза\s(\d0)\b(?!\s?[%\w])", re.IGNORECASE), 0, 9),
    (re.compile(r"\bпод\s(\d0)\b(?!\s?[%\w])", re.IGNORECASE), -4, -1),
)
_TENS_OF: Final = "teens twenties thirties forties fifties sixties seventies eighties nineties".split()
_PARTS_OF_TEN: Final = {"": (0, 9), "early": (0, 3), "mid": (3, 6), "late": (6, 9)}
_BIRTH: Final = re.compile(
    r"\b(?:born|birth|d\.?o\.?b|b\.(?=\s?[\d(])|рожд\w{3,4}|г\.?\s?р\b\.?|родил\w{2,4}|род\.|урожд\w{2,5}|geboren\w{0,2}"
    r"|geb\.|geburts\w{3,6}|jahrgang|née?\s(?:le|en)|naissance|народ\w{4,6}|д\.?\s?р\b\.?|doğum\w{0,6})",
    re.IGNORECASE,
)
_WHOLE_YEAR: Final = re.compile(r"(?<!\d)(19[2-9]\d|20[0-4]\d)(?!\d)")
_TWO_FIGURES: Final = re.compile(
    r"(?<![\d.])['’]?(\d\d)(?:-?(?:го|й|ого))?\s?(?:г(?:ода|од)?\.?\s?)(?:р\.|рожд\w{3,4})", re.IGNORECASE
)
_YEAR_ALONE: Final = r" ?(19[2-9]\d|20[0-4]\d) ?"
_CELL: Final = re.compile(rf"^{_YEAR_ALONE}(?=[|;\t])|(?<=[|;\t(]){_YEAR_ALONE}(?=[|;\t)]|$)", re.MULTILINE)
"""A year that is all there is in a field of a table, or in brackets."""
_THIS_CENTURY: Final = 30


class Ages:
    """The ages and births that one text tells, each as the days on which whoever it is may have been born."""

    def __init__(self, text: Text, dates: Dates, today: date, figures: Text | None = None) -> None:
        """`figures`: the text once more, with its numbers in figures, where some are in words."""
        self._dates, self._today = dates, today
        self._told: dict[Days, list[Span]] = defaultdict(list)
        for days, span in self._read(figures or text):
            if span not in self._told[days]:
                self._told[days].append(span)

    def places(self, born: str) -> Iterator[Span]:
        """Where it is said that somebody was born then: the day, the year or the age. `born` is as ISO 8601 has it,
        1992-06-02, 1992-06, 1992 or 1991/1992.
        """
        yield from self._dates.places(born)
        if not self._told:
            return
        earliest, latest = _days(born)
        for (first, last), spans in self._told.items():
            if first <= latest and earliest <= last:
                yield from spans

    def _read(self, text: Text) -> Iterator[tuple[Days, Span]]:
        yield from self._births(text)
        mentions = list(_mentions(text.plain))
        if not mentions:
            return
        years = self._years(text)
        for least, most, (start, end) in mentions:
            span = text.span(start, end)
            yield _born(least, most + _TOLD_BEFORE, self._today, self._today + _READ_AFTER), span
            for year in years.get(text.passages[text.number(span[0])], ())[:_MOST_YEARS]:
                yield _born(least, most, date(year, 1, 1), date(year, 12, 31)), span

    def _years(self, text: Text) -> dict[int, list[int]]:
        """The years that each paragraph names, of now or before."""
        found: dict[int, list[int]] = defaultdict(list)
        for each in _WHOLE_YEAR.finditer(text.plain):
            passage, year = text.passages[text.number(text.at[each.start()])], int(each[1])
            if year < self._today.year and year not in found[passage]:
                found[passage].append(year)
        return found

    def _births(self, text: Text) -> Iterator[tuple[Days, Span]]:
        for found in _BIRTH.finditer(text.plain):
            start, end = max(0, found.start() - _NEAR), found.end() + _NEAR
            years = [*_WHOLE_YEAR.finditer(text.plain, start, found.start())][-1:] or [
                *_WHOLE_YEAR.finditer(text.plain, found.end(), end)
            ][:1]
            for year in years:
                where = text.span(min(year.start(), found.start()), max(year.end(), found.end()))
                yield self._of_month(year[1], where), where
        for found in _CELL.finditer(text.plain):
            yield _days(found[1] or found[2]), text.span(*found.span(found.lastindex or 0))
        for found in _TWO_FIGURES.finditer(text.plain):
            of = int(found[1]) + (2000 if int(found[1]) < _THIS_CENTURY else 1900)
            yield (date(of, 1, 1).toordinal(), date(of, 12, 31).toordinal()), text.span(*found.span())

    def _of_month(self, year: str, where: Span) -> Days:
        """The year of a birth, or the month or day that is named with it."""
        named = [
            each
            for each in self._dates.every()
            if each.startswith(f"{year}-") and any(s < where[1] and where[0] < e for s, e in self._dates.spans(each))
        ]
        return _days(max(named, key=len, default=year))


def _days(said: str) -> Days:
    """The days that a date may mean; none for what is no date."""
    if len(said) == len("1992-06-02"):  # nearly all: there may be a hundred thousand of them
        with suppress(ValueError):
            day = date.fromisoformat(said).toordinal()
            return day, day
    days = meant(said)
    return (days.first, days.last) if days else _NO_DAYS


def _mentions(plain: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """The least and the greatest age that each place tells."""
    for form in _AGES:
        for found in form.finditer(plain):
            if 0 < int(found[1]) <= _OLDEST:
                yield int(found[1]), int(found[1]), found.span()
    for found in _COMPOUND.finditer(plain) if "летн" in plain.casefold() else ():
        if found[1] or found[2]:
            age = _compound(found)
            yield age, age, found.span()
    for form, least, most in _RANGES:
        for found in form.finditer(plain):
            if found.lastindex == 1:
                yield int(found[1]) + least, int(found[1]) + most, found.span()
            elif found[2].casefold() in _TENS_OF:
                of = 10 * (1 + _TENS_OF.index(found[2].casefold()))
                low, high = _PARTS_OF_TEN[(found[1] or "").casefold()]
                yield of + low, of + high, found.span()


def _compound(found: re.Match[str]) -> int:
    tens = 10 * (2 + _TENS.index(found[1].casefold())) if found[1] else 0
    ones = (found[2] or "").casefold()
    if ones in _TEENS:
        return tens + 10 + _TEENS.index(ones)
    return tens + next((at for at, each in enumerate(_ONES, 1) if re.fullmatch(each, ones)), 0)


def _born(least: int, most: int, first: date, last: date) -> Days:
    """When somebody was born who had from `least` to `most` whole years at some time between two days."""
    return first.toordinal() - int((most + 1) * _YEAR), last.toordinal() - int(least * _YEAR)

"""Days and months in a text, in figures or words of Russian and English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from waystation.publication.protection.findings import Span
from waystation.publication.protection.reading import Text, read

_MONTHS: Final = (
    "январ\\w{1,3}|янв|january|jan|januar|jänner|janvier|[yji]an?var[yi]?[ae]",
    "феврал\\w{1,3}|февр?|february|feb|februar|février|fevral[yi]?[ae]",
    "март\\w{0,3}|мар|march|mar|märz|mars|marta", "апрел\\w{1,3}|апр|april|apr|avril|aprel[yi]?[ae]",
    "ма[йяюе]\\w{0,2}|may|mai|ma[yi]?[ae]",
    "июн\\w{0,3}|june|jun|juni|juin|i?[yi]un[yi]?[ae]", "июл\\w{0,3}|july|jul|juli|juillet|i?[yi]ul[yi]?[ae]",
    "август\\w{0,3}|авг|august|aug|août|avgusta",
    "сентябр\\w{1,3}|сент?|september|sept|sep|septembre|sent[yi]?abr[yi]?[ae]",
    "октябр\\w{1,3}|окт|october|oct|okt|oktober|octobre|okt[yi]?abr[yi]?[ae]",
    "ноябр\\w{1,3}|нояб?|november|nov|novembre|no[yi]?abr[yi]?[ae]",
    "декабр\\w{1,3}|дек|december|dec|dez|dezember|décembre|dekabr[yi]?[ae]",
)  # fmt: skip
_DAYS: Final = (
    "перв второ треть четв[её]рт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
    "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
).split()
_MONTH: Final = "(" + "|".join(f"(?:{each})" for each in _MONTHS) + r")\b\.?"
_YEAR: Final = r"(?:,?[\s.\-/]{1,3}((?:19|20)\d\d|['’]\d\d)\b)?"
_DAY: Final = r"(\d{1,2})(?:-?(?:го|е|ое|ого|st|nd|rd|th|er)|\.(?=\s))?"
_WORDS: Final = re.compile(rf"\b{_DAY}(?:\s{{1,3}}of)?[\s.\-/]{{1,3}}{_MONTH}{_YEAR}", re.IGNORECASE)
_AMERICAN: Final = re.compile(rf"\b{_MONTH}\s{{1,3}}{_DAY}\b{_YEAR}", re.IGNORECASE)
_SPELLED: Final = re.compile(
    rf"\b((?:двадцать|тридцать)\s{{1,3}})?({'|'.join(_DAYS)}|тридцат)(?:ого|его|ое|ьего|ье|го|е)\s{{1,3}}{_MONTH}{_YEAR}",
    re.IGNORECASE,
)
_FIRST_OF_TWO: Final = re.compile(
    rf"\b(\d{{1,2}})(?:-?го|\.)?\s?(?:[-–—]|по|на|до|и|to|and|bis|und)\s?\d{{1,2}}(?:-?го|\.)?\s{{1,3}}{_MONTH}{_YEAR}",
    re.IGNORECASE,
)
_OF_A_MONTH: Final = re.compile(rf"\b{_MONTH}\s{{1,3}}((?:19|20)\d\d)\b", re.IGNORECASE)
_FIGURES: Final = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\s?[./\-–—_]\s?|\s)(\d{1,2})(?:\s?[./\-–—_]\s?|\s)(['’]?(?:19|20)?\d\d)(?!\d)"
)
_DAY_AND_MONTH: Final = re.compile(r"(?<![\d.])(\d{1,2})[./](0\d|1[0-2])(?![\d./])")
_ROMAN: Final = re.compile(
    r"(?<!\w)(\d{1,2})(?:\s?[./\-–—]\s?|\s)([IVXІХ]{1,4})(?:(?:\s?[./\-–—]\s?|\s)(['’]?(?:19|20)?\d\d))?(?!\w)"
)
_ROMANS: Final = ("I II III IV V VI VII VIII IX X XI XII").split()
_YEAR_FIRST: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[./\s](\d{1,2})[./\s](\d{1,2})(?!\d)")
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{2})(?:-(\d{2}))?(?!\d)")
_EACH_MONTH: Final = [re.compile(each, re.IGNORECASE) for each in _MONTHS]


class Dates:
    """The dates of one text, as facts say them: 2017-03-12, 2017-03; without its year, 03-12."""

    def __init__(self, text: Text, figures: Text | None = None) -> None:
        """`figures`: the text once more, with its numbers in figures, where some are in words."""
        self._found: dict[str, list[Span]] = defaultdict(list)
        for each in (text, figures):
            for day, span in _read(each) if each is not None else ():
                if span not in self._found[day]:
                    self._found[day].append(span)

    def places(self, date: str) -> list[Span]:
        """Where a date stands: the day, whether with its year or without, or its month."""
        if len(date) < len("2017-03"):
            return []
        days = [date, date[5:]] if len(date) == len("2017-03-12") else []
        return [span for each in dict.fromkeys((*days, date[:7])) for span in self._found.get(each, ())]

    def every(self) -> list[str]:
        """All dates, in the order in which they were found."""
        return list(self._found)

    def spans(self, date: str) -> list[Span]:
        """Where a date stands that was found."""
        return self._found.get(date, [])

    def days(self, date: str) -> list[Span]:
        """Where a day stands with its year."""
        return self._found.get(date, []) if len(date) == len("2017-03-12") else []


def _read(text: Text) -> Iterator[tuple[str, Span]]:
    plain = text.plain
    taken: list[Span] = []
    for found in _WORDS.finditer(plain):
        yield from _one(text, found, found[1], found[2], found[3], taken)
    for found in _FIRST_OF_TWO.finditer(plain):
        yield from _one(text, found, found[1], found[2], found[3], taken)
    for found in _AMERICAN.finditer(plain):
        yield from _one(text, found, found[2], found[1], found[3], taken)
    for found in _SPELLED.finditer(plain):
        yield from _one(text, found, _spelled(found), found[3], found[4], taken)
    for found in _FIGURES.finditer(plain):
        year = _whole(found[3])
        for day, month in ((found[1], found[2]), (found[2], found[1])):
            if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
                yield f"{year}-{int(month):02}-{int(day):02}", text.span(*found.span())
    for found in _DAY_AND_MONTH.finditer(plain):
        if 1 <= int(found[1]) <= 31 and int(found[2]):
            yield f"{found[2]}-{int(found[1]):02}", text.span(*found.span())
    for found in _ROMAN.finditer(plain):
        said = found[2].translate(str.maketrans("ІХ", "IX"))
        if said in _ROMANS and 1 <= int(found[1]) <= 31:
            day = f"{_ROMANS.index(said) + 1:02}-{int(found[1]):02}"
            yield f"{_whole(found[3])}-{day}" if found[3] else day, text.span(*found.span())
    for found in _YEAR_FIRST.finditer(plain):
        if 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
            yield f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", text.span(*found.span())
    for found in _ISO.finditer(plain):
        yield found[0], text.span(*found.span())
    for found in _OF_A_MONTH.finditer(plain):
        span = text.span(*found.span())
        if not any(one[0] <= span[0] < one[1] for one in taken):
            yield f"{found[2]}-{_month(found[1]):02}", span


def _one(
    text: Text, found: re.Match[str], day: str, month: str, year: str | None, taken: list[Span]
) -> Iterator[tuple[str, Span]]:
    if not 1 <= int(day) <= 31:
        return
    span = text.span(*found.span())
    taken.append(span)
    said = f"{_month(month):02}-{int(day):02}"
    yield f"{_whole(year)}-{said}" if year else said, span


def _whole(year: str) -> str:
    """A year of which two figures are said, as people write of now."""
    return year if len(year) == len("2017") else f"20{year[-2:]}"


def _month(word: str) -> int:
    return next(number for number, month in enumerate(_EACH_MONTH, 1) if month.fullmatch(word))


def _spelled(found: re.Match[str]) -> str:
    """The number of a day that is written in words."""
    word, tens = found[2].casefold().replace("ё", "е"), (found[1] or "").casefold()
    if word == "тридцат":
        return "30"
    number = next(at for at, each in enumerate(_DAYS, 1) if re.fullmatch(each, word))
    return str(number + (20 if tens.startswith("двадцать") else 30 if tens else 0))


def month(written: str) -> tuple[str, int] | None:
    """The year ("" where none is said) and the month of a day that is written somehow."""
    found = sorted(Dates(read(written)).every(), key=len)
    if not found:
        return None
    parts = found[-1].split("-")
    return (parts[0], int(parts[1])) if len(parts[0]) == len("2017") else ("", int(parts[0]))

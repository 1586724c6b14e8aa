"""Positions on the earth, however they are written: degrees, with minutes and seconds or without, and codes of a
grid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from waystation.publication.protection import grids
from waystation.publication.protection.findings import Span
from waystation.publication.protection.grids import Degrees
from waystation.publication.protection.reading import Text

_NORTH: Final = (
    r"(?:[NSСЮ]\b|[сю]\.?\s?ш\b\.?|(?:северн|южн)\w{2,3}(?:\s{1,2}широт\w)?|(?:north|south)(?:ern latitude)?)"
)
_EAST: Final = (
    r"(?:[EWВЗ]\b|[вз]\.?\s?д\b\.?|(?:восточн|западн)\w{2,3}(?:\s{1,2}долгот\w)?|(?:east|west)(?:ern longitude)?)"
)
_AT_NORTH: Final = r"(?:[NSСЮ]\s?)?"
_AT_EAST: Final = r"(?:[EWВЗ]\s?)?"
_DEGREES: Final = re.compile(
    rf"([+-]?\d{{1,2}}[.,]\d{{2,9}})\s?°?\s?(?:{_NORTH}|{_EAST})?"
    rf"(?:\s{{0,2}}(?:[,;/]|%2[cC]|\sи\s)?\s{{0,3}}|[,;&\s]{{1,3}}[\"']?(?:lon|lng|long|longitude|долгота)[\"']?\s?[=:]?\s?)"
    rf"(?:[NSСЮEWВЗ]\s?)?([+-]?\d{{1,3}}[.,]\d{{2,9}})\s?°?",
    re.IGNORECASE,
)
_MAPPED: Final = re.compile(r"!3d(-?\d{1,2}\.\d{2,9})!4d(-?\d{1,3}\.\d{2,9})")
"""As the link of a map has it."""
_TABLED: Final = re.compile(r"[\d.\s+-]+")
_GAP: Final = r"(?:[\s,;/]{1,4}|\s?и\s|\sand\s)?"
_DEGREE: Final = r"\s?(?:°|o|град(?:ус\w{0,3})?\.?|deg(?:rees?)?\.?)\s?"
_MINUTE: Final = r"\s?(?:['′’`]|мин(?:ут\w{0,2})?\.?|min(?:utes?)?\.?)\s?"
_SECOND: Final = r"\s?(?:[\"″”]|[′'’]{2}|сек(?:унд\w{0,2})?\.?|sec(?:onds?)?\.?)\s?"
_MINUTED: Final = re.compile(
    rf"{_AT_NORTH}(\d{{1,2}})(?:{_DEGREE}|\s)(\d{{1,2}}[.,]\d{{1,5}})(?:{_MINUTE})?\s?{_NORTH}?{_GAP}"
    rf"{_AT_EAST}(\d{{1,3}})(?:{_DEGREE}|\s)(\d{{1,2}}[.,]\d{{1,5}})",
    re.IGNORECASE,
)
_MINUTES: Final = rf"(\d{{1,3}}){_DEGREE}(\d{{1,2}}){_MINUTE}(?:(\d{{1,2}}(?:[.,]\d{{1,4}})?){_SECOND})?"
_SEXAGESIMAL: Final = re.compile(rf"{_AT_NORTH}{_MINUTES}{_NORTH}?{_GAP}{_AT_EAST}{_MINUTES}{_EAST}?", re.IGNORECASE)
_BARE: Final = re.compile(
    rf"\b(\d{{1,2}})[\s:](\d{{1,2}})[\s:](\d{{1,2}}(?:[.,]\d{{1,4}})?)\s?{_NORTH}[\s,;]{{0,4}}"
    rf"(\d{{1,3}})[\s:](\d{{1,2}})[\s:](\d{{1,2}}(?:[.,]\d{{1,4}})?)\s?{_EAST}"
)
_NEAR: Final = 0.02
"""Degrees: within so much two positions are one."""
_NEARER: Final = 0.002
"""The same for what stands for many places, of which one is near everybody."""
_EXACT: Final = 3
"""Decimals of a degree that show a street: about a hundred metres."""


class Positions:
    """What one text has of them, and where."""

    def __init__(self, text: Text, figures: Text | None = None) -> None:
        """`figures`: the text once more, with its numbers in figures, where some are in words."""
        self._text = text
        self._found = [each for one in (text, figures) if one is not None for each in _read(one)]
        self._short = [(code, text.span(*where)) for code, where in grids.short_plus_codes(text.plain)]

    def near(self, said: str) -> list[Span]:
        """Where a position is written that is about this one: two decimal numbers with a comma, latitude first."""
        if not self._found and not self._short:
            return []
        north, _comma, east = said.partition(",")
        where = float(north), float(east)
        found = [span for there, span, _decimals in self._found if _are_near(there, where, _NEAR)]
        for code, span in self._short:
            if _are_near(grids.near_plus_code(code, *where), where, _NEARER):
                found.append(span)
        return list(dict.fromkeys(found))

    def exact(self) -> list[Span]:
        """Positions as exact as a house. Two numbers beside each other, with no more to them, are rather of a table."""
        exact = (
            span
            for _where, span, decimals in self._found
            if decimals >= _EXACT and not _TABLED.fullmatch(self._text.written(span))
        )
        return list(dict.fromkeys(exact))


def _are_near(one: Degrees, other: Degrees, most: float) -> bool:
    """Whether two places are one, also where somebody wrote the longitude first."""
    return any(
        abs(north - other[0]) <= most and abs(east - other[1]) <= most for north, east in (one, (one[1], one[0]))
    )


def _read(text: Text) -> Iterator[tuple[Degrees, Span, int]]:
    plain = text.plain
    for pattern in (_DEGREES, _MAPPED):
        for found in pattern.finditer(plain):
            north, east = (float(each.replace(",", ".")) for each in found.groups())
            decimals = min(len(re.split("[.,]", each)[1]) for each in found.groups())
            if abs(north) <= 90 and abs(east) <= 180:
                yield (north, east), text.span(*found.span()), decimals
    for found in _SEXAGESIMAL.finditer(plain):
        where = _degrees(found[1], found[2], found[3]), _degrees(found[4], found[5], found[6])
        yield where, text.span(*found.span()), _EXACT if found[3] else 2
    for found in _BARE.finditer(plain):
        where = _degrees(found[1], found[2], found[3]), _degrees(found[4], found[5], found[6])
        yield where, text.span(*found.span()), _EXACT
    for found in _MINUTED.finditer(plain):
        north, east = (
            int(degrees) + float(minutes.replace(",", ".")) / 60
            for degrees, minutes in ((found[1], found[2]), (found[3], found[4]))
        )
        yield (north, east), text.span(*found.span()), _EXACT
    for where, (start, end), decimals in grids.positions(plain):
        yield where, text.span(start, end), decimals


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    return int(degrees) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600

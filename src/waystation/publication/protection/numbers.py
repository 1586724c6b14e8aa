"""Telephone numbers, addresses of mail and of accounts, numbers of papers, and positions, however they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from waystation.publication.protection.findings import Span, inside
from waystation.publication.protection.reading import Text

_BETWEEN: Final = r"(?:[\s().\-–—/·_]{0,3}|[-–—]?[ \t]{0,4}\r?\n[ \t>|]{0,12})"
"""What stands between the digits of one number: signs, or the end of a line and how far the next is moved in."""
_PHONE: Final = re.compile(rf"(?<![\w])\+?\(?\d(?:{_BETWEEN}\d){{5,40}}(?!\d)")
_PHONE_DIGITS: Final = range(6, 11)
_DICTATED: Final = re.compile(r"(?<![\w,.])\d{1,4}(?:[,;][ \t]{0,2}\d{1,4}){2,6}(?![\w])")
"""A number as it is told, with a comma after each group; it is one where it has ten or eleven digits."""
_WHOLE_NUMBER: Final = 10
_LOCAL: Final = 7
"""Digits of a number within its town or its company, as people write it who are there."""
_AT: Final = r"\s{0,3}(?:@|[(\[{]\s?(?:at|собак[аи]|собачка|эт|ат)\s?[)\]}]|\s(?:at|собака|собачка)\s)\s{0,3}"
_DOT: Final = (
    r"(?:\s{0,2}\.\s{0,2}|\s{0,3}[(\[{]\s?(?:dot|точка|тчк|punkt)\s?[)\]}]\s{0,3}|\s(?:dot|точка|тчк|punkt)\s)"
)
_NAME: Final = r"[\w.+\-]{1,64}(?:\s(?:dot|точка)\s[\w+\-]{1,40}){0,3}"
_MAIL: Final = re.compile(rf"({_NAME}){_AT}([\w\-]{{1,63}}(?:{_DOT}[\w\-]{{1,63}}){{1,4}})", re.IGNORECASE)
_DOTS: Final = re.compile(_DOT, re.IGNORECASE)
_ACCOUNT: Final = re.compile(r"@?[\w](?:[\w.\-]{1,62})[\w]")
_PARTS: Final = re.compile(r"[._\-\s]+")
_NO_DIGITS: Final = re.compile(r"\D+")
_NOTHING: Final = re.compile(r"[\W_]+")
_LOOK_ALIKE: Final = str.maketrans("авекмнорстухё", "abekmhopctyxe")
_PIECES: Final = re.compile(r"[^\W_]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_HEARD: Final = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y  e iu ia".split(" ")
_AS_HEARD: Final = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _HEARD, strict=True))
"""Each letter as a passport has it (ICAO Doc 9303); the soft sign has none."""
_PLATE: Final = re.compile(r"([a-z])(\d{3})([a-z]{2})(\d{2,3})")
"""The number of a car, whose region people leave out, and whose letters they say together."""
_MOST_PIECES, _SHORTEST_NUMBER = 6, 5
_SIGNS: Final = {"no", "n", "номер"}
"""What stands within the number of a paper and is no part of it: № is read as No."""
_NORTH: Final = r"(?:[NSСЮ]\b|[сю]\.?\s?ш\b\.?)"
_EAST: Final = r"(?:[EWВЗ]\b|[вз]\.?\s?д\b\.?)"
_DEGREES: Final = re.compile(
    rf"([+-]?\d{{1,2}}[.,]\d{{2,9}})\s?°?\s?{_NORTH}?"
    rf"(?:\s{{0,2}}(?:[,;/]|%2[cC]|\sи\s)?\s{{0,3}}|[,;&\s]{{1,3}}(?:lon|lng|long|longitude|долгота)\s?[=:]?\s?)"
    rf"(?:[EWВЗ]\s?)?([+-]?\d{{1,3}}[.,]\d{{2,9}})\s?°?",
    re.IGNORECASE,
)
_TABLED: Final = re.compile(r"[\d.\s+-]+")
_MINUTED: Final = re.compile(
    rf"(?:[NSСЮ]\s?)?(\d{{1,2}})\s?[°\s]\s?(\d{{1,2}}[.,]\d{{1,5}})\s?['′’]?\s?{_NORTH}?[\s,;]{{0,4}}"
    rf"(?:[EWВЗ]\s?)?(\d{{1,3}})\s?[°\s]\s?(\d{{1,2}}[.,]\d{{1,5}})",
    re.IGNORECASE,
)
_MINUTES: Final = r"(\d{1,3})\s?°\s?(\d{1,2})\s?['′’]\s?(?:(\d{1,2}(?:[.,]\d{1,4})?)\s?(?:[\"″”]|[′'’]{2})\s?)?"
_SEXAGESIMAL: Final = re.compile(rf"{_MINUTES}{_NORTH}?[\s,;]{{0,4}}{_MINUTES}{_EAST}?")
_BARE: Final = re.compile(
    rf"\b(\d{{1,2}})[\s:](\d{{1,2}})[\s:](\d{{1,2}}(?:[.,]\d{{1,4}})?)\s?{_NORTH}[\s,;]{{0,4}}"
    rf"(\d{{1,3}})[\s:](\d{{1,2}})[\s:](\d{{1,2}}(?:[.,]\d{{1,4}})?)\s?{_EAST}"
)
_NEAR: Final = 0.02
"""Degrees: within so much two positions are one."""
_EXACT: Final = 3
"""Decimals of a degree that show a street: about a hundred metres."""


def digits_of(text: str) -> str:
    """The digits of a telephone number that are the same with and without its country."""
    return _NO_DIGITS.sub("", text)[-_WHOLE_NUMBER:]


def account(text: str) -> str:
    """The name of an account without its address, in the letters that are compared."""
    bare = text.strip().rstrip("/").rpartition("/")[2].partition("?")[0].lstrip("@")
    return _PARTS.sub("", bare.casefold()).translate(_LOOK_ALIKE)


def sounding(text: str) -> str:
    """The name of an account in Latin letters where it is written in Cyrillic ones, as it sounds."""
    if not _CYRILLIC.search(text) or _LATIN.search(text):
        return text
    return _CYRILLIC.sub(lambda found: _AS_HEARD.get(found[0].casefold(), found[0]), text)


def number(text: str) -> str:
    """The letters and digits of the number of a paper or a car; letters that look the same are the same."""
    return _NOTHING.sub("", text.casefold()).translate(_LOOK_ALIKE)


def mails(text: str) -> Iterator[str]:
    """The addresses of mail in a text."""
    return (mail for found in _MAIL.finditer(text) for mail, _end in _mails(found))


def phones(text: str) -> Iterator[str]:
    """The telephone numbers in a text, of which none is a date."""
    for found in _PHONE.finditer(text):
        if sum(map(str.isdecimal, found[0])) >= _WHOLE_NUMBER:
            yield found[0]


def _mails(found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """An address, and as it is where the last parts of its host are of the next sentence already; each with its end."""
    labels: list[str] = []
    name = ".".join(_DOTS.split(found[1])) if " " in found[1] else found[1]
    end = found.start(2)
    for label in _DOTS.split(found[2]):
        labels.append(label)
        end = found.string.index(label, end) + len(label)
        if len(labels) > 1:
            yield f"{name}@{'.'.join(labels)}".casefold(), end


class Numbers:
    """What one text has of them, and where."""

    def __init__(self, text: Text, figures: Text | None = None) -> None:
        """`figures`: the text once more, with its numbers in figures, where some are in words."""
        self._text = text
        self._phones: dict[str, list[Span]] = defaultdict(list)
        self._mails: dict[str, list[Span]] = defaultdict(list)
        self._accounts: dict[str, list[Span]] = defaultdict(list)
        self._numbers: dict[str, list[Span]] = defaultdict(list)
        self.positions = list(self._positions())
        self._read_accounts()
        for each in (text, figures):
            if each is not None:
                self._read_phones(each)
                self._read_numbers(each)

    def phone(self, said: str) -> list[Span]:
        """Where a telephone number stands."""
        whole = digits_of(said)
        if len(whole) < _WHOLE_NUMBER:
            return self._phones.get(whole, [])
        return [span for each in (whole, whole[-_LOCAL:], whole[::-1]) for span in self._phones.get(each, [])]

    def mail(self, said: str) -> list[Span]:
        """Where an address of mail stands, or the name before its @ as that of an account."""
        whole = said.strip().casefold()
        return self._mails.get(whole, []) or self.handle(whole.partition("@")[0])

    def handle(self, said: str) -> list[Span]:
        """Where the name of an account stands."""
        bare = account(said)
        if not bare.isascii():
            bare = account(sounding(said))
        return (
            [*self._accounts.get(bare, []), *self._numbers.get(bare, [])] if len(bare) >= _SHORTEST_NUMBER - 1 else []
        )

    def number(self, said: str) -> list[Span]:
        """Where the number of a paper or a car stands."""
        bare = number(said)
        if len(bare) < _SHORTEST_NUMBER:
            return []
        whole = self._numbers.get(bare, [])
        plate = _PLATE.fullmatch(bare)
        if plate is None:
            return whole
        first, digits, last, region = plate.groups()
        parts = (f"{digits}{first}{last}{region}", f"{first}{digits}{last}", f"{digits}{first}{last}")
        found = list(whole)
        for span in (span for each in parts for span in self._numbers.get(each, [])):
            if not any(inside(span, other) for other in found):
                found.append(span)
        return found

    def near(self, latitude: float, longitude: float) -> list[Span]:
        """Where a position is written that is about this one."""
        return [
            span
            for (north, east), span, _decimals in self.positions
            if abs(north - latitude) <= _NEAR and abs(east - longitude) <= _NEAR
        ]

    def exact(self) -> list[Span]:
        """Positions as exact as a house. Two numbers beside each other, with no more to them, are rather of a table."""
        return [
            span
            for _where, span, decimals in self.positions
            if decimals >= _EXACT and not _TABLED.fullmatch(self._text.written(span))
        ]

    def _read_phones(self, text: Text) -> None:
        for found in _PHONE.finditer(text.plain):
            places = [at for at in range(found.start(), found.end()) if text.plain[at].isdecimal()]
            said = "".join(text.plain[at] for at in places)
            for length in _PHONE_DIGITS:
                for start in range(len(said) - length + 1):
                    if length < _WHOLE_NUMBER and (start or start + length < len(said)):
                        continue
                    end = places[start + length - 1] + 1
                    begin = found.start() if len(said) - _WHOLE_NUMBER <= 2 else places[start]
                    self._phones[said[start : start + length]].append(text.span(begin, end))

        for found in _DICTATED.finditer(text.plain):
            said = _NO_DIGITS.sub("", found[0])
            if len(said) - _WHOLE_NUMBER in (0, 1):
                self._phones[said[-_WHOLE_NUMBER:]].append(text.span(*found.span()))

    def _read_accounts(self) -> None:
        for found in _MAIL.finditer(self._text.plain):
            for mail, end in _mails(found):
                self._mails[mail].append(self._text.span(found.start(), end))
        broken = re.finditer(r"[\w.\-]{2,40}[ \t]{0,4}\n[ \t]{0,4}[\w.\-]{2,40}", self._text.plain)
        for found in (*_ACCOUNT.finditer(self._text.plain), *broken):
            span = self._text.span(*found.span())
            for said in {found[0], sounding(found[0])}:
                self._accounts[account(said)].append(span)

    def _read_numbers(self, text: Text) -> None:
        pieces = list(_PIECES.finditer(text.plain))
        for index, first in enumerate(pieces):
            said = ""
            for last in pieces[index : index + _MOST_PIECES]:
                if last.start() - first.start() > 40:
                    break
                if last is not first and last[0].casefold() in _SIGNS:
                    continue
                said += last[0]
                if len(said) >= _SHORTEST_NUMBER and any(map(str.isdecimal, said)):
                    self._numbers[number(said)].append(text.span(first.start(), last.end()))

    def _positions(self) -> Iterator[tuple[tuple[float, float], Span, int]]:
        for found in _DEGREES.finditer(self._text.plain):
            north, east = (float(each.replace(",", ".")) for each in found.groups())
            decimals = min(len(re.split("[.,]", each)[1]) for each in found.groups())
            if abs(north) <= 90 and abs(east) <= 180:
                yield (north, east), self._text.span(*found.span()), decimals
        for found in _SEXAGESIMAL.finditer(self._text.plain):
            where = _degrees(found[1], found[2], found[3]), _degrees(found[4], found[5], found[6])
            yield where, self._text.span(*found.span()), _EXACT if found[3] else 2
        for found in _BARE.finditer(self._text.plain):
            where = _degrees(found[1], found[2], found[3]), _degrees(found[4], found[5], found[6])
            yield where, self._text.span(*found.span()), _EXACT
        for found in _MINUTED.finditer(self._text.plain):
            north, east = (
                int(degrees) + float(minutes.replace(",", ".")) / 60
                for degrees, minutes in ((found[1], found[2]), (found[3], found[4]))
            )
            yield (north, east), self._text.span(*found.span()), _EXACT


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    return int(degrees) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600

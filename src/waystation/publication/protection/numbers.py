"""Telephone numbers, addresses of mail and of accounts, and numbers of papers, however they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from waystation.publication.protection.findings import Span, inside
from waystation.publication.protection.reading import Text
from waystation.publication.protection.spoken import signed

_BETWEEN: Final = r"(?:[\s().\-–—/·_]{0,3}|[-–—]?[ \t]{0,4}\r?\n[ \t>|]{0,12})"
"""What stands between the digits of one number: signs, or the end of a line and how far the next is moved in."""
_PHONE: Final = re.compile(rf"(?<![\w])\+?\(?\d(?:{_BETWEEN}\d){{5,40}}(?!\d)")
_PHONE_DIGITS: Final = range(6, 11)
_DICTATED: Final = re.compile(r"(?<![\w,.])\d{1,4}(?:[,;][ \t]{0,2}\d{1,4}){2,6}(?![\w])")
"""A number as it is told, with a comma after each group; it is one where it has ten or eleven digits."""
_WHOLE_NUMBER: Final = 10
_OF_AN_ACCOUNT, _AN_END = 16, 8
"""Digits of an account or a card, and as many of its end as tell it."""
_LOCAL: Final = 7
"""Digits of a number within its town or its company, as people write it who are there."""
_AT_SIGN: Final = "at|собак[аи]|собачка|равлик|zavináč|małpa|malpa|arobase|arroba|chiocciola|kukac|klammeraffe"
"""What @ is called in the languages of those who write to us."""
_AT: Final = rf"\s{{0,3}}(?:@|%40|[(\[{{]\s?(?:{_AT_SIGN}|эт|ат)\s?[)\]}}]|\s(?:{_AT_SIGN})\s)\s{{0,3}}"
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
_ALIKE_TOGETHER: Final = _LOOK_ALIKE | dict.fromkeys(map(ord, "._- \t\r\n\f\v\u00a0\u202f"))
_NO_FIGURES: Final = dict.fromkeys(each for each in range(128) if not chr(each).isdecimal())
_PIECES: Final = re.compile(r"[^\W_]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_HEARD: Final = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y  e iu ia".split(" ")
_AS_HEARD: Final = dict(zip(map(ord, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), _HEARD, strict=True))
"""Each letter as a passport has it (ICAO Doc 9303); the soft sign has none."""
_AS_TYPED: Final = _AS_HEARD | {ord(a): b for a, b in zip("йхцщюя", "y h c sch yu ya".split(), strict=True)}
"""As people rather type it."""
_PLATE: Final = re.compile(r"([a-z])(\d{3})([a-z]{2})(\d{2,3})")
"""The number of a car, whose region people leave out, and whose letters they say together."""
_MOST_PIECES, _SHORTEST_NUMBER = 6, 5
_MOST_WORDS = 3
_APART: Final = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-][^\W_](?![^\W_])){6,20}")
"""The number of a paper, each sign apart."""
_LABELLED: Final = re.compile(r"[^\W\d_]{3,5}(\d{4,20})")
_SIGNS: Final = frozenset("no n номер nr number серия series буквы буква letters letter регион region rus".split())
"""What stands within the number of a paper and is no part of it: № is read as No."""
_EXTENSION: Final = re.compile(
    r"(?:доб(?:авочный)?|внутр(?:енний)?|вн|ext(?:ension)?|durchwahl|poste)\b\.?[\s:№#]{0,3}(\d{4,6})(?!\d)",
    re.IGNORECASE,
)
"""Of a number that a whole house shares. Shorter ones are the same in every house."""
_MASKED: Final = re.compile(r"(?<![\w*•])\+?[\d(*•×#](?:[\d() \t\u00a0.\-–*•×#]|[xXхХ_](?=[\d ().\-–xXхХ_]))"
                             r"{6,26}[\d*•×#](?![\w*•])")  # fmt: skip
"""A number of which some digits are hidden."""
_MASK: Final = re.compile(r"[xXхХ*•×#_]")
_SHOWN: Final = 7
"""So many digits of a masked number have to be seen: fewer fit many people."""
_NATIONAL: Final = 9
"""Digits of a number without its country in many others; some have one less."""
_SPACED: Final = 7
"""So many letters has the name of an account that is known again as several words."""


def digits_of(text: str) -> str:
    """The digits of a telephone number that are the same with and without its country, and without its extension."""
    said = text.translate(_NO_FIGURES) if text.isascii() else _NO_DIGITS.sub("", text)
    if len(said) > _WHOLE_NUMBER + 1:
        said = _NO_DIGITS.sub("", _EXTENSION.sub("", text))
    return said[-_WHOLE_NUMBER:]


def account(text: str) -> str:
    """The name of an account without its address, in the letters that are compared."""
    bare = text.strip().lstrip("@")
    if "/" in bare:
        bare = bare.rstrip("/").rpartition("/")[2].lstrip("@")
    if "?" in bare:
        bare = bare.partition("?")[0]
    return bare.casefold().translate(_ALIKE_TOGETHER)


def _bare(text: str) -> str:
    """The name of an account, as it sounds where it is in Cyrillic letters."""
    bare = account(text)
    return bare if bare.isascii() else account(sounding(text))


def sounding(text: str, table: dict[int, str] = _AS_HEARD) -> str:
    """The name of an account in Latin letters where it is written in Cyrillic ones, as it sounds."""
    if not _CYRILLIC.search(text) or _LATIN.search(text):
        return text
    return text.casefold().translate(table)


def _heard(text: str) -> set[str]:
    """What the name of an account may be that stands in a text."""
    return {text, sounding(text), sounding(text, _AS_TYPED)}


def number(text: str) -> str:
    """The letters and digits of the number of a paper or a car; letters that look the same are the same."""
    return (text if text.isalnum() else _NOTHING.sub("", text)).casefold().translate(_LOOK_ALIKE)


def mails(text: str) -> Iterator[str]:
    """The addresses of mail in a text."""
    return (mail for found in _each_mail(text) for mail, _end in _mails(found))


def phones(text: str) -> Iterator[str]:
    """The telephone numbers in a text, of which none is a date."""
    for found in _PHONE.finditer(text):
        if sum(map(str.isdecimal, found[0])) >= _WHOLE_NUMBER:
            yield found[0]


def _each_mail(text: str) -> Iterator[re.Match[str]]:
    """The addresses of a text. What follows a dot may be its host, or the next address: it is looked at as both."""
    start = 0
    while found := _MAIL.search(text, start):
        yield found
        start = found.start(2) + 1


def untagged(mail: str) -> str:
    """An address of mail in small letters, without what its owner may put after a plus."""
    name, at, host = mail.strip().casefold().partition("@")
    return f"{name.partition('+')[0] or name}{at}{host}"


def _mails(found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """An address, and as it is where the last parts of its host are of the next sentence already; each with its end."""
    labels: list[str] = []
    name = ".".join(_DOTS.split(found[1])) if " " in found[1] else found[1]
    end = found.start(2)
    for label in _DOTS.split(found[2]):
        labels.append(label)
        end = found.string.index(label, end) + len(label)
        if len(labels) > 1:
            for each in _heard(name):
                yield untagged(f"{each}@{'.'.join(labels)}"), end


class Numbers:
    """What one text has of them, and where."""

    def __init__(self, text: Text, figures: Text | None = None) -> None:
        """`figures`: the text once more, with its numbers in figures, where some are in words."""
        self._text = text
        self._phones: dict[str, list[Span]] = defaultdict(list)
        self._mails: dict[str, list[Span]] = defaultdict(list)
        self._accounts: dict[str, list[Span]] = defaultdict(list)
        self._numbers: dict[str, list[Span]] = defaultdict(list)
        self._spaced: dict[str, list[Span]] = defaultdict(list)
        self._signed: dict[str, list[Span]] = defaultdict(list)
        self._extensions: dict[str, list[Span]] = defaultdict(list)
        self._masked: list[tuple[re.Pattern[str], Span]] = []
        for each in (text, signed(text)):
            if each is not None:
                self._read_accounts(each)
        self._read_spaced()
        for each in (text, figures):
            if each is not None:
                self._read_phones(each)
                self._read_numbers(each)

    def phone(self, said: str) -> list[Span]:
        """Where a telephone number stands, also some of whose digits are hidden, or its extension."""
        whole = digits_of(said)
        found = [span for looks, span in self._masked if looks.fullmatch(whole)] if self._masked else []
        if self._extensions and (inner := _EXTENSION.search(said)):
            found += self._extensions.get(inner[1], ())
        if len(whole) < _WHOLE_NUMBER:
            return [*found, *self._phones.get(whole, ())]
        for each in (whole, whole[-_NATIONAL:], whole[1 - _NATIONAL :], whole[-_LOCAL:], whole[::-1]):
            if each in self._phones:
                found += self._phones[each]
        return found

    def mail(self, said: str) -> list[Span]:
        """Where an address of mail stands, or the name before its @ as that of an account."""
        whole = untagged(said)
        return self._mails.get(whole, []) or self.handle(whole.partition("@")[0])

    def handle(self, said: str) -> list[Span]:
        """Where the name of an account stands."""
        return self._named(_bare(said))

    def yearless(self, said: str) -> list[Span]:
        """Where the name of an account stands without the figures at its end, as an account."""
        if not self._signed:
            return []
        bare = _bare(said).rstrip("0123456789")
        return self._signed.get(bare, []) if len(bare) >= _SPACED else []

    def spaced(self, said: str) -> tuple[list[Span], list[Span]]:
        """Where the name of an account stands, and where the words stand of which it is made, as several words."""
        bare = _bare(said)
        made = self._spaced.get(bare, [])
        return self._named(bare), made if made and _PARTS.search(said.strip("@ _")) else []

    def _named(self, bare: str) -> list[Span]:
        return (
            [*self._accounts.get(bare, []), *self._numbers.get(bare, [])] if len(bare) >= _SHORTEST_NUMBER - 1 else []
        )

    def number(self, said: str) -> list[Span]:
        """Where the number of a paper or a car stands."""
        bare = number(said)
        if len(bare) < _SHORTEST_NUMBER:
            return []
        whole = self._numbers.get(bare, [])
        if len(bare) >= _OF_AN_ACCOUNT:  # of an account people write the end
            ends = (bare[-length:] for length in range(len(bare) - 1, _AN_END - 1, -1))
            whole = [*whole, *(span for each in ends for span in self._numbers.get(each, ()))]
        if self._masked:
            whole = [*whole, *(span for looks, span in self._masked if looks.fullmatch(bare))]
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

    def _read_phones(self, text: Text) -> None:
        for found in _PHONE.finditer(text.plain):
            places = [at for at in range(found.start(), found.end()) if text.plain[at].isdecimal()]
            said = "".join(text.plain[at] for at in places)
            begins = {0, len(said)} | {at for at, (a, b) in enumerate(pairwise(places), 1) if "\n" in text.plain[a:b]}
            for length in _PHONE_DIGITS:
                for start in range(len(said) - length + 1):
                    if length < _WHOLE_NUMBER and not {start, start + length} <= begins:
                        continue
                    end = places[start + length - 1] + 1
                    begin = found.start() if len(said) - _WHOLE_NUMBER <= 2 else places[start]
                    self._phones[said[start : start + length]].append(text.span(begin, end))

            if said[0] == "0" and len(said) == _NATIONAL + 1:  # what is dialled before it within its country
                self._phones[said[1:]].append(text.span(*found.span()))
        for found in _EXTENSION.finditer(text.plain):
            self._extensions[found[1]].append(text.span(*found.span()))
        for found in _MASKED.finditer(text.plain):
            shown = "".join(
                each if each.isdecimal() else "." for each in found[0] if each.isdecimal() or _MASK.match(each)
            )
            if "." in shown:
                for each in dict.fromkeys((shown, shown[-_WHOLE_NUMBER:])):
                    if len(each) >= _WHOLE_NUMBER and sum(map(str.isdecimal, each)) >= _SHOWN:
                        self._masked.append((re.compile(each.replace(".", r"\d")), text.span(*found.span())))
        for found in _DICTATED.finditer(text.plain):
            said = _NO_DIGITS.sub("", found[0])
            if len(said) - _WHOLE_NUMBER in (0, 1):
                self._phones[said[-_WHOLE_NUMBER:]].append(text.span(*found.span()))

    def _read_accounts(self, text: Text) -> None:
        for found in _each_mail(text.plain):
            for mail, end in _mails(found):
                self._mails[mail].append(text.span(found.start(), end))
        broken = re.finditer(r"[\w.\-]{2,40}[ \t]{0,4}\n[ \t]{0,4}[\w.\-]{2,40}", text.plain)
        for found in (*_ACCOUNT.finditer(text.plain), *broken):
            span = text.span(*found.span())
            for said in _heard(found[0]):
                self._accounts[account(said)].append(span)
                if "_" in found[0] or found[0][0] == "@" or text.plain[found.start() - 1 : found.start()] in ("@", "/"):
                    self._signed[account(said)].append(span)

    def _read_spaced(self) -> None:
        words = self._text.words[: self._text.ordinary]
        for each in ([account(word.text) for word in words], [_bare(word.text) for word in words]):
            for index, first in enumerate(words):
                said = each[index]
                for last in words[index + 1 : index + _MOST_WORDS]:
                    if self._text.written((words[last.first - 1].span[1], last.span[0])) != " ":
                        break
                    said += each[last.first]
                    if len(said) >= _SPACED:
                        self._spaced[said].append((first.span[0], last.span[1]))

    def _read_numbers(self, text: Text) -> None:
        for found in _APART.finditer(text.plain):
            self._numbers[number(found[0])].append(text.span(*found.span()))
        pieces = list(_PIECES.finditer(text.plain))
        for index, first in enumerate(pieces):
            said = ""
            for last in pieces[index : index + _MOST_PIECES]:
                if last.start() - first.start() > 40:
                    break
                if last is not first and last[0].casefold() in _SIGNS:
                    continue
                said += last[0]
                if last is first and (figures := _LABELLED.fullmatch(said)):  # as somebody writes it: ИНН2014
                    said = figures[1]
                if len(said) >= _SHORTEST_NUMBER and any(map(str.isdecimal, said)):
                    self._numbers[number(said)].append(text.span(first.start(), last.end()))

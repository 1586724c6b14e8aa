"""What is said in several words: an address, a workplace, a place, a trade, an injury."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from waystation.publication.protection.findings import Span
from waystation.publication.protection.words import Nearness, Words

_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset(
    "и в на с из по для при о об а the of and in at on for to by from or with de la не без under own other иной".split()
)
_GENERIC: Final = frozenset(
    "ул улица пер переулок пр просп проспект пл площадь ш шоссе д дом кв квартира корп корпус стр строение г город "
    "с село пос посёлок ст станица хутор р-н район обл область респ республика мкр микрорайон этаж подъезд "
    "street st avenue ave road rd lane house flat apartment apt building city town village district region".split()
)
_MOST_INITIALS: Final = 6
_ABBREVIATION: Final = re.compile(rf"[A-ZА-ЯЁ]{{2,{_MOST_INITIALS}}}")
_OF_SOMEBODY: Final = re.compile(r"[а-яё-]+(?:ого|его|ой|ей|а|я|ы|и)")
_SLACK: Final = 4
"""So many further words may stand among those of a phrase."""
_MOST: Final = 0.6
"""The part of the words of a long phrase that has to be there."""


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The words of what somebody is to others, by the code."""
    lines = Path(__file__).with_name("family.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {row[0]: tuple(row[1:]) for row in rows}


@cache
def _trades() -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("trades.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    there = [(one, tuple(each for each in row if each != one)) for row in rows for one in row]
    found: dict[str, tuple[str, ...]] = {}
    for one, others in there:
        found[one] = tuple(dict.fromkeys((*found.get(one, ()), *others)))
    return found


def trades(said: str) -> tuple[str, ...]:
    """What somebody does for a living, as it was said and as the other language has it."""
    words = _WORD.findall(said.casefold())
    own = (word for word in words if "-" in said and word in _trades())  # each half of a trade with a hyphen
    others = (other for word in (*words, "-".join(words)) for other in _trades().get(word, ()))
    return tuple(dict.fromkeys((said, *own, *others)))


_QUOTED: Final = re.compile(r"[«„“\"']([^«»„“”\"']{3,60})[»“”\"']")


def own_name(workplace: str) -> str:
    """What stands in quotation marks in a workplace: the name of the firm without what kind of firm it is."""
    found = _QUOTED.search(workplace)
    return found[1] if found else ""


@dataclass(frozen=True)
class Place:
    """Where a phrase stands: the numbers of its first and last word, and in the text as it came."""

    first: int
    last: int
    span: Span


class Phrases:
    """Where phrases stand in one text; each different one is looked for once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._numbers = {word.text.casefold() for word in words.text.words if word.text[0].isdecimal()}
        self._abbreviations = {word.text.casefold() for word in words.text.words if _ABBREVIATION.fullmatch(word.text)}
        self._known: dict[tuple[str, bool, bool], tuple[Place, ...]] = {}

    def places(self, phrase: str, *, address: bool = False, firm: bool = False) -> tuple[Place, ...]:
        """Where most of the words of a phrase stand together, in any order and case.

        Of an address, the name of the street and the number of the house. In the name of a firm may be what is a kind
        of street elsewhere: Harrow Lane.
        """
        key = (phrase, address, firm)
        found = self._known.get(key)
        if found is None:
            found = tuple(self._look(phrase, address, firm))
            for short in self._abbreviated(phrase) if firm and not found else ():
                found = (*found, *self._look(short, address, firm))
            self._known[key] = found
        return found

    def _abbreviated(self, phrase: str) -> Iterator[str]:
        """A phrase some of whose words are said by their initials, where the text has these."""
        words = _WORD.findall(phrase) if self._abbreviations else []
        for start, length in product(range(len(words)), range(2, _MOST_INITIALS + 1)):
            said, rest = words[start : start + length], words[start + length :]
            initials = "".join(word[0] for word in said).casefold()
            if initials in self._abbreviations:
                yield " ".join((*words[:start], initials, *rest))

    def _look(self, phrase: str, address: bool, firm: bool) -> list[Place]:
        said = [word for word in dict.fromkeys(_WORD.findall(phrase.casefold())) if word not in _SMALL]
        own = {word.casefold() for word in _WORD.findall(phrase)[1:] if word[0].isupper()} if firm else set()
        telling = [word for word in said if word not in _GENERIC or word in own] or ([] if address else said)
        if firm and len(telling) == 1:  # a studio may be called the Third Floor
            telling = said
        rest: list[str] = []
        house = next((at for at, word in enumerate(telling) if at and word[0].isdecimal()), 0) if address else 0
        if house:
            if telling[house] not in self._numbers:  # most addresses end here
                return []
            rest, telling = telling[house + 1 :] + telling[: house - 1], telling[house - 1 : house + 1]
        needed = max(min(2, len(telling)), round(len(telling) * _MOST))
        met = [(self._words.text.words[each].first, each, word) for word in telling for each in self._met(word)]
        told = {word for _first, _number, word in met}
        if len(told) < needed or all(map(str.isdecimal, told)):
            return []
        found = self._together(sorted(met), needed, len(telling) + _SLACK, whole=address)
        return [self._extended(place, rest) for place in found] if rest else found

    def _extended(self, place: Place, rest: list[str]) -> Place:
        """An address with what follows of it: the flat, the village; or a flat that stands before its house."""
        words = self._words.text.words
        for first, number in sorted((words[each].first, each) for word in rest for each in self._met(word)):
            if place.last < first <= place.last + _SLACK:
                place = Place(place.first, words[number].last, (place.span[0], words[number].span[1]))
            elif place.first - _SLACK <= first < place.first and words[number].text[0].isdecimal():
                place = Place(first, place.last, (words[number].span[0], place.span[1]))
        return place

    def _met(self, word: str) -> list[int]:
        """The words of the text that meet one of a phrase; numbers only as they are."""
        words = self._words.text.words
        hits = self._same(word)
        if not hits and _OF_SOMEBODY.fullmatch(word):  # a genitive in a street, a plural in a firm
            hits = [number for each in self._words.known(word).forms for number in self._same(each)]
        if any(map(str.isdecimal, word)):
            return [number for number in hits if words[number].text.casefold() == word]
        return [number for number in hits if not words[number].half]

    def _same(self, word: str) -> list[int]:
        return [number for number, nearness in self._words.meeting(word) if nearness is Nearness.SAME]

    def _together(self, met: list[tuple[int, int, str]], needed: int, room: int, *, whole: bool) -> list[Place]:
        """Where enough of them stand near each other: each once, or the `whole` of what stands there."""
        words = self._words.text.words
        found: list[Place] = []
        for index, (first, number, _word) in enumerate(met):
            if found and first <= found[-1].last:
                continue
            near = [each for each in met[index:] if each[0] < first + room]
            near = near if whole else _each_once(near)
            if len({word for _first, _number, word in near}) >= needed and any(
                not each[2].isdecimal() for each in near
            ):
                spans = [words[each[1]].span for each in near]
                span = (words[number].span[0], max(end for _start, end in spans))
                found.append(Place(first, max(words[each[1]].last for each in near), span))
        return found


def _each_once(met: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Where each word of a phrase stands first."""
    found: dict[str, tuple[int, int, str]] = {}
    for each in met:
        found.setdefault(each[2], each)
    return list(found.values())

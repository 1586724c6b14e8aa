"""Which words of a text meet a word of a fact: in any alphabet and spelling, with the endings that languages add.

The text is what is indexed; a word of a fact is looked up in it once, however many facts it stands in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import Final

from waystation.linkage import letters
from waystation.linkage.letters import outline
from waystation.linkage.names import form, is_typo
from waystation.publication.protection.called import called, is_called
from waystation.publication.protection.disguised import starred
from waystation.publication.protection.morphology import Known, known
from waystation.publication.protection.reading import Text, Word

_RUSSIAN: Final = (
    "а я у ю ы и е ё о ой ей ёй ою ею ом ем ём ым им ого его ому ему ая яя ую юю ое ее "
    "ые ие ых их ыми ими ам ям ами ями "
    "очка очки очке очку очкой ечка ечки ечке ечку ечкой енька еньки еньке еньку енькой ушка ушки ушке ушку ушкой "
    "чик чика чику чиком чике"
).split()  # fmt: skip
_CHECHEN: Final = (
    "ан ин ийн ун на нна ас с га ге ра гара ера ца аца ш аш чунна чо чун хь ехь гӏар гӏеран гӏарна гӏера".split()
)
_ADJECTIVE: Final = [
    f"{stem}ск{end}" for stem in ("", "ов", "ев", "ин") for end in "ий ого ому им ом ая ой ую ое ие их ими".split()
] + [f"{stem}{end}" for stem in ("", "ин", "ов") for end in "ец ца цу цем це цы цев цам цами цах".split()]
"""Of a name or a place, and those who are of there: хасавюртовский, шалинцы."""
_LATIN: Final = ("s", "es")
_VOWELS: Final = "aeiou"
_LONG_VOWELS: Final = str.maketrans("", "", "\u0648\u05d5")
"""Waw and vav, which stand for u and o as well as for v."""
_SHORTEST_STEM, _SHORTEST_OUTLINE, _SHORTEST_MISSPELT = 3, 5, 5
_ABJADS: Final = ("\u0590", "\u08ff")  # scripts that write no short vowels


_DIGRAPHS: Final = (("ու", "u"), ("ου", "u"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "dzh"), ("τσ", "ts"))
"""Sounds that Armenian and Greek write with two letters."""
_SURNAME: Final = re.compile(r".{2,}(?:[oe](?:v|ff|w)|enko|dze|shvili)(?:a|u|ym|oy|oi|ymi|ykh|s)?")
"""How surnames end in Latin letters, and hardly any word of English."""


_CZECH_WOMAN: Final = re.compile(r"(?<=[oe]v|in)ov(?:a|e|ou)$")
"""What Czech and Slovak add to the surname of a woman's father or husband."""


_FOND: Final = re.compile(
    r"([а-яё]{2,}?)(?:[оеё]чк|[оеё]ньк|[ую]шк|[ую]ш|[ую]лечк|[ую]ль?|[ую]нь?|[ую]ньк|[ую]с[ья]?|чик|ик|ок|[её]к)"
    r"(?:а|у|е|и|ы|ой|ом|я|ю|ей)?"
)
"""How Russian makes a fonder name of a short one."""


class Nearness(IntEnum):
    """How a word of a text meets one of a fact."""

    MISSPELT = 0  # but for one letter, or one that is hidden
    SOUNDS = 1  # as somebody may write it who has only heard it, or as people call who has that name
    SAME = 2  # in another alphabet, case or customary spelling


Hits = tuple[tuple[int, Nearness], ...]
"""Numbers of words of the text, each with how it meets."""


@cache
def _endings() -> dict[int, frozenset[str]]:
    """Endings in folded letters, by their length."""
    folded = {letters.readings("б" + each)[0][1:] for each in (*_RUSSIAN, *_CHECHEN, *_ADJECTIVE)} | set(_LATIN)
    lengths = {len(each) for each in folded if each}
    return {length: frozenset(each for each in folded if len(each) == length) for length in lengths}


class Words:
    """The words of one text, found by what they may be meant as."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._dictionary: dict[str, Known] = {}
        self.text = text = replace(text, words=(*text.words, *self._parted()))
        self._same: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._given: dict[str, list[int]] = defaultdict(list)
        self._outlines: dict[str, list[int]] = defaultdict(list)
        self._called: dict[str, list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(
            list
        )  # halves of longer words: a name may have two letters left
        self._bare: dict[str, list[int]] = defaultdict(list)
        self._met: dict[str, Hits] = {}
        self._near: dict[str, Hits] = {}
        self._misspelt: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self._starred: list[tuple[int, re.Pattern[str]]] = []
        places: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(text.words):
            places[word.text.casefold()].append(number)
        for said, numbers in places.items():
            self._put(said, numbers)
        hidden = list(starred(text))
        self.text = replace(text, words=(*text.words, *(word for word, _looks in hidden)))
        self._starred = [(len(text.words) + at, looks) for at, (_word, looks) in enumerate(hidden)]

    def _parted(self) -> Iterator[Word]:
        """Words with a space in them, as texts taken out of a PDF have: neither part is a word."""
        for first, second in pairwise(self.text.words[: self.text.ordinary]):
            parts = first.text, second.text
            if (
                (
                    not (second.capital or min(map(len, parts)) < 2)
                    and self.text.written((first.span[1], second.span[0])) == " "
                )
                and all(map(_is_cyrillic, parts))
                and not all(self.known(part).known for part in parts)
            ):
                yield Word("".join(parts), first.first, second.last, (first.span[0], second.span[1]), first.capital)

    def known(self, word: str) -> Known:
        """What the dictionary has of a word."""
        said = word.casefold()
        if said not in self._dictionary:
            self._dictionary[said] = known(said)
        return self._dictionary[said]

    def meeting(self, word: str) -> Hits:
        """The words of the text that meet a word of a fact."""
        said = word.casefold()
        found = self._met.get(said)
        if found is None:
            found = self._met[said] = self._look(said)
        return found

    def nearly(self, word: str) -> Hits:
        """The words of the text that are one of a name but for a letter: one more, less, other, hidden, or two
        exchanged. They are in no dictionary."""
        said = word.casefold()
        hits = self._near.get(said)
        if hits is None:
            hits = self._near[said] = tuple((number, Nearness.MISSPELT) for number in sorted(self._nearly(said)))
        return hits

    def _nearly(self, said: str) -> set[int]:
        found: set[int] = set()
        for reading in form(latin(said)).readings if self._misspelt or self._starred else ():
            found.update(number for number, looks in self._starred if looks.fullmatch(reading))
            if len(reading) >= _SHORTEST_MISSPELT:
                keys = {reading, *_with_one_less(reading)}
                near = {each for key in keys for each in self._misspelt.get(key, ())}
                found.update(number for other, number in near if is_typo(other, reading))
        return found

    def _put(self, said: str, numbers: list[int]) -> None:
        if "\u0590" <= said[0] <= "\u08ff":
            for each in {said, said.translate(_LONG_VOWELS)} - {""}:
                for bare in {_without_vowels(reading) for reading in letters.readings(latin(each))}:
                    self._bare[bare] += numbers
            return
        # What halves of longer words may be is not looked up: nearly all of them are no words at all.
        is_word = any(not self.text.words[number].half for number in numbers)
        forms = (said, *self.known(said).forms) if is_word else (said,)
        forms = (*forms, bare) if (bare := _unmarked(said)) else forms
        read = {each for one in forms for each in readings(latin(one))}
        for reading in read:
            self._same[reading] += numbers
            for stem in _stems(reading):
                self._stems[stem] += numbers
            if not is_word and len(reading) == _SHORTEST_STEM:
                self._short[reading[:-1]] += numbers
        if is_word and len(said) >= _SHORTEST_MISSPELT and self._is_strange(said, numbers):
            for reading in letters.readings(latin(said[::-1])):
                self._same[reading] += numbers
            for one in {each for reading in letters.readings(latin(said)) for each in (reading, *_stems(reading))}:
                if len(one) >= _SHORTEST_MISSPELT - 1:
                    for key in (one, *_with_one_less(one)):
                        self._misspelt[key].update((one, number) for number in numbers)
        for name in form(latin(said)).names:
            self._given[name] += numbers
        fond = {each for base in _fondly(said) for each in letters.readings(base)} if is_word else set()
        for name in {name for reading in read | fond if is_word for name in called().get(reading, ())}:
            self._called[name] += numbers
        for each in {outline(reading) for reading in read if is_word and len(reading) >= _SHORTEST_OUTLINE}:
            self._outlines[each] += numbers

    def _is_strange(self, said: str, numbers: list[int]) -> bool:
        """Whether a word may be a name that is not spelled as it should be: it is in no dictionary."""
        words = self.text.words
        if not any(words[number].capital for number in numbers) and not self.text.has_no_capitals:
            return False
        return not self.known(said).known if _is_cyrillic(said) else not all(words[each].opens for each in numbers)

    def _look(self, said: str) -> Hits:
        meant = form(latin(said))
        if bare := _unmarked(said):
            other = form(bare)
            meant = replace(meant, readings=meant.readings | other.readings, names=meant.names | other.names)
        same: set[int] = set()
        for reading in meant.readings:
            same.update(self._same.get(reading, ()), self._stems.get(reading, ()))
            bare = reading.rstrip(_VOWELS)
            if bare != reading and len(bare) >= _SHORTEST_STEM:
                same.update(self._stems.get(bare, ()))
            elif bare != reading:
                same.update(self._short.get(bare, ()))
            if self._bare and len(_without_vowels(reading)) >= _SHORTEST_STEM:
                same.update(self._bare.get(_without_vowels(reading), ()))
        for name in meant.names:
            same.update(self._given.get(name, ()))
        sounds = {
            number
            for each in meant.readings
            for name in called().get(each, ())
            for number in self._called.get(name, ())
        }
        for each in meant.outlines:
            if len(each) >= _SHORTEST_OUTLINE:
                sounds.update(self._outlines.get(each, ()))
        hits = [(number, Nearness.SAME) for number in same] + [(each, Nearness.SOUNDS) for each in sounds - same]
        return tuple(sorted(hits))


def _fondly(said: str) -> Iterator[str]:
    """The short names of which a fonder one may be made: Светочка of Света, Колюня of Коля."""
    if (found := _FOND.fullmatch(said)) is not None:
        yield from (short for end in "ая" if is_called(short := found[1] + end))


def _is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[0] <= "\u052f"


def _unmarked(word: str) -> str:
    """A Latin word that has marks, as who has no such keys writes it: Besancon; nothing of any other."""
    if word.isascii() or word[0] > "\u024f":
        return ""
    bare = "".join(filter(str.isascii, unicodedata.normalize("NFKD", word)))
    return bare if len(bare) == len(word) else ""


def _with_one_less(reading: str) -> Iterator[str]:
    """All that is left of a word without one of its letters: what two words share that are one letter off."""
    return (reading[:at] + reading[at + 1 :] for at in range(len(reading)))


def latin(word: str) -> str:
    """A word in Latin letters where its script is neither Latin nor Cyrillic."""
    if word.isascii() or word[0] < "\u0370" or "\u0400" <= word[0] <= "\u052f":
        return word
    from anyascii import anyascii  # loaded for whoever has such a word

    for together, sound in _DIGRAPHS:
        word = word.replace(together, sound)
    return anyascii(word).casefold()


def readings(word: str) -> set[str]:
    """What a word may be read as; of a Latin one with ts or tch in it, that these may be two sounds too."""
    found = set(letters.readings(word))
    found |= {_CZECH_WOMAN.sub("", each) for each in found}
    for together in ("ts", "tch", "tkh"):
        at = word.find(together)
        if at >= 0 and word.isascii():
            ends = letters.readings(word[at + 1 :])
            found |= {one + other for one in letters.readings(word[: at + 1]) for other in ends}
    return found - {""}


def _stems(reading: str) -> Iterator[str]:
    """What is left of a word without an ending that it may have."""
    for length, endings in _endings().items():
        if len(reading) - length >= _SHORTEST_STEM and reading[-length:] in endings:
            yield reading[:-length]


def _without_vowels(reading: str) -> str:
    """The letters that a script without vowels would write, in folded letters: v, f, p, b as one, and s, sh, ch, ts."""
    bare = "".join(letter for letter in reading if letter not in _VOWELS)
    return bare.translate(str.maketrans("fpbgc4wzj", "vvvhsssss"))


def is_plain(word: Word, dictionary: Known, *, capitals: bool, alone: bool = False) -> bool:
    """Whether a word, alone, is rather an ordinary one than a name. `capitals`: the text's capitals say something.

    `alone`: those beside it are in another script, so that a Latin word is no ordinary one.
    """
    if dictionary.small:
        return True
    if word.capital and capitals:
        return False
    if dictionary.forms:
        return dictionary.word
    return word.text.isascii() and capitals and not alone and not _SURNAME.fullmatch(word.text.casefold())

"""Names of people in a text: two of one person beside each other, or one alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from waystation.confidential import Kind
from waystation.linkage import names as linkage
from waystation.publication.protection.called import is_called
from waystation.publication.protection.findings import Finding, Level, Reason, Span, inside
from waystation.publication.protection.reading import Word
from waystation.publication.protection.words import Hits, Nearness, Words, is_plain

_BESIDE: Final = 3
"""So many words may two names of one person be apart: a patronymic, an initial, a hyphen."""
_FEW: Final = 20
_SHORTEST: Final = 5
"""Fewer Latin capitals are rather an abbreviation than a name."""
_LONG: Final = 7
"""So many letters has a name that is told alone though one of them is another."""
_SAMPLES: Final = 3
_INITIALS: Final = re.compile(r"(?<![^\W_])[A-ZА-ЯЁ]\.\s?[A-ZА-ЯЁ]\.\s?[A-ZА-ЯЁ]\.(?!\s?[A-ZА-ЯЁ][a-zа-яё])")
"""Three of one person, as courts name those whom they do not name."""
_INITIAL: Final = re.compile(r"(?:[ \u00a0-]{1,2}[A-ZА-ЯЁ]\.){1,2}")
_OF_FEW: Final = 3
_TITLES: Final = frozenset(
    "пророк апостол архангел святой святая св царь царица король королева император императрица принц принцесса князь "
    "княгиня граф графиня улица ул проспект площадь переулок имени им "
    "prophet apostle saint st king queen emperor empress prince princess lord duke".split()
)
"""What stands before a name, or after it and a comma, that is rather of a saint, a ruler or a street."""
_LETTERS: Final = re.compile(r"[^\W\d_]")


@cache
def _common() -> frozenset[str]:
    """English words that stand in every text; Russian ones the dictionary knows."""
    lines = Path(__file__).with_name("common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@dataclass
class _Carriers:
    """Whose name a word of the text may be."""

    people: int = 0
    nearness: Nearness = Nearness.MISSPELT
    about: list[bytes] = field(default_factory=list)


class Names:
    """Gathers which names of whom a text has."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._parts: dict[str, tuple[tuple[str, Hits], ...]] = {}
        self._hits: dict[str, Hits] = {}
        self._met: dict[bytes, dict[str, Hits]] = defaultdict(dict)
        self._initials: dict[str, list[Span]] = defaultdict(list)
        for found in _INITIALS.finditer(words.text.plain):
            self._initials[_initials(found[0].replace(".", " "))].append(words.text.span(*found.span()))
        self._initialed: dict[str, set[bytes]] = defaultdict(set)

    def put(self, about: bytes, name: str) -> None:
        """Holds one name of somebody against the text."""
        if self._initials and (those := _initials(name)) in self._initials:
            self._initialed[those].add(about)
        parts = self._parts.get(name)
        if parts is None:
            told = linkage.words(" ".join(self._telling(name)))
            said = dict.fromkeys(part for part in told if _has_letters(part))
            met = ((part, self._meeting(part)) for part in said)
            parts = tuple((part, hits) for part, hits in met if hits)
            self._parts[name] = parts
        if parts:
            self._met[about].update(parts)

    def _meeting(self, part: str) -> Hits:
        found = self._hits.get(part)
        if found is None:
            hits = self._words.meeting(part)
            there = {number for number, _nearness in hits}
            found = (*hits, *(each for each in self._words.nearly(part) if each[0] not in there))
            self._hits[part] = found
        return found

    def _telling(self, name: str) -> list[str]:
        """The words that name: those with a capital; where none has any, those that are no ordinary words.

        Somebody may be called "a man from his work".
        """
        words = name.split()
        capitals = [word for word in words if any(map(str.isupper, word)) and word.casefold() not in _common()]
        if any(map(_has_letters, capitals)):
            return capitals
        lower = [word for word in words if word.casefold() not in _common()]
        return [word for word in lower if not (known := self._words.known(word)).word and not known.small]

    def found(self) -> Iterator[Finding]:
        """What of it gives somebody away."""
        whole: dict[Span, _Carriers] = defaultdict(_Carriers)
        single: dict[int, _Carriers] = defaultdict(_Carriers)
        for about, parts in self._met.items():
            for span, nearness in set(self._beside(parts)) if len(parts) > 1 else ():
                _count(whole[span], about, nearness)
            nearest: dict[int, Nearness] = {}
            for name, hits in parts.items():
                for number, nearness in hits:
                    if nearness is Nearness.MISSPELT and len(name) < _LONG:
                        continue
                    nearest[number] = max(nearness, nearest.get(number, nearness))
            for number, nearness in nearest.items():
                _count(single[number], about, nearness)
        spans = _longest(whole)
        yield from (self._named(span, whole[span]) for span in spans)
        yield from self._alone(single, spans)
        for those, people in self._initialed.items():
            if len(people) < _OF_FEW:
                for span in self._initials[those]:
                    yield self._initialled(span, people)

    def _initialled(self, span: Span, people: set[bytes]) -> Finding:
        written = self._words.text.written(span)
        about = tuple(sorted(people))
        return Finding(Kind.NAME, Reason.RARE_NAME, Level.POSSIBLE, written, (span,), len(people), about)

    def _beside(self, parts: dict[str, Hits]) -> Iterator[tuple[Span, Nearness]]:
        """Places in which two different names of one person stand together."""
        words = self._words.text.words
        places = sorted(
            (words[number].first, number, name, nearness) for name, hits in parts.items() for number, nearness in hits
        )
        for index, (_first, number, name, nearness) in enumerate(places):
            for second, other, other_name, other_nearness in places[index + 1 :]:
                if second - words[number].last > _BESIDE:
                    break
                if self._are_two(number, other, name, other_name) and max(nearness, other_nearness) > Nearness.SOUNDS:
                    one, two = words[number].span, words[other].span
                    near = Nearness.MISSPELT if Nearness.MISSPELT in (nearness, other_nearness) else Nearness.SAME
                    yield (min(one[0], two[0]), max(one[1], two[1])), near

    def _are_two(self, one: int, other: int, name: str, other_name: str) -> bool:
        first, second = self._words.text.words[one], self._words.text.words[other]
        if one == other or name == other_name:
            return False
        if first.half or second.half:
            return first.span == second.span and first.half == -second.half
        return first.last < second.first or (first.span == second.span and first.text != second.text)

    def _named(self, span: Span, carriers: _Carriers) -> Finding:
        written = self._words.text.written(span)
        level = Level.LIKELY if carriers.nearness is Nearness.MISSPELT else Level.CERTAIN
        return Finding(Kind.NAME, Reason.FULL_NAME, level, written, (span,), carriers.people, tuple(carriers.about))

    def _alone(self, single: dict[int, _Carriers], whole: list[Span]) -> Iterator[Finding]:
        capitals = not self._words.text.has_no_capitals
        for number, carriers in sorted(single.items()):
            word = self._words.text.words[number]
            if (word.half and not self._is_tagged(word, carriers)) or any(inside(word.span, span) for span in whole):
                continue
            if word.text.casefold() in _common() or is_plain(
                word, self._words.known(word.text), capitals=capitals, alone=self._is_foreign(word)
            ):
                continue
            reason, level = _of_one(carriers)
            short = word.text.isascii() and word.text.isupper() and len(word.text) < _SHORTEST and capitals
            opens = word.opens and (word.text.isascii() or self._words.known(word.text).word)
            if short or opens or self._is_a_stranger(number, single):
                level = Level.POSSIBLE
            if carriers.nearness <= Nearness.SOUNDS and not word.capital:
                continue
            if carriers.nearness is Nearness.MISSPELT and len(word.text) < _LONG:
                continue
            span = word.span
            if initial := _INITIAL.match(self._words.text.raw, span[1]):  # it is of the same name
                span = (span[0], initial.end())
            written, about = self._words.text.written(span), tuple(carriers.about)
            yield Finding(Kind.NAME, reason, level, written, (span,), carriers.people, about)

    def _is_tagged(self, word: Word, carriers: _Carriers) -> bool:
        """Whether half of what was run together behind a # or an @ is a name long enough to be meant."""
        before = self._words.text.raw[max(0, word.span[0] - 1) : word.span[0]]
        return before in ("#", "@") and len(word.text) >= _LONG and carriers.nearness is Nearness.SAME

    def _is_foreign(self, word: Word) -> bool:
        """Whether the words beside a Latin word are all in another script."""
        words = self._words.text.words[: self._words.text.ordinary]
        beside = [*words[max(0, word.first - 2) : word.first], *words[word.last + 1 : word.last + 3]]
        return bool(beside) and all(each.text[0] > "\u0370" for each in beside)

    def _is_a_stranger(self, number: int, single: dict[int, _Carriers]) -> bool:
        """Whether a name stands before or after one of nobody whom we know: it is rather a stranger's."""
        text = self._words.text
        word = text.words[number]
        if word.first != word.last or text.has_no_capitals:
            return False
        if word.first and self._is_title(text.words[word.first - 1]):
            return True
        after = text.words[min(word.first + 1, text.ordinary - 1)]
        if text.raw[word.span[1] : after.span[0]] == ", " and self._is_title(after):
            return True
        for beside in (word.first - 1, word.last + 1):
            if not 0 <= beside < text.ordinary or beside in single:
                continue
            other = text.words[beside]
            apart = text.raw[min(word.span[1], other.span[1]) : max(word.span[0], other.span[0])]
            opens = other.opens and not is_called(other.text.casefold())
            if apart == " " and other.capital and not opens and not self._words.known(other.text).word:
                return True
        return False

    def _is_title(self, word: Word) -> bool:
        forms = (word.text.casefold(), *self._words.known(word.text).forms)
        return (word.opens or not word.capital) and not _TITLES.isdisjoint(forms)


def _initials(name: str) -> str:
    """The first letters of three names in whatever order they stand."""
    first = sorted(word[0] for word in name.casefold().split())
    return "".join(first) if len(first) == 3 else ""


def _has_letters(word: str) -> bool:
    """Whether a word is more than an initial."""
    return (word.isalpha() and len(word) > 1) or len(_LETTERS.findall(word)) > 1


def _count(carriers: _Carriers, about: bytes, nearness: Nearness) -> None:
    if nearness > carriers.nearness:
        carriers.people, carriers.nearness, carriers.about = 0, nearness, []
    if nearness == carriers.nearness:
        carriers.people += 1
        if len(carriers.about) < _SAMPLES:
            carriers.about.append(about)


def _of_one(carriers: _Carriers) -> tuple[Reason, Level]:
    if carriers.nearness <= Nearness.SOUNDS:
        return Reason.SOUNDS_LIKE, Level.POSSIBLE
    if carriers.people <= _FEW:
        return Reason.RARE_NAME, Level.LIKELY
    return Reason.COMMON_NAME, Level.POSSIBLE


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Those that lie in no other."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not found or not inside(span, found[-1]):
            found.append(span)
    return found

"""A text as it is compared: without what nobody sees, in words that know where they stood.

A word may be broken over two lines, spelled letter by letter, or run together with others as in a hashtag: what it may
be meant as stands among the words too, over the same place.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from waystation.publication.protection.decoded import coded
from waystation.publication.protection.findings import Span
from waystation.publication.protection.morphology import known

WORD: Final = re.compile(r"[^\W_]+(?:['’`ʼ!|][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’`ʼ]s?$|(?<=[A-Za-z])['’`ʼ][sS]$")
_BREAK: Final = re.compile(r"[-‐‑–¬\u00ad]?[ \t]{0,8}\r?\n[ \t>*|]{0,8}")
_PAGE_BREAK: Final = re.compile(r"[-‐‑¬\u00ad]\s{0,20}(?:\n|\f)\s{0,20}(?:[-–—]?\s?\d{1,4}\s?[-–—]?)?\s{0,20}")
"""The end of a page in the middle of a word, with the number of the page or without."""
_SIGNS: Final = re.compile(r"[^\w\s,;:()\[\]{}«»\"“”/\\]{1,4}|_")
"""What may stand within a word to hide it, with no space on either side: a hyphen, a dot, an emoji."""
_MOST_PIECES: Final = 6
_SPELLED: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_]{1,3}[^\W\d_](?![^\W_])){3,60}")
_HUMP: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[a-zа-яё]\d)(?=[A-ZА-ЯЁ][a-zа-яё])")
_ELIDED: Final = re.compile(r"(?:[dl]|qu|dell|all|nell)['’]([^\W\d_]{3,40})", re.IGNORECASE)
"""What French and Italian write before a vowel: d'Achkhoï."""
_NUMBERED: Final = re.compile(r"^\d*([^\W\d_]{3,})\d*$")
_BEGINS_ANEW: Final = re.compile(r"(?:^|[.!?…\n])\s*[—–-]?\s*[«„“\"'(]?$")
_PASSAGE: Final = re.compile(r"\n[ \t]*\n")
_RUNS_ON: Final = "@#/._=:"
_SHORT, _LONG = 5, 9
_LONGEST_PASSAGE: Final = 150
_SHORTEST_HALF: Final = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or what may be one. `first` and `last` number the plain words over which it stands.

    `opens`: a sentence begins with it, so that its capital says nothing. `half`: it is the beginning (so many letters)
    or the rest (as many, negative) of a longer word, and tells something only beside the other half.
    """

    text: str = field(repr=False)
    first: int
    last: int
    span: Span
    capital: bool
    opens: bool = False
    half: int = 0


@dataclass(frozen=True)
class Text:
    """A text made ready. `plain` is what is seen of it; `at` and `until` say where each of its characters stood."""

    raw: str = field(repr=False)
    plain: str = field(repr=False)
    at: tuple[int, ...] = field(repr=False)
    until: tuple[int, ...] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    ordinary: int
    """How many of the words are plain ones; those that follow are what they may be meant as."""

    def span(self, start: int, end: int) -> Span:
        """Where a part of `plain` stood in the text as it came."""
        return (self.at[start], self.until[end - 1]) if end > start else (self.at[start], self.at[start])

    def number(self, position: int) -> int:
        """The plain word at a position of the text as it came, or the one before it."""
        return max(0, bisect_right(self._starts, position) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.span[0] for word in self.words[: self.ordinary]]

    @cached_property
    def passages(self) -> list[int]:
        """For each plain word the number of the paragraph that it stands in; a very long one counts as several."""
        ends = [self.at[found.start()] for found in _PASSAGE.finditer(self.plain)]
        found: list[int] = []
        number = length = paragraph = 0
        for start in self._starts:
            where = bisect_right(ends, start)
            length += 1
            if found and (where != paragraph or length > _LONGEST_PASSAGE):
                number, length = number + 1, 1
            paragraph = where
            found.append(number)
        return found

    @cached_property
    def has_no_capitals(self) -> bool:
        """Whether it is written so that capitals say nothing."""
        words = [word for word in self.words[: self.ordinary] if word.text[0].isalpha()]
        capitals = sum(word.capital for word in words)
        return len(words) >= _SHORT and (capitals <= len(words) // 100 or capitals >= len(words) * 0.9)

    def written(self, span: Span) -> str:
        """What stands there."""
        return self.raw[span[0] : span[1]]


def read(raw: str) -> Text:
    """A text made ready for comparison."""
    plain, at, until = _seen(raw)
    ordinary = list(_ordinary(Text(raw, plain, at, until, (), 0)))
    text = Text(raw, plain, at, until, tuple(ordinary), len(ordinary))
    derived = [*_broken(text, ordinary), *_spelled(text, ordinary)]
    derived += [part for word in ordinary for part in _parts(text, word)]
    return Text(raw, plain, at, until, (*ordinary, *derived), len(ordinary))


def _seen(raw: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The characters that are seen, composed and in their plain form, and from where to where each one stood."""
    out: list[str] = []
    at: list[int] = []
    until: list[int] = []
    end = 0
    for start, stop, said in coded(raw):
        _put(raw[end:start], end, out, at, until)
        first = len(at)
        _put(said, start, out, at, until)
        at[first:], until[first:] = [start] * (len(at) - first), [stop] * (len(at) - first)
        end = stop
    _put(raw[end:], end, out, at, until)
    return "".join(out), (*at, len(raw)), (*until, len(raw) + 1)


def _put(said: str, offset: int, out: list[str], at: list[int], until: list[int]) -> None:
    """Adds what is seen of a part of the text that begins at an offset."""
    for index, letter in enumerate(said, offset):
        if letter < "\x7f" or "а" <= letter <= "я" or "А" <= letter <= "Я":
            out.append(letter)
            at.append(index)
            until.append(index + 1)
            continue
        category = unicodedata.category(letter)
        if category in ("Mn", "Me"):
            composed = unicodedata.normalize("NFC", out[-1] + letter) if out else ""
            if len(composed) == 1:
                out[-1] = composed
        elif category != "Cf":
            for each in " No " if letter == "№" else unicodedata.normalize("NFKC", letter):
                out.append(str(unicodedata.decimal(each)) if each.isdecimal() else each)
                at.append(index)
                until.append(index + 1)


def _ordinary(text: Text) -> Iterator[Word]:
    number, before = 0, 0
    for found in WORD.finditer(text.plain):
        said = _POSSESSIVE.sub("", found[0])
        if not said:
            continue
        opens = before == 0 or bool(_BEGINS_ANEW.search(text.plain, max(0, found.start() - 5), found.start()))
        before = found.end()
        yield Word(said, number, number, text.span(found.start(), found.start() + len(said)), said[0].isupper(), opens)
        number += 1


def _joined(first: Word, second: Word) -> Word:
    span = (first.span[0], second.span[1])
    return Word(first.text + second.text, first.first, second.last, span, first.capital, first.opens)


def _broken(text: Text, words: list[Word]) -> Iterator[Word]:
    """Words that may be one: two parted by the end of a line or the first of them short, several parted by signs."""
    for number, (first, second) in enumerate(pairwise(words)):
        gap = text.raw[first.span[1] : second.span[0]]
        breaks = _BREAK.fullmatch(gap)
        short = gap == " " and first.capital and second.capital and len(first.text) <= _SHORT
        if breaks or short:
            yield _joined(first, second)
            continue
        after = words[number + 2 : number + 3]
        for third in (second, *(after if second.text.isdecimal() else ())):
            if _PAGE_BREAK.fullmatch(text.raw[words[number].span[1] : third.span[0]]):
                yield _joined(words[number], third)
        for third in words[number + 1 : number + _MOST_PIECES]:
            if not _SIGNS.fullmatch(text.raw[first.span[1] : third.span[0]]):
                break
            first = _joined(first, third)
            yield first


def _spelled(text: Text, words: list[Word]) -> Iterator[Word]:
    """Words that were s p e l l e d."""
    if not words:
        return
    for found in _SPELLED.finditer(text.plain):
        span = text.span(found.start(), found.end())
        said = "".join(filter(str.isalnum, found[0]))
        first, last = text.number(span[0]), text.number(span[1] - 1)
        for start in (0, 1):  # a word of one letter may stand before it
            yield Word(said[start:], first, last, span, capital=True)
            yield from _halves(said[start:], first, last, span)
        for cut in range(2, len(said) - 2):  # and so may an ordinary one
            if known(said[:cut]).word:
                yield Word(said[cut:], first, last, span, capital=True)
            if known(said[cut:]).word:
                yield Word(said[:cut], first, last, span, capital=True)


def _parts(text: Text, word: Word) -> Iterator[Word]:
    """What one word may be made of: BothNames, name95, #bothnames."""
    humps = _HUMP.split(word.text)
    for part in humps if len(humps) > 1 else ():
        yield Word(part, word.first, word.last, word.span, part[0].isupper())
    if elided := _ELIDED.fullmatch(word.text):
        yield Word(elided[1], word.first, word.last, word.span, elided[1][0].isupper())
    numbered = _NUMBERED.fullmatch(word.text)
    bare = numbered[1] if numbered else ""
    if bare and bare != word.text:
        follow = word.text[0].isalpha()  # an account may be a name and a year; a number before it is none of it
        yield Word(bare, word.first, word.last, word.span, capital=follow or bare[0].isupper())
    before = text.raw[max(0, word.span[0] - 2) : word.span[0]]
    around = (before if before == ": " else before[-1:]) + text.raw[word.span[1] : word.span[1] + 1]
    runs_on = any(each in _RUNS_ON for each in around.strip())
    if bare and runs_on and ":" not in around:
        yield Word(bare, word.first, word.last, word.span, capital=True)
    if bare and (runs_on or (len(bare) >= _LONG and bare.isascii())):
        yield from _halves(bare, word.first, word.last, word.span)


def _halves(said: str, first: int, last: int, span: Span) -> Iterator[Word]:
    for cut in range(_SHORTEST_HALF, len(said) - _SHORTEST_HALF + 1):
        yield Word(said[:cut], first, last, span, capital=True, half=cut)
        yield Word(said[cut:], first, last, span, capital=True, half=-cut)

"""Whether two words or two names may be the same, in Russian, Chechen and Latin spellings alike.

It says how near they are, never that they are one person: that is for people to decide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from waystation.linkage.letters import outline, readings, with_uzbek

MOST_WORDS: Final = 40
"""Words of one name that are looked at."""
_SHORTEST_TYPO: Final = 5
_FEMALE: Final = re.compile(r"(?<=[oe]v|in|sk|ck)a$")
_MADE_OF_A_NAME: Final = re.compile(r"(?<=.{2})(ovi4|evi4|ovna|evna|ov|ev)$")
# Arabic "servant of": the vowel and the l after it are said and written in many ways, before some sounds without the l.
_SERVANT_OF: Final = re.compile(r"^abd[aeiou](?:l(?=[dnrstwz])|(?=[ldnrstwz].{2}))")
_FATHER_S: Final = ("ovi4", "evi4", "ovna", "evna")
# "Son of", "daughter of" and the like, which say nothing of who it is.
_LINKS: Final = frozenset(
    {"кант", "кӏант", "к1ант", "йоӏ", "йо1", "оглы", "кызы", "ogly", "oglu", "kyzy", "ibn", "bin"}
)
_BETWEEN: Final = re.compile(r"[\s,;/()\"«»]+")
_HYPHENS: Final = re.compile(r"[-‐‑–—.'’`ʼ]+")


class Nearness(IntEnum):
    """How two words meet, the nearest last."""

    NONE = 0
    TYPO = 1  # one letter more, less, other, or two exchanged
    OUTLINE = 2  # the same but for sounds that are easily exchanged
    NAME = 3  # known as spellings of one given name
    SAME = 4  # one reading in common


@dataclass(frozen=True, slots=True)
class Form:
    """How one word may be meant. `names` are given names of several spellings, with what is made of them."""

    readings: frozenset[str] = field(repr=False)
    outlines: frozenset[str] = field(repr=False)
    names: frozenset[str] = field(repr=False)


def form(word: str) -> Form:
    """One word folded: see `letters.readings`. A woman's surname meets the man's."""
    said = [each for each in readings(word) if each]
    said += [bare for each in said if (bare := _FEMALE.sub("", each)) != each]
    return Form(frozenset(said), frozenset(map(outline, said)), frozenset(_names(said)))


def nearness(one: Form, other: Form) -> Nearness:
    """How two words meet."""
    if one.readings & other.readings:
        return Nearness.SAME
    if one.names & other.names:
        return Nearness.NAME
    if one.outlines & other.outlines:
        return Nearness.OUTLINE
    pairs = ((a, b) for a in one.readings for b in other.readings)
    return Nearness.TYPO if any(is_typo(a, b) for a, b in pairs) else Nearness.NONE


def is_typo(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two exchanged, makes the one of the other (Damerau 1964)."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST_TYPO:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    end = next((at for at, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), None)
    shared = min(len(one), len(other)) if end is None else end
    one, other = one[: len(one) - shared], other[: len(other) - shared]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


# Beside a single letter an apostrophe is no end of a word: L'vov.
_APOSTROPHE: Final = re.compile(r"(?<=\b\w)['’‘`ʼʻ](?=\w)|(?<=\w)['’‘`ʼʻ](?=\w\b)")


_APOSTROPHES: Final = frozenset("'’‘`ʼʻ")


def words(text: str) -> list[str]:
    """The words of a name as they are compared: of one with a hyphen its parts, and all of it as one word."""
    found: list[str] = []
    plain = text.casefold()
    if not _APOSTROPHES.isdisjoint(plain):
        plain = _APOSTROPHE.sub("", with_uzbek(plain))
    for word in _BETWEEN.split(plain)[:MOST_WORDS]:
        parts = [part for part in _HYPHENS.split(word) if part]
        found += parts + (["".join(parts)] if len(parts) > 1 else [])
    return [word for word in found if word not in _LINKS]


def joined(parts: Sequence[str]) -> Iterator[str]:
    """Neighbours written as one word: some write Abu Bakar, some Abubakar."""
    return (one + other for one, other in pairwise(parts))


@dataclass(frozen=True)
class Meeting:
    """A word of the one name that met one of the other."""

    one: str = field(repr=False)
    other: str = field(repr=False)
    nearness: Nearness


def meetings(one: Iterable[tuple[str, Form]], other: Iterable[tuple[str, Form]]) -> list[Meeting]:
    """Which words of two names meet, whatever their order: each once, the nearest first."""
    pairs = [
        Meeting(word, word2, near) for word, form1 in one for word2, form2 in other if (near := nearness(form1, form2))
    ]
    found: list[Meeting] = []
    for each in sorted(pairs, key=lambda pair: pair.nearness, reverse=True):
        if all(each.one != known.one and each.other != known.other for known in found):
            found.append(each)
    return found


def _names(said: Iterable[str]) -> Iterator[str]:
    for reading in said:
        if name := _name(reading):
            yield name
        made = _MADE_OF_A_NAME.search(reading)
        if made and (name := _name(reading[: made.start()])):
            yield f"{name} {'father' if made[0] in _FATHER_S else 'family'}"


def _name(reading: str) -> str | None:
    """The given name of several spellings that this is one of."""
    servant = _SERVANT_OF.sub("abdu", reading)
    if found := _known().get(reading) or _known().get(servant):
        return found
    return servant if _SERVANT_OF.match(reading) and not _MADE_OF_A_NAME.search(reading) else None


@cache
def _known() -> dict[str, str]:
    """The given names that are spelled in several ways, by each reading. They are public words, nobody's name here."""
    lines = Path(__file__).with_name("variants.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and line[0] != "#"]
    return {reading: row[0] for row in reversed(rows) for word in row for reading in readings(word)}

"""Whether a text may name somebody: its words met as names are compared, also with the endings that languages add.

It errs towards naming: what it finds is held back or looked at, and never says who somebody is.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from waystation.linkage.letters import outline
from waystation.linkage.names import Form, form, joined, words

_ENDING: Final = 3
"""Letters that an ending adds at most: Khamzat, Khamzatom; Liza, Lizoyu."""
_SHORTEST_STEM, _SHORTEST_OUTLINE, _SHORTEST_WORD = 3, 4, 2
_VOWELS: Final = "aeiou"
_WORD: Final = re.compile(r"[^\W_]+(?:[-‐‑–'’`ʼ!|.][^\W_]+)*")
_PARTS: Final = re.compile(r"[-‐‑–'’`ʼ.]")
# Small words of what people are called, "his brother", which stand in every text.
_NO_NAMES: Final = frozenset(
    ("the", "his", "her", "its", "their", "and", "for", "with", "our", "of", "to", "in")
    + ("его", "ее", "её", "их", "для", "она", "они", "мой", "моя", "наш", "наша", "из", "на", "от", "по", "за", "до")
)


RUSSIAN_ENDINGS: Final = (
    "",
    "а",
    "я",
    "у",
    "ю",
    "ы",
    "и",
    "е",
    "ё",
    "о",
    "ой",
    "ей",
    "ёй",
    "ою",
    "ею",
    "ом",
    "ем",
    "ём",
    "ым",
    "им",
) + ("ого", "его", "ому", "ему", "ая", "яя", "ую", "юю")


@dataclass(frozen=True)
class Called:
    """By which words somebody is called, and by these with the endings of Russian."""

    forms: tuple[Form, ...] = field(repr=False)
    cases: frozenset[str] = field(default=frozenset(), repr=False)


def called(names: Iterable[str]) -> Called:
    """What these names, in any spelling, are looked for by; single letters are left out."""
    said = [part for name in names for part in _both(words(unicodedata.normalize("NFKC", name)))]
    kept = [word for word in dict.fromkeys(said) if _tells(word)]
    return Called(tuple(map(form, kept)), frozenset(each for word in kept for each in _cases(word)))


def _cases(word: str) -> list[str]:
    stem = word[:-1] if word[-1] in "аяоеёиыуюйь" else ""
    return [stem + ending for ending in RUSSIAN_ENDINGS] if len(stem) >= _SHORTEST_WORD else []


def _both(parts: list[str]) -> list[str]:
    return [*parts, *joined(parts)]


def _tells(word: str) -> bool:
    return sum(map(str.isalnum, word)) >= _SHORTEST_WORD and word not in _NO_NAMES


def words_of(text: str) -> set[str]:
    """The words of a text as they are compared; of one with a hyphen or a full stop its parts too."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return {part for word in found for part in (word, *_PARTS.split(word)) if part}


def is_meant(word: str, said: Form, somebody: Called) -> bool:
    """Whether a word of a text, with its form, may be one by which somebody is called."""
    return word in somebody.cases or any(_meets(name, said) for name in somebody.forms)


def _meets(name: Form, word: Form) -> bool:
    if name.readings & word.readings or name.names & word.names:
        return True
    return bool(_outlines(name) & _outlines(word)) or any(
        _is_with_ending(one, other) for one in name.readings for other in word.readings
    )


def _outlines(said: Form) -> set[str]:
    return {outline(reading) for reading in said.readings if len(reading) >= _SHORTEST_OUTLINE}


def _is_with_ending(name: str, word: str) -> bool:
    stem = name[:-1] if len(name) > _SHORTEST_STEM and name[-1] in _VOWELS else name
    return len(stem) >= _SHORTEST_STEM and word.startswith(stem) and len(word) - len(stem) <= _ENDING

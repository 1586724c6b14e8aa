"""Names as people write them in a text: one word of several, in another alphabet, with the endings of Russian. Pure.

What is written with a capital letter and may be meant as a word of a name becomes the code of whoever has that name, or
of everybody who has it where there are several. Words of three letters and fewer are left to whoever reads the file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from waystation.linkage.letters import readings
from waystation.linkage.mentions import RUSSIAN_ENDINGS

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’`ʼ-][^\W\d_]+)*")
_GAP: Final = re.compile(r"\s+")
_SHORTEST, _SHORTEST_STEM = 4, 3  # letters of a word of a name, and of what is left of it without its ending
_VOWELS: Final = "aeiou"
_OF_MANY: Final = ("ых", "их", "ыми", "ими", "ам", "ям", "ами", "ями")


@cache
def _endings() -> frozenset[str]:
    """Endings as they are read: behind a consonant."""
    return frozenset(readings("б" + each)[0][1:] for each in (*RUSSIAN_ENDINGS, *_OF_MANY)) | {"", "s", "es"}


class Spelled:
    """Puts codes in the place of names however they are written. `names` are those of people, by what they are called;
    `open_` are names that may stand: no word of them is replaced."""

    def __init__(self, names: Mapping[str, str], open_: Collection[str] = ()) -> None:
        kept = {reading for name in open_ for word in _words(name) for reading in readings(word)}
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        for name, code in names.items():
            for word in _words(name):
                for reading in set(readings(word)) - kept:
                    self._codes[reading].add(code)
        self._stems: defaultdict[str, set[str]] = defaultdict(set)
        for reading, codes in self._codes.items():
            self._stems[reading.rstrip(_VOWELS)] |= codes
        self._found: dict[str, frozenset[str]] = {}

    def text(self, text: str) -> str:
        """The text with codes. Words of one name beside each other are one code."""
        parts, end, before = list[str](), 0, frozenset[str]()
        for word in _WORD.finditer(text) if self._codes else ():
            codes = self._of(word[0])
            between = text[end : word.start()]
            both = before & codes
            if both and _GAP.fullmatch(between):
                parts[-1], before = "/".join(sorted(both)), both
            else:
                parts += [between, "/".join(sorted(codes)) or word[0]]
                before = codes
            end = word.end()
        return "".join([*parts, text[end:]])

    def _of(self, word: str) -> frozenset[str]:
        if not word[0].isupper() or len(word) < _SHORTEST:
            return frozenset()
        if word not in self._found:
            plain = re.sub(r"['’`ʼ]s$", "", word)
            self._found[word] = frozenset(code for each in readings(plain) for code in self._meant(each))
        return self._found[word]

    def _meant(self, reading: str) -> set[str]:
        """The codes of a word as it is read, without each of the endings that it may have."""
        found = set(self._codes.get(reading, ()))
        for ending in _endings():
            stem = reading[: len(reading) - len(ending)]
            if reading.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                found |= self._stems.get(stem, set())
        return found


def _words(name: str) -> list[str]:
    return [each for each in _WORD.findall(name) if len(each) >= _SHORTEST and each[0].isupper()]

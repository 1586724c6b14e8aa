"""Rare words: what stands in the confidential texts of one or two people, and in no dictionary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from waystation.confidential import Kind
from waystation.publication.protection.findings import Finding, Level, Reason
from waystation.publication.protection.words import Nearness, Words

_WORD: Final = re.compile(r"[^\W_]{5,40}")
_RARE: Final = 2
"""In the texts of more people than this, a word is rare no more."""


class Rare:
    """Gathers which words of a text stand in confidential texts, and of how many people."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[str, tuple[int, ...]] = {}
        self._people: dict[int, set[bytes]] = defaultdict(set)

    def put(self, about: bytes, text: str) -> None:
        """Holds a confidential text against the one that is to be released."""
        for word in set(_WORD.findall(text)):
            hits = self._known.get(word)
            if hits is None:
                hits = self._known[word] = tuple(self._hits(word))
            for number in hits:
                if len(self._people[number]) <= _RARE:
                    self._people[number].add(about)

    def _hits(self, word: str) -> Iterator[int]:
        if word.isascii() and word.islower():
            return
        for number, nearness in self._words.meeting(word):
            if nearness is Nearness.SAME and self._is_rare(number):
                yield number

    def _is_rare(self, number: int) -> bool:
        """Whether a word of the text is in no dictionary that we have."""
        word = self._words.text.words[number]
        if word.half or len(word.text) < 5 or word.text.isdecimal():
            return False
        if any(map(str.isdecimal, word.text)):
            return True
        if word.text[0].isascii():
            return word.capital and not word.opens and not self._words.text.has_no_capitals
        return not self._words.known(word.text).known

    def found(self) -> Iterator[Finding]:
        """The words that few texts have."""
        for number, people in sorted(self._people.items()):
            if len(people) <= _RARE:
                span = self._words.text.words[number].span
                written = self._words.text.written(span)
                about = tuple(sorted(people))
                yield Finding(Kind.WORDS, Reason.RARE_WORD, Level.POSSIBLE, written, (span,), len(people), about)

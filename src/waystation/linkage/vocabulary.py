"""The words of many texts, each kept once with a number, and found again in every spelling."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from itertools import accumulate, islice
from typing import Final

from waystation.linkage.names import Form, form, is_typo

SHORTEST_BEGINNING: Final = 2
"""Letters of a reading from which words that begin with it are found too."""


class Vocabulary:
    """Lies in the memory of whoever holds it, and grows alone."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._text = ""
        self._starts: list[int] = []
        self._readings: list[tuple[str, int]] = []
        self._fresh: list[tuple[str, int]] = []
        # Tuples of numbers: the garbage collector need not walk through them.
        self._outlines: dict[str, tuple[int, ...]] = {}
        self._names: dict[str, tuple[int, ...]] = {}
        self._ends: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, word: str) -> int:
        """The number of a word, which is casefolded."""
        known = self._numbers.get(word)
        return self._add(word) if known is None else known

    def numbers(self, text: str) -> tuple[int, ...]:
        """The numbers of the words of a text, each once."""
        return tuple(dict.fromkeys(map(self.number, text.casefold().split())))

    def having(self, part: str) -> set[int]:
        """The words in which these letters occur as they stand."""
        text, starts = self._written()
        found, at = set(), text.find(part)
        while 0 <= at < len(text):
            number = bisect_right(starts, at) - 1
            found.add(number)
            at = text.find(part, starts[number + 1] if number + 1 < len(starts) else len(text))
        return found

    def _written(self) -> tuple[str, list[int]]:
        """All words in the order of their numbers, each after a line break, and where in it each begins."""
        if len(self._starts) < len(self._numbers):
            fresh = list(islice(self._numbers, len(self._starts), None))
            ends = accumulate((len(word) + 1 for word in fresh), initial=len(self._text))
            self._starts += list(ends)[:-1]
            self._text += "".join(f"\n{word}" for word in fresh)
        return self._text, self._starts

    def alike(self, word: str) -> set[int]:
        """The words that may be this one, or begin with it, in any spelling."""
        said = form(word)
        return self._beginning(said) | self._near(said)

    def meaning(self, word: str) -> set[int]:
        """The words that may be this one, whole."""
        return self._near(form(word))

    def _near(self, said: Form) -> set[int]:
        # Who has a reading in common has its outline in common.
        near = [self._outlines.get(outline, ()) for outline in said.outlines]
        return set().union(*near, *(self._names.get(name, ()) for name in said.names))

    def slips(self, word: str) -> set[int]:
        """The words that are one letter off."""
        return {
            number
            for asked in form(word).readings
            for end in _ends(asked)
            for length in (len(asked) - 1, len(asked), len(asked) + 1)
            for known, number in self._ends.get((end, length), ())
            if is_typo(known, asked)
        }

    def find(self, word: str, *joined: str) -> set[int]:
        """The words that somebody means by this one, or by it `joined` with its neighbours."""
        found = self.having(word).union(*map(self.alike, (word, *joined)))
        return found or self.slips(word)

    def _add(self, word: str) -> int:
        number = self._numbers[word] = len(self._numbers)
        said = form(word)
        self._fresh += [(reading, number) for reading in said.readings]
        for reading in said.readings:
            for end in _ends(reading):
                self._ends[end, len(reading)].append((reading, number))
        for name in said.names:
            self._names[name] = (*self._names.get(name, ()), number)
        for outline in said.outlines:
            self._outlines[outline] = (*self._outlines.get(outline, ()), number)
        return number

    def _beginning(self, said: Form) -> set[int]:
        found, ordered = set(), self._in_order()
        for reading in said.readings:
            at = bisect_left(ordered, (reading, -1))
            while at < len(ordered) and _begins(ordered[at][0], reading):
                found.add(ordered[at][1])
                at += 1
        return found

    def _in_order(self) -> list[tuple[str, int]]:
        """The readings in order; few new ones are put in their places, many sorted in."""
        fresh, self._fresh = self._fresh, []
        if len(fresh) < 20:
            for each in fresh:
                insort(self._readings, each)
        else:
            self._readings = sorted(self._readings + fresh)
        return self._readings


def _ends(reading: str) -> tuple[str, ...]:
    """Its first and its last letter: one slip leaves one of them. A number is never meant by another one."""
    return () if reading.isdecimal() or not reading else (f"^{reading[0]}", f"{reading[-1]}$")


def _begins(known: str, reading: str) -> bool:
    return known.startswith(reading) if len(reading) >= SHORTEST_BEGINNING else known == reading

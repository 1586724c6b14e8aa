"""A testimony in numbered lines, of which some are marked as what says something. Pure.

A line is what stands between two breaks; a longer one is parted where a sentence ends, in whichever script.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from waystation.documentation.assertions import Passage

LONG: Final = 200
"""Characters of a line that is not parted."""
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(
    r".+?(?:(?<!\b\w)[.!?…։؟۔।。！？]+[»”’\"')\]]*(?=\s|$|(?<=[。！？]))|$)",  # not after an initial, as in "T. They"
    re.DOTALL,
)


class Line(NamedTuple):
    """One line; `start` and `end` are characters of the text, the end not included."""

    number: int
    start: int
    end: int
    text: str


def lines(text: str) -> list[Line]:
    """The lines of a text, from 1 on, without empty ones and without the spaces around them."""
    return [Line(number, *place, text[slice(*place)]) for number, place in enumerate(_places(text), 1)]


def _places(text: str) -> Iterator[tuple[int, int]]:
    for found in _LINE.finditer(text):
        parts = _SENTENCE.finditer(text, *found.span()) if len(found[0]) > LONG else [found]
        for part in parts:
            said = part[0].strip()
            if said:
                start = part.start() + part[0].index(said)
                yield start, start + len(said)


def passage(of: Sequence[Line], numbers: Collection[int]) -> Passage | None:
    """The passage that these lines make. None where there is none: no line, one that is not there, or a gap."""
    chosen = [line for line in of if line.number in numbers]
    if not chosen or len(chosen) < len(set(numbers)) or chosen[-1].number - chosen[0].number >= len(chosen):
        return None
    return Passage(start=chosen[0].start, end=chosen[-1].end)


def marked(of: Sequence[Line], place: Passage | None) -> list[int]:
    """The numbers of the lines that a passage touches."""
    if place is None:
        return []
    first = bisect_right(of, place.start, key=lambda line: line.end)
    after = bisect_left(of, place.end, key=lambda line: line.start)
    return [line.number for line in of[first:after]]


def parts(of: Sequence[Line], marks: Mapping[int, int], most: int) -> list[list[Line]]:
    """The lines in parts of about as much to read, at least one: a line counts once, and once for each mark on it."""
    found: list[list[Line]] = [[]]
    size = 0
    for line in of:
        weight = 1 + marks.get(line.number, 0)
        if found[-1] and size + weight > most:
            found.append([])
            size = 0
        found[-1].append(line)
        size += weight
    return found

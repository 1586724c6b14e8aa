"""Very many short texts, searched at once: as one string, which costs the processor less than a hundred thousand."""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Final

_END: Final = b"\0"
# With more hits than this, looking at each text is quicker than jumping from one to the next.
_MANY: Final = 10_000

Marks = int  # a byte for each text, 1 where it is meant, read as one number: `&` and `|` do what they say


class Texts:
    """Texts in an order, none with a NUL in it."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._size = len(texts)
        self._whole = _END.join(texts)
        self._starts = array("Q", accumulate((len(text) + 1 for text in texts), initial=0))

    def having(self, wanted: bytes) -> Marks:
        """Marks the texts that have these bytes in them; all, where nothing is wanted."""
        marks, hits, at = bytearray(self._size), 0, self._whole.find(wanted)
        while at >= 0 and hits < _MANY:
            place = bisect_right(self._starts, at) - 1
            if place >= self._size:
                break
            marks[place] = 1
            hits += 1
            at = self._whole.find(wanted, self._starts[place + 1])
        if hits == _MANY:
            return marked([wanted in text for text in self._whole.split(_END)])
        return marked(marks)


def marked(each: Collection[int]) -> Marks:
    """The marks of a list of truths."""
    return int.from_bytes(bytes(each))


def places(marks: Marks, size: int) -> list[int]:
    """The places that are marked, of so many."""
    return [place for place, mark in enumerate(marks.to_bytes(size)) if mark]

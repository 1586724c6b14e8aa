"""What can be read in some bytes of which nothing else is known. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

LONGEST: Final = 100_000
"""Bytes in which every run is told, unless they are noise; further on only those that are surely words."""
_FURTHER, _MOST = 8 * 1024 * 1024, 200_000
_ENCODINGS: Final = ("utf-8", "utf-16-le", "cp1251")
_PRINTED: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\ufffd]{4,}")
_NOISE: Final = re.compile(rb"[\x01-\x03\x05-\x08\x0e-\x1f]")
"""What no text has, in any encoding: half of the letters of UTF-16 are 0 and 4."""
_MOST_NOISE: Final = 0.03
_TELLING: Final = re.compile(r"[^\W\d_]{4}|(?:\d[ ().+-]*){6}")
_RUNS: Final = (
    (rb"(?:[\x20-\x7e]|[\xd0\xd1][\x80-\xbf]){%d,}", "utf-8"),
    (rb"[\xc0-\xff\xa8\xb8 ]{%d,}", "cp1251"),
    # Of two bytes a letter, from whichever byte on they begin.
    (rb"(?:[\x20-\x7e]\0|[\x01-\xff]\x04){4,}", "utf-16-le"),
    (rb"(?:\0[\x20-\x7e]|\x04[\x01-\xff]){4,}", "utf-16-be"),
)
_SHORT, _LONG = (
    tuple((re.compile(run % least if b"%d" in run else run, re.DOTALL), encoding) for run, encoding in _RUNS)
    for least in (4, 6)
)


def printed(raw: bytes) -> str:
    """All that looks like words, in the encodings that are likely, one on a line.

    Of noise, such as a font or an encrypted part, only runs of what is likely there: in every encoding it would be
    pages of letters, which take minutes to check and hide what is said among them.
    """
    begins = raw[:LONGEST]
    if len(_NOISE.findall(begins)) > _MOST_NOISE * len(begins):
        found = dict.fromkeys(_runs(begins, _SHORT))
    else:
        told = (begins.decode(encoding, "replace") for encoding in _ENCODINGS)
        found = dict.fromkeys(piece for text in told for piece in _PRINTED.findall(text))
    found |= dict.fromkeys(piece for piece in _runs(raw[:_FURTHER], _LONG) if _TELLING.search(piece))
    return "\n".join(found)


def _runs(raw: bytes, runs: Iterable[tuple[re.Pattern[bytes], str]]) -> Iterator[str]:
    for run, encoding in runs:
        size = 0
        for each in run.finditer(raw):
            piece = each[0].decode(encoding, "replace")
            yield piece
            size += len(piece)
            if size > _MOST:
                break

"""What can be read in some bytes of which nothing else is known. Pure."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100_000
"""Bytes in which every run is told; further on only those that are surely words."""
_FURTHER, _MOST = 8 * 1024 * 1024, 200_000
_PRINTED: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\ufffd]{4,}")
_RUNS: Final = (
    (re.compile(rb"(?:[\x20-\x7e]|[\xd0\xd1][\x80-\xbf]){6,}"), "utf-8"),
    (re.compile(rb"[\xc0-\xff\xa8\xb8 ]{6,}"), "cp1251"),
    # Of two bytes a letter, from whichever byte on they begin.
    (re.compile(rb"(?:[\x20-\x7e]\0|[\x01-\xff]\x04){4,}", re.DOTALL), "utf-16-le"),
    (re.compile(rb"(?:\0[\x20-\x7e]|\x04[\x01-\xff]){4,}", re.DOTALL), "utf-16-be"),
)


def printed(raw: bytes) -> str:
    """All that looks like words, in the encodings that are likely, one on a line."""
    told = (raw[:LONGEST].decode(encoding, "replace") for encoding in ("utf-8", "utf-16-le", "cp1251"))
    found = dict.fromkeys(piece for text in told for piece in _PRINTED.findall(text))
    for run, encoding in _RUNS:
        size = 0
        for each in run.finditer(raw[:_FURTHER]):
            piece = each[0].decode(encoding, "replace")
            found[piece] = None
            size += len(piece)
            if size > _MOST:
                break
    return "\n".join(found)

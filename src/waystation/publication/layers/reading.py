"""What a file holds, read in a bounded process and kept nowhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from waystation.bounded import process
from waystation.publication.layers.found import STOPPED, Read

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a file that is checked."""
_PROGRAM: Final = "waystation.publication.layers.program"
_SECONDS: Final = 150.0
_PICTURE: Final = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAAD0lEQVR42mP4DwQMg5cAANrpf4Em8vpjAAAAAElFTkSuQmCC"
"""A white PNG of 32 by 32 pixels."""
_LARGEST_ANSWER: Final = 16 * 1024 * 1024


@cache
def program() -> process.Program:
    """The reader with the packages that it reads with. They are written in C: no two lie alike in memory."""
    found = find_spec("defusedxml")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(_PROGRAM, _SECONDS, packages, alone=True)


def lacking() -> tuple[str, ...]:
    """What cannot be read in pictures on this machine: "words", "codes"."""
    traces = read([base64.b64decode(_PICTURE)]).traces
    return tuple(each for each in ("words", "codes") if f"unread_{each}" in traces)


def read(chunks: Iterable[bytes]) -> Read:
    """What a file holds. Raises what the chunks raise."""
    answer = process.run(program(), [], chunks, _LARGEST_ANSWER)
    try:
        return msgspec.json.decode(answer or b"", type=Read)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return Read(problem=STOPPED)

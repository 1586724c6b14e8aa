"""What a file looks like, drawn on demand in a bounded process and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from waystation.bounded import process
from waystation.files import viewer

LARGEST_PICTURE = 24 * 1024 * 1024
_LARGEST_ANSWER = 4 * 1024 * 1024
_SECONDS = 10.0
STOPPED = "stopped"
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Seen(msgspec.Struct, frozen=True):
    """What can be shown of a file: `kind` is one of the viewer's, or STOPPED where it went beyond its limits."""

    kind: str
    pages: int = 0
    text: str = ""

    def __repr__(self) -> str:
        return f"Seen({self.kind!r})"


@cache
def program() -> process.Program:
    """The viewer, with the packages that it draws with. They are written in C: no two lie alike in memory."""
    found = find_spec("PIL")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(viewer.__name__, _SECONDS, packages, alone=True)


def describe(chunks: Iterable[bytes]) -> Seen:
    """What a file is. Raises what the chunks raise."""
    answer = process.run(program(), ["describe"], chunks, _LARGEST_ANSWER)
    try:
        return msgspec.json.decode(answer or b"", type=Seen)
    except msgspec.DecodeError:
        return Seen(STOPPED)


def draw(chunks: Iterable[bytes], page: int, *, jpeg: bool = False) -> tuple[bytes, str] | None:
    """A page (from 1) as a picture, and its type; None where it cannot be drawn. Raises what the chunks raise.

    `jpeg`: whatever it was, as files want it that take no other form.
    """
    asked = ["draw", str(page), *(["JPEG"] if jpeg else [])]
    answer = process.run(program(), asked, chunks, LARGEST_PICTURE) or b""
    # The process is not trusted: what it gives must at least begin like a picture.
    return next(((answer, kind) for begins, kind in PICTURES.items() if answer.startswith(begins)), None)


def is_possible() -> bool:
    """Whether this machine can hold a viewer back; where it cannot, nothing is shown."""
    return describe([b"text"]).kind == viewer.TEXT

"""What was read out of a file: its layers of text, seen and unseen, and the traces that it carries."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Final

import msgspec

from waystation.publication.layers.printed import printed

TEXT, PROPERTIES, HIDDEN, NAME, POSITION, PICTURE, CODE = WHERE = (
    *("text", "properties", "hidden", "name", "position"),
    *("picture", "code"),
)
"""Where a layer lies: in what a reader sees, in properties, in what nobody sees, in the name, where it was taken, in
the pixels of a picture, in a code of a picture.
"""

TRACES: Final = (
    *("author", "position", "thumbnail", "comments", "deleted", "hidden", "attachments", "revisions", "device"),
    *("after_end", "links", "pictures", "unread_words", "unread_codes", "unread_pictures"),
)
"""What a file carries besides what it shows, whether or not it names somebody."""

BROKEN, EMPTY, LARGE, OTHER, STOPPED, UNSAFE = PROBLEMS = "broken", "empty", "large", "other", "stopped", "unsafe"


class Layer(msgspec.Struct, frozen=True):
    """One text of a file. `part` says which, in the file's own words: a page, a sheet, a part of a document."""

    where: str
    text: str
    part: str = ""

    def __repr__(self) -> str:
        return f"Layer({self.where!r})"


class Read(msgspec.Struct, frozen=True):
    """Everything that was read out of a file, or the `problem` why it was not: one of PROBLEMS."""

    kind: str = ""
    layers: tuple[Layer, ...] = ()
    traces: tuple[str, ...] = ()
    problem: str = ""

    def __repr__(self) -> str:
        return f"Read({self.kind!r}, {self.problem!r})"


class Unreadable(Exception):
    """Why a file is not read: one of PROBLEMS. No error carries a datum."""


DEEPEST: Final = 3
"""So many files may lie within each other."""


class Gathered:
    """Layers and traces while a file is being read; `reader` reads a file that lies in it, of any kind."""

    def __init__(self, reader: Callable[[bytes, Gathered, str], object] | None = None) -> None:
        self.layers: list[Layer] = []
        self.traces: dict[str, None] = {}
        self._reader, self._depth = reader, 0
        self.looked_at: set[bytes] = set()
        self.looking_since: tuple[float, float] | None = None
        """Digests of the pictures that were read, and since when by the processor's clock and the wall's."""

    def add(self, where: str, text: str, part: str = "") -> None:
        """Adds a layer, unless it is empty. A letter that is written as a number is that letter."""
        if "&#" in text:
            text = unescape(text)
        if self._depth and where == TEXT:
            where = HIDDEN  # of a file within a file no reader sees anything
        if text.strip():
            self.layers.append(Layer(where, text, part))

    def inside(self, raw: bytes, part: str) -> None:
        """Reads a file that lies in this one; of what cannot be read, what looks like words."""
        if self._reader is None or self._depth >= DEEPEST:
            self.add(HIDDEN, printed(raw), part)
            return
        self._depth += 1
        try:
            if self._reader(raw, self, part) == "text" and not _is_utf_8(raw):
                self.add(HIDDEN, printed(raw), part)  # it may be several texts in several encodings
        except Unreadable:
            self.add(HIDDEN, printed(raw), part)
        finally:
            self._depth -= 1

    def trace(self, code: str) -> None:
        """Notes that the file carries something."""
        self.traces[code] = None


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeError:
        return False
    return True

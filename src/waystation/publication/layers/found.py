"""What was read out of a file: its layers of text, seen and unseen, and the traces that it carries."""

from __future__ import annotations

from typing import Final

import msgspec

TEXT, PROPERTIES, HIDDEN, NAME, POSITION = WHERE = ("text", "properties", "hidden", "name", "position")
"""Where a layer lies: in what a reader sees, in properties, in what nobody sees, in the name, where it was taken."""

TRACES: Final = (
    *("author", "position", "thumbnail", "comments", "deleted", "hidden", "attachments", "revisions", "device"),
    *("after_end", "links", "pictures"),
)
"""What a file carries besides what it shows, whether or not it names somebody."""

BROKEN, LARGE, OTHER, STOPPED, UNSAFE = PROBLEMS = ("broken", "large", "other", "stopped", "unsafe")


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


class Gathered:
    """Layers and traces while a file is being read."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.traces: dict[str, None] = {}

    def add(self, where: str, text: str, part: str = "") -> None:
        """Adds a layer, unless it is empty."""
        if text.strip():
            self.layers.append(Layer(where, text, part))

    def trace(self, code: str) -> None:
        """Notes that the file carries something."""
        self.traces[code] = None

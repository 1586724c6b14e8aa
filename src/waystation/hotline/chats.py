"""Exported messenger chats: what one says, read in a bounded process of its own (30 s, 700 MB)."""

from __future__ import annotations

import msgspec

from waystation.bounded import process
from waystation.hotline.chat import reader
from waystation.hotline.chat.lines import STOPPED, Refused
from waystation.mail.parse import Parsed

PAGE = reader.PAGE
_OUTPUT_BYTES = 32 * 1024 * 1024
_READER = process.Program(reader.__name__, seconds=60.0)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it can be shown: see chat/lines.py. `cut`: it goes on."""

    who: str
    at: str
    text: str
    utc: str
    files: tuple[str, ...]
    event: bool
    cut: bool

    def __repr__(self) -> str:
        return "Line()"


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """A chat and one page of its messages, with the last few. Every text is free of control and direction characters.

    `people`: who said how much; `missing`: how many files it names; `notes`: codes with a sentence in wording.py.
    """

    kind: str
    title: str
    count: int
    missing: int
    from_day: str
    until_day: str
    people: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    last: tuple[Line, ...]

    def __repr__(self) -> str:
        return f"Chat(kind={self.kind!r})"


class _No(msgspec.Struct, frozen=True):
    refused: str


def read(raw: bytes, first: int = 0) -> Chat:
    """The chat, and PAGE of its messages from number `first` on. Raises Refused."""
    output = process.run(_READER, ["read", str(first)], [raw], _OUTPUT_BYTES)
    try:
        return msgspec.json.decode(output or b"", type=Chat)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(_refusal(output)) from None


def _refusal(output: bytes | None) -> str:
    try:
        return msgspec.json.decode(output or b"", type=_No).refused
    except (msgspec.DecodeError, UnicodeDecodeError):
        return STOPPED


def parsed(raw: bytes) -> Parsed:
    """The last messages of a chat, as a thread shows them."""
    try:
        last = read(raw).last
    except Refused:
        return Parsed(notes=("parser-stopped",))
    return Parsed(text="\n".join(f"{line.at.replace('T', ' ')[:16]} {line.who}: {line.text[:500]}" for line in last))

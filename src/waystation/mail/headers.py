"""Header blocks of hostile messages (RFC 5322 2.2), read in linear time and bounded space."""

from __future__ import annotations

import re
from typing import NamedTuple

HEADER_BYTES = 64 * 1024
FIELD_BYTES = 16 * 1024
FIELDS = 1000

_NAME = re.compile(rb"([!-9;-~]{1,128})[ \t]*:")
_BLANK = re.compile(rb"\n\r?\n")


class Block(NamedTuple):
    """The fields of a header block, and where the body starts. `cut`: there was more than was read."""

    fields: list[tuple[str, bytes]]
    body: int
    cut: bool

    def first(self, name: str) -> bytes | None:
        """The unfolded value of the first field of this (lower-case) name."""
        return next((value for field, value in self.fields if field == name), None)

    def every(self, name: str) -> list[bytes]:
        """The unfolded values of all fields of this (lower-case) name."""
        return [value for field, value in self.fields if field == name]


def block(raw: bytes, start: int = 0, end: int | None = None) -> Block:
    """The header block of `raw[start:end]`. What does not look like a header is left to the body."""
    end = len(raw) if end is None else end
    limit = min(end, start + HEADER_BYTES)
    fields: list[tuple[str, list[bytes]]] = []
    position = _after_mbox_line(raw, start, limit)
    while position < limit:
        newline = raw.find(b"\n", position, limit)
        following = newline + 1 if newline >= 0 else limit
        line = raw[position:following].rstrip(b"\r\n")
        if not line:
            return Block(_joined(fields), following, False)
        name = _NAME.match(line)
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif name and len(fields) < FIELDS:
            fields.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif not name:
            return Block(_joined(fields), position, False)
        position = following
    if limit == end:
        return Block(_joined(fields), end, False)
    blank = _BLANK.search(raw, limit - 3, end)
    return Block(_joined(fields), blank.end() if blank else end, True)


def _after_mbox_line(raw: bytes, start: int, limit: int) -> int:
    """Where the header starts: a mail server's pipe may put an mbox `From ` line before it."""
    if raw.startswith(b"From ", start):
        return raw.find(b"\n", start, limit) + 1 or limit
    return start


def _joined(fields: list[tuple[str, list[bytes]]]) -> list[tuple[str, bytes]]:
    return [(name, b"".join(lines).strip()[:FIELD_BYTES]) for name, lines in fields]

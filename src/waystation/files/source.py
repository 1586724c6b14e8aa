"""One file that somebody may read: what its sender said of it, and its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from waystation.vault import files
from waystation.vault.content import open_content
from waystation.vault.errors import Tampered
from waystation.vault.streams import Content


@dataclass(frozen=True)
class Source:
    """`read` gives the bytes from the beginning, each time it is called; it and what it gives may raise Tampered."""

    name: str = field(repr=False)
    type: str = field(repr=False)
    size: int
    sha256: bytes
    read: Callable[[], Iterable[bytes]] = field(repr=False)


def stored(file_id: UUID, content: Content, name: str, kind: str) -> Source:
    """A file of the store."""
    return Source(name, kind, content.size, content.sha256, lambda: files.read(file_id, content))


def held(data: bytes, name: str, kind: str) -> Source:
    """Bytes that are in memory."""
    return Source(name, kind, len(data), hashlib.sha256(data).digest(), lambda: [data])


def unwrapped(outer: Source, key: bytes, context: bytes) -> Source:
    """What a caller's browser had sealed before it came, opened whole in memory; as it came where it does not open."""
    try:
        return held(open_content(key, b"".join(outer.read()), context), outer.name, outer.type)
    except Tampered:
        return outer

"""The custody log as a chain: each line holds the SHA-256 of the line before. Pure."""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from uuid import UUID

from waystation.documentation.exhibits.records import Entry

BEGINNING = "0" * 64
"""What the first line holds in place of the hash of the line before."""


def line(exhibit: UUID, entry: Entry) -> bytes:
    """An entry as it is hashed and handed out: one line of JSON with sorted keys, UTF-8, without its line feed."""
    said = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "deed": entry.deed,
        "exhibit": str(exhibit),
        "number": entry.number,
        "previous": entry.previous,
        "who": entry.who,
    }
    more = {"why": entry.why, "to": entry.to, "page": entry.page, "sha256": entry.sha256}
    more["token"] = base64.b64encode(entry.token).decode()
    said |= {name: value for name, value in more.items() if value}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(exhibit: UUID, entry: Entry) -> str:
    """The SHA-256 of an entry's line, in hex: what the next one holds."""
    return hashlib.sha256(line(exhibit, entry)).hexdigest()


def head(exhibit: UUID, entries: Sequence[Entry]) -> str:
    """What the next entry holds as `previous`."""
    return digest(exhibit, entries[-1]) if entries else BEGINNING


def first_fault(exhibit: UUID, entries: Iterable[Entry]) -> int | None:
    """The number of the first entry that does not follow from the one before; None where the chain is whole."""
    before = BEGINNING
    for number, entry in enumerate(entries, 1):
        if (entry.number, entry.previous) != (number, before):
            return number
        before = digest(exhibit, entry)
    return None

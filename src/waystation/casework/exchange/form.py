"""The form of a whole case outside: JSON, version 1, as docs/case-json.md describes it. Pure.

The same case gives the same bytes. Files stand once each, by the SHA-256 of their bytes, with no key of ours.
"""

import base64
import hashlib
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from waystation.casework.exchange.errors import NotOurs

FORMAT, VERSION = "waystation-case", 1
MOST_BYTES = 96 * 1024 * 1024
MOST_ROWS = 100_000


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sealed row as it is carried. `columns` are what its kind says in clear; `bytes` names its file."""

    kind: str
    id: UUID
    compartment: str
    day: date
    record: dict[str, Any]
    columns: dict[str, Any] = {}
    bytes: str = ""


class CaseFile(msgspec.Struct, frozen=True):
    """A whole case. `parts` says which parts of it are here; `files` are Base64, by the SHA-256 of their bytes."""

    case: UUID
    parts: tuple[str, ...]
    rows: tuple[Row, ...]
    files: dict[str, str] = {}
    format: str = FORMAT
    version: int = VERSION

    def __repr__(self) -> str:
        return "CaseFile()"


def packed(case: CaseFile) -> bytes:
    """The bytes of a case, always the same for the same case."""
    rows = tuple(sorted(case.rows, key=lambda row: (row.kind, row.id)))
    tidy = msgspec.structs.replace(case, rows=rows, parts=tuple(sorted(case.parts)))
    return msgspec.json.format(msgspec.json.encode(tidy, order="sorted"), indent=1)


def unpacked(data: bytes) -> CaseFile:
    """The inverse. Raises NotOurs for anything that is not of this form and version, or is too large."""
    if len(data) > MOST_BYTES:
        raise NotOurs("size")
    try:
        found = msgspec.json.decode(data, type=CaseFile)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotOurs("form") from None
    if (found.format, found.version) != (FORMAT, VERSION):
        raise NotOurs("version")
    if len(found.rows) > MOST_ROWS or len({(row.kind, row.id) for row in found.rows}) != len(found.rows):
        raise NotOurs("rows")
    if any(hashlib.sha256(content_of(found, name)).hexdigest() != name for name in found.files):
        raise NotOurs("files")
    return found


def content_of(case: CaseFile, name: str) -> bytes:
    """The bytes of one file. Raises NotOurs."""
    try:
        return base64.b64decode(case.files[name], validate=True)
    except (KeyError, ValueError):
        raise NotOurs("files") from None

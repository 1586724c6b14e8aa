"""What a mail server says that became of a letter: delivery status notifications (RFC 3464), as hostile as any mail.

Part of the bounded process; standard library only.
"""

from __future__ import annotations

import re
from typing import Any

from waystation.mail.charsets import decode
from waystation.mail.headers import Block, block
from waystation.mail.identifiers import from_header
from waystation.mail.structure import Part, Tree
from waystation.mail.transfer import undo
from waystation.mail.words import one_line

GROUPS = 20
STATUS_BYTES = 64 * 1024
WHY_CHARACTERS = 300
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_ORIGINAL = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")


def of(raw: bytes, tree: Tree) -> dict[str, Any] | None:
    """Everything that `parse.Delivery` has; None for a message that reports nothing."""
    if not (tree.header.first("content-type") or b"").lower().startswith(b"multipart/report"):
        return None
    status = next((part for part in tree.parts if part.type == "message/delivery-status"), None)
    told = _recipient(raw, status) if status else None
    if told is None:
        return None
    action = (told.first("action") or b"").split(b"(")[0].strip().lower().decode("ascii", "replace")
    code = _STATUS.match(told.first("status") or b"")
    return {
        "message_id": _original(raw, tree),
        "recipient": _value(told.first("final-recipient") or told.first("original-recipient"), 320),
        "action": action if action in _ACTIONS else "",
        "status": code[0].decode("ascii") if code else "",
        "why": _value(told.first("diagnostic-code"), WHY_CHARACTERS),
    }


def _recipient(raw: bytes, part: Part) -> Block | None:
    """The fields about the first recipient: the first group that has an action."""
    data = undo(raw[part.start : min(part.end, part.start + STATUS_BYTES)], part.encoding)[0]
    start = 0
    for _ in range(GROUPS):
        found = block(data, start)
        if found.first("action") is not None:
            return found
        if found.body <= start or found.body >= len(data):
            return None
        start = found.body
    return None


def _original(raw: bytes, tree: Tree) -> str:
    """The Message-ID of what it is about: of the copy that it brings, else of what it answers."""
    copy = next((part for part in tree.parts if part.type in _ORIGINAL), None)
    if copy is not None:
        data = undo(raw[copy.start : min(copy.end, copy.start + STATUS_BYTES)], copy.encoding)[0]
        return from_header(block(data)).message_id or ""
    return next(iter(from_header(tree.header).references), "")


def _value(field: bytes | None, characters: int) -> str:
    """What stands behind the type, on one safe line."""
    return one_line(decode((field or b"").partition(b";")[2][:2000], None)[0].strip(), characters)

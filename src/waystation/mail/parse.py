"""What a raw message says, read in a bounded process of its own (2 s, 200 MB)."""

from __future__ import annotations

import msgspec

from waystation.bounded import process
from waystation.mail import reader
from waystation.mail.errors import Unreadable

MESSAGE_BYTES = 64 * 1024 * 1024
_OUTPUT_BYTES = 4 * 1024 * 1024
_READER = process.Program(reader.__name__, seconds=2.0)


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A part kept for download. `size`: bytes, exact for sound base64. The rest is the sender's claim."""

    index: int
    name: str
    type: str
    size: int

    def __repr__(self) -> str:
        return f"Attachment(index={self.index})"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a letter with this `message_id`, as some mail server says (RFC 3464); no word of it is proved.

    `action` is failed, delayed, delivered, relayed or expanded; `status` an enhanced status code (RFC 3463).
    """

    message_id: str = ""
    recipient: str = ""
    action: str = ""
    status: str = ""
    why: str = ""

    def __repr__(self) -> str:
        return f"Delivery(action={self.action!r})"


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a person can be shown it. Every text is free of control and direction characters.

    `date` is the sender's claim in UTC (`2026-01-31T12:00:00Z`) or None. `to` holds the addresses of To and
    Cc, `more_senders` those in all From fields beside the first, `answers_to` those in Reply-To that are another than
    the sender's. `notes` are codes of `NOTES`.
    """

    sender_name: str = ""
    sender_address: str = ""
    more_senders: tuple[str, ...] = ()
    answers_to: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    subject: str = ""
    date: str | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    automatic: bool = False
    text: str = ""
    notes: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    delivery: Delivery | None = None

    def __repr__(self) -> str:
        return f"Parsed(notes={self.notes!r})"


NOTES = (
    "empty",
    "no-headers",
    "no-text",
    "html-only",
    "html-part",
    "charset-guessed",
    "hidden-characters",
    "nul-bytes",
    "header-cut",
    "attachment-kept",
    "calendar",
    "winmail",
    "signed",
    "smime",
    "encrypted-openpgp",
    "broken-base64",
    "unknown-encoding",
    "broken-structure",
    "too-deep",
    "too-many-parts",
    "too-large-to-show",
    "parser-stopped",
)
"""Every code that `Parsed.notes` may hold; whoever shows messages has a sentence for each."""


def parse(raw: bytes) -> Parsed:
    """Never raises: a message that cannot be read within the limits is shown raw, noted `parser-stopped`."""
    output = process.run(_READER, ["read"], [raw[:MESSAGE_BYTES]], _OUTPUT_BYTES)
    try:
        return msgspec.json.decode(output or b"", type=Parsed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.convert(reader.unread(raw), Parsed)


def extract(raw: bytes, index: int) -> bytes:
    """The decoded bytes of `parse(raw).attachments[index]`. Raises Unreadable."""
    output = process.run(_READER, ["attachment", str(index)], [raw[:MESSAGE_BYTES]], len(raw))
    if output is None:
        raise Unreadable
    return output

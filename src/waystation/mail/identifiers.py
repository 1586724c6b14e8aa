"""The few header fields needed before a message is sealed: its name, what it answers, man or machine."""

from __future__ import annotations

import re
from typing import NamedTuple

from waystation.mail import mailboxes
from waystation.mail.charsets import decode
from waystation.mail.headers import Block, block

REFERENCES = 100
FIELDS = 5  # of one name that are looked at
REPORTED, REPORT_BYTES = 20, 256 * 1024

_ID = re.compile(rb"<[!-;=?-~]{1,250}>")
_REPORTED = re.compile(rb"^Message-ID:[ \t\r\n]{0,10}(<[!-;=?-~]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_BULK = {b"bulk", b"junk", b"list", b"auto_reply", b"auto-reply"}
_WRITTEN_TO = ("x-original-to", "envelope-to", "to", "cc", "delivered-to")
_REPORTS = (b"multipart/report", b"message/delivery-status")


class Identifiers(NamedTuple):
    """`references` holds the tokens of References, then those of In-Reply-To that are not among them.

    `automatic` is true for bounces, auto-replies and bulk mail, which must never be answered by a machine
    (RFC 3834). `reported` holds the Message-IDs that such a one repeats in its body: of what it could not deliver
    (RFC 3464).
    """

    message_id: str | None
    references: tuple[str, ...]
    automatic: bool
    reported: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Identifiers(automatic={self.automatic})"


def identifiers(raw: bytes, sender: str | None = None) -> Identifiers:
    """Reads at most the first 64 KiB of the header and 256 KiB of an automatic body, in linear time; never raises.

    Give the SMTP or LMTP envelope's `sender` if it is known: an empty one marks a bounce.
    """
    header = block(raw)
    found = from_header(header, sender)
    return found._replace(reported=_reported(raw, header.body)) if found.automatic else found


def _reported(raw: bytes, start: int) -> tuple[str, ...]:
    found = _REPORTED.findall(raw[start : start + REPORT_BYTES])
    return tuple(dict.fromkeys(token.decode("ascii") for token in found[:REPORTED]))


def from_header(header: Block, sender: str | None = None) -> Identifiers:
    """The same from a header block that was read already."""
    ids = _tokens(header, "message-id")
    references = [*_tokens(header, "references"), *_tokens(header, "in-reply-to")]
    return Identifiers(
        message_id=ids[0] if ids else None,
        references=tuple(dict.fromkeys(references))[-REFERENCES:],
        automatic=sender == "" or _is_automatic(header),
    )


def written_to(raw: bytes) -> tuple[str, ...]:
    """The addresses that a message was written to, those that a mail server noted on the way first; never raises.

    Delivered-To comes last: most servers name the mailbox there that an address led to.
    """
    header = block(raw)
    values = (value for name in _WRITTEN_TO for value in header.every(name)[:FIELDS])
    texts = (decode(value[: mailboxes.CHARACTERS], None)[0] for value in values)
    return tuple(address for text in texts for _, address in mailboxes.read(text) if address)


def _tokens(header: Block, name: str) -> list[str]:
    return [token.decode("ascii") for value in header.every(name) for token in _ID.findall(value)]


def _is_automatic(header: Block) -> bool:
    submitted = (header.first("auto-submitted") or b"no").split(b";")[0].strip().lower()
    precedence = (header.first("precedence") or b"").strip().lower()
    kind = (header.first("content-type") or b"").lower()
    return (
        submitted != b"no" or precedence in _BULK or header.first("return-path") == b"<>" or kind.startswith(_REPORTS)
    )

"""Outgoing messages with one fixed set of header fields, which tell nothing about who wrote them where.

From, To, Subject, Date, Message-ID, In-Reply-To, References, MIME-Version, Content-Type,
Content-Transfer-Encoding, Auto-Submitted: in this order, and no others. A message with files is multipart/mixed, whose
parts have the same three fields and a Content-Disposition. The Date is in UTC and rounded down
to the minute: it says nothing of a time zone or of how the clock runs, and an answer is not sorted before the
question in the receiver's mail program. All lines are ASCII, at most 76 characters where the
standard allows folding, and end in CRLF.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from waystation.mail.identifiers import Identifiers

REFERENCES = 20

_PLAIN = "text/plain; charset=utf-8"
_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^@\s<>,;:()\"\[\]\\]{1,255}")
_DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,10}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_FILE_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,100}")
_WORD_BYTES = 42  # 56 characters of base64; with `Subject: ` before it a line of 77


class Unsafe(ValueError):
    """A field cannot be put into a header without changing what the header says."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes along. `name` is of plain letters and digits, `type` a media type."""

    name: str
    type: str
    content: bytes = field(repr=False)


def compose(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    date: datetime,
    domain: str,
    sender_name: str = "",
    to_name: str = "",
    message_id: str | None = None,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    automatic: bool = False,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The message as bytes. `date` must be aware. Raises `Unsafe` for line ends or controls in any field.

    Without `message_id` a random one at `domain` is made. `automatic` adds Auto-Submitted: auto-generated
    (RFC 3834).
    """
    kind, encoding, body = _with_files(text, attachments)
    fields = [
        ("From", _mailbox(sender_name, sender)),
        ("To", _mailbox(to_name, to)),
        ("Subject", _phrase(subject)),
        ("Date", _date(date)),
        ("Message-ID", _id(message_id or new_message_id(domain))),
        ("In-Reply-To", _id(in_reply_to) if in_reply_to else ""),
        ("References", "\r\n ".join(_id(reference) for reference in _shortened(references))),
        ("MIME-Version", "1.0"),
        ("Content-Type", kind),
        ("Content-Transfer-Encoding", encoding),
        ("Auto-Submitted", "auto-generated" if automatic else ""),
    ]
    header = "".join(f"{name}: {value}\r\n" for name, value in fields if value or name == "Subject")
    return (header + "\r\n").encode("ascii") + body


def new_message_id(domain: str) -> str:
    """A Message-ID that says nothing but the domain."""
    return f"<{secrets.token_hex(16)}@{_domain(domain)}>"


def answering(parent: Identifiers) -> tuple[str | None, tuple[str, ...]]:
    """In-Reply-To and References of an answer (RFC 5322 3.6.4)."""
    if parent.message_id is None:
        return None, parent.references
    earlier = tuple(reference for reference in parent.references if reference != parent.message_id)
    return parent.message_id, (*earlier, parent.message_id)


def _shortened(references: Sequence[str]) -> list[str]:
    """The first and the newest references: what mail programs thread by."""
    if len(references) <= REFERENCES:
        return list(references)
    return [references[0], *references[1 - REFERENCES :]]


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise Unsafe("message id")
    return value


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        raise Unsafe("date without time zone")
    return format_datetime(date.astimezone(UTC).replace(second=0, microsecond=0))


def _domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Unsafe("domain") from None
    if not _DOMAIN.fullmatch(ascii_domain):
        raise Unsafe("domain")
    return ascii_domain


def _mailbox(name: str, address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise Unsafe("address")
    local, _, domain = address.rpartition("@")
    address = f"{local}@{_domain(domain)}"
    return f"{_quoted(_phrase(name))}\r\n <{address}>" if name else address


def _quoted(phrase: str) -> str:
    if phrase.startswith("=?") or _ATOMS.fullmatch(phrase):
        return phrase
    escaped = phrase.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _phrase(text: str) -> str:
    """One line of text as it is, or as encoded words (RFC 2047) if it is not plain and short."""
    if _CONTROLS.search(text):
        raise Unsafe("control character")
    if text.isascii() and "=?" not in text and len(text) <= 60 and text == " ".join(text.split(" ")).strip():
        return text
    words = (base64.b64encode(chunk).decode("ascii") for chunk in _chunks(text))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _chunks(text: str) -> list[bytes]:
    """The text in UTF-8, cut between characters."""
    chunks = [b""]
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(chunks[-1]) + len(encoded) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += encoded
    return chunks


def _with_files(text: str, attachments: Sequence[Attachment]) -> tuple[str, str, bytes]:
    """Content-Type, Content-Transfer-Encoding and body."""
    encoding, body = _body(text)
    if not attachments:
        return _PLAIN, encoding, body
    boundary = secrets.token_hex(16)
    parts = [_part({"Content-Type": _PLAIN, "Content-Transfer-Encoding": encoding}, body)]
    parts += [_part(_of_file(each), _base64(each.content)) for each in attachments]
    mark = b"--" + boundary.encode()
    whole = b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"
    return f'multipart/mixed;\r\n boundary="{boundary}"', "", whole


def _part(fields: Mapping[str, str], body: bytes) -> bytes:
    header = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return header.encode("ascii") + b"\r\n" + body + b"\r\n"


def _of_file(file: Attachment) -> dict[str, str]:
    if not _FILE_NAME.fullmatch(file.name) or not _FILE_TYPE.fullmatch(file.type):
        raise Unsafe("attachment")
    return {
        "Content-Type": file.type,
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": f'attachment;\r\n filename="{file.name}"',
    }


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _body(text: str) -> tuple[str, bytes]:
    lines = re.sub("\r\n?", "\n", text).rstrip("\n") + "\n"
    if lines.isascii():
        encoded = b"".join(_quoted_printable(line) for line in lines.encode("ascii").split(b"\n")[:-1])
        return "quoted-printable", encoded
    data = lines.replace("\n", "\r\n").encode("utf-8", "replace")
    return "base64", _base64(data)


def _quoted_printable(line: bytes) -> bytes:
    """One line; also one that begins with a dot or with `From `, which servers on the way like to change."""
    encoded = binascii.b2a_qp(line, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    if encoded.startswith((b".", b"From ")):
        encoded = b"=%02X" % encoded[0] + encoded[1:]
    return encoded

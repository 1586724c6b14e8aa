"""Where a message is encrypted or signed by OpenPGP: RFC 3156, inline, encrypted attachments. Standard library only."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from waystation.mail.charsets import decode
from waystation.mail.headers import Block
from waystation.mail.markup import to_text
from waystation.mail.structure import Entity, Part, Tree, entity
from waystation.mail.transfer import undo

DEPTH = 6
BLOCKS = 20
ARMORED_BYTES = 60 * 1024 * 1024

MESSAGE, CLEAR, PUBLIC = b"PGP MESSAGE", b"PGP SIGNED MESSAGE", b"PGP PUBLIC KEY BLOCK"
_ENDS = {MESSAGE: b"PGP MESSAGE", CLEAR: b"PGP SIGNATURE", PUBLIC: b"PGP PUBLIC KEY BLOCK"}
_BEGIN = re.compile(rb"^-----BEGIN (PGP MESSAGE|PGP SIGNED MESSAGE|PGP PUBLIC KEY BLOCK)-----[ \t]*\r?$", re.MULTILINE)
_ARMOR = re.compile(
    rb"-----BEGIN PGP [A-Z ]{1,30}-----[ \t]*\r?\n(?:[A-Za-z-]{1,30}: ?[^\n]{0,500}\n){0,20}[ \t]*\r?\n"
)
_CHECKSUM = re.compile(rb"\n=[A-Za-z0-9+/]{4}\s*\Z")
_KEPT = (
    "from",
    "reply-to",
    "to",
    "cc",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "precedence",
)
_SUFFIX = re.compile(r"\.(pgp|gpg|asc)$", re.IGNORECASE)


class Sealed(NamedTuple):
    """A protected part by RFC 3156: the payload without its armor, and for a signed one what is signed.

    `root`: there is nothing else in the message.
    """

    is_encrypted: bool
    payload: bytes
    signed: bytes
    root: bool


class Armor(NamedTuple):
    """One block of armor within a text. `kind` is MESSAGE, CLEAR or PUBLIC."""

    kind: bytes
    start: int
    end: int


def sealed_part(raw: bytes) -> Sealed | None:
    """The first part that is encrypted or signed as RFC 3156 says, also where a mail server on the way broke it."""
    pending = [(0, len(raw), 0)]
    while pending:
        start, end, depth = pending.pop(0)
        found = entity(raw, start, end)
        sealed = _sealed(raw, found, depth == 0)
        if sealed is not None:
            return sealed
        if depth < DEPTH and found.type.startswith("multipart/"):
            pending += [(*child, depth + 1) for child in found.children[:BLOCKS]]
    return None


def _sealed(raw: bytes, found: Entity, root: bool) -> Sealed | None:
    if not found.type.startswith("multipart/") or len(found.children) < 2:
        return None
    first, second = (entity(raw, *child) for child in found.children[:2])
    if found.type == "multipart/encrypted":
        return Sealed(True, _payload(raw, second), b"", root) if first.type == "application/pgp-encrypted" else None
    if found.type == "multipart/signed" and second.type == "application/pgp-signature":
        start, end = found.children[0]
        return Sealed(False, _payload(raw, second), raw[start:end], root)
    return _mangled(raw, found, root)


def _mangled(raw: bytes, found: Entity, root: bool) -> Sealed | None:
    """Exchange turns multipart/encrypted into multipart/mixed with an empty text before the two parts."""
    parts = [entity(raw, *child) for child in found.children[:4]]
    for one, two in zip(parts, parts[1:], strict=False):
        if one.type == "application/pgp-encrypted" and two.type == "application/octet-stream":
            others = [part for part in parts if part not in (one, two)]
            empty = not any(_decoded(raw, part).strip() for part in others) and len(found.children) == len(parts)
            return Sealed(True, _payload(raw, two), b"", root and empty)
    return None


def dearmored(data: bytes) -> bytes:
    """The packets of one armored block (RFC 9580 6.2), or the bytes as they are where none begins.

    Its checksum is not compared: what protects the packets is inside of them.
    """
    begin = _ARMOR.match(data)
    if not begin:
        return data
    end = data.find(b"\n-----END", begin.end())
    checksum = _CHECKSUM.search(data, max(begin.end(), end - 20), end) if end >= 0 else None
    return undo(memoryview(data)[begin.end() : checksum.start() if checksum else end], "base64")[0]


def _decoded(raw: bytes, part: Entity) -> bytes:
    return undo(memoryview(raw)[part.header.body : part.end], part.encoding)[0]


def _payload(raw: bytes, part: Entity) -> bytes:
    return dearmored(_decoded(raw, part).lstrip(b"\r\n \t"))


def text_of(raw: bytes, part: Part) -> bytes:
    """A text part decoded, an HTML one without its markup."""
    data = undo(memoryview(raw)[part.start : min(part.end, part.start + ARMORED_BYTES)], part.encoding)[0]
    if part.type == "text/html" and b"-----BEGIN PGP" in data:
        return to_text(decode(data, part.charset)[0]).encode()
    return data


def blocks(text: bytes) -> list[Armor]:
    """The armors in a text, whole ones only, in order."""
    found: list[Armor] = []
    position = 0
    while len(found) < BLOCKS and (begin := _BEGIN.search(text, position)):
        ending = b"-----END " + _ENDS[begin[1]] + b"-----"
        end = text.find(ending, begin.end())
        if end < 0:
            break
        position = end + len(ending)
        found.append(Armor(begin[1], begin.start(), position))
    return found


def between(text: bytes, found: list[Armor]) -> bytes:
    """What of a text stands in none of the blocks."""
    edges = [0, *(edge for block in found for edge in (block.start, block.end)), len(text)]
    return b"".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)).strip()


def encrypted_attachments(raw: bytes, tree: Tree) -> Iterator[tuple[Part, bytes]]:
    """The attachments that are OpenPGP messages, with their bytes."""
    for part in tree.attachments[:BLOCKS]:
        if _SUFFIX.search(part.name) or part.type.startswith("application/pgp"):
            data = undo(memoryview(raw)[part.start : part.end], part.encoding)[0]
            if is_message(data):
                yield part, data


def is_message(data: bytes) -> bool:
    """Whether bytes begin like an encrypted message, armored or not."""
    beginning = data[:200].lstrip()
    if beginning.startswith(b"-----BEGIN PGP MESSAGE-----"):
        return True
    return bool(data) and data[0] in (0x84, 0x85, 0x86, 0x8C, 0xC1, 0xC3)  # packets 1 and 3, old and new format


def plain_name(name: str) -> str:
    """What an encrypted file is called when it is open."""
    return _SUFFIX.sub("", name)


def message(header: Block, parts: list[bytes], *, own_subject: bool = False) -> bytes:
    """A message of these MIME entities with the outer header, but for the subject where the inside has its own."""
    kept = [field for field in header.fields if field[0] in _KEPT or (field[0] == "subject" and not own_subject)]
    lines = b"".join(name.encode() + b": " + value.replace(b"\n", b" ") + b"\r\n" for name, value in kept)
    if len(parts) == 1:
        return lines + parts[0]
    boundary = secrets.token_hex(16).encode()
    joined = b"".join(b"\r\n--" + boundary + b"\r\n" + part for part in parts)
    kind = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n'
    return lines + kind + joined + b"\r\n--" + boundary + b"--\r\n"


def as_text(content: bytes, charset: str | None) -> bytes:
    """A MIME entity of a text."""
    known = charset if charset and re.fullmatch(r"[A-Za-z0-9_.:-]{1,40}", charset) else ""
    named = f"; charset={known}" if known and known.lower() != "us-ascii" else ""
    return f"Content-Type: text/plain{named}\r\n\r\n".encode() + content


def as_file(content: bytes, name: str) -> bytes:
    """A MIME entity of a file."""
    disposition = f"Content-Disposition: attachment; filename*=UTF-8''{quote(plain_name(name))}\r\n"
    return f"Content-Type: application/octet-stream\r\n{disposition}\r\n".encode() + content

"""Content transfer encodings (RFC 2045 6) undone leniently: what can be saved of a damaged part is saved."""

from __future__ import annotations

import binascii
import quopri
import string

_ALPHABET = (string.ascii_letters + string.digits + "+/").encode()
_OTHERS = bytes(set(range(256)) - set(_ALPHABET))


def undo(data: bytes | memoryview, encoding: str) -> tuple[bytes, bool]:
    """The decoded bytes, and whether the encoding was damaged."""
    if encoding == "base64":
        return _base64(data)
    if encoding in ("quoted-printable", "quopri"):
        return quopri.decodestring(bytes(data)), False
    return bytes(data), encoding not in ("", "7bit", "8bit", "binary")


def decoded_size(raw: bytes, start: int, end: int, encoding: str) -> int:
    """The size in bytes of an attachment: exact for well-formed base64, else of the encoded form."""
    if encoding != "base64":
        return end - start
    characters = end - start - raw.count(b"\n", start, end) - raw.count(b"\r", start, end)
    return characters * 3 // 4 - raw[max(start, end - 8) : end].count(b"=")


def _base64(data: bytes | memoryview) -> tuple[bytes, bool]:
    try:
        decoded = binascii.a2b_base64(data)
    except binascii.Error:
        return _salvaged(bytes(data)), True
    characters = len(data) * 3 // 4
    return decoded, len(decoded) < 0.9 * characters - 8  # a2b_base64 skips foreign characters in silence


def _salvaged(data: bytes) -> bytes:
    letters = data.translate(None, _OTHERS)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))

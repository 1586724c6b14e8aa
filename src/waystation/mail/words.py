"""Header values to one safe line of text, and any text to characters that cannot mislead a reader."""

from __future__ import annotations

import re
import unicodedata
from email.errors import MessageError
from email.header import decode_header

from waystation.mail.charsets import decode

_LINE = 2000
_REMOVED = re.compile("[\u00ad\u200b\u2060\ufeff\U000e0000-\U000e007f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters without a shape: the fillers of Hangul, and the Braille pattern without dots."""
_BLANKS = re.compile(f"[{BLANKS}]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> tuple[str, bool]:
    """Text whose control characters are visible, and whether direction controls had been hidden in it.

    Lines end in `\\n`. Control characters become Unicode's control pictures, bidirectional controls a mark
    such as `[U+202E]`; zero-width characters and tags go, except the joiners that scripts and emoji need; a letter
    without a shape becomes a space.
    """
    text = _BREAKS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _CONTROLS.sub(_picture, text)
    shown = _DIRECTIONS.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
    return _REMOVED.sub("", _BLANKS.sub(" ", shown)), shown != text


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"


def one_line(text: str, length: int) -> str:
    """A name or subject: cleaned, on one line, at most `length` characters."""
    return " ".join(clean(text[: 4 * length])[0].split())[:length]


def same(name: str) -> str:
    """A name as it is compared: case, spaces and compatible letters do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def unstructured(value: bytes | str | None, length: int = 500) -> str:
    """A header value with its encoded words (RFC 2047) decoded, as one safe line. Never raises."""
    if not value:
        return ""
    if isinstance(value, bytes):
        value = decode(value[:_LINE], None)[0]
    return one_line(_decoded(value[:_LINE]), length)


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        chunks = decode_header(value)
    except (MessageError, ValueError):
        return value
    return "".join(_chunk(chunk, charset) for chunk, charset in chunks)


def _chunk(chunk: bytes | str, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    if charset is None:  # decode_header hands unencoded stretches out as raw-unicode-escape
        return chunk.decode("raw-unicode-escape", "replace")
    return decode(chunk, charset.partition("*")[0])[0]

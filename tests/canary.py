"""Canaries: strings that occur nowhere else, and the search for them in everything that lies on a disk."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

_BETWEEN_LINES = re.compile(rb"=?\r?\n[ \t]?")


@dataclass(frozen=True)
class Hit:
    """A canary that was found."""

    path: Path
    text: str
    encoding: str


@cache
def encodings(text: str) -> dict[str, bytes]:
    """How `text` looks as UTF-8, UTF-16, Base64 at its three alignments, quoted-printable, hex and percent-encoded."""
    raw = text.encode()
    quoted = "".join(chr(byte) if 32 <= byte <= 126 and byte != 61 else f"={byte:02X}" for byte in raw)
    found = {
        "utf-8": raw,
        "utf-16-le": text.encode("utf-16-le"),
        "quoted-printable": quoted.encode(),
        "quoted-printable header": quoted.replace(" ", "_").encode(),
        "hex": raw.hex().encode(),
        "hex, capitals": raw.hex().upper().encode(),
        "percent": quote(text, safe="").encode(),
        "percent, form": quote(text, safe="").replace("%20", "+").encode(),
        "json": text.encode("ascii", "backslashreplace"),
    }
    for shift in range(3):
        found[f"base64+{shift}"] = _inside_base64(raw, shift)
        found[f"base64url+{shift}"] = _inside_base64(raw, shift).translate(bytes.maketrans(b"+/", b"-_"))
    return found


def _inside_base64(raw: bytes, shift: int) -> bytes:
    """The Base64 characters that `raw` alone decides when it begins `shift` bytes into a group of three."""
    encoded = base64.b64encode(bytes(shift) + raw)
    first = -(-shift * 8 // 6)
    last = (shift + len(raw)) * 8 // 6
    return encoded[first:last]


def search(data: bytes, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(text, encoding) of each canary in `data`, also where lines were folded."""
    unfolded = _BETWEEN_LINES.sub(b"", data)
    for text in texts:
        for encoding, needle in encodings(text).items():
            if needle in data or needle in unfolded:
                yield text, encoding


def scan(folder: Path, texts: Iterable[str]) -> list[Hit]:
    """Every canary in the content or the name of any file under `folder`."""
    texts = list(texts)
    hits = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        for text, encoding in [*search(data, texts), *search(path.name.encode(), texts)]:
            hits.append(Hit(path, text, encoding))
    return hits

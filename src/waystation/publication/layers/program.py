"""Reads everything that one hostile file holds: the program of a bounded process. JSON of plain text comes out.

Before a byte is interpreted the process has given up files, network and other programs; what unpacks to too much, or
takes too long, ends with it.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from contextlib import suppress
from typing import Final

import msgspec
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from waystation.bounded import confine, seccomp
from waystation.files.viewer import PAGES, PICTURE, kind_of
from waystation.mail.charsets import decode
from waystation.publication.layers import documents, packages, pictures, seen
from waystation.publication.layers.found import (
    BROKEN,
    EMPTY,
    LARGE,
    OTHER,
    TEXT,
    UNSAFE,
    Gathered,
    Read,
    Unreadable,
)  # fmt: skip

CPU_SECONDS, MEMORY_BYTES = 20 + seen.MOST_SECONDS, 768 * 1024 * 1024
LARGEST: Final = 32 * 1024 * 1024  # bytes as they came
MOST_CHARACTERS: Final = 2_000_000  # of all layers together
_PACKAGE: Final = b"PK\x03\x04"
_CODED: Final = re.compile(
    rb"\s*(?:\{\\rtf|%!PS)|(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}MIME-Version:", re.IGNORECASE
)
"""Text in which letters are written otherwise than they are read: RTF, PostScript, mail."""
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{40,}\s{0,20})+[A-Za-z0-9+/]*={0,2}")
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "utf-16", "cp1251", "cp1252", "koi8-r", "latin-1", "cp866")


def read(raw: bytes) -> Read:
    """What a file holds. Raises Unreadable, and whatever a library does."""
    found = Gathered(_read)
    kind = _read(raw, found)
    if sum(len(each.text) for each in found.layers) > MOST_CHARACTERS:
        raise Unreadable(LARGE)
    return Read(kind, tuple(found.layers), tuple(found.traces))


def _read(raw: bytes, found: Gathered, part: str = "") -> str:
    """Adds all that a file holds, whichever kind it is of. Returns the kind. Raises Unreadable."""
    if not raw:
        raise Unreadable(EMPTY)
    kind = kind_of(raw)
    if raw.startswith(_PACKAGE):
        kind = "package"
        packages.read(raw, found)
    elif kind == PAGES:
        documents.read(raw, found)
    elif kind == PICTURE:
        pictures.read(raw, found, part)
    elif kind == "text" and not _CODED.match(raw):
        text = decode(raw, None)[0]
        found.add(TEXT, text, part)
        _packed(text, found, part)
    else:
        raise Unreadable(OTHER)
    return kind


def _packed(text: str, found: Gathered, part: str) -> None:
    """Pictures and other files that lie in a text in letters, as in SVG, HTML and flat documents."""
    for each in _BASE64.findall(text):
        with suppress(ValueError):
            raw = base64.b64decode("".join(each.split()))
            if raw.startswith(_PACKAGE) or kind_of(raw) in (PAGES, PICTURE):
                found.trace("pictures" if kind_of(raw) == PICTURE else "attachments")
                found.inside(raw, part)


def main(arguments: list[str]) -> None:
    """The file on standard input; JSON on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        try:
            confine.no_calls()
            said = read(raw)
        except seccomp.Unavailable:
            said = Read(problem=UNSAFE)
        except Unreadable as error:
            said = Read(problem=str(error))
        except MemoryError:
            said = Read(problem=LARGE)
        except Exception:  # of a hostile file a library may raise anything; nothing of it is told
            said = Read(problem=BROKEN)
        target.write(msgspec.json.encode(said))


def _warm() -> None:
    """Loads what the libraries load late: once the process is bound, nothing more is."""
    for name in _ENCODINGS:
        b"ab".decode(name, "replace")
    decode("проверка".encode("cp1251"), None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", "<?xml version='1.0' encoding='utf-8'?><a><p><t>b</t></p></a>")
    read(out.getvalue())
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(100, 100)
    page = io.BytesIO()
    blank.save(page)
    read(page.getvalue())
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    read(picture.getvalue())
    seen.warm()


_warm()

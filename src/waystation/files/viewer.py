"""Shows one hostile file: the program of a bounded process. What it gives is drawn anew, pixel by pixel, or is text.

`describe` says what a file is; `draw N` gives its page N (from 1) as a PNG or JPEG, `draw N JPEG` as a JPEG. Before
anything of the file is interpreted, the process has given up files, network and other programs; where it cannot, it
shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

from waystation.bounded import confine, seccomp
from waystation.files.errors import Broken, TooLarge
from waystation.mail.charsets import decode
from waystation.mail.words import clean

CPU_SECONDS = 4
MEMORY_BYTES = 200 * 1024 * 1024
LARGEST = 64 * 1024 * 1024
TEXT_CHARACTERS = 200_000
MOST_PAGES = 200
PICTURE, PAGES, TEXT = "picture", "pages", "text"
OTHER, BROKEN, LARGE, UNSAFE = "other", "broken", "large", "unsafe"

# How the formats that are shown begin, and the module that draws them.
_BEGINNINGS: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, PICTURE),
    (b"\x89PNG\r\n\x1a\n", 0, PICTURE),
    (b"GIF8", 0, PICTURE),
    (b"WEBP", 8, PICTURE),
    (b"II*\0", 0, PICTURE),
    (b"MM\0*", 0, PICTURE),
    (b"%PDF-", 0, PAGES),
)
_DRAWN_BY = {PICTURE: "waystation.files.pictures", PAGES: "waystation.files.documents"}
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


def kind_of(raw: bytes) -> str:
    """What a file begins like. Nothing of it is interpreted here."""
    for beginning, at, kind in _BEGINNINGS:
        if raw[at : at + len(beginning)] == beginning:
            return kind
    return TEXT if is_text(raw) else OTHER


def is_text(raw: bytes) -> bool:
    """Whether it begins like one."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(raw) and _CONTROLS.isdisjoint(raw[: 4 * TEXT_CHARACTERS])


def main(arguments: list[str]) -> None:
    """The file on standard input; JSON or a picture on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        kind = kind_of(raw)
        drawer = import_module(_DRAWN_BY[kind]) if kind in _DRAWN_BY else None
        try:
            confine.no_calls()
        except seccomp.Unavailable:
            target.write(_said(UNSAFE))
            return
        target.write(_answer(arguments, raw, kind, drawer))


def _answer(arguments: list[str], raw: bytes, kind: str, drawer: Any) -> bytes:
    if arguments[0] == "draw":
        drawn: bytes = drawer.draw(raw, int(arguments[1]) - 1, *arguments[2:])
        return drawn
    return _safely(lambda: _described(raw, kind, drawer))


def _safely(describe: Callable[[], bytes]) -> bytes:
    try:
        return describe()
    except (TooLarge, MemoryError):
        return _said(LARGE)
    except Broken:
        return _said(BROKEN)


def _described(raw: bytes, kind: str, drawer: Any) -> bytes:
    if drawer is not None:
        return _said(kind, pages=min(MOST_PAGES, drawer.pages(raw)))
    if kind == TEXT:
        return _said(kind, text=clean(decode(raw[: 4 * TEXT_CHARACTERS], None)[0])[0][:TEXT_CHARACTERS])
    return _said(kind)


def _said(kind: str, **more: Any) -> bytes:
    return json.dumps({"kind": kind, **more}).encode()

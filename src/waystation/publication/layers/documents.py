"""What a PDF holds: its pages, properties, notes, attached files. Runs in the bounded process."""

from __future__ import annotations

import base64
import ctypes
import math
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from waystation.publication.layers import seen
from waystation.publication.layers.found import BROKEN, HIDDEN, LARGE, PROPERTIES, TEXT, Gathered, Unreadable
from waystation.publication.layers.printed import printed

MOST_PAGES: Final = 500
_DEEPEST: Final = 8
_DOTS, _SIDE = 200, 3_000
"""Dots of an inch, and of the longer side at most, of a page that is read as a picture."""
_MANY_PATHS: Final = 150
_SAID: Final = (b"Contents", b"T", b"V", b"TU", b"DA", b"Subj", b"RC", b"NM")
_COMMENTED: Final = (b"Contents",)
_XMP: Final = re.compile(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", re.DOTALL)
_URI: Final = re.compile(rb"/URI\s{0,4}\(([^)]{1,2000})\)")
_BEGINS: Final = re.compile(rb"stream\r?\n")
_STREAM: Final = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_FILTER: Final = re.compile(rb"/(?:Filter|F)\s{0,4}(\[[^\]]{0,200}\]|/\w{2,20})")
_NAMES: Final = re.compile(rb"/(\w{2,20})")
_SHOWS: Final = re.compile(rb"\b(?:Tj|TJ)\b")
_LITERAL: Final = re.compile(rb"\(((?:[^()\\]|\\.){3,20000})\)", re.DOTALL)
_HEX: Final = re.compile(rb"<((?:[0-9A-Fa-f]{2}\s?){4,20000})>")
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_UNPACKED, _LARGEST = 48 * 1024 * 1024, 8 * 1024 * 1024
_MARKUP: Final = re.compile(r"<[^>]{0,2000}>")


def read(raw: bytes, found: Gathered) -> None:
    """Adds every text of a PDF. Raises Unreadable."""
    if b"/Encrypt" in raw:
        raise Unreadable(BROKEN)  # protected: its strings would be read as noise
    try:
        document = pypdfium2.PdfDocument(raw)
        if len(document) > MOST_PAGES:
            raise Unreadable(LARGE)
        for number, page in enumerate(document, 1):
            text = page.get_textpage().get_text_range()
            found.add(TEXT, text, str(number))
            _notes(page, number, found)
            _seen(page, number, found, has_text=bool(text.strip()))
        _properties(document, raw, found)
        _attached(document, found)
        _unseen(raw, found)
    except pypdfium2.PdfiumError:
        raise Unreadable(BROKEN) from None


def _seen(page: Any, number: int, found: Gathered, *, has_text: bool) -> None:
    """What is written in the pictures of a page, also under what covers them, and on a page without a text."""
    kinds = [each.type for each in page.get_objects(max_depth=_DEEPEST)]
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        found.trace("pictures")
        try:
            if math.prod(each.get_px_size()) <= seen.LARGEST:
                seen.look(each.get_bitmap().to_pil(), found, str(number))
            else:
                found.trace("unread_pictures")
        except (pypdfium2.PdfiumError, ValueError):
            found.trace("unread_pictures")
    alone = has_text or kinds == [pdfium.FPDF_PAGEOBJ_IMAGE]
    if kinds and (not alone or kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE) > 1 or _drawn(kinds)):
        scale = min(_DOTS / 72, _SIDE / max(page.get_size()))
        seen.look(page.render(scale=scale, grayscale=True).to_pil(), found, str(number))


def _drawn(kinds: list[int]) -> bool:
    """Whether so much is drawn that it may be letters or a code."""
    return kinds.count(pdfium.FPDF_PAGEOBJ_PATH) >= _MANY_PATHS


def _properties(document: Any, raw: bytes, found: Gathered) -> None:
    said = {name: value for name, value in document.get_metadata_dict().items() if value}
    found.add(PROPERTIES, "\n".join(f"{name}: {value}" for name, value in said.items()))
    if said.get("Author"):
        found.trace("author")
    for each in _XMP.findall(raw):
        found.add(PROPERTIES, _MARKUP.sub("\n", each.decode("utf-8", "replace")))
    found.add(HIDDEN, "\n".join(each.decode("utf-8", "replace") for each in _URI.findall(raw)))
    if raw.count(b"%%EOF") > 1:
        found.trace("revisions")
    if b"Exif\0\0" in raw:
        found.trace("device")
        start = raw.index(b"Exif\0\0")
        found.add(HIDDEN, printed(raw[start : start + 4_000]))


_NO_LETTERS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_MOST_UNREADABLE: Final = 10
"""One character in so many may be none: of more it is no text but the inside of a font or a picture."""


def _unseen(raw: bytes, found: Gathered) -> None:
    """What no page shows: bookmarks, names of layers, words for who cannot see, scripts, values of forms, properties
    in packed parts, pictures with properties of their own.
    """
    told: dict[str, None] = {}
    pieces = [_STREAM.sub(b" ", raw)]
    room = _UNPACKED
    for each in _BEGINS.finditer(raw):
        packed = raw[each.end() : each.end() + _LARGEST]
        if packed.startswith(b"\xff\xd8"):
            found.trace("pictures")
            end = packed.find(b"endstream")
            found.inside(packed[: end if end > 0 else None].rstrip(), "")
            continue
        unpacked = _unpacked(packed, room, _filters(raw, each.start()))
        room -= len(unpacked)
        if not (b"BT" in unpacked and _SHOWS.search(unpacked)):  # what a page shows was read from the page
            pieces.append(unpacked)
    for piece in pieces:
        told |= dict.fromkeys(_strings(piece))
        for each in _XMP.findall(piece):
            found.add(PROPERTIES, _MARKUP.sub("\n", each.decode("utf-8", "replace")))
    found.add(HIDDEN, "\n\n".join(told))
    every = b"".join(pieces)
    for mark, trace in ((b"/OCProperties", "hidden"), (b"/Thumb", "thumbnail")):
        if mark in every:
            found.trace(trace)


def _unpacked(packed: bytes, room: int, filters: list[bytes]) -> bytes:
    """A stream without its filters (ISO 32000-1, 7.4), as far as it comes; nothing of one that cannot be undone."""
    found, most = packed, max(1, min(room, _LARGEST))
    if not filters:
        with suppress(zlib.error):
            return _flate(packed, most)
        return packed.partition(b"endstream")[0][:most]
    for name in filters:
        undo = _FILTERS.get(_SHORT.get(name, name))
        if undo is None:
            return b""
        try:
            found = undo(found, most)[:most]
        except (ValueError, zlib.error):
            return b""
    return found


def _flate(packed: bytes, most: int) -> bytes:
    return zlib.decompressobj().decompress(packed, most)


def _hexadecimal(packed: bytes, _most: int) -> bytes:
    bare = re.sub(rb"\s", b"", packed.partition(b">")[0])
    return bytes.fromhex((bare + b"0" * (len(bare) % 2)).decode("ascii"))


def _ascii85(packed: bytes, _most: int) -> bytes:
    return base64.a85decode(packed.partition(b"~>")[0].removeprefix(b"<~"), ignorechars=b" \t\n\r\x0b\0\f")


def _run_length(packed: bytes, most: int) -> bytes:
    found, at = bytearray(), 0
    while at < len(packed) and (length := packed[at]) != _END_OF_DATA and len(found) < most:
        if length < _END_OF_DATA:
            found += packed[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            found += packed[at + 1 : at + 2] * (257 - length)
            at += 2
    return bytes(found)


def _lzw(packed: bytes, most: int) -> bytes:
    """Lempel, Ziv and Welch as in TIFF, with codes that grow a step early (7.4.4.2)."""
    found, table, width, bits, held = bytearray(), list(_BYTES), 9, 0, 0
    before = b""
    for byte in packed:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & (1 << bits) - 1
        if code == _NO_MORE or len(found) > most:
            break
        if code == _CLEAR:
            table, width, before = list(_BYTES), 9, b""
            continue
        if code > len(table) or (code == len(table) and not before):
            raise ValueError
        said = table[code] if code < len(table) else before + before[:1]
        found += said
        if before and len(table) < _MOST_CODES:
            table.append(before + said[:1])
        before = said
        width = min(12, max(9, (len(table) + 1).bit_length()))
    return bytes(found)


_CLEAR, _NO_MORE, _MOST_CODES, _END_OF_DATA = 256, 257, 4096, 128
_BYTES: Final = [bytes([each]) for each in range(256)] + [b"", b""]
_FILTERS: Final[dict[bytes, Callable[[bytes, int], bytes]]] = {
    b"FlateDecode": _flate, b"ASCIIHexDecode": _hexadecimal, b"ASCII85Decode": _ascii85,
    b"RunLengthDecode": _run_length, b"LZWDecode": _lzw,
}  # fmt: skip
_SHORT: Final = {
    b"Fl": b"FlateDecode", b"AHx": b"ASCIIHexDecode", b"A85": b"ASCII85Decode", b"RL": b"RunLengthDecode",
    b"LZW": b"LZWDecode",
}  # fmt: skip


def _filters(raw: bytes, start: int) -> list[bytes]:
    """What the dictionary before a stream says of how it is packed, the outermost first."""
    said = raw[max(0, start - 2_000) : start]
    said = said[max(said.rfind(b" obj"), said.rfind(b"endstream"), 0) :]
    found = list(_FILTER.finditer(said))
    return _NAMES.findall(found[-1][1]) if found else []


def _strings(piece: bytes) -> Iterator[str]:
    """The strings of some objects, in the encodings of the format (ISO 32000-1, 7.3.4 and 7.9.2)."""
    for each in _LITERAL.finditer(piece):
        yield from _said_by(_ESCAPE.sub(_escaped, each[1]))
    for each in _HEX.finditer(piece):
        yield from _said_by(bytes.fromhex(re.sub(rb"\s", b"", each[1]).decode()))


def _escaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said.isdigit() and not said.strip(b"01234567"):
        return bytes([int(said, 8) & 0xFF])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r": b""}.get(said, said)


def _said_by(raw: bytes) -> Iterator[str]:
    if raw.startswith(b"\xfe\xff"):
        yield raw[2:].decode("utf-16-be", "replace")
    elif raw.isascii():
        yield raw.decode()
    else:
        said = (raw.decode(encoding, "replace") for encoding in ("utf-8", "cp1251"))
        yield from (each for each in said if len(_NO_LETTERS.findall(each)) * _MOST_UNREADABLE <= len(each))


def _notes(page: Any, number: int, found: Gathered) -> None:
    for index in range(min(1_000, pdfium.FPDFPage_GetAnnotCount(page))):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            for name in _SAID:
                said = _string(note, name)
                if said and name in _COMMENTED:
                    found.trace("comments")
                found.add(HIDDEN, said, str(number))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _string(note: Any, name: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(note, name, None, 0)
    if not 2 < length < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(note, name, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _attached(document: Any, found: Gathered) -> None:
    for index in range(min(50, document.count_attachments())):
        found.trace("attachments")
        attached = document.get_attachment(index)
        name = attached.get_name()
        found.add(HIDDEN, name)
        found.inside(bytes(attached.get_data()), name)

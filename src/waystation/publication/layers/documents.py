"""What a PDF holds: its pages, properties, notes, attached files. Runs in the bounded process."""

from __future__ import annotations

import ctypes
import re
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from waystation.publication.layers import pictures
from waystation.publication.layers.found import BROKEN, HIDDEN, LARGE, PROPERTIES, TEXT, Gathered, Unreadable

MOST_PAGES: Final = 500
_SAID: Final = (b"Contents", b"T", b"V", b"TU", b"DA", b"Subj", b"RC", b"NM")
_COMMENTED: Final = (b"Contents",)
_XMP: Final = re.compile(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", re.DOTALL)
_URI: Final = re.compile(rb"/URI\s{0,4}\(([^)]{1,2000})\)")
_MARKUP: Final = re.compile(r"<[^>]{0,2000}>")


def read(raw: bytes, found: Gathered) -> None:
    """Adds every text of a PDF. Raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(raw)
        if len(document) > MOST_PAGES:
            raise Unreadable(LARGE)
        for number, page in enumerate(document, 1):
            found.add(TEXT, page.get_textpage().get_text_range(), str(number))
            _notes(page, number, found)
        _properties(document, raw, found)
        _attached(document, found)
    except pypdfium2.PdfiumError:
        raise Unreadable(BROKEN) from None


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
        found.add(HIDDEN, pictures.printed(raw[start : start + 4_000]))


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
        found.add(HIDDEN, pictures.printed(bytes(attached.get_data())), name)

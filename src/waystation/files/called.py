"""What a file is called, by the ending of its name and by its sender's program, beside what its bytes begin like.

Only the bytes ever decide what is shown. What it is called decides which program opens it on somebody's computer, and
whoever sends a program calls it a picture: so whatever does not agree is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.files import viewer

NAMES: dict[str, str | Promise] = {
    "jpeg": _("picture (JPEG)"),
    "png": _("picture (PNG)"),
    "gif": _("picture (GIF)"),
    "webp": _("picture (WebP)"),
    "tiff": _("picture (TIFF)"),
    "heif": _("picture (HEIF or AVIF)"),
    "bmp": _("picture (BMP)"),
    "pdf": _("document (PDF)"),
    "text": _("text"),
    "page": _("web page or drawing, which can hold programs"),
    "packed": _("archive, program for a phone, or document of an office program"),
    "office": _("document of an older office program"),
    "rtf": _("document (RTF)"),
    "program": _("program"),
    "sound": _("sound"),
    "film": _("film"),
    viewer.OTHER: _("of no kind that is known here"),
}

# How formats begin, and where.
_BEGINNINGS: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF8", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"II*\0", 0, "tiff"),
    (b"MM\0*", 0, "tiff"),
    (b"%PDF-", 0, "pdf"),
    (b"{\\rtf", 0, "rtf"),
    (b"PK\x03\x04", 0, "packed"),
    (b"PK\x05\x06", 0, "packed"),
    (b"Rar!\x1a\x07", 0, "packed"),
    (b"7z\xbc\xaf\x27\x1c", 0, "packed"),
    (b"\x1f\x8b", 0, "packed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "office"),
    (b"MZ", 0, "program"),
    (b"\x7fELF", 0, "program"),
    (b"\xcf\xfa\xed\xfe", 0, "program"),
    (b"\xca\xfe\xba\xbe", 0, "program"),
    (b"ftyphei", 4, "heif"),
    (b"ftypmif1", 4, "heif"),
    (b"ftypavif", 4, "heif"),
    (b"ftypM4A", 4, "sound"),
    (b"ftyp", 4, "film"),
    (b"\x1aE\xdf\xa3", 0, "film"),
    (b"AVI ", 8, "film"),
    (b"OggS", 0, "sound"),
    (b"ID3", 0, "sound"),
    (b"\xff\xfb", 0, "sound"),
    (b"fLaC", 0, "sound"),
    (b"#!AMR", 0, "sound"),
    (b"WAVE", 8, "sound"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"<iframe")
_BMP = b"BM"
_HEAD = 4096  # bytes

_ENDINGS: dict[str, str] = {
    ending: form
    for form, endings in {
        "jpeg": "jpg jpeg jpe jfif",
        "png": "png",
        "gif": "gif",
        "webp": "webp",
        "tiff": "tif tiff",
        "heif": "heic heif avif",
        "bmp": "bmp",
        "pdf": "pdf",
        "text": "txt text log csv tsv md srt ini json vcf ics eml",
        "page": "htm html xhtml svg mhtml hta",
        "packed": "zip docx docm xlsx xlsm pptx pptm odt ods odp apk jar 7z rar gz tgz",
        "office": "doc xls ppt msg msi",
        "rtf": "rtf",
        "program": "exe com scr dll pif cpl sys elf so",
        "sound": "mp3 ogg oga opus wav m4a flac amr",
        "film": "mp4 m4v mov 3gp avi mkv webm",
    }.items()
    for ending in endings.split()
}
_TYPES: dict[str, str] = {
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
    "image/pjpeg": "jpeg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tiff",
    "image/heic": "heif",
    "image/heif": "heif",
    "image/avif": "heif",
    "image/bmp": "bmp",
    "application/pdf": "pdf",
    "text/html": "page",
    "application/xhtml+xml": "page",
    "image/svg+xml": "page",
    "application/zip": "packed",
    "application/msword": "office",
    "application/vnd.ms-excel": "office",
    "application/vnd.ms-powerpoint": "office",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
}
_PACKED_TYPES = ("application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument")
# What is called one and begins like the other is no deceit: a page is text, and a sound may come in the case of a film.
_ALIKE = (frozenset({"text", "page"}), frozenset({"sound", "film"}))


class Called(NamedTuple):
    """What does not agree with the bytes: `name` and `type` are empty where they say nothing, or the same."""

    name: str | Promise
    type: str | Promise
    found: str | Promise

    def __repr__(self) -> str:
        return "Called()"


def form(chunks: Iterable[bytes]) -> str:
    """What a file begins like, by the name of its format in NAMES. Nothing of it is interpreted. Raises what the
    chunks raise.
    """
    head = b""
    for chunk in chunks:
        head += chunk[:_HEAD]
        if len(head) >= _HEAD:
            break
    for beginning, at, found in _BEGINNINGS:
        if head[at : at + len(beginning)] == beginning:
            return found
    if not viewer.is_text(head):
        return "bmp" if head.startswith(_BMP) else viewer.OTHER
    return "page" if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP) else viewer.TEXT


def otherwise(name: str, kind: str, found: str) -> Called | None:
    """What a file of this name and this declared type is called that it is not; None where nothing is.

    `found` is the `form` of its bytes.
    """
    ending, declared = by_name(name), by_type(kind)
    wrong = [NAMES[each] if each and not _agrees(each, found) else "" for each in (ending, declared)]
    return Called(*wrong, NAMES[found]) if any(wrong) else None


def by_name(name: str) -> str:
    """What the ending of a name says: the last one, whatever stands before it."""
    _stem, dot, ending = name.strip(" .").rpartition(".")
    return _ENDINGS.get(ending.strip().casefold(), "") if dot else ""


def by_type(kind: str) -> str:
    """What a declared type says; nothing where it is one that is said of everything."""
    base = kind.partition(";")[0].strip().casefold()
    if found := _TYPES.get(base):
        return found
    if base.startswith(_PACKED_TYPES):
        return "packed"
    return {"text": "text", "audio": "sound", "video": "film"}.get(base.partition("/")[0], "")


def _agrees(said: str, found: str) -> bool:
    return said == found or any({said, found} <= each for each in _ALIKE)

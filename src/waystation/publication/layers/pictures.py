"""What a picture says: in its properties, and in words and codes among its pixels. Runs in the bounded process.

Handwriting, faces and what is to be recognised only somebody who looks at it can tell.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image, PngImagePlugin

from waystation.files.pictures import FORMATS
from waystation.publication.layers import seen
from waystation.publication.layers.found import BROKEN, POSITION, PROPERTIES, Gathered, Unreadable
from waystation.publication.layers.printed import printed

_PARTS: Final = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1)
_DEVICE: Final = ("BodySerialNumber", "LensSerialNumber", "CameraOwnerName", "Make", "Model", "HostComputer")
_AUTHOR: Final = ("Artist", "Copyright", "XPAuthor", "CameraOwnerName")
_IN_UTF_16: Final = ("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject")
_BLOBS: Final = ("photoshop", "xmp", "XML:com.adobe.xmp", "comment", "Comment", "exif", "icc_profile")
_LONGEST: Final = 100_000
_END_OF_IMAGE, _FILLING = 0xD9, 0xFF
_ALONE: Final = (0x00, 0x01, _FILLING, *range(0xD0, 0xD9))
_TRAILER, _EXTENSION, _IMAGE = 0x3B, 0x21, 0x2C
_MOST_PAGES: Final = 50
_THUMBNAILS: Final = (b"JFXX", b"8BIM\x04\x0c", b"8BIM\x04\x09", b"xmpGImg")


def read(raw: bytes, found: Gathered, part: str = "") -> None:
    """Adds what a picture says of itself. Raises Unreadable."""
    try:
        image = Image.open(BytesIO(raw), formats=FORMATS)
        _exif(image, found, part)
        _said(image, found, part)
        seen.look(image, found, part)
        _further(image, raw, found, part)
    except Unreadable:
        raise
    except Exception:  # a decoder may fail in any way on hostile bytes
        raise Unreadable(BROKEN) from None
    rest = raw[_end(raw, image.format or "") :]
    if rest.strip(b"\0"):
        found.trace("after_end")
        found.inside(rest, part)


def _end(raw: bytes, kind: str) -> int:
    """Where a picture ends by its own structure: a second one may follow it, which ends alike."""
    if kind in ("JPEG", "MPO"):
        return _end_of_jpeg(raw)
    if kind == "PNG":
        at = 8
        while at + 12 <= len(raw):
            size, name = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
            at += 12 + size
            if name == b"IEND":
                return at
        return len(raw)
    return _end_of_gif(raw) if kind == "GIF" else len(raw)


def _end_of_gif(raw: bytes) -> int:
    """Where its trailer stands, by its blocks (GIF89a, section 17 and on): the byte alone may stand anywhere."""
    at = 13 + _table(raw[10])
    while at < len(raw):
        begins = raw[at]
        if begins == _TRAILER:
            return at + 1
        if begins == _EXTENSION:
            at += 2
        elif begins == _IMAGE and at + 10 < len(raw):
            at += 11 + _table(raw[at + 9])  # with the size of its codes
        else:
            return at  # no block of a GIF: whatever it is, it is none of the picture
        while at < len(raw) and raw[at]:
            at += 1 + raw[at]
        at += 1
    return len(raw)


def _table(flags: int) -> int:
    """Bytes of the table of colours that flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_jpeg(raw: bytes) -> int:
    at = 2
    while (at := raw.find(b"\xff", at)) >= 0 and at + 1 < len(raw):
        mark = raw[at + 1]
        if mark == _END_OF_IMAGE:
            return at + 2
        if mark in _ALONE:  # within the pixels
            at += 1 if mark == _FILLING else 2
        else:
            at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
    return len(raw)


def _exif(image: Image.Image, found: Gathered, part: str) -> None:
    exif = image.getexif()
    told = [f"{ExifTags.TAGS.get(tag, tag)}: {_text(tag, value)}" for tag, value in exif.items()]
    names = {ExifTags.TAGS.get(tag, "") for tag in exif}
    for each in _PARTS:
        inside = exif.get_ifd(each)
        if each is ExifTags.IFD.GPSInfo:
            _position(inside, found, part)
            continue
        if each is ExifTags.IFD.IFD1 and inside:
            found.trace("thumbnail")
        names |= {ExifTags.TAGS.get(tag, "") for tag in inside}
        told += [f"{ExifTags.TAGS.get(tag, tag)}: {_text(tag, value)}" for tag, value in inside.items()]
    for trace, those in (("device", _DEVICE), ("author", _AUTHOR)):
        if names & set(those):
            found.trace(trace)
    found.add(PROPERTIES, "\n".join(told), part)


def _text(tag: int, value: Any) -> str:
    if isinstance(value, bytes):
        if ExifTags.TAGS.get(tag) in _IN_UTF_16:
            return value.decode("utf-16-le", "replace").rstrip("\0")
        return printed(value)
    said = str(value)[:_LONGEST]
    return _as_meant(said)


def _as_meant(said: str) -> str:
    """The standard knows ASCII alone, or Latin-1: what others wrote was taken for that."""
    try:
        raw = said.encode("latin-1")
        return said if raw.isascii() else f"{said}\n{printed(raw)}"
    except UnicodeError:
        return said


def _position(gps: dict[int, Any], found: Gathered, part: str) -> None:
    if not gps:
        return
    found.trace("position")
    told = {ExifTags.GPSTAGS.get(tag, str(tag)): value for tag, value in gps.items()}
    where = [_degrees(told.get(f"GPS{each}"), told.get(f"GPS{each}Ref")) for each in ("Latitude", "Longitude")]
    if None not in where:
        found.add(POSITION, f"{where[0]:.5f}, {where[1]:.5f}", part)
    found.add(PROPERTIES, "\n".join(f"{name}: {_text(0, value)}" for name, value in told.items()), part)


def _degrees(parts: Any, half: Any) -> float | None:
    try:
        degrees, minutes, seconds = (float(each) for each in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(half).strip("\0") in ("S", "W") else value


def _further(image: Image.Image, raw: bytes, found: Gathered, part: str) -> None:
    """Parts that no list of properties shows, pages after the first one, small pictures of it."""
    for _name, data in getattr(image, "applist", ()):
        found.add(PROPERTIES, printed(data), part)
    for _name, data, *_more in getattr(image, "private_chunks", ()):
        found.add(PROPERTIES, printed(data), part)
    if any(each in raw for each in _THUMBNAILS):
        found.trace("thumbnail")
    for number in range(1, min(getattr(image, "n_frames", 1), _MOST_PAGES)):
        found.trace("pictures")
        image.seek(number)
        _exif(image, found, part)
        seen.look(image, found, part)


def _said(image: Image.Image, found: Gathered, part: str) -> None:
    if isinstance(image, PngImagePlugin.PngImageFile):
        image.load()  # what is said after the pixels
        for name, said in image.text.items():
            also = getattr(said, "tkey", "")
            found.add(PROPERTIES, f"{name} {also}: {_as_meant(str(said)[:_LONGEST])}", part)
    for name in _BLOBS:
        value = image.info.get(name)
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, bytes):
                found.add(PROPERTIES, printed(each), part)
            elif isinstance(each, str):
                found.add(PROPERTIES, each[:_LONGEST], part)

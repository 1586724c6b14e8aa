"""What a picture says besides its pixels. Runs in the bounded process.

The pixels are not read: what is written or to be recognised in a picture only somebody who looks at it can tell.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image, PngImagePlugin

from waystation.files.pictures import FORMATS
from waystation.publication.layers.found import BROKEN, HIDDEN, POSITION, PROPERTIES, Gathered, Unreadable

_PARTS: Final = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1)
_DEVICE: Final = ("BodySerialNumber", "LensSerialNumber", "CameraOwnerName", "Make", "Model", "HostComputer")
_AUTHOR: Final = ("Artist", "Copyright", "XPAuthor", "CameraOwnerName")
_IN_UTF_16: Final = ("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject")
_BLOBS: Final = ("photoshop", "xmp", "XML:com.adobe.xmp", "comment", "Comment", "exif")
_PRINTED: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\ufffd]{4,}")
_LONGEST: Final = 100_000
_ENDS: Final = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82", "GIF": b"\x3b"}


def read(raw: bytes, found: Gathered, part: str = "") -> None:
    """Adds what a picture says of itself. Raises Unreadable."""
    try:
        image = Image.open(BytesIO(raw), formats=FORMATS)
        _exif(image, found, part)
        _said(image, found, part)
    except Unreadable:
        raise
    except Exception:  # a decoder may fail in any way on hostile bytes
        raise Unreadable(BROKEN) from None
    end = _ENDS.get(image.format or "")
    if end and (last := raw.rfind(end)) >= 0 and raw[last + len(end) :].strip(b"\0"):
        found.trace("after_end")
        found.add(HIDDEN, printed(raw[last + len(end) :]), part)


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
    try:  # the standard knows ASCII alone; what others wrote was taken for Latin-1
        return said.encode("latin-1").decode("utf-8")
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


def _said(image: Image.Image, found: Gathered, part: str) -> None:
    if isinstance(image, PngImagePlugin.PngImageFile):
        image.load()  # what is said after the pixels
        for name, said in image.text.items():
            found.add(PROPERTIES, f"{name}: {str(said)[:_LONGEST]}", part)
    for name in _BLOBS:
        value = image.info.get(name)
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, bytes):
                found.add(PROPERTIES, printed(each), part)
            elif isinstance(each, str):
                found.add(PROPERTIES, each[:_LONGEST], part)


def printed(raw: bytes) -> str:
    """What can be read in some bytes, in the encodings that are likely: nothing else is known of them."""
    told = (raw[:_LONGEST].decode(encoding, "replace") for encoding in ("utf-8", "utf-16-le", "cp1251"))
    return "\n".join(dict.fromkeys(piece for text in told for piece in _PRINTED.findall(text)))

"""What PDF/A-2b (ISO 19005-2:2011) demands of a file, as far as our own files can break it.

No validator is packaged for Debian, PyPI or npm that runs without Java, so this is our own reading of the standard, by
its clauses; it shares no line with the library that writes.

It reads the plain objects of a file without object streams, which is how it is written here.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from fontTools.ttLib import TTFont

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"^(.*?)\sstream\r?\n(.*)\r?\nendstream$", re.DOTALL)
FORBIDDEN = ("JavaScript", "JS", "Launch", "AA", "Movie", "Sound", "RichMedia", "EmbeddedFiles", "XFA")
FORBIDDEN += (
    "Encrypt",
    "LZWDecode",
    "Crypt",
    "DeviceCMYK",
    "Type1",
    "Type3",
    "TrueType",
    "NeedAppearances",
    "OPI",
    "PS",
)


def faults(data: bytes) -> Iterator[str]:
    """What is wrong with a file, by the clause."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    heads = {number: body.partition(b"stream")[0] for number, body in objects.items()}
    plain = b"\n".join(re.sub(rb"\((?:\\.|[^\\()])*\)", b"()", head) for head in heads.values())
    trailer = data[data.rfind(b"trailer") :]
    if not re.match(rb"%PDF-1\.[4-7]\r?\n%[\x80-\xff]{4,}", data):
        yield "6.1.2 header"
    if not re.search(rb"/ID\s*\[\s*<[0-9A-Fa-f]{32}>\s*<[0-9A-Fa-f]{32}>", trailer):
        yield "6.1.3 identifiers"
    if not re.search(rb"%%EOF\r?\n?$", data):
        yield "6.1.3 nothing after the end"
    for name in FORBIDDEN:
        if re.search(rb"/" + name.encode() + rb"(?![A-Za-z0-9])", plain + trailer):
            yield f"forbidden: {name}"
    if re.search(rb"/OpenAction\s*[^\s\[]", plain):  # in brackets it is a page to begin with, and no action
        yield "6.5.1 OpenAction"
    yield from _streams(objects)
    yield from _about(objects, plain, data)
    yield from _intent(objects, plain)
    yield from _fonts(objects, plain)


def _stream(body: bytes) -> tuple[bytes, bytes] | None:
    found = _STREAM.match(body)
    return (found[1], found[2]) if found else None


def _content(body: bytes) -> bytes:
    found = _stream(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in found[0] else found[1]


def _streams(objects: dict[int, bytes]) -> Iterator[str]:
    for number, body in objects.items():
        if found := _stream(body):
            said = re.search(rb"/Length\s+(\d+)(?!\s+\d+\s+R)", found[0])
            if not said or int(said[1]) != len(found[1]):
                yield f"6.1.7.1 length of stream {number}"
            if re.search(rb"/F(?:Filter|DecodeParms)?\s*[(<\[]", found[0]):
                yield f"6.1.7.1 stream {number} lies elsewhere"
            if b"/Contents" not in found[0] and re.search(rb"(?<!\S)[\d.]+ [\d.]+ [\d.]+ [\d.]+ [kK]\s", found[1]):
                yield f"6.2.4.3 stream {number} in CMYK"


def _reference(name: bytes, text: bytes) -> int | None:
    found = re.search(rb"/" + name + rb"\s*\[?\s*(\d+) 0 R", text)
    return int(found[1]) if found else None


def _about(objects: dict[int, bytes], plain: bytes, data: bytes) -> Iterator[str]:
    number = _reference(b"Metadata", plain)
    if number is None or not (found := _stream(objects[number])):
        yield "6.6.2.1 metadata"
        return
    if b"/Filter" in found[0]:
        yield "6.6.2.1 metadata are packed"
    if b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" not in found[1]:
        yield "6.6.4 says which part"
    days = set(re.findall(rb'xmp:(?:Create|Modify)Date="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00)"', found[1]))
    if len(days) != 1 or re.search(rb"/CreationDate|/ModDate|/Title|/Author|/Producer", data):
        yield "6.6.3 when it was made stands in one place, and says one moment"


def _intent(objects: dict[int, bytes], plain: bytes) -> Iterator[str]:
    number = _reference(b"DestOutputProfile", plain)
    if b"/GTS_PDFA1" not in plain or number is None:
        yield "6.2.3 output intent"
        return
    profile = _content(objects[number])
    head = _stream(objects[number])
    if profile[36:40] != b"acsp" or profile[16:20] != b"RGB " or profile[8] not in (2, 4):
        yield "6.2.3 profile"
    if head is None or not re.search(rb"/N\s+3\b", head[0]):
        yield "6.2.3 number of colours"


def _fonts(objects: dict[int, bytes], plain: bytes) -> Iterator[str]:
    kinds = re.findall(rb"/Type\s*/Font\b(?!Desc)", plain)
    descendants = [body for body in objects.values() if b"/CIDFontType2" in body]
    if not kinds or not descendants:
        yield "6.2.11.4 no font that is embedded"
    for body in descendants:
        descriptor = objects.get(_reference(b"FontDescriptor", body) or 0, b"")
        number = _reference(b"FontFile2", descriptor)
        if number is None:
            yield "6.2.11.4.1 font is not embedded"
            continue
        if b"/CIDToGIDMap" not in body:
            yield "6.2.11.3.2 which sign is which"
        font = TTFont(io.BytesIO(_content(objects[number])))
        scale = 1000 / font["head"].unitsPerEm
        order = font.getGlyphOrder()
        identity = re.search(rb"/CIDToGIDMap\s*/Identity", body) is not None
        for sign, wide in _widths(body, objects):
            if identity and (sign >= len(order) or abs(font["hmtx"][order[sign]][0] * scale - wide) > 1):
                yield f"6.2.11.5 width of sign {sign}"


def _widths(body: bytes, objects: dict[int, bytes]) -> Iterator[tuple[int, float]]:
    number = _reference(b"W", body)
    text = objects[number] if number else body.partition(b"/W ")[2]
    for first, those in re.findall(rb"(\d+)\s*\[([\d.\s]+)\]", text):
        for at, wide in enumerate(those.split()):
            yield int(first) + at, float(wide)

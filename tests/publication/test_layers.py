"""What a file holds, seen and unseen: documents, tables and pictures with names where nobody looks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import fpdf
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.publication.test_protection import FACTS
from waystation.publication.layers import program
from waystation.publication.layers.found import HIDDEN, POSITION, PROPERTIES, TEXT, Read, Unreadable
from waystation.publication.layers.reading import read as read_apart
from waystation.publication.protection import check

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAME = "Аслан Хамзатов"


def read(raw: bytes) -> Read:
    return program.read(raw)


def texts(found: Read, where: str) -> str:
    return "\n".join(layer.text for layer in found.layers if layer.where == where)


def package(**parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def body(inside: str) -> str:
    return f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def docx(inside: str, **more: str) -> bytes:
    return package(word__document_xml=body(inside), **more)


def pdf() -> bytes:
    made = fpdf.FPDF()
    made.add_page()
    made.set_font("helvetica")
    made.set_author("Aslan Khamzatov")
    made.cell(text="Nothing to see.")
    made.set_text_color(255, 255, 255)
    made.cell(text="Liza Dudaeva in white")
    made.text_annotation(10, 10, "ask Khamzatov")
    made.embed_file(bytes=b"call 89281234567", basename="notes.txt")
    return bytes(made.output())


def jpeg(**said: str) -> bytes:
    picture, out = Image.new("RGB", (8, 8)), BytesIO()
    exif = picture.getexif()
    exif[0x010E], exif[0x010F] = "Aslan Khamzatov", "A maker"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (43.0, 18.0, 44.0), "W", (45.0, 41.0, 53.0)
    picture.save(out, "JPEG", exif=exif, comment=NAME.encode(), **said)
    return out.getvalue()


def test_a_name_in_two_runs_is_one_word() -> None:
    found = read(
        docx("<w:p><w:r><w:t>Был Хам</w:t></w:r><w:r><w:t>затов.</w:t></w:r></w:p><w:p><w:r><w:t>Б</w:t></w:r></w:p>")
    )
    assert texts(found, TEXT).split() == ["Был", "Хамзатов.", "Б"]
    assert found.traces == ()


def test_what_is_deleted_hidden_or_commented_is_read() -> None:
    inside = (
        '<w:p><w:del w:author="Хамзатов"><w:r><w:delText>Дудаева</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>в тени</w:t></w:r></w:p>"
    )
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:author="Л"><w:p><w:t>позвони Лизе</w:t></w:p></w:comment></w:comments>'
    )
    core = '<c:p xmlns:c="c" xmlns:d="d"><d:creator>Аслан Хамзатов</d:creator></c:p>'
    found = read(docx(inside, word__comments_xml=comments, docProps__core_xml=core))
    assert {"deleted", "hidden", "comments", "author"} <= set(found.traces)
    assert "Дудаева" in texts(found, TEXT)
    assert "позвони Лизе" in texts(found, HIDDEN)
    assert "Хамзатов" in texts(found, HIDDEN)
    assert "Хамзатов" in texts(found, PROPERTIES)


def test_an_empty_part_that_libreoffice_writes_is_nothing() -> None:
    found = read(package(content_xml="<a><p>Nothing.</p></a>", Configurations2__accelerator__current_xml=""))
    assert found.problem == ""


def test_a_string_of_a_pdf_with_a_backslash_before_a_figure_that_is_no_octal() -> None:
    marked = pdf().replace(b"(Aslan Khamzatov)", rb"(Aslan Khamzatov\8\9)")
    found = read(marked)
    assert found.problem == ""


def test_pictures_and_files_inside_a_document_are_read() -> None:
    out = BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/image1.jpg", jpeg())
        archive.writestr("docProps/thumbnail.jpeg", jpeg())
        archive.writestr("word/embeddings/old.bin", f"\0\0{NAME}\0".encode())
    found = read(out.getvalue())
    assert {"pictures", "thumbnail", "attachments", "position"} <= set(found.traces)
    assert {layer.part for layer in found.layers} >= {"word/media/image1.jpg", "word/embeddings/old.bin"}


def test_a_table_is_read_with_what_is_hidden_in_it() -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    book.active["B3"] = NAME
    book.active["B3"].comment = Comment("звонила Лиза", "Лев")
    book.active.row_dimensions[3].hidden = True
    other = book.create_sheet("x")
    other.sheet_state, other["A1"] = "veryHidden", "89281234567"
    book.save(out)
    found = read(out.getvalue())
    assert {"hidden", "comments"} <= set(found.traces)
    first, second = (layer for layer in found.layers if layer.where == TEXT)
    assert first.text.splitlines()[2] == NAME
    assert second.text.strip() == "89281234567"
    assert "звонила Лиза" in texts(found, HIDDEN)


def test_a_pdf_is_read_with_what_is_not_seen() -> None:
    found = read(pdf())
    assert {"author", "comments", "attachments"} <= set(found.traces)
    assert "Liza Dudaeva" in texts(found, TEXT)
    assert "Aslan Khamzatov" in texts(found, PROPERTIES)
    assert "ask Khamzatov" in texts(found, HIDDEN)
    assert "call 89281234567" in texts(found, HIDDEN)


def test_a_picture_is_read_without_its_pixels() -> None:
    found = read(jpeg() + f"later: {NAME}".encode())
    assert {"position", "device", "after_end"} <= set(found.traces)
    assert texts(found, POSITION) == "43.31222, -45.69806"
    assert "Aslan Khamzatov" in texts(found, PROPERTIES)
    assert NAME in texts(found, PROPERTIES)
    assert NAME in texts(found, HIDDEN)


def test_what_a_png_says_before_and_after_its_pixels() -> None:
    said, out = PngInfo(), BytesIO()
    said.add_itxt("Author", NAME)
    said.add_text("Comment", "Liza Dudaeva", zip=True)
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=said)
    assert NAME in texts(read(out.getvalue()), PROPERTIES)
    assert "Liza Dudaeva" in texts(read(out.getvalue()), PROPERTIES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_a_table_of_text_in_any_encoding(encoding: str) -> None:
    found = read_apart([f"кто;где\n{NAME};дома\nи ещё несколько слов по-русски".encode(encoding)])
    (layer,) = found.layers
    assert check(layer.text, FACTS)[0].written == NAME


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (lambda: b"", "empty"),
        (lambda: b"\0\1\2", "other"),
        (lambda: b"PK\x03\x04", "broken"),
        (lambda: package()[:-8], "broken"),
        (lambda: docx("<w:p>"), "broken"),
        (lambda: package(word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "broken"),
        (lambda: b"%PDF-1.7\n", "broken"),
        (lambda: b"\xff\xd8\xff\xe0 no picture", "broken"),
    ],
)
def test_what_cannot_be_read_is_said(raw: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(raw())
    assert read_apart([raw()]).problem == problem


def test_what_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(5):
            archive.writestr(f"word/{number}.xml", b" " * 30_000_000)
    assert read_apart([out.getvalue()]).problem == "large"


def test_nothing_of_a_file_shows_in_a_repr() -> None:
    assert NAME not in repr(read(f"text {NAME}".encode()))

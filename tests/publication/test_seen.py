"""Words and codes among the pixels of a picture are read and checked like any text; where they are not, it is said."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import fpdf
import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.publication.test_protection import ASLAN, FACTS
from waystation.casework import exchange
from waystation.confidential import Kind
from waystation.publication import wording
from waystation.publication.checks import Check
from waystation.publication.layers import program, reading, seen
from waystation.publication.layers.found import CODE, PICTURE, PROPERTIES, WHERE, Read
from waystation.publication.protection import check
from waystation.site.doctor import checks
from waystation.site.doctor.facts import Facts
from waystation.staff.actor import Actor

FONT = Path(exchange.__file__).with_name("fonts") / "DejaVuSans.ttf"
SAID = "Аслан Хамзатов писал вчера\nзвони: 8 928 123-45-67\nHello from the station"
words = pytest.mark.skipif(seen.written() is None, reason="tesseract-ocr or tesseract-ocr-rus is not installed")
codes = pytest.mark.skipif(seen.coded() is None, reason="libzbar0 is not installed")


def drawn(said: str = SAID, *, size: tuple[int, int] = (900, 500), dark: bool = False) -> Image.Image:
    image = Image.new("RGB", size, "#102030" if dark else "white")
    font = ImageFont.truetype(str(FONT), 24)
    ImageDraw.Draw(image).multiline_text((30, 40), said, fill="#dddddd" if dark else "black", font=font)
    return image


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def photographed() -> bytes:
    """A page held not quite straight nor sharp."""
    page = drawn(size=(900, 1200)).rotate(4, expand=True, fillcolor="#888888")
    return saved(page.filter(ImageFilter.GaussianBlur(1)), "JPEG")


def pdf(picture: bytes, *, covered: bool = False, text: str = "") -> bytes:
    made = fpdf.FPDF()
    made.add_page()
    made.set_font("helvetica")
    if text:
        made.cell(text=text)
    made.image(BytesIO(picture), x=20, y=40, w=150)
    if covered:
        made.set_fill_color(0, 0, 0)
        made.rect(20, 40, 150, 200, style="F")
    return bytes(made.output())


def packed(kind: str, name: str, picture: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(kind, "<Types/>")
        archive.writestr("content.xml" if kind == "mimetype" else "word/document.xml", "<a/>")
        archive.writestr(name, picture)
    return out.getvalue()


def code() -> bytes:
    out = BytesIO()
    segno.make("MECARD:N:Хамзатов;TEL:+79281234567;;", error="m", micro=False).save(out, kind="png", scale=8)
    return out.getvalue()


def given_away(read: Read, where: str) -> set[Kind]:
    """Which kinds of facts are found in the layers of one place."""
    assert not read.problem
    text = "\n".join(layer.text for layer in read.layers if layer.where == where)
    return {each.kind for each in check(text, FACTS) if ASLAN in each.about}


PICTURES = {
    "a chat, light on dark": lambda: saved(drawn(dark=True)),
    "a photographed page": photographed,
    "on its side": lambda: saved(drawn().transpose(Image.Transpose.ROTATE_90)),
    "small": lambda: saved(drawn().resize((450, 250))),
    "second of a TIFF": lambda: tiff(),
    "clear": lambda: saved(clear()),
    "scanned to PDF": lambda: pdf(saved(drawn())),
    "beside a text in PDF": lambda: pdf(photographed(), text="Nothing to see"),
    "under a black box in PDF": lambda: pdf(photographed(), covered=True),
    "in DOCX": lambda: packed("[Content_Types].xml", "word/media/image1.jpeg", photographed()),
    "in ODT": lambda: packed("mimetype", "Pictures/1000.png", saved(drawn())),
}


def tiff() -> bytes:
    out = BytesIO()
    Image.new("L", (300, 200), 255).save(out, "TIFF", save_all=True, append_images=[drawn().convert("L")])
    return out.getvalue()


def clear() -> Image.Image:
    """Letters on nothing: whatever colour the pixels that nobody sees have."""
    image = Image.new("RGBA", (900, 500), (0, 0, 0, 0))
    font = ImageFont.truetype(str(FONT), 24)
    ImageDraw.Draw(image).multiline_text((30, 40), SAID, fill=(0, 0, 0, 255), font=font)
    return image


@words
@pytest.mark.parametrize("how", PICTURES)
def test_words_in_a_picture_are_checked(how: str) -> None:
    """By the bounded process, which has no file, no network and no other program when it reads."""
    assert {Kind.NAME, Kind.PHONE} <= given_away(reading.read([PICTURES[how]()]), PICTURE)


@codes
@pytest.mark.parametrize("turned", [False, True], ids=["black on white", "white on black"])
def test_a_code_in_a_picture_is_checked(turned: bool) -> None:
    image = Image.open(BytesIO(code())).convert("L")
    raw = saved(image.point(lambda value: 255 - value) if turned else image)
    for each in (raw, packed("[Content_Types].xml", "word/media/image1.png", raw), pdf(raw)):
        assert {Kind.NAME, Kind.PHONE} <= given_away(reading.read([each]), CODE)


@words
def test_a_finding_says_that_it_was_read_in_the_picture(lev: Actor, in_english: None) -> None:
    read = reading.read([saved(drawn())])
    assert {each.where for each in read.layers} == {PICTURE}
    done = Check(lev, read)
    done.findings = check(done.text, FACTS)
    where = done.where(done.findings[0].spans[0])
    assert "picture" in str(wording.WHERE[where.layer.where])
    assert set(wording.WHERE) == set(WHERE)


def test_where_nothing_reads_them_a_person_must_look(monkeypatch: pytest.MonkeyPatch, in_english: None) -> None:
    monkeypatch.setattr(seen, "written", lambda: None)
    monkeypatch.setattr(seen, "coded", lambda: None)
    for raw in (saved(drawn()), pdf(saved(drawn())), packed("mimetype", "Pictures/1.png", saved(drawn()))):
        read = program.read(raw)
        assert {"unread_words", "unread_codes"} <= set(read.traces)
        assert not any(each.where in (PICTURE, CODE) for each in read.layers)
    assert all("must look" in str(wording.TRACES[each]) for each in ("unread_words", "unread_codes"))


def test_what_there_was_no_time_or_no_way_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "written", lambda: lambda grey, seconds: ("", 0))
    assert "unread_pictures" not in program.read(saved(drawn())).traces
    assert "unread_pictures" in program.read(packed("mimetype", "Pictures/1.emf", b"\1\0\0\0")).traces
    assert "unread_pictures" in program.read(packed("mimetype", "Pictures/1.png", b"no picture")).traces
    monkeypatch.setattr(seen, "LARGEST", 900 * 500 - 1)
    for raw in (saved(drawn()), pdf(saved(drawn()))):
        assert "unread_pictures" in program.read(raw).traces
    monkeypatch.undo()
    monkeypatch.setattr(seen, "written", lambda: lambda grey, seconds: ("a b", 10))
    monkeypatch.setattr(seen, "SECONDS", 0.0)
    assert "unread_pictures" in program.read(saved(drawn())).traces


def test_one_picture_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes lie in a PDF, and it is drawn on a page, and stands on two more."""
    read: list[tuple[int, int]] = []
    monkeypatch.setattr(seen, "written", lambda: lambda grey, seconds: (read.append(grey.size) or "sure", 99))
    program.read(pdf(saved(drawn(), "JPEG")))
    assert len(read) == 1


def test_what_reads_them_changes_no_environment() -> None:
    before = dict(os.environ)
    seen.written.cache_clear()
    seen.coded.cache_clear()
    assert (seen.written() is None, seen.coded() is None) == (words.args[0], codes.args[0])
    assert dict(os.environ) == before


@words
def test_a_picture_keeps_its_properties() -> None:
    image = drawn()
    exif = Image.Exif()
    exif[0x013B] = "Aslan Khamzatov"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert Kind.NAME in given_away(reading.read([out.getvalue()]), PROPERTIES)


def test_the_doctor_says_how_to_get_what_reads_pictures() -> None:
    now = datetime.now(UTC)
    assert not checks.reading_pictures(Facts(now=now)).do
    assert "tesseract-ocr-rus" in checks.reading_pictures(Facts(now=now, pictures_lack=("words",))).do
    assert "libzbar0" in checks.reading_pictures(Facts(now=now, pictures_lack=("codes",))).do


def test_the_doctor_asks_the_process_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"words": seen.written() is not None, "codes": seen.coded() is not None}
    assert set(reading.lacking()) == {each for each, has in there.items() if not has}
    monkeypatch.setattr(reading, "read", lambda chunks: Read(traces=("unread_words",)))
    assert reading.lacking() == ("words",)

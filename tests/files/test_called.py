"""A file that is not what its name or its sender's program calls it is said to be so, and only its bytes decide."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from tests.files import samples
from waystation.files import called, pages, source
from waystation.vault.errors import Tampered

pytestmark = pytest.mark.usefixtures("in_english")

JPEG, TEXT, PDF = samples.picture(), b"Come to the station at nine.", b"%PDF-1.7\n" + bytes(50)
PROGRAM, ZIP, PAGE = b"MZ" + bytes(80), b"PK\x03\x04" + bytes(60), b"<!DOCTYPE html><script>alert(1)</script>"


def said(name: str, kind: str, data: bytes) -> str:
    context = pages.context(RequestFactory().get("/"), source.held(data, name, kind))
    return " ".join(context["otherwise"])


@pytest.mark.parametrize(
    ("name", "kind", "data", "words"),
    [
        ("pass.jpg", "image/jpeg", TEXT, ("picture (JPEG)”, by what", "says “picture (JPEG)”", "content: “text”")),
        ("pass.jpg", "", TEXT, ("By its name it is “picture (JPEG)”", "content: “text”")),
        ("pass", "image/jpeg", TEXT, ("program says it is “picture (JPEG)”", "content: “text”")),
        ("pass.jpg", "image/jpeg", PROGRAM, ("content: “program”",)),
        ("pass.jpg", "image/jpeg", PAGE, ("content: “web page or drawing, which can hold programs”",)),
        ("pass.jpg", "text/plain", JPEG, ("program says it is “text”", "content: “picture (JPEG)”")),
        ("pass.pdf", "application/pdf", ZIP, ("content: “archive, program for a phone",)),
        ("pass.pdf", "application/pdf", b"\x00\x01\x02", ("content: “of no kind that is known here”",)),
        ("pass.pdf.exe", "application/pdf", PDF, ("By its name it is “program”, by its content: “document (PDF)”",)),
        ("photo\u202egpj.exe", "image/jpeg", JPEG, ("By its name it is “program”",)),
        ("PASS.JPG ", "image/jpeg", TEXT, ("By its name it is “picture (JPEG)”",)),
        ("pass.txt", "", b"BM\x00\x00", ("content: “picture (BMP)”",)),
        ("IMG_1.jpg", "image/jpeg", b"\x00\x00\x00\x18ftypheic", ("content: “picture (HEIF or AVIF)”",)),
    ],
)
def test_what_does_not_agree_is_said(name: str, kind: str, data: bytes, words: tuple[str, ...]) -> None:
    told = said(name, kind, data)
    assert "This file is not what it is called." in told
    assert "Saved and opened by its name it may do something else" in told
    for each in words:
        assert each in told


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("pass.jpg", "image/jpeg", JPEG),
        ("pass.JPEG", "image/jpg; name=x", JPEG),
        ("pass", "", JPEG),
        ("pass.jpg", "application/octet-stream", JPEG),
        ("notes.csv", "text/csv", TEXT),
        ("notes.md", "text/plain; charset=utf-8", TEXT),
        ("page.html", "text/html", PAGE),
        ("page.txt", "text/plain", PAGE),
        ("drawing.svg", "image/svg+xml", b"<svg xmlns='x'/>"),
        ("talk.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
        ("pass.pdf", "application/pdf", PDF),
        ("voice.m4a", "audio/mp4", b"\x00\x00\x00\x18ftypmp42"),
        ("plan.dwg", "image/vnd.dwg", b"AC1032\x00\x00"),
        ("", "", b""),
    ],
)
def test_what_agrees_or_says_nothing_is_passed_over(name: str, kind: str, data: bytes) -> None:
    assert not said(name, kind, data)


def test_what_it_is_called_changes_nothing_of_what_is_shown() -> None:
    for name, kind in (("a.jpg", "image/jpeg"), ("a.exe", "application/pdf"), ("", "")):
        shown = pages.seen(source.held(TEXT, name, kind))
        assert (shown.kind, shown.text) == ("text", TEXT.decode())


def test_a_beginning_is_enough_and_comes_in_any_pieces() -> None:
    whole = JPEG + bytes(10_000)
    for size in (1, 3, 4096, len(whole)):
        assert called.form(whole[at : at + size] for at in range(0, len(whole), size)) == "jpeg"


def test_no_more_than_the_beginning_is_read() -> None:
    read: list[int] = []

    def pieces():  # type: ignore[no-untyped-def]
        for number in range(100):
            read.append(number)
            yield bytes(65_536)

    called.form(pieces())
    assert read == [0]


def test_what_is_damaged_is_said_to_be_that() -> None:
    def broken():  # type: ignore[no-untyped-def]
        raise Tampered
        yield b""

    found = pages.context(RequestFactory().get("/"), source.Source("a.jpg", "", 3, b"", broken))
    assert (found["otherwise"], found["seen"].kind) == ([], pages.DAMAGED)


def test_every_ending_and_type_means_something_that_has_a_name() -> None:
    assert {*called._ENDINGS.values(), *called._TYPES.values()} <= called.NAMES.keys()
    assert {form for _beginning, _at, form in called._BEGINNINGS} <= called.NAMES.keys()

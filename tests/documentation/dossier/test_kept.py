"""A dossier that stands years later: PDF/A, and the same bytes whenever and wherever it is made again."""

from __future__ import annotations

import io
import re
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pypdfium2
import pytest
from django.utils import timezone, translation

from tests.documentation.dossier import kept
from tests.documentation.dossier.test_dossier import ALL, drawn
from tests.documentation.dossier.test_dossier import rich as rich
from tests.documentation.dossier.test_several import second as second
from tests.documentation.statements.conftest import Scene
from waystation.casework.exchange.paper import Figure, Sheet
from waystation.documentation.dossier import gathering
from waystation.documentation.dossier.wording import CODES
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_what_pdf_a_demands(rich: Scene, second: UUID, ira: Actor, language: str) -> None:
    made = drawn(gathering.gather(ira, [rich.event, second], ALL, CODES, language))
    assert list(kept.faults(made)) == []


@pytest.mark.parametrize(
    ("wrong", "by", "clause"),
    [
        (b"<pdfaid:part>2", b"<pdfaid:part>1", "6.6.4"),
        (b"/GTS_PDFA1", b"/GTS_PDFX1", "6.2.3"),
        (b"/FontFile2", b"/FontFileX", "6.2.11.4.1"),
        (b"/CIDToGIDMap", b"/CIDToGIDMpa", "6.2.11.3.2"),
        (b"/Type /Catalog", b"/Type /Catalog /OpenAction 1 0 R", "OpenAction"),
        (b"%%EOF", b"%%EOF more", "6.1.3"),
        (b"/ID", b"/IX", "6.1.3"),
        (b'xmp:CreateDate="2', b'xmp:CreateDate="3', "6.6.3"),
        (b"acsp", b"acsq", "6.2.3"),
    ],
)
def test_whatever_breaks_it_is_found(rich: Scene, ira: Actor, wrong: bytes, by: bytes, clause: str) -> None:
    made = drawn(gathering.gather(ira, [rich.event], ALL, CODES, "en"))
    if wrong == b"acsp":  # it is packed
        profile = next(
            each for each in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", made, re.DOTALL) if b"acsp" in _open(each)
        )
        other = zlib.compress(_open(profile).replace(wrong, by))
        made = made.replace(profile, other)
    assert wrong in made or wrong == b"acsp"
    assert any(clause in fault for fault in kept.faults(made.replace(wrong, by)))


def _open(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""


def test_neither_the_day_nor_the_place_nor_the_language_of_the_page_changes_a_byte(
    rich: Scene, second: UUID, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    those = [rich.event, second]
    one = drawn(gathering.gather(ira, those, ALL, CODES, "ru"))
    later = ira.now() + timedelta(days=400)
    for zone, language in (("Asia/Vladivostok", "ru"), ("America/New_York", "en"), ("Pacific/Kiritimati", "ce")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        refresh(ira)
        with translation.override(language), timezone.override(zone):
            again = drawn(gathering.gather(replace(ira, now=lambda: later), those, ALL, CODES, "ru"))
        assert again == one, (zone, language)
    monkeypatch.undo()
    time.tzset()


def test_in_russian_its_headings_are_russian(rich: Scene, second: UUID, ira: Actor) -> None:
    found = gathering.gather(ira, [rich.event, second], ALL, CODES, "ru")
    assert not [section.title for section in found.sections if re.search("[A-Za-z]", section.title)]


@pytest.mark.parametrize("lines", range(20, 60))
def test_no_heading_stands_alone_above_a_figure_of_the_next_page(lines: int) -> None:
    sheet = Sheet("A dossier", datetime(2026, 11, 28, tzinfo=UTC), "en")
    for number in range(lines):
        sheet.put("label", f"line {number}")
    figure = Figure(960, 200, 22)
    figure.text(0, 10, "the first day")
    sheet.head("From day to day", figure)
    sheet.figure(figure)
    pages = pypdfium2.PdfDocument(io.BytesIO(sheet.bytes()))
    (page,) = [said for each in pages if "From day to day" in (said := each.get_textpage().get_text_range())]
    assert "the first day" in page

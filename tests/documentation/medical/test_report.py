"""The report: what it says, in both languages, and that the same facts give the same bytes."""

from __future__ import annotations

import hashlib
import io
import time
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pypdfium2
import pytest
from PIL import Image

from tests.documentation.medical.conftest import ACCOUNT, ALL, mark
from waystation.documentation.medical import report, rules
from waystation.documentation.medical.records import (
    Evaluation,
    Finding,
    Judgement,
    Method,
    Opinion,
    Photograph,
    Signature,
)

replace = msgspec.structs.replace
ONE, AT = UUID(int=7), datetime(2017, 5, 1, 9, 30, tzinfo=UTC)
ADA = {"by": UUID(int=1), "who": "Doctor Reed", "qualification": "Forensic physician", "at": AT}


def whole() -> tuple[Evaluation, list[Finding]]:
    found = mark(
        evaluation=ONE,
        number=1,
        photographs=(Photograph(exhibit=ONE, number=3, sha256="ab" * 32),),
        recorded_by=UUID(int=1),
    )
    found = replace(
        found, judgement=Judgement(level="typical", why="Two poles.", facts=rules.finding_digest(found), **ADA)
    )
    told = Evaluation(
        called="Birch",
        agreed=ALL,
        account=ACCOUNT + " Къонах ӏ",
        methods=(Method(code="electric.hand_crank"), Method(code="burn", prompted=True)),
        conditions=("water",),
        at=AT,
    )
    opinion = Opinion(
        level="typical", conclusion="It fits.", recommendations="Rest.", facts=rules.digest(told, [found]), **ADA
    )
    told = replace(told, opinion=opinion)
    signature = Signature(capacity="clinician", facts=rules.signed_digest(told, [found]), **ADA)
    return replace(told, signatures=(signature,)), [found]


def text(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "\n")


def test_it_says_everything() -> None:
    said = text(report.pdf(ONE, *whole(), "en"))
    for words in (
        "Medical and psychological evaluation",
        "Istanbul Protocol (2022)",
        ACCOUNT,
        "Hand-cranked device",
        "said when asked",
        "Denied water",
        "Fingers, right, front",
        "4 × 3 mm",
        "Exhibit 3",
        "Typical: usually seen after this",
        "Judged by: Doctor Reed, Forensic physician, 2017-05-01 09:30 UTC",
        "does not mean that no torture",
        "judged what they had recorded themselves",
        "It fits.",
    ):
        assert words in said, words
    assert "Changed since" not in said
    assert "Something was changed" not in said


def photograph(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "JPEG")
    return out.getvalue()


def test_a_photograph_is_shown_under_its_finding_with_both_hashes() -> None:
    content = photograph()
    made = report.pdf(ONE, *whole(), "en", {ONE: content})
    said = "".join(text(made).split())
    assert "Finding1,Exhibit3" in said
    assert "ab" * 32 in said
    assert hashlib.sha256(content).hexdigest() in said
    assert content in made  # byte for byte: nothing decoded it on its way
    document = pypdfium2.PdfDocument(made)
    pages = [page.render().to_pil().convert("RGB") for page in document]
    assert any(red > 200 and green < 40 for page in pages for _n, (red, green, _b) in page.getcolors(1 << 24))
    assert made == report.pdf(ONE, *whole(), "en", {ONE: content})
    assert content not in report.pdf(ONE, *whole(), "en")


@pytest.mark.parametrize("content", [b"no picture", b"\xff\xd8\xff\xe2ICC_PROFILE\0", b""])
def test_only_a_photograph_that_was_drawn_anew_goes_in(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a photograph"):
        report.pdf(ONE, *whole(), "en", {ONE: content})


def test_it_is_in_russian_too() -> None:
    said = text(report.pdf(ONE, *whole(), "ru"))
    for words in ("Пальцы руки", "Типично", "Лишение воды", ACCOUNT):
        assert words in said, words


def test_what_runs_from_right_to_left_is_read_so() -> None:
    told, findings = whole()
    written = "دستم را بستند و برق وصل کردند"
    said = text(report.pdf(ONE, replace(told, called="زهرا کریمی", account=written), findings, "en"))
    assert written in said
    assert "زهرا کریمی" in said


def test_letters_that_the_font_lacks_are_told(in_english: None) -> None:
    told, findings = whole()
    said = text(report.pdf(ONE, replace(told, account="They wrote \ua9f1\ua9f2 on the wall."), findings, "en"))
    assert "2 letters are of scripts that the font of this file does not have" in said
    assert "letters are of scripts" not in text(report.pdf(ONE, told, findings, "en"))


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_the_same_facts_give_the_same_bytes(language: str) -> None:
    one = report.pdf(ONE, *whole(), language)
    time.sleep(1.1)  # the time in a PDF is one of whole seconds
    assert report.pdf(ONE, *whole(), language) == one
    told, findings = whole()
    assert report.pdf(ONE, replace(told, chronic="No sleep."), findings, language) != one


def test_what_was_changed_since_is_said() -> None:
    told, findings = whole()
    said = text(report.pdf(ONE, told, [replace(findings[0], age="Old")], "en"))
    assert "Changed since it was judged" in said
    assert "Something was changed since this opinion was given" in said
    assert "Something was changed since this was signed" in said


def test_without_findings_it_says_that_none_prove_nothing() -> None:
    said = text(report.pdf(ONE, Evaluation(called="Birch", agreed=ALL, account=ACCOUNT), [], "en"))
    assert "does not mean that no torture" in said
    assert "Not assessed" in said

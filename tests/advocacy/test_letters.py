"""A submission as a letter, and as a file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree

import pypdfium2
import pytest
from msgspec.structs import replace

from waystation.advocacy import docx, letters, outlines, papers
from waystation.advocacy.letters import Letter
from waystation.advocacy.records import Approval, Submission

ONE, BODY = UUID(int=0x3F2A91C0 << 96), UUID(int=2)
AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SAID = Submission(
    authority=BODY,
    kind="un_hrc",
    title="For us alone",
    language="ru",
    text="# Факты, по порядку\nЕго увели 12 марта.\n# Наш заголовок\nЕщё.",
    at=AT,
    by=UUID(int=9),
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def letter(said: Submission = SAID, *, to: str = "A committee", approved: bool = True) -> Letter:
    return letters.letter(ONE, said, to=to, persona="Mira", answer_to="help@line.example", approved=approved)


def words(data: bytes, kind: str) -> str:
    """What somebody reads in a file."""
    if kind == papers.TEXT:
        return data.decode()
    if kind == papers.PDF:
        pages = pypdfium2.PdfDocument(io.BytesIO(data))
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    found = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))  # noqa: S314 (our own)
    return "\n".join("".join(each.text or "" for each in line.iter(f"{W}t")) for line in found.iter(f"{W}p"))


@pytest.mark.parametrize("kind", papers.KINDS)
def test_it_says_to_whom_from_whom_and_what(kind: str) -> None:
    found = words(papers.file(letter(), kind), kind)
    for said in ("Кому", "A committee", "Mira", "help@line.example", "2026-11-03", "3F2A-91C0", "Его увели 12 марта."):
        assert said in found, said
    assert "Сообщение в Комитет по правам человека" in found
    assert "For us alone" not in found
    assert "ЧЕРНОВИК" not in found
    assert "# " not in found


@pytest.mark.parametrize("kind", papers.KINDS)
def test_a_draft_says_that_it_is_one(kind: str) -> None:
    assert "ЧЕРНОВИК" in words(papers.file(letter(approved=False), kind), kind)


def test_headings_under_which_nothing_stands_are_in_drafts_alone() -> None:
    said = replace(SAID, text=SAID.text + "\n# Документы\n \n")
    assert "Документы" in [each.heading for each in letter(said, approved=False).parts]
    assert "Документы" not in [each.heading for each in letter(said).parts]


@pytest.mark.parametrize("kind", papers.KINDS)
def test_the_same_facts_give_the_same_bytes_and_others_do_not(kind: str) -> None:
    first = papers.file(letter(), kind)
    assert papers.file(letter(), kind) == first
    later = replace(SAID, approvals=(Approval(by=BODY, at=datetime(2026, 11, 9, tzinfo=UTC)),))
    assert papers.file(letter(later), kind) != first
    sent = replace(SAID, sent=AT.date(), number="17", channel="mail")
    assert papers.file(letter(sent), kind) == first


@pytest.mark.parametrize("kind", papers.KINDS)
def test_scripts_that_run_from_right_to_left(kind: str) -> None:
    said = replace(SAID, language="", text="# Facts, in order\nضربوني ثم تركوني\nשלום עולם\nHe said محمد twice")
    found = words(papers.file(letter(said), kind), kind)
    for text in ("ضربوني ثم تركوني", "שלום עולם", "محمد"):
        assert text in found, text
    assert "□" not in found


def test_a_paragraph_stands_as_its_first_letter_runs() -> None:
    data = docx.written([(docx.TEXT, "123 محمد said"), (docx.TEXT, "He said محمد"), (docx.TEXT, "…")], AT)
    found = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))  # noqa: S314 (our own)
    lines = list(found.iter(f"{W}p"))
    assert [line.find(f"{W}pPr/{W}bidi") is not None for line in lines] == [True, False, False]
    assert [run.find(f"{W}rPr/{W}rtl") is not None for run in lines[1].iter(f"{W}r")] == [False, True]


@pytest.mark.parametrize(
    "text", ["<w:p>&amp;</w:p>]]>", "a\x00b\x08", "\ud800", "\ufffe", "\u202e", "=1+1", "x" * 9_000]
)
def test_hostile_words_are_only_words(text: str) -> None:
    said = replace(SAID, text=f"# Facts, in order\n{text}\nend")
    for kind in papers.KINDS:
        assert "end" in words(papers.file(letter(said, to=text), kind), kind)


def test_nothing_tells_who_made_the_file_or_where() -> None:
    data = papers.file(letter(), papers.DOCX)
    names = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert {each.date_time for each in names} == {(1980, 1, 1, 0, 0, 0)}
    core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    assert re.findall(r">([^<\n]+)<", core) == ["2026-11-03T09:30:00Z"]
    pdf = papers.file(letter(), papers.PDF)
    assert not pypdfium2.PdfDocument(io.BytesIO(pdf)).get_metadata_dict(skip_empty=True).keys() - {"CreationDate"}


def test_a_pdf_is_one_to_be_kept() -> None:
    data = papers.file(letter(), papers.PDF)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in data
    assert b'xmp:CreateDate="2026-11-03T09:30:00+00:00"' in data
    assert b"/GTS_PDFA1" in data
    assert b"/OutputIntents" in data


@pytest.mark.parametrize("language", [*outlines.LANGUAGES, "", "xx"])
def test_every_kind_has_a_title_and_every_language_its_words(language: str) -> None:
    spoken = letters.words(language)
    assert spoken.keys() == letters.words("en").keys()
    assert all(spoken.values())
    for kind in ("crime_report", "un_cat", "other", "a kind that nobody knows"):
        assert letters.title(kind, language)


def test_french_names_every_kind_that_may_be_sent() -> None:
    from waystation.vocabulary.vocabularies import terms

    english = {letters.title(each.code, "en") for each in terms("submission_kinds")}
    for each in terms("submission_kinds"):
        if not each.code.startswith("victim."):
            assert letters.title(each.code, "fr") not in english, each.code


def test_headings_follow_the_language() -> None:
    found = outlines.translated("un_hrc", "fr", "# FAITS,  dans l'ordre\nx\n# Documents\n# Ours\ny")
    assert found == "# Faits, dans l'ordre\nx\n# Documents\n# Ours\ny"
    assert "# Faits, dans l'ordre" in outlines.translated("un_hrc", "fr", SAID.text)
    assert outlines.missing("un_hrc", "en", SAID.text)[0] == "Author, victim, and authority to act"
    assert "Facts, in order" not in outlines.missing("un_hrc", "en", SAID.text)

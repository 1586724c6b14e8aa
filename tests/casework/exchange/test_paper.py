"""Texts that run from right to left, on paper: their letters in order and joined, and every other text as ever."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pypdfium2
import pytest

from waystation.casework.exchange.paper import Figure, Sheet

MADE = datetime(2017, 5, 1, tzinfo=UTC)
NAME = "محمد رضا کریمی"
ARABIC = "ضربوني ثم تركوني في قبو مظلم ولم يخبروا أحدا"


# Of a page with a few words the library that reads it here guesses that they run downwards.
LONG = "What stands above is told as it was written down, in the language in which it was told to us. " * 6


def sheet(*texts: str) -> Sheet:
    made = Sheet("A report", made=MADE)
    for text in (*texts, LONG):
        made.pair("", text)
    return made


def page(made: Sheet) -> pypdfium2.PdfTextPage:
    return pypdfium2.PdfDocument(made.bytes())[0].get_textpage()


def words(made: Sheet) -> str:
    return page(made).get_text_range().replace("\r\n", "\n")


def boxes(made: Sheet, text: str) -> list[tuple[float, float]]:
    """Where each letter of a text begins and ends on its line, in the order in which it is read."""
    found = page(made)
    at = found.search(text).get_next()
    assert at is not None, text
    boxes = [found.get_charbox(at[0] + number) for number in range(at[1])]
    return [(left, right) for left, _bottom, right, _top in boxes]


@pytest.mark.parametrize("text", [NAME, ARABIC, "שלום עולם"])
def test_it_is_read_as_it_was_written(text: str) -> None:
    made = sheet(text)
    assert text in words(made)
    assert made.missing == 0


def test_the_first_letter_stands_at_the_right() -> None:
    found = boxes(sheet("محمد"), "محمد")
    assert [left for left, _right in found] == sorted((left for left, _right in found), reverse=True)
    assert found[0][1] > 500  # of 595 points: the paragraph begins at the right margin


def test_letters_are_joined() -> None:
    """In a word the letters touch; as they stand in the font each has room beside it."""
    found = boxes(sheet("محمد"), "محمد")
    assert all(later[1] >= earlier[0] - 0.3 for earlier, later in pairwise(found))
    assert found[0][1] - found[0][0] < found[-1][1] - found[-1][0] + 5
    alone = boxes(sheet("م ح م د"), "م ح م د")
    assert alone[0][0] - alone[2][1] > 1


def test_a_long_text_goes_on_below() -> None:
    said = words(sheet(f"{ARABIC}. " * 6 + "النهاية"))
    lines = [line for line in said.split("\n") if "ضربوني" in line or "النهاية" in line]
    assert lines[0].startswith("ضربوني")
    assert lines[-1].rstrip().endswith("النهاية")


def test_numbers_and_other_scripts_keep_their_order_inside() -> None:
    said = words(sheet("في 12 مارس 2017", "Потом пришёл محمد رضا и ушёл."))
    assert "في 12 مارس 2017" in said
    first, second = (boxes(sheet("في 12 مارس 2017"), number)[0][0] for number in ("12", "2017"))
    assert first > second  # read from the right
    assert "Потом пришёл" in said
    assert boxes(sheet("Потом пришёл محمد и ушёл."), "Потом")[0][0] < 100


def test_paragraphs_have_a_side_of_their_own() -> None:
    made = sheet("محمد\n\nПривет\nשלום")
    assert boxes(made, "Привет")[0][0] < 100
    assert boxes(made, "محمد")[0][1] > 500
    assert boxes(made, "שלום")[0][1] > 500


def test_a_figure_has_them_too_and_the_page_goes_on_below_it() -> None:
    made, figure = sheet(), Figure(400, 40, 20)
    figure.text(200, 15, "زهرا", "right")
    figure.text(210, 15, "left زهرا")
    made.figure(figure)
    made.pair("", "Afterwards")
    said = words(made)
    assert said.count("زهرا") == 2
    found = page(made)
    at = found.search("Afterwards").get_next()
    assert at is not None
    assert found.get_charbox(at[0])[0] < 100


def test_marks_that_nobody_sees_are_no_missing_letters() -> None:
    made = sheet("می‌خواهم", "a\u2066b\u2069", "日")
    assert made.missing == 1
    assert "ab" in words(made)


def test_the_same_texts_give_the_same_bytes() -> None:
    assert sheet(NAME, ARABIC, "Привет").bytes() == sheet(NAME, ARABIC, "Привет").bytes()


@pytest.mark.parametrize("text", ["\u202e" * 3_000, "(" * 3_000 + "م", "م\u0651" * 3_000, "م a " * 500, "\u0600" * 99])
def test_hostile_texts_are_set(text: str) -> None:
    assert sheet(text).bytes().startswith(b"%PDF")


def test_no_heading_stands_alone_at_the_end_of_a_page() -> None:
    for filled in range(30, 46):
        sheet = Sheet("A report", made=MADE)
        for number in range(filled):
            sheet.put("text", f"line {number}")
        sheet.pair("A label", "its text")
        sheet.section("A heading", [("Another label", "Another text")])
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet.bytes())]
        for words in (("A label", "its text"), ("A heading", "Another label", "Another text")):
            assert any(all(word in page for word in words) for page in pages), (filled, words)

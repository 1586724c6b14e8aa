"""What forms demand."""

from __future__ import annotations

import pytest

from waystation.advocacy import outlines
from waystation.vocabulary.vocabularies import terms

WITH_FORM = [each.code for each in terms("submission_kinds") if outlines.source(each.code)]


def test_kinds_with_a_form_are_kinds() -> None:
    known = {each.code for each in terms("submission_kinds")}
    assert set(outlines._outlines()) - {"facts"} == set(WITH_FORM) <= known
    assert len(WITH_FORM) >= 12


@pytest.mark.parametrize("kind", WITH_FORM)
def test_every_language_demands_as_much(kind: str) -> None:
    found = [outlines.headings(kind, language) for language in outlines.LANGUAGES]
    assert {len(each) for each in found} == {len(outlines.fills(kind))}
    assert len(found[0]) >= 4
    assert len({tuple(each) for each in found}) == len(found)
    assert outlines.headings(kind, "") == outlines.headings(kind, "ce") == outlines.headings(kind, "en")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_empty_outline_misses_everything_and_a_filled_one_nothing(language: str) -> None:
    empty = outlines.outline("un_wgeid_urgent", language)
    assert outlines.missing("un_wgeid_urgent", language, empty) == outlines.headings("un_wgeid_urgent", language)
    filled = empty.replace("\n\n\n", "\nWritten.\n\n").rstrip() + "\nWritten."
    assert outlines.missing("un_wgeid_urgent", language, filled) == []


def test_a_heading_that_was_taken_away_is_missed() -> None:
    text = "# Date, at least month and year\nMarch 2017\n# PLACE \n  \nUnder a heading of our own\n"
    left = outlines.missing("un_wgeid_urgent", "en", text)
    assert "Date, at least month and year" not in left
    assert "Place" not in left
    assert "Full name of the person who disappeared" in left


def test_where_no_form_demands_anything_nothing_is_missing() -> None:
    assert outlines.missing("media_briefing", "en", "") == []

"""A testimony in lines, and the passages that they make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.assertions import Passage
from waystation.documentation.statements.passages import LONG, lines, marked, passage

TEXT = "Q. What happened?\n\n  T. They beat me. \nT. For days."


def test_it_works() -> None:
    found = lines(TEXT)
    assert [line.text for line in found] == ["Q. What happened?", "T. They beat me.", "T. For days."]
    assert [line.number for line in found] == [1, 2, 3]
    both = passage(found, {2, 3})
    assert both
    assert TEXT[both.start : both.end] == "T. They beat me. \nT. For days."
    assert marked(found, both) == [2, 3]


@pytest.mark.parametrize("numbers", [set(), {1, 3}, {4}, {0}, {3, 4}])
def test_no_line_and_lines_with_a_gap_are_no_passage(numbers: set[int]) -> None:
    assert passage(lines(TEXT), numbers) is None


@pytest.mark.parametrize(
    "sentences",
    [
        ["They came at night, three of them, and nobody opened.", "T. said so, and A. B. too.", "Then the door broke."],
        ["Они пришли ночью, втроём, и никто не открыл.", "Потом дверь выломали…", "И всё?"],
        ["جاؤوا ليلا ولم يفتح أحد الباب.", "هل فتحت الباب؟", "ثم كسروه."],
        ["他们晚上来了。", "没有人开门！", "门坏了。"],
        ["Նրանք եկան գիշերը։", "Ոչ ոք չբացեց։", "Հետո դուռը կոտրվեց։"],
    ],
)
def test_a_long_line_is_parted_after_each_sentence_in_any_script(sentences: list[str]) -> None:
    between = "" if sentences[0].startswith("他") else " "
    times = LONG // len(sentences[0]) + 1
    text = between.join(sentences * times)
    assert [line.text for line in lines(text)] == sentences * times


@given(st.text(max_size=2_000))
def test_no_word_of_any_text_is_lost_or_moved(text: str) -> None:
    found = lines(text)
    assert "".join("".join(line.text.split()) for line in found) == "".join(text.split())
    assert all(text[line.start : line.end] == line.text and line.text.strip() for line in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


def test_a_passage_marks_each_line_that_it_touches() -> None:
    found = lines(TEXT)
    assert marked(found, None) == []
    assert marked(found, Passage(start=found[1].start + 3, end=found[1].start + 4)) == [2]

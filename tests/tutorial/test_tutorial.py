"""The operator's tutorial, done word for word in Chromium, so that what is written there is what one sees.

With WAYSTATION_PICTURES=1 its pictures are taken anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.e2e.screens import need_chromium
from tests.tutorial import among_many, arrival, book, care, evening, exchange, morning, shared
from tests.tutorial.day import Day, begun

PARTS = (morning, arrival, care, shared, among_many, exchange, evening)
MOST_BYTES = 1_500_000  # of all pictures together


def hands(part: ModuleType) -> list[Callable[[Day], None]]:
    """What a part of the day does, in order."""
    found = [each for name, each in vars(part).items() if inspect.isfunction(each) and not name.startswith("_")]
    return sorted(
        (each for each in found if each.__module__ == part.__name__), key=lambda each: each.__code__.co_firstlineno
    )


HANDS = [each for part in PARTS for each in hands(part)]


def test_every_step_is_done_by_a_function_named_for_it() -> None:
    assert [step.name for step in book.steps()] == [each.__name__ for each in HANDS]
    assert [step.number for step in book.steps()] == list(range(1, len(HANDS) + 1))


def test_every_picture_is_there_small_and_told() -> None:
    shown = [picture for step in book.steps() for picture in step.pictures]
    assert all(len(alt) > 20 for _name, alt in shown)
    there = sorted((book.DOCS / "pictures").iterdir())
    pages = [page.read_text() for page in book.DOCS.glob("*.md")]
    told = {name for page in pages for name in re.findall(r"!\[[^]]{20,}\]\(pictures/([\w-]+)\.(?:webp|svg)\)", page)}
    assert {name for name, _alt in shown} <= told
    assert {file.stem for file in there} == told
    assert sum(file.stat().st_size for file in there) < MOST_BYTES


@pytest.mark.browser
@pytest.mark.long
def test_a_day_of_a_coordinator(tmp_path: Path) -> None:
    need_chromium()
    with begun(tmp_path) as day:
        for step, do in zip(book.steps(), HANDS, strict=True):
            day.begin(step)
            do(day)
            assert day.missing() == [], f"step {step.number}, {step.title}"
        assert day.wrong() == []
        assert day.here.logs() == ""
        assert day.there.logs() == ""

"""Days drawn: by group, by day, nothing on top of another, nothing outside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.bands import DOT, LETTER, TICKS, WIDTH, Dot, Mark, picture


def mark(first: str = "2017-05-01", last: str = "", text: str = "about 40") -> Mark:
    return Mark(date.fromisoformat(first), date.fromisoformat(last or first), first, text)


def test_nothing_is_drawn_of_nothing() -> None:
    assert picture([]) is None
    assert picture([("People", [])]) is None


def test_each_group_has_a_band_of_its_own() -> None:
    found = picture([("People", [mark()]), ("Empty", []), ("Visas", [mark(), mark("2018-01-01")])])
    assert found is not None
    assert [(band.name, len(band.dots)) for band in found.bands] == [("People", 1), ("Visas", 2)]
    first, second = found.bands
    assert first.top + first.height < second.top < second.top + second.height <= found.height


def test_a_month_is_as_wide_as_a_month() -> None:
    found = picture([("People", [mark("2017-06-01", "2017-06-30"), mark("2017-12-31")])])
    assert found is not None
    month, day = found.bands[0].dots
    assert not day.is_long
    assert float(month.wide) == pytest.approx((WIDTH - 24) * 30 / (214 * 1.02), abs=0.1)  # of June to December


@pytest.mark.parametrize(
    ("first", "last", "tick"),
    [
        ("2017-05-01", "2017-05-01", "2017-05-01"),
        ("2017-05-01", "2017-05-09", "2017-05-01"),
        ("2017-05-03", "2017-07-20", "2017-05-03"),
        ("2017-05-03", "2018-02-20", "2017-05"),
        ("2017-05-03", "2019-02-20", "2017-04"),
        ("2017-05-03", "2023-02-20", "2017"),
        ("0001-01-01", "9999-12-31", "0001"),
    ],
)
def test_ticks_are_as_close_as_can_be_read(first: str, last: str, tick: str) -> None:
    found = picture([("People", [mark(first), mark(last)])])
    assert found is not None
    assert found.ticks[0].text == tick
    assert 1 <= len(found.ticks) <= TICKS


def room(dot: Dot) -> tuple[float, float, float]:
    """From where to where a mark and its words reach, and in which lane."""
    wide = dot.mark.letters * LETTER
    begins = dot.words_at - wide if dot.words == "before" else dot.words_at
    half = 0 if dot.is_long else DOT
    return min(dot.first - half, begins), max(dot.last + half, begins + wide), dot.top


texts = st.sampled_from(["2", "about 40", "20,000 to 1,000,000", "x" * 200])
starts, lengths = st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 800)
marks = st.builds(lambda first, days, text: Mark(first, first + timedelta(days=days), "", text), starts, lengths, texts)


@given(st.lists(marks, min_size=1, max_size=30))
def test_no_words_stand_on_others_or_outside(some: list[Mark]) -> None:
    found = picture([("People", some)])
    assert found is not None
    rooms = sorted((room(dot) for dot in found.bands[0].dots), key=lambda each: (each[2], each[0]))
    assert len(rooms) == len(some)
    for (_left, right, lane), (left, _right, other) in zip(rooms, rooms[1:], strict=False):
        assert lane != other or right <= left + 1e-6
    assert all(left >= -1 and right <= WIDTH + 1 for left, right, _lane in rooms)


def test_what_is_long_stands_on_two_lines_and_is_cut_at_a_word() -> None:
    said = "Investigative Committee of Russia: nothing was found that would be a reason to open a case"
    found = picture([("Response", [mark(text=said), mark("2017-06-01", text="short")]), ("Other", [mark()])])
    assert found is not None
    long, short = found.bands[0].dots
    assert " ".join(line for _y, line in long.lines) == said
    (first, _), (second, _) = long.lines
    assert float(second) - float(first) == 15
    assert long.top + long.tall <= found.bands[0].top + found.bands[0].height
    assert float(first) < float(long.y) < float(second)
    assert len(short.lines) == 1
    assert found.bands[1].dots[0].tall < long.tall  # a band without such words stays low
    words = mark(text=said + " " + said).lines
    assert len(words) == 2
    assert words[1].endswith("…")
    assert set(" ".join(words)[:-1].split()) <= set(said.split())

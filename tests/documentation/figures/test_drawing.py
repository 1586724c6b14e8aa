"""Figures drawn: by basis, by day, nothing on top of another, nothing outside."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.dates import PRECISIONS, PartialDate
from waystation.documentation.figures.drawing import DOT, LETTER, WIDTH, Dot, Mark, picture


def mark(day: str = "2017-05-01", text: str = "about 40", precision: str = "day") -> Mark:
    return Mark("/x", PartialDate(day=date.fromisoformat(day), precision=precision), text)


def test_nothing_is_drawn_of_nothing() -> None:
    assert picture([]) is None
    assert picture([("People", [])]) is None


def test_each_basis_has_a_band_of_its_own() -> None:
    found = picture([("People", [mark()]), ("Empty", []), ("Visas", [mark(), mark("2018-01-01")])])
    assert found is not None
    assert [(band.name, len(band.dots)) for band in found.bands] == [("People", 1), ("Visas", 2)]
    first, second = found.bands
    assert first.top + first.height < second.top < second.top + second.height <= found.height


def test_a_month_is_as_wide_as_a_month() -> None:
    found = picture([("People", [mark("2017-06-01", precision="month"), mark("2017-09-10")])])
    assert found is not None
    month, day = found.bands[0].dots
    assert float(month.long) == pytest.approx((WIDTH - 24) * 29 / 365, abs=0.1)
    assert day.long == ""


def test_years_are_few_enough_to_read() -> None:
    found = picture([("People", [mark("0001-01-01"), mark("9999-12-31")])])
    assert found is not None
    assert 2 <= len(found.ticks) <= 12


def box(dot: Dot) -> tuple[float, float, float]:
    wide = len(dot.mark.text) * LETTER
    return (dot.first - wide - DOT, dot.last, dot.y) if dot.before else (dot.first, dot.last + wide + DOT, dot.y)


days = st.builds(PartialDate, day=st.dates(date(1990, 1, 1), date(2030, 1, 1)), precision=st.sampled_from(PRECISIONS))


@given(
    st.lists(
        st.builds(Mark, url=st.just("/x"), day=days, text=st.sampled_from(["2", "about 40", "20,000 to 1,000,000"])),
        min_size=1,
        max_size=30,
    )
)
def test_no_number_stands_on_another(marks: list[Mark]) -> None:
    found = picture([("People", marks)])
    assert found is not None
    boxes = sorted((box(dot) for dot in found.bands[0].dots), key=lambda each: (each[2], each[0]))
    assert len(boxes) == len(marks)
    for (_left, right, y), (left, _right, other) in zip(boxes, boxes[1:], strict=False):
        assert y != other or right <= left + 1e-6
    assert all(right <= WIDTH + 1 for _left, right, _y in boxes)

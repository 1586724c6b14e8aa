"""Dates as testimony has them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.dates import DAY, MONTH, PRECISIONS, YEAR, PartialDate, read, surely_before


@pytest.mark.parametrize(
    ("text", "day", "precision", "about"),
    [
        ("2017-03-12", date(2017, 3, 12), DAY, False),
        ("12.03.2017", date(2017, 3, 12), DAY, False),
        ("2017-03", date(2017, 3, 1), MONTH, False),
        ("03.2017~", date(2017, 3, 1), MONTH, True),
        ("~2017", date(2017, 1, 1), YEAR, True),
        ("0001", date(1, 1, 1), YEAR, False),
        ("9999-12-31", date(9999, 12, 31), DAY, False),
    ],
)
def test_what_is_typed_is_read(text: str, day: date, precision: str, about: bool) -> None:
    assert read(f" {text} ") == PartialDate(day=day, precision=precision, about=about)


@pytest.mark.parametrize(
    "text", ["2017-13", "2017-02-30", "0000", "17", "spring", "2017-00", "2017-03-00", "10000", "²017"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|range|month|year|day"):
        read(text)


def test_nothing_is_no_date() -> None:
    assert read("  ") is None


@given(st.dates(), st.sampled_from(PRECISIONS), st.booleans())
def test_what_is_written_reads_the_same(day: date, precision: str, about: bool) -> None:
    first = day.replace(month=1, day=1) if precision == YEAR else day.replace(day=1) if precision == MONTH else day
    one = PartialDate(day=first, precision=precision, about=about)
    assert read(str(one)) == one
    assert one.day <= one.last
    assert not surely_before(one, one)


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2017-02", "2017-03-01", True),
        ("2017-03", "2017-03-01", False),  # within
        ("2017", "2017-12", False),
        ("2016~", "2017", False),  # about then may be later
        ("0001", "9999", True),
    ],
)
def test_one_is_before_the_other_only_where_nothing_is_left_open(one: str, other: str, before: bool) -> None:
    first, second = read(one), read(other)
    assert first
    assert second
    assert surely_before(first, second) is before

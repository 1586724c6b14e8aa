"""Numbers made ready for bars and lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from waystation.web import charts


def test_it_works() -> None:
    helped, none = charts.bars([("Helped", 50), ("Nobody", 0)])
    assert (helped.width, none.width) == ("100.0", "0.0")
    assert charts.bar("Beds", 11, 14).width == "78.6"


def test_a_count_of_one_stays_visible_and_nothing_leaves_its_box() -> None:
    assert charts.bar("One", 1, 100_000).percent > 0
    assert charts.bar("Too many", 20, 14).percent == 100
    assert charts.bar("Of nothing", 0, 0).percent == 0
    assert charts.bars([]) == []


def test_a_line_needs_two_points() -> None:
    assert charts.line([]) is None
    assert charts.line([("May", 1)]) is None
    line = charts.line([("May", 0), ("June", 4)])
    assert line is not None
    assert line.points == "0.00,30.00 100.00,0.00"
    assert (line.first.label, line.last.value) == ("May", 4)


@given(st.lists(st.integers(-5, 10**9), min_size=2, max_size=40))
def test_every_point_stays_in_the_box(values: list[int]) -> None:
    line = charts.line([("day", value) for value in values])
    assert line is not None
    for point in line.points.split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= 100
        assert 0 <= y <= 30

"""Longitude and latitude on a plane: inside, north up, and the same wherever it is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.web.projection import fitted, projected

SIZE = (800.0, (300.0, 900.0), 60.0)
spots = st.dictionaries(st.integers(), st.tuples(st.floats(-170, 170), st.floats(-70, 80)), min_size=1, max_size=20)


def test_of_no_point_there_is_a_margin() -> None:
    assert projected({}, *SIZE) == ({}, 60.0)


def test_one_point_stands_in_the_middle() -> None:
    flat, height = projected({"x": (45.0, 43.0)}, *SIZE)
    assert height == 300
    assert flat["x"] == pytest.approx((400, 150))


@given(spots)
def test_all_stand_inside_and_north_is_up(some: dict[int, tuple[float, float]]) -> None:
    flat, height = projected(some, *SIZE)
    assert 300 <= height <= 900 + 1e-6
    for x, y in flat.values():
        assert 60 - 1e-6 <= x <= 740 + 1e-6
        assert 60 - 1e-6 <= y <= height - 60 + 1e-6
    for one, (_lon, lat) in some.items():
        for other, (_other_lon, other_lat) in some.items():
            assert lat <= other_lat or flat[one][1] <= flat[other][1]


@given(spots)
def test_what_lies_on_a_point_stands_on_it(some: dict[int, tuple[float, float]]) -> None:
    projection = fitted(list(some.values()), *SIZE)
    flat, _height = projected(some, *SIZE)
    assert all(projection.at(*spot) == flat[name] for name, spot in some.items())

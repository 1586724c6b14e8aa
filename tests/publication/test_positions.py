"""Positions however they are written: held against one that is confidential, and told where they are exact."""

from __future__ import annotations

import pytest

from waystation.confidential import Fact, Kind
from waystation.publication.protection import Reason, check, grids

HOUSE = [Fact(b"a" * 16, Kind.COORDINATES, "43.12874,45.87061")]
TOWER = (43.642567, -79.387139)


def near(one: tuple[float, float], other: tuple[float, float], most: float = 0.0002) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("written", ["17T 630084 4833438", "17T PJ 30084 33438", "17TPJ3008433438"])
def test_a_tower_whose_grid_is_published(written: str) -> None:
    """The CN Tower in Toronto stands in textbooks as 17T 630084 4833438."""
    where = [place for place, _span, decimals in grids.positions(written) if decimals]
    assert len(where) == 1
    assert near(where[0], TOWER)


def test_codes_as_their_specifications_have_them() -> None:
    """An example of the Open Location Code, short and whole, and the one of geohashes."""
    zurich = (47.365590, 8.524997)
    assert near(grids.from_plus_code("8FVC9G8F6W"), zurich)
    assert near(grids.near_plus_code("9G8F6W", 47.4, 8.6), zurich)
    assert near(grids.near_plus_code("9G8F6W", 47.0, 8.1), zurich)
    assert near(grids.from_geohash("ezs42"), (42.605, -5.603), 0.001)


def test_the_south_has_its_own_northing() -> None:
    """Sydney's opera house: 56H 334897 6252291."""
    ((where, _span, _decimals),) = grids.positions("56H 334897 6252291")
    assert near(where, (-33.8568, 151.2153), 0.001)


@pytest.mark.parametrize(
    "written",
    [
        "N43°07'43\" E045°52'14\"",
        "43 градуса 7 минут северной широты, 45 градусов 52 минуты восточной",
        "сорок три градуса семь минут северной, сорок пять градусов пятьдесят две минуты восточной",
        "43 degrees 7 minutes north, 45 degrees 52 minutes east",
        "45.87061 E, 43.12874 N",
        "45,87061; 43,12874",
        "maps.example/!3d43.12874!4d45.87061",
        '{"lat": 43.12874, "lng": 45.87061}',
        "38TNN7081375479",
        "38T 570814 4775479",
        "8HM74VHC+F6",
        "4VHC+F6 за селом",
        "geohash tp8t7g3g",
    ],
)
def test_a_house_is_found(written: str) -> None:
    assert [each.kind for each in check(f"Точка: {written}.", HOUSE) if each.about] == [Kind.COORDINATES]


@pytest.mark.parametrize(
    "written", ["38TNN1081375479", "8HM75VHC+F6", "4VHF+F6", "geohash tp9t7g3g", "39T 570814 4775479"]
)
def test_another_house_is_not_taken_for_it(written: str) -> None:
    assert not [each for each in check(f"Точка: {written}.", HOUSE) if each.about]


def test_an_exact_grid_of_nobody_is_told_and_a_word_like_a_hash_is_not() -> None:
    found = check("See 38TNN1081375479. The file b7c8d9e0 is ready, 12 C 345 678.", [])
    assert [(each.reason, each.written) for each in found] == [(Reason.POSITION, "38TNN1081375479")]

"""The map of regions: known ones as points, unknown ones by name, nothing smaller than a region."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.pictures.region_map import LARGEST, WIDTH, located, picture
from waystation.web import gazetteer


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [
        ("Russia", "Chechnya", "Chechnya"),
        ("", "чечня", "Chechnya"),
        ("Россия", " Республика   Дагестан", "Dagestan"),
        ("", "Kirov", "Kirov Oblast"),
        ("Georgia", "", "Georgia"),
        ("", "", None),
        ("", "Moscow", "Moscow"),
        ("", "Moscow Oblast", None),  # that is another region than the city
        ("", "кировская область", "Kirov Oblast"),
        ("Russia", "Atlantis", None),
        ("", "Grozny", None),  # a city is no region
    ],
)
def test_regions_and_countries_are_found_as_they_are_typed(country: str, region: str, expected: str | None) -> None:
    found = located(country, region)
    assert (found[1].en if found else None) == expected


def test_one_region_in_two_spellings_is_one_point() -> None:
    found = picture([("Russia", "Chechnya", 2), ("Россия", "Чечня", 3), ("", "Far Valley", 4)], "en")
    assert [(spot.name, spot.number) for spot in found.spots] == [("Chechnya", 5)]
    assert found.unknown == ["Far Valley"]
    assert picture([("Russia", "Chechnya", 2)], "ru").spots[0].name == "Чечня"


def test_north_is_up_and_larger_is_more() -> None:
    found = picture([("", "Chechnya", 1), ("", "Karelia", 9), ("", "Georgia", 4)], "en")
    at = {spot.name: spot for spot in found.spots}
    assert at["Karelia"].y < at["Chechnya"].y < at["Georgia"].y
    assert at["Karelia"].radius == LARGEST
    assert at["Chechnya"].radius < at["Georgia"].radius < at["Karelia"].radius


def test_cities_around_are_drawn_without_names() -> None:
    found = picture([("", "Chechnya", 1), ("", "Georgia", 4)], "en")
    assert len(found.around) > 5
    assert all(0 < float(x) < WIDTH and 0 < float(y) < found.height for x, y in found.around)


def test_nothing_is_an_empty_map() -> None:
    assert picture([], "en").spots == []


regions = sorted({place.region.en for place in gazetteer.places().values() if place.region})


@given(st.lists(st.tuples(st.just(""), st.sampled_from(regions), st.integers(1, 10_000)), max_size=40))
def test_everything_stands_inside(places: list[tuple[str, str, int]]) -> None:
    found = picture(places, "en")
    assert sum(spot.number for spot in found.spots) == sum(number for _country, _region, number in places)
    for one, other in combinations(found.spots, 2):
        far = hypot(one.x - other.x, one.y - other.y)
        assert far > one.radius + other.radius - 2 or len(found.spots) > 25  # so many may have no room
    for spot in found.spots:
        assert LARGEST <= spot.x <= WIDTH - LARGEST
        assert LARGEST <= spot.y <= found.height - LARGEST

"""The picture of the network: everything is on it, no house is, and nothing runs out of it."""

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.network import drawing
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.records import PlaceRecord

RIVER, HARBOUR, LOFT, HUT, YARD, NOWHERE = (UUID(int=number) for number in range(1, 7))
PLACES = {
    RIVER: PlaceRecord(name="River town", latitude=50.0, longitude=10.0),
    HARBOUR: PlaceRecord(name="Port Sel", latitude=54.0, longitude=30.0),
    LOFT: PlaceRecord(name="Kanareika loft", kind="safe_house", beds=2, within=RIVER, address="Kanareika Street"),
    HUT: PlaceRecord(name="Kanareika hut", kind="safe_house", beds=2),
    YARD: PlaceRecord(name="Bus yard", kind="meeting_point", within=RIVER),
    NOWHERE: PlaceRecord(name="Somewhere"),
}


def way(one: UUID, other: UUID, mode: str = "train", **more: Any) -> ConnectionRecord:
    return ConnectionRecord(from_place=one, to_place=other, mode=mode, minutes=60, **more)


def picture(*ways: ConnectionRecord) -> drawing.Picture:
    return drawing.picture(PLACES, {UUID(int=100 + number): each for number, each in enumerate(ways)})


def test_it_works_cities_are_points_and_houses_are_numbers() -> None:
    found = picture(way(YARD, HARBOUR), way(HARBOUR, RIVER, exposure="high"), way(RIVER, NOWHERE, "walk"))
    points = {point.name: point for point in found.points}
    assert set(points) == {"River town", "Port Sel", "Somewhere"}
    assert (points["River town"].houses, points["Port Sel"].houses) == (1, 0)
    assert points["River town"].x < points["Port Sel"].x
    assert points["River town"].y > points["Port Sel"].y  # north is up
    assert [points[name].located for name in ("River town", "Somewhere")] == [True, False]
    assert {(edge.group, edge.ways, edge.exposure) for edge in found.edges} == {("rail", 2, "high"), ("foot", 1, "low")}
    assert found.groups == ["rail", "foot"]


def test_no_house_stands_on_it_by_name_or_by_itself() -> None:
    found = picture(way(LOFT, HARBOUR), way(HUT, HARBOUR), way(HARBOUR, HUT))
    assert "Kanareika" not in repr([(point.name, point) for point in found.points])
    assert not {LOFT, HUT} & {point.id for point in found.points}
    # One that lies in no city is counted nowhere: a lone point would be its address.
    assert sum(point.houses for point in found.points) == 1
    assert [(edge.between, edge.ways) for edge in found.edges] in (
        [(("River town", "Port Sel"), 1)],
        [(("Port Sel", "River town"), 1)],
    )


def test_several_means_between_two_cities_are_lines_beside_each_other() -> None:
    found = picture(way(RIVER, HARBOUR), way(RIVER, HARBOUR, "plane_domestic"), way(RIVER, HARBOUR, "minibus"))
    assert len({edge.path for edge in found.edges}) == 3


def test_nothing_and_one_place_alone() -> None:
    assert drawing.picture({}, {}).points == []
    alone = drawing.picture({RIVER: PLACES[RIVER], LOFT: PLACES[LOFT]}, {})
    assert [(point.name, point.houses) for point in alone.points] == [("River town", 1)]
    assert picture(way(RIVER, UUID(int=99))).edges == []


def test_names_of_a_crowded_region_stand_beside_each_other() -> None:
    """As in a region of eight towns within an hour of each other: no name covers another one or a point."""
    towns = [
        (60, 20),
        (61.2, 21),
        (61, 19),
        (60.4, 20.5),
        (58.8, 18.7),
        (58.9, 19.8),
        (59.3, 21),
        (59.6, 22.2),
        (70, 40),
    ]
    places = {
        UUID(int=number): PlaceRecord(name=f"Sosnovy Brod {number}", latitude=spot[0], longitude=spot[1])
        for number, spot in enumerate(towns)
    }
    ways = {UUID(int=100 + number): way(UUID(int=0), UUID(int=number)) for number in range(1, len(towns))}
    found = drawing.picture(places, ways).points
    labels = [point.label.box for point in found if point.label]
    assert len(labels) == len(towns)
    for number, box in enumerate(labels):
        assert all(box.overlap(other) == 0 for other in labels[:number])
        assert all(box.overlap(point.box) == 0 for point in found)


SPOTS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.none(), min_size=1, max_size=30)


@given(SPOTS)
def test_every_place_is_inside_the_picture(spots: list[tuple[float, float] | None]) -> None:
    places = {
        UUID(int=number): PlaceRecord(
            name=str(number), latitude=spot[0] if spot else None, longitude=spot[1] if spot else None
        )
        for number, spot in enumerate(spots)
    }
    ids = list(places)
    ways = {UUID(int=1000 + number): way(one, ids[0]) for number, one in enumerate(ids)}
    found = drawing.picture(places, ways)
    assert {point.id for point in found.points} == set(ids)
    assert all(0 <= point.x <= drawing.WIDTH and 0 <= point.y <= found.height for point in found.points)

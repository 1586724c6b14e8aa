"""The graph of who did something to whom: everybody once, the same each time, few lines crossing."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.pictures.graph import BOTH, DID, DONE_TO, MOST, NOBODY, TOP, WIDTH, Deed, Picture, picture

PEOPLE = [UUID(int=number) for number in range(1, 9)]
NAMES = {who: f"Person {number}" for number, who in enumerate(PEOPLE)} | {NOBODY: "Nobody knows who"}


def drawn(*deeds: tuple[int | None, int]) -> Picture:
    found = picture([Deed(NOBODY if by is None else PEOPLE[by], PEOPLE[to], "Beating") for by, to in deeds], NAMES)
    assert found is not None
    return found


def test_of_nothing_there_is_no_picture() -> None:
    assert picture([], NAMES) is None


def test_everybody_stands_once_in_their_column() -> None:
    found = drawn((0, 1), (0, 2), (1, 3), (None, 4))
    columns = {node.name: node.column for node in found.nodes}
    assert columns == {
        "Person 0": DID,
        "Nobody knows who": DID,
        "Person 1": BOTH,
        "Person 2": DONE_TO,
        "Person 3": DONE_TO,
        "Person 4": DONE_TO,
    }
    assert [column for column, _x in found.heads] == [DID, BOTH, DONE_TO]


def test_several_acts_are_one_line_with_their_number() -> None:
    found = drawn((0, 1), (0, 1), (0, 2))
    assert sorted(edge.number for edge in found.edges) == [1, 2]
    assert {edge.said for edge in found.edges} == {"Person 0 → Person 1: Beating", "Person 0 → Person 2: Beating"}


def test_what_somebody_was_made_to_do_is_drawn_apart() -> None:
    found = picture([Deed(PEOPLE[0], PEOPLE[1], "x", "coerced"), Deed(PEOPLE[0], PEOPLE[2], "x")], NAMES)
    assert found is not None
    assert sorted(edge.kinds for edge in found.edges) == ["", "coerced"]


def test_no_line_runs_behind_anybody() -> None:
    """Those in the middle stand below all lines that pass from the left to the right."""
    found = drawn((0, 1), (0, 2), (0, 3), (1, 2), (4, 3))
    lowest = max(node.top for node in found.nodes if node.column != BOTH)
    assert all(node.top > lowest for node in found.nodes if node.column == BOTH)


def test_whoever_did_it_to_themselves_has_a_line_too() -> None:
    (edge,) = drawn((0, 0)).edges
    assert edge.path.startswith("M")


def crossings(found: Picture, deeds: list[tuple[int, int]]) -> int:
    at = {node.name: node.top for node in found.nodes}
    ends = [(at[f"Person {by}"], at[f"Person {to}"]) for by, to in deeds]
    return sum((one[0] - two[0]) * (one[1] - two[1]) < 0 for one, two in combinations(ends, 2))


def test_lines_that_need_not_cross_do_not() -> None:
    deeds = [(0, 7), (1, 6), (2, 5), (3, 4)]
    assert crossings(drawn(*deeds), deeds) == 0


def test_very_many_are_cut_and_counted() -> None:
    many = [UUID(int=number) for number in range(1, MOST + 31)]
    found = picture([Deed(NOBODY, who, "x") for who in many], {})
    assert found is not None
    assert found.left_out == 30
    assert len(found.nodes) == MOST + 1


deeds = st.lists(st.tuples(st.integers(0, 7) | st.none(), st.integers(0, 7)), min_size=1, max_size=30)


@given(deeds)
def test_it_is_the_same_each_time_and_nobody_stands_on_another(some: list[tuple[int | None, int]]) -> None:
    found = drawn(*some)
    assert found == drawn(*some)
    places = {(node.left, node.top) for node in found.nodes}
    assert len(places) == len(found.nodes)
    assert all(0 <= left <= WIDTH and TOP <= top < found.height for left, top in places)
    assert sum(edge.number for edge in found.edges) == len(some)

"""Clusters of weighed pairs: what outweighs what, decisions that hold, the same answer each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.linkage.clusters import Contradiction, clusters, components

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(-20, 20)), max_size=40)
DECIDED = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5)


def test_a_chain_is_broken_where_its_ends_contradict_each_other_more() -> None:
    assert clusters(3, [(0, 1, 5.0), (1, 2, 4.0), (0, 2, -9.0)]) == [0, 0, 2]
    assert clusters(3, [(0, 1, 5.0), (1, 2, 4.0), (0, 2, -3.0)]) == [0, 0, 0]
    assert clusters(3, [(0, 1, 5.0), (1, 2, 4.0)]) == [0, 0, 0]


def test_who_is_decided_apart_meets_by_no_chain() -> None:
    chain = [(place, place + 1, 50.0) for place in range(5)]
    found = clusters(6, chain, different=[(0, 5)])
    assert found[0] != found[5]
    assert clusters(6, [], same=[(0, 3), (3, 5)]) == [0, 1, 2, 0, 4, 0]


def test_decisions_that_cannot_all_hold_are_refused() -> None:
    with pytest.raises(Contradiction):
        clusters(3, [], same=[(0, 1), (1, 2)], different=[(0, 2)])
    with pytest.raises(Contradiction):
        clusters(1, [], different=[(0, 0)])


@given(PAIRS, DECIDED, DECIDED)
def test_whatever_comes_decisions_hold_and_nothing_more_would_join(
    pairs: list[tuple[int, int, float]], same: list[tuple[int, int]], different: list[tuple[int, int]]
) -> None:
    try:
        found = clusters(10, pairs, same=same, different=different)
    except Contradiction:
        joined = components(10, same)
        assert any(joined[one] == joined[other] for one, other in different)
        return
    assert all(found[lead] == lead <= place for place, lead in enumerate(found))
    assert all(found[one] == found[other] for one, other in same)
    assert all(found[one] != found[other] for one, other in different)
    barred = {frozenset((found[one], found[other])) for one, other in different}
    between: dict[frozenset[int], float] = {}
    for one, other, weight in pairs:
        ends = frozenset((found[one], found[other]))
        between[ends] = between.get(ends, 0.0) + weight
    assert all(total < 1e-9 or len(ends) == 1 or ends in barred for ends, total in between.items())
    assert found == clusters(10, pairs, same=same, different=different)


def test_a_large_cluster_takes_no_time_to_speak_of() -> None:
    """Twenty thousand in one chain: no call within a call, and each edge is looked at a few times."""
    assert {*clusters(20_000, [(place, place + 1, 1.0) for place in range(19_999)])} == {0}

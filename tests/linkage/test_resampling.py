"""Clusterings that may be true: as often as is probable, the same for the same seed, never against a decision."""

import pytest

from waystation.linkage.clusters import Contradiction
from waystation.linkage.resampling import clustered, drawn


def test_a_pair_is_one_as_often_as_it_is_probable() -> None:
    share = sum(drawn(2, [0], [1], [0.3], seed) == [0, 0] for seed in range(2000)) / 2000
    assert share == pytest.approx(0.3, abs=0.03)
    assert drawn(2, [0], [1], [0.3], 7) == drawn(2, [0], [1], [0.3], 7)


def test_a_pair_that_is_next_to_impossible_does_not_outweigh_what_speaks_for_it() -> None:
    """A rule that found the two ends of a chain says little against the chain: 1 in 10,000 would drown 99 in 100."""
    assert clustered(3, [0, 1, 0], [1, 2, 2], [0.99, 0.99, 0.0001]) == [0, 0, 0]
    assert clustered(3, [0, 1, 0], [1, 2, 2], [0.99, 0.99, 0.002]) == [0, 0, 2]


def test_decisions_hold_in_every_draw() -> None:
    for seed in range(50):
        assert drawn(3, [0, 1], [1, 2], [0.99, 0.99], seed, different=[(0, 2)]) in ([0, 0, 2], [0, 1, 1], [0, 1, 2])
        assert drawn(2, [0], [1], [0.001], seed, same=[(0, 1)]) == [0, 0]
    with pytest.raises(Contradiction):
        drawn(2, [], [], [], 1, same=[(0, 1)], different=[(0, 1)])


def test_nobody_is_somebody_else_where_nothing_was_compared() -> None:
    assert clustered(3, (), (), ()) == [0, 1, 2]
    assert clustered(0, (), (), ()) == []
    assert clustered(2, [0], [1], [0.6], 0.7) == [0, 1]
    with pytest.raises(ValueError, match="probability"):
        clustered(2, [0], [1], [0.6], 1.0)

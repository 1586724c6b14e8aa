"""What follows from decisions: odds move towards them, doubt is worth most, and the interval has the truth."""

import random
from statistics import mean

import pytest

from waystation.linkage import reviewing
from waystation.linkage.reviewing import EDGES, Band, accuracy, agreement, bands, chance, entropy, shift


def test_odds_in_bits_are_a_probability() -> None:
    assert chance(0) == 0.5
    assert chance(1) == pytest.approx(2 / 3)
    assert chance(-10_000) >= 0
    assert chance(10_000) <= 1


def test_decisions_move_the_odds_of_all() -> None:
    assert shift([]) == 0
    assert shift([(-3.0, True)] * 30) > 2
    assert shift([(3.0, False)] * 30) < -2
    assert abs(shift([(0.0, True), (0.0, False)] * 50)) < 0.01


def test_which_pairs_are_decided_moves_nothing() -> None:
    """Where the truth is four bits above what was presumed, the doubtful pairs alone tell as much as all."""
    drawn = random.Random(3)
    every = [(bits, drawn.random() < chance(bits + 4)) for bits in (drawn.uniform(-10, 6) for _ in range(4000))]
    doubtful = [each for each in every if abs(each[0] + 4) < 2]
    assert shift(every) == pytest.approx(4, abs=0.3)
    assert shift(doubtful) == pytest.approx(4, abs=0.4)


def test_doubt_is_worth_most() -> None:
    assert entropy(0.5) == 1
    assert entropy(0.0) == entropy(1.0) == 0
    assert entropy(0.2) == pytest.approx(entropy(0.8))


def test_every_pair_is_in_one_band() -> None:
    said = [(low, None) for low in EDGES] + [(1.0, True), (0.5, False)]
    found = bands(said)
    assert [each.low for each in found] == list(EDGES)
    assert sum(each.pairs for each in found) == len(said)
    assert found[-1] == Band(0.98, 1.0, 2, 1, 1, 0.99)


def test_without_a_decision_nobody_can_say() -> None:
    assert accuracy(bands([(0.9, None)] * 10)) is None
    only_low = accuracy([Band(0.0, 0.5, 10, 5, 1)])
    assert only_low is not None
    assert only_low.precision.value != only_low.precision.value  # nobody would be taken for somebody else


def test_where_everything_is_decided_it_is_known() -> None:
    found = accuracy([Band(0.1, 0.5, 100, 100, 5), Band(0.5, 1.0, 50, 50, 45)])
    assert found is not None
    assert found.precision == pytest.approx((0.9, 0.9, 0.9))
    assert found.recall == pytest.approx((0.9, 0.9, 0.9))


def test_few_decisions_say_little() -> None:
    few = accuracy([Band(0.5, 1.0, 1000, 4, 4)])
    many = accuracy([Band(0.5, 1.0, 1000, 400, 400)])
    assert few is not None
    assert many is not None
    assert few.precision.high - few.precision.low > 5 * (many.precision.high - many.precision.low)


def test_the_interval_covers_what_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """95 of 100 times, give or take what chance gives: more decided where there is more doubt, as people do."""
    monkeypatch.setattr(reviewing, "_DRAWS", 300)
    drawn, covered = random.Random(5), []
    for number in range(70):
        pairs = [
            (probability, drawn.random() < probability**1.3) for probability in (drawn.random() for _ in range(400))
        ]
        said = [(each, truth if drawn.random() < 0.1 + entropy(each) / 4 else None) for each, truth in pairs]
        found = accuracy(bands(said), seed=number)
        assert found is not None
        taken = [truth for each, truth in pairs if each >= 0.5]
        precision, recall = mean(taken), sum(taken) / sum(truth for _, truth in pairs)
        covered.append(found.precision.low <= precision <= found.precision.high)
        covered.append(found.recall.low <= recall <= found.recall.high)
    assert mean(covered) > 0.9


def test_reviewers_agree_beyond_chance() -> None:
    assert agreement([]) is None
    assert agreement([("same", "same")]) == 1
    assert agreement([("same", "same"), ("different", "different")]) == 1
    assert agreement([("same", "different")] * 5) == -1
    assert agreement([("same", "same"), ("same", "different"), ("different", "same"), ("different", "different")]) == 0

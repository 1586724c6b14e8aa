"""Log-linear models agree with Rcapture, SparseMSE and what was published, and say where they say nothing."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.estimation.known import random_tables, reference, table
from waystation.estimation import Table, bootstrap, models
from waystation.estimation.existence import Fault, is_identified, live, ordered
from waystation.estimation.loglinear import CRITERIA, averaged, expected, fit, fits, search, weights
from waystation.estimation.profiles import profile
from waystation.estimation.selection import stepwise

FITTED = sorted(reference()["rcapture"])


@pytest.mark.parametrize(("many", "all_of_them", "of_pairs"), [(3, 8, 8), (4, 113, 64), (5, 6893, 1024)])
def test_there_are_so_many_hierarchical_models(many: int, all_of_them: int, of_pairs: int) -> None:
    found = models.hierarchical(many, many - 1)
    assert len({*found}) == len(found) == all_of_them
    assert len(models.hierarchical(many, 2)) == of_pairs
    for model in found[:: len(found) // 50 + 1]:
        assert models.read(models.written(model), many) == model
        assert all(part in model for term in model for part in models.parts(term))


@pytest.mark.parametrize("text", ["[15]", "[123]", "[x]", ""])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="term"):
        models.read(text, 3)


@pytest.mark.parametrize("name", FITTED)
def test_every_model_that_rcapture_can_fit_is_the_same(name: str) -> None:
    known, given_table = reference()["rcapture"][name], table(name)
    assert known["models"] or name == "australia"  # of which every one has a parameter that is infinite
    for written, (abundance, error, deviance, aic, bic) in known["models"].items():
        found = fit(given_table, models.read(written, len(given_table.lists)))
        assert found.abundance == pytest.approx(abundance, rel=1e-8)
        assert (found.aic, found.bic) == pytest.approx((aic, bic), rel=1e-9)
        assert found.deviance == pytest.approx(deviance, rel=1e-7, abs=1e-7)
        assert found.error == pytest.approx(error, rel=2e-5)  # R ends sooner


@pytest.mark.parametrize("name", FITTED)
def test_the_best_model_is_rcaptures(name: str) -> None:
    known, given_table = reference()["rcapture"][name], table(name)
    best, abundance = known["best"]
    found = search(given_table, order=known["order"])[0]
    assert found.model == models.read(best, len(given_table.lists))
    assert found.abundance == pytest.approx(abundance, rel=1e-6)
    by_aic, is_infinite = known["best_by_aic"]
    if not is_infinite:
        assert search(given_table, "aic", known["order"])[0].model == models.read(by_aic, len(given_table.lists))


def test_published_anchors() -> None:
    kosovo = search(table("kosovo"))[0]
    assert kosovo.written == "[123,14,34]"
    assert kosovo.abundance == pytest.approx(10356.5189572519, rel=1e-10)
    assert kosovo.bic == pytest.approx(203.0296327522, rel=1e-10)
    uk = search(table("ukdat_5"), order=2)
    assert [round(each.abundance, 2) for each in uk[:2]] == [22991.33, 12262.41]
    # Only where parameters that are minus infinity are counted too; without them the answer would be another one.
    finite = min(uk, key=lambda each: each.bic - math.log(2744) * len(each.infinite))
    assert (finite.written, round(finite.abundance)) == ("[12,13,15,25,35,45]", 12142)


@pytest.mark.parametrize(
    ("name", "written", "estimate"),
    [
        ("korea", "[12,3]", 268.7778), ("western", "[15,2,3,4]", 2483.3839), ("neworl", "[45,1,2,3,6,7,8]", 1110.4881),
        ("neworl_5", "[1,2,3,4,5]", 981.4313), ("ukdat_5", "[12,13,24,25,35,45]", 11312.9903),
    ],
)  # fmt: skip
def test_pairs_added_one_by_one(name: str, written: str, estimate: float) -> None:
    found = stepwise(table(name))
    assert found.written == written
    assert found.abundance == pytest.approx(estimate, abs=1e-4)


@pytest.mark.parametrize(("written", "fault"), [("[12,13,23]", 2), ("[12,3]", 1), ("[13,23]", 0)])
def test_existence_and_identifiability(written: str, fault: int) -> None:
    """Chan, Silverman & Vincent 2021, table 3."""
    assert fit(table("artificial_3"), models.read(written, 3)).fault == fault


@pytest.mark.parametrize("known", random_tables(), ids=lambda known: "-".join(map(str, known["counts"])))
def test_every_model_of_any_table_is_that_of_r_or_refused(known: dict[str, Any]) -> None:
    """Sparse ones among them: which models have an estimate, and which."""
    drawn = Table(tuple("abcd"[: known["lists"]]), {at: count for at, count in enumerate(known["counts"], 1) if count})
    every = models.hierarchical(known["lists"], known["lists"] - 1)
    assert len(every) == known["models"]
    found = {each.written: each.abundance for each in fits(drawn, every) if not each.fault}
    assert found == pytest.approx(known["glm"], rel=1e-7)


def test_a_model_that_runs_away_is_not_among_those_found() -> None:
    """Rcapture gives 184,183,083,460 for one of korea's, and 18,216,525,019 for another."""
    found = search(table("korea"))
    assert len(found) == 6
    assert max(each.abundance for each in found) < 300
    assert len(search(table("australia"))) == 92


def test_what_has_no_maximum_has_no_profile() -> None:
    artificial = table("artificial_3")
    for written, fault in (("[12,13,23]", 2), ("[12,3]", 1), ("[13,23]", 0)):
        known = fit(artificial, models.read(written, 3))
        assert known.fault == fault
        if fault or known.infinite:
            with pytest.raises(ValueError, match="has no profile on this table"):
                profile(artificial, known)


@pytest.mark.parametrize("name", FITTED)
def test_profile_intervals_are_rcaptures_and_the_exact_ones_near(name: str) -> None:
    known, given_table = reference()["rcapture"][name], table(name)
    best = fit(given_table, models.read(known["best"][0], len(given_table.lists)))
    if best.infinite:
        with pytest.raises(ValueError, match="no profile"):
            profile(given_table, best)
        return
    like_r = profile(given_table, best, stirling=True)
    assert (like_r.abundance, like_r.low, like_r.high) == pytest.approx(known["profile"], rel=1e-5)
    exact = profile(given_table, best)
    assert (exact.low, exact.high) == pytest.approx((like_r.low, like_r.high), rel=1e-3)


COUNTS = st.lists(st.integers(0, 9), min_size=7, max_size=7)


@settings(max_examples=60)
@given(COUNTS)
def test_a_fit_gives_back_its_sufficient_statistics_or_says_why_not(counts: list[int]) -> None:
    given_table = Table(("a", "b", "c"), dict(enumerate(counts, 1)))
    if not given_table.observed:
        return
    for found in fits(given_table, models.hierarchical(3, 2)):
        if found.fault:
            continue
        means = expected(given_table, found.model)
        for term in found.model:
            on = sum(means[pattern - 1] for pattern in range(1, 8) if pattern & term == term)
            assert on == pytest.approx(given_table.on(term), abs=1e-4 * given_table.observed)
        assert found.abundance >= given_table.observed


@settings(max_examples=60)
@given(COUNTS)
def test_where_there_is_no_maximum_the_likelihood_has_no_end(counts: list[int]) -> None:
    """By another way: a direction in which no mean of a pattern that has people moves, and some others vanish."""
    given_table = Table(("a", "b", "c"), dict(enumerate(counts, 1)))
    if not given_table.observed:
        return
    steps = list(itertools.product((-1, 0, 1), repeat=4))
    for model in [models.closed(3, 0b011), models.closed(3, 0b011, 0b101)]:
        terms = ordered(model)
        empty = frozenset(term for term in terms if not given_table.on(term))
        if not is_identified(3, terms, empty):
            continue
        cells, columns = live(3, terms, empty)
        from waystation.estimation.existence import design

        left, there = design(3, terms)[cells][:, columns], np.array(counts)[cells] > 0
        runs = False
        for step in itertools.product((-1, 0, 1), repeat=left.shape[1]) if left.shape[1] <= 6 else steps:
            moved = left @ np.array(step)
            runs |= bool(np.any(moved) and not np.any(moved[there]) and np.all(moved <= 0))
        assert bool(fit(given_table, model).fault & Fault.NO_MAXIMUM) == runs


def test_weights_and_the_average_of_models() -> None:
    for criterion in CRITERIA:
        found = search(table("kosovo"), criterion)
        share = weights(found, criterion)
        assert share.sum() == pytest.approx(1)
        assert list(share) == sorted(share, reverse=True)
        middle, low, high = averaged(found, criterion)
        assert 4400 < low < middle < high
    alone = [search(table("spina_ny"))[0]]
    middle, low, high = averaged(alone)
    assert (low, high) == pytest.approx(alone[0].interval(), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "order", "published"),
    [("korea", 2, (128, 349)), ("kosovo", 3, (6947, 18010)), ("kosovo", 2, (12451, 16273))],
)
def test_bootstrap_intervals_are_the_published_ones(name: str, order: int, published: tuple[int, int]) -> None:
    """Silverman, Chan & Vincent 2024, table 6: BCa, 1,000 repetitions, inside what another 1,000 may differ by."""
    candidates = models.hierarchical(len(table(name).lists), order)
    found = bootstrap.bootstrap(table(name), bootstrap.by_criterion(candidates), seed=1234, levels=(0.95,))
    assert found.intervals[0.95] == pytest.approx(published, rel=0.08)
    if name == "korea":
        assert found.acceleration == pytest.approx(-0.00878, abs=5e-6)  # as the package's own manual has it


def test_a_bootstrap_is_the_same_for_a_seed_and_counts_what_has_no_estimate() -> None:
    def drawn(seed: int) -> bootstrap.Bootstrap:
        return bootstrap.bootstrap(table("neworl_5"), bootstrap.by_steps, seed=seed, repetitions=20)

    first = drawn(1).drawn
    assert np.array_equal(first, drawn(1).drawn, equal_nan=True)
    assert not np.array_equal(first, drawn(2).drawn, equal_nan=True)

    def never(_table: Table, tables: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.where(np.arange(len(tables)) % 2, math.nan, 100.0)

    found = bootstrap.bootstrap(table("korea"), never, seed=1, repetitions=100)
    assert (found.without, found.intervals[0.95][1]) == (50, math.inf)
    with pytest.raises(ValueError, match="no model"):
        bootstrap.bootstrap(table("korea"), lambda _t, rows: np.full(len(rows), math.nan), seed=1)


def test_too_many_lists_are_refused() -> None:
    with pytest.raises(ValueError, match="add pairs one by one"):
        search(table("neworl"))
    with pytest.raises(ValueError, match="too many patterns"):
        fit(table("ph_caloocan_police"), models.main_effects(11))

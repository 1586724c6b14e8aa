"""The Bayesian methods agree with dga and LCMCR; and a chain that has not come to rest is said to be none."""

import math

import numpy as np
import pytest

from tests.estimation.known import reference, table
from waystation.estimation import Table, classes
from waystation.estimation.classes import Posterior, latent, latent_of
from waystation.estimation.convergence import effective_size, split_r_hat, tail_size
from waystation.estimation.estimating import estimate
from waystation.estimation.graphs import decomposable, dga
from waystation.estimation.hamiltonian import Hamiltonian


@pytest.mark.parametrize(("many", "known"), [(2, 2), (3, 8), (4, 61), (5, 822)])
def test_there_are_so_many_decomposable_graphs(many: int, known: int) -> None:
    assert len({*decomposable(many)}) == known


@pytest.mark.parametrize("known", reference()["dga"], ids=lambda known: f"{known['dataset']}-{known['delta']}")
def test_graphs_agree_with_dga(known: dict[str, float]) -> None:
    found = dga(table(str(known["dataset"])), delta=known["delta"], most_unseen=int(known["nmissing_max"]))
    assert found.mean == pytest.approx(known["mean"], rel=1e-9)
    assert (found.median, *found.interval()) == (known["median"], known["lo"], known["hi"])


def test_six_lists_and_no_more() -> None:
    six = table("hare")
    found = dga(six, most_unseen=100)
    assert len(found.graphs) == 18_154
    assert found.unseen.sum() == pytest.approx(1) == found.graph_probabilities.sum()
    assert six.observed <= found.interval()[0] <= found.median <= found.interval()[1]
    with pytest.raises(ValueError, match="2 to 6 lists"):
        dga(table("neworl"))
    with pytest.raises(ValueError, match="positive delta"):
        dga(table("korea"), delta=0)


def test_probability_at_the_end_of_the_range_is_told() -> None:
    assert dga(table("korea"), most_unseen=40).at_end > 0.01
    assert dga(table("spina_ny")).at_end < 1e-5


@pytest.fixture(scope="module")
def settled() -> dict[str, Posterior]:
    """Two tables of three lists, whose chains go side by side, and one of eight alone."""
    korea, spina = latent_of([table("korea"), table("spina_ny")], seed=7, most_sweeps=6500)
    manila = latent(table("ph_manila_police"), seed=7, classes=5, most_sweeps=6500)
    return {"korea": korea, "spina_ny": spina, "ph_manila_police": manila}


@pytest.mark.parametrize("name", ["korea", "ph_manila_police", "spina_ny"])
def test_latent_classes_agree_with_lcmcr(settled: dict[str, Posterior], name: str) -> None:
    """Inside what LCMCR's own seeds differ by."""
    known = [each for each in reference()["lcmcr"] if each["dataset"] == name]
    found = settled[name]
    assert found.is_settled
    assert found.median == pytest.approx(np.mean([each["median"] for each in known]), abs=2, rel=0.01)
    low, high = found.interval()
    assert low == pytest.approx(np.mean([each["lo"] for each in known]), rel=0.03)
    assert high == pytest.approx(np.mean([each["hi"] for each in known]), rel=0.12)


def test_chains_are_the_same_for_a_seed() -> None:
    one, same, other = (latent(table("korea"), seed=seed, most_sweeps=1) for seed in (1, 1, 2))
    assert np.array_equal(one.draws, same.draws)
    assert not np.array_equal(one.draws, other.draws)


def test_killings_in_kosovo_come_to_rest_beside_a_table_that_does_not() -> None:
    """LCMCR's own seeds say 10,419 to 10,588 after 110,000 sweeps that are worth 145 to 225 draws."""
    found, unstable = latent_of([table("kosovo"), table("australia")], seed=1, most_sweeps=6000)
    assert found.is_settled
    assert found.median == pytest.approx(10_470, rel=0.015)
    assert unstable.why_unstable


@pytest.mark.parametrize("name", ["ned", "ukdat"])
def test_what_another_seed_would_answer_otherwise_is_unstable(name: str) -> None:
    """LCMCR gives one number of each, from another seed another one."""
    assert latent(table(name), seed=1, most_sweeps=2500).why_unstable


def test_chains_of_several_tables_go_side_by_side_with_as_many_lists_each() -> None:
    with pytest.raises(ValueError, match="as many lists"):
        latent_of([table("korea"), table("kosovo")], seed=1)


def test_the_slope_of_the_posterior_is_that_of_its_density() -> None:
    random = np.random.default_rng(1)
    patterns = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]], dtype=float)
    far = Hamiltonian(patterns, np.array([[30, 5], [20, 9], [6, 0], [2, 1]]))
    logits, sticks, concentration = random.normal(size=(3, 2, 4)), random.normal(size=(2, 3)), np.array([0.5, 2.0])
    little = 1e-6

    def density(logits: np.ndarray, sticks: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        likely = far.slope(logits, sticks, concentration)[2]
        return far.density(logits, sticks, concentration, likely)

    rise, climb, _ = far.slope(logits, sticks, concentration)
    for at in np.ndindex(logits.shape):
        moved = logits.copy()
        moved[at] += little
        change = (density(moved, sticks) - density(logits, sticks))[at[1]] / little
        assert rise[at] == pytest.approx(change, abs=1e-3)
    for at in np.ndindex(sticks.shape):
        moved = sticks.copy()
        moved[at] += little
        change = (density(logits, moved) - density(logits, sticks))[at[0]] / little
        assert climb[at] == pytest.approx(change, abs=1e-3)


def test_what_cannot_be_asked_is_refused() -> None:
    for wrong in ({"classes": 1}, {"chains": 3}):
        with pytest.raises(ValueError, match="at least 4 chains and 2 classes"):
            latent(table("korea"), seed=1, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs two lists"):
        latent(Table(("a",), {1: 5}), seed=1)
    with pytest.raises(ValueError, match="needs two lists"):
        latent(Table(("a", "b"), {}), seed=1)


@pytest.mark.parametrize("delta", [0.0, -1.0, math.inf, math.nan])
def test_what_the_prior_puts_in_a_cell_is_a_positive_number(delta: float) -> None:
    with pytest.raises(ValueError, match="a positive delta"):
        dga(table("korea"), delta=delta)
    with pytest.raises(ValueError, match="somebody on a list"):
        dga(Table(("a", "b"), {}))


def test_people_without_end_do_not_end_the_program() -> None:
    lonely = Table(("a", "b", "c"), {1: 900_000, 2: 900_000, 4: 900_000, 3: 1})
    found = latent(lonely, seed=1, most_sweeps=1000)
    assert np.isfinite(found.draws).all()


def test_graphs_say_that_people_are_too_many_for_them_instead_of_taking_all_memory() -> None:
    crowd = Table(tuple("abc"), dict.fromkeys(range(1, 8), 10**8))
    with pytest.raises(ValueError, match="more than this method can look at"):
        dga(crowd)
    found = estimate(crowd, "dga")
    assert found.headline() == "No estimate can be given."
    assert "MSE-108" in {each.code for each in found.findings}


def test_convergence_is_measured() -> None:
    random = np.random.default_rng(1)
    alike = random.normal(size=(8, 2000))
    assert split_r_hat(alike) == pytest.approx(1, abs=0.01)
    assert effective_size(alike) == pytest.approx(16_000, rel=0.1)
    assert tail_size(alike) == pytest.approx(16_000, rel=0.15)
    rare = alike.copy()
    rare[0] -= 100 * (np.arange(2000) > 1900)  # one chain goes far away once, and does not come back
    assert tail_size(rare) < 3000
    wide = np.where(np.arange(2000) // 200 % 4 == 0, 10.0, 1.0)  # far ends are met together, the middle is as it was
    assert tail_size(alike * wide) == pytest.approx(900, rel=0.5)
    assert effective_size(alike * wide) == pytest.approx(16_000, rel=0.2)
    assert split_r_hat(alike + np.arange(8)[:, None]) > 2
    assert split_r_hat(alike + np.linspace(0, 5, 2000)) > 1.4
    walk = np.zeros((8, 4000))
    for at in range(1, 4000):
        walk[:, at] = 0.9 * walk[:, at - 1] + random.normal(size=8)
    assert effective_size(walk) == pytest.approx(8 * 4000 / 19, rel=0.2)  # (1 + 0.9) / (1 - 0.9)
    assert (split_r_hat(np.ones((4, 10))), split_r_hat(np.ones((4, 10)) * np.arange(4)[:, None])) == (1.0, math.inf)


def test_chains_begin_from_few_unseen_and_from_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    held = []

    def told(*_all: object) -> None:
        held.append(_all[-1])
        raise KeyboardInterrupt

    monkeypatch.setattr(classes, "_sweep", told)
    with pytest.raises(KeyboardInterrupt):
        latent(table("korea"), seed=1)
    observed = table("korea").observed
    assert list(held[0][[0, -1]]) == [math.ceil(0.1 * observed), 50 * observed]
    assert (np.diff(held[0]) > 0).all()


def test_at_the_end_of_what_is_counted_nothing_is_settled() -> None:
    settled = {"observed": 1, "draws": np.ones((4, 4)), "r_hat": 1.0, "effective": 1e4, "tail": 1e4, "sweeps": 1}
    assert Posterior(**settled, at_end=0.0).is_settled
    assert not Posterior(**settled, at_end=0.001).is_settled
    for unlike in ({"r_hat": 1.06}, {"effective": 399.0}, {"tail": 399.0}):
        assert not Posterior(**settled | unlike, at_end=0.0).is_settled
        assert "do not agree" in Posterior(**settled | unlike, at_end=0.0).why_unstable
    assert "beyond 20 times" in Posterior(**settled | {"draws": np.array([[1.0, 22.0]])}, at_end=0.0).why_unstable

"""Log-linear Poisson models of overlapping lists: how many are on none, under one model or over many.

The expected number of people of each pattern is the exponential of a sum of terms; the intercept's is the number of
those on no list (Fienberg, Biometrika 59, 1972; Bishop, Fienberg & Holland 1975, chapter 6). Many models, or many
tables, are fitted at once by iteratively reweighted least squares.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from waystation.estimation import lognormal, models
from waystation.estimation.existence import Fault, Floats, Ints, has_maximum, is_identified, live, ordered
from waystation.estimation.models import Model
from waystation.estimation.tables import Table

Criterion = Literal["bic", "aic", "aicc"]
CRITERIA: Final[tuple[Criterion, ...]] = ("bic", "aic", "aicc")
MOST_LISTS: Final = 10
"""Every pattern of the lists has a cell here."""
EXHAUSTIVE: Final = 5
"""Up to so many lists every hierarchical model is fitted; of more, pairs are added one by one."""

_ROUNDS: Final = 60
_DONE: Final = 1e-11
_SUSPICIOUS: Final = 1e-5  # a fit whose every mean is larger has a maximum: it is the proof
_AT_ONCE: Final = 4_000_000


@dataclass(frozen=True)
class Fit:
    """One model of one table. Without a fault: `abundance` is everybody, those on no list included."""

    model: Model
    observed: int
    fault: Fault
    abundance: float = math.nan
    error: float = math.nan
    """Standard error of the abundance, from the information of the parameters and the Poisson variance of the
    unseen.
    """
    deviance: float = math.nan
    parameters: int = 0
    """All of them, those that are minus infinity too: so the published figures count."""
    infinite: tuple[int, ...] = ()
    """The terms that are minus infinity: their lists have nobody in common."""
    log_likelihood: float = math.nan

    @property
    def written(self) -> str:
        return models.written(self.model)

    @property
    def aic(self) -> float:
        return self.criterion("aic")

    @property
    def bic(self) -> float:
        return self.criterion("bic")

    @property
    def aicc(self) -> float:
        return self.criterion("aicc")

    def criterion(self, name: Criterion) -> float:
        """The lower, the better."""
        return float(penalty(name, self.parameters, self.observed)) - 2 * self.log_likelihood

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Of the unseen as a lognormal, the observed added."""
        return lognormal.interval(self.observed, self.abundance, self.error, level)


def penalty(criterion: Criterion, parameters: int, observed: Floats | float) -> Floats:
    """What a criterion adds to -2 log likelihood, for tables of so many observed people.

    `bic`: Schwarz's; `aic`: Akaike's; `aicc`: corrected for few people (Hurvich & Tsai, Biometrika 76, 1989).
    """
    people = np.asarray(observed, dtype=float)
    if criterion == "bic":
        schwarz: Floats = parameters * np.log(people)
        return schwarz
    akaike = np.full_like(people, 2.0 * parameters)
    if criterion == "aic":
        return akaike
    left = people - parameters - 1
    with np.errstate(divide="ignore"):
        return np.where(left > 0, akaike + 2 * parameters * (parameters + 1) / left, np.inf)


def counts(table: Table) -> Floats:
    """How many people each pattern has, from pattern 1 on. Raises ValueError for more than `MOST_LISTS` lists."""
    many = len(table.lists)
    if many > MOST_LISTS:
        raise ValueError(f"{many} lists have too many patterns for log-linear models: {MOST_LISTS} is the most")
    found = np.zeros((1 << many) - 1)
    for pattern, count in table.counts.items():
        found[pattern - 1] = count
    return found


def fit(table: Table, model: Model) -> Fit:
    """One model of a table."""
    return fits(table, [model])[0]


def fits(table: Table, wanted: Sequence[Model]) -> list[Fit]:
    """Models of one table, in their order."""
    many, said = len(table.lists), counts(table)
    on = _on_sets(said[None], many)[0]
    found: dict[int, Fit] = {}
    same: defaultdict[int, list[int]] = defaultdict(list)
    for at, model in enumerate(wanted):
        same[len(model)].append(at)
    for size, places in same.items():
        for some in _pieces(places, max(1, _AT_ONCE // ((1 << many) + (size + 1) ** 2))):
            terms = [ordered(wanted[at]) for at in some]
            y = np.broadcast_to(said, (len(some), len(said)))
            results = _fitted(many, terms, np.array([(0, *each) for each in terms]), y)
            for number, at in enumerate(some):
                found[at] = _told(wanted[at], table.observed, on, results, number)
    return [found[at] for at in range(len(wanted))]


def of_tables(many: int, model: Model, tables: Floats) -> Results:
    """One model of many tables, one in each row: what `counts` gives."""
    terms = ordered(model)
    return _fitted(many, [terms] * len(tables), np.array((0, *terms)), tables)


def expected(table: Table, model: Model) -> Floats:
    """How many people the model expects of each pattern, from pattern 1 on."""
    many, said = len(table.lists), counts(table)
    terms = ordered(model)
    cells, columns = live(many, terms, _empty(terms, _on_sets(said[None], many)[0]))
    means: Floats = _iterated(many, np.array((0, *terms)), said[None], cells[None], ~columns[None])[1][0]
    return means


def _pieces(places: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (places[start : start + size] for start in range(0, len(places), size))


def _on_sets(tables: Floats, many: int) -> Floats:
    """For each table and each set of lists how many people are on all of these, whatever else they are on."""
    found = np.concatenate([np.zeros((len(tables), 1)), tables], axis=1)
    for place in range(many):
        whole = found.reshape(len(tables), -1, 2, 1 << place)
        whole[:, :, 0] += whole[:, :, 1]
    return found


def _of_parts(parameters: Floats, many: int) -> Floats:
    """For each pattern but that of no list the sum of what stands at it and at each part of it."""
    for place in range(many):
        whole = parameters.reshape(len(parameters), -1, 2, 1 << place)
        whole[:, :, 1] += whole[:, :, 0]
    return parameters[:, 1:]


@dataclass
class Results:
    """Of many fits: the intercept, its variance, the deviance, the log-likelihood, and what is wrong with each."""

    intercept: Floats
    variance: Floats
    deviance: Floats
    log_likelihood: Floats
    faults: NDArray[np.int64]


def _empty(terms: Sequence[int], of_sets: Floats) -> frozenset[int]:
    """The terms whose lists have nobody in common."""
    return frozenset(term for term in terms if not of_sets[term])


def _fitted(many: int, terms: Sequence[tuple[int, ...]], columns: Ints, y: Floats) -> Results:
    """Fits one model or table after another in step. `columns`: the terms after a 0, once for all or for each."""
    total = len(y)
    empty = [_empty(each, of_sets) for each, of_sets in zip(terms, _on_sets(y, many), strict=True)]
    masks = [live(many, each, nobody) for each, nobody in zip(terms, empty, strict=True)]
    cells = np.stack([cell for cell, _ in masks])
    dead = ~np.stack([column for _, column in masks])
    known = np.array([is_identified(many, each, nobody) for each, nobody in zip(terms, empty, strict=True)])
    faults = np.where(known, 0, int(Fault.NOT_IDENTIFIED))
    one, other, third, fourth = np.full((4, total), np.nan)
    results = Results(one, other, third, fourth, faults)
    some = np.flatnonzero(known)
    doubtful = ~known
    if len(some):
        wanted = columns[some] if columns.ndim == 2 else columns
        beta, means, variance, done = _iterated(many, wanted, y[some], cells[some], dead[some])
        doubtful[some] = ~done | (np.where(cells[some], means, np.inf).min(axis=1) < _SUSPICIOUS)
        results.intercept[some] = beta[:, 0]
        results.variance[some] = variance
        results.deviance[some] = _deviance(y[some], means)
        results.log_likelihood[some] = _log_likelihood(y[some], means)
    for at in np.flatnonzero(doubtful).tolist():
        if not has_maximum(many, terms[at], empty[at], (y[at] > 0).tobytes()):
            results.faults[at] |= int(Fault.NO_MAXIMUM)
    return results


def _iterated(
    many: int, columns: Ints, y: Floats, cells: NDArray[np.bool_], dead: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Parameters, means, variance of the intercept, and whether it came to rest; means are 0 where nobody can be.

    A column of the design is 1 for the patterns that have its term. So a product with the design is a sum over the
    parts of each pattern, one with its transpose a sum over the patterns that have a term, and the information of
    two terms one over those that have both.
    """
    total, width = len(y), columns.shape[-1]
    alone = np.zeros((total, width, width))
    alone[:, range(width), range(width)] = dead
    places = np.broadcast_to(columns, (total, width))
    both = (columns[..., :, None] | columns[..., None, :]).reshape(*columns.shape[:-1], -1)

    def score(of: Floats) -> Floats:
        return np.take_along_axis(_on_sets(of, many), places, axis=1)

    def solved(right: Floats) -> Floats:
        on = _on_sets(means, many)
        information = on[:, both] if both.ndim == 1 else np.take_along_axis(on, both, axis=1)
        return _solved(information.reshape(total, width, width) + alone, right)

    means = np.where(cells, y + 0.5, 0.0)
    # A parameter that is minus infinity has no column: it stays 0, and its patterns have nobody.
    beta: Floats = solved(np.where(dead, 0.0, score(means * np.log(np.where(cells, means, 1.0)))))
    done, was = np.zeros(total, dtype=bool), np.full(total, np.inf)
    for _ in range(_ROUNDS):
        spread = np.zeros((total, 1 << many))
        np.put_along_axis(spread, places, beta, axis=1)
        means = np.where(cells, np.exp(np.clip(_of_parts(spread, many), -40.0, 40.0)), 0.0)
        deviance = _deviance(y, means)
        done = np.abs(deviance - was) <= _DONE * (np.abs(deviance) + 0.1)
        if done.all():
            break
        was = deviance
        beta = beta + solved(score(y - means))
    first = np.zeros((total, width))
    first[:, 0] = 1.0
    return beta, means, solved(first)[:, 0], done


def _solved(information: Floats, right: Floats) -> Floats:
    """So little is added that it can be solved where a parameter has run away."""
    width = information.shape[-1]
    little = 1e-13 * np.trace(information, axis1=-2, axis2=-1)
    information[:, range(width), range(width)] += little[:, None]
    found = np.linalg.solve(information, right[..., None])[..., 0]
    return np.asarray(found, np.float64)


def _deviance(y: Floats, means: Floats) -> Floats:
    """Of each table; a cell with a mean of 0 has nobody."""
    with np.errstate(all="ignore"):
        logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / np.where(means > 0, means, 1.0)), 0.0)
        found: Floats = 2 * (logs - (y - means)).sum(axis=-1)
    return found


def _log_likelihood(y: Floats, means: Floats) -> Floats:
    """Of the counts as Poisson numbers."""
    each = np.where(y > 0, y * np.log(np.where(means > 0, means, 1.0)), 0.0) - means - _log_factorial(y)
    found: Floats = each.sum(axis=-1)
    return found


def _log_factorial(y: Floats) -> Floats:
    """Of whole numbers, each worked out once."""
    values, places = np.unique(y, return_inverse=True)
    found: Floats = np.array([math.lgamma(value + 1) for value in values])[places].reshape(y.shape)
    return found


def _told(model: Model, observed: int, on: Floats, results: Results, number: int) -> Fit:
    fault = Fault(int(results.faults[number]))
    infinite = tuple(term for term in ordered(model) if not on[term])
    if fault:
        return Fit(model, observed, fault, parameters=len(model) + 1, infinite=infinite)
    unseen = math.exp(results.intercept[number])
    return Fit(
        model,
        observed,
        fault,
        abundance=observed + unseen,
        error=math.sqrt(unseen + unseen**2 * results.variance[number]),
        deviance=float(results.deviance[number]),
        parameters=len(model) + 1,
        infinite=infinite,
        log_likelihood=float(results.log_likelihood[number]),
    )


def search(table: Table, criterion: Criterion = "bic", order: int | None = None) -> list[Fit]:
    """Every hierarchical model that gives an estimate, the best first.

    `order`: lists that a term may have at most; all but the whole by default, 2 from six lists on.
    Raises ValueError for more than six lists: `stepwise` is for those.
    """
    many = len(table.lists)
    if many > EXHAUSTIVE + 1:
        raise ValueError(f"{many} lists have too many models to fit every one; add pairs one by one instead (stepwise)")
    order = order or (many - 1 if many <= EXHAUSTIVE else 2)
    found = [each for each in fits(table, models.hierarchical(many, order)) if not each.fault]
    return sorted(found, key=lambda each: (each.criterion(criterion), len(each.model)))


def weights(found: Sequence[Fit], criterion: Criterion = "bic") -> Floats:
    """How much each of these models counts in their average (Buckland, Burnham & Augustin, Biometrics 53, 1997)."""
    values = np.array([each.criterion(criterion) for each in found])
    raw = np.exp(-(values - values.min()) / 2)
    share: Floats = raw / raw.sum()
    return share


def averaged(found: Sequence[Fit], criterion: Criterion = "bic", level: float = 0.95) -> tuple[float, float, float]:
    """Median and interval of the mixture of all models' lognormal intervals, each by its weight."""
    share = weights(found, criterion)
    kept = [(each, weight) for each, weight in zip(found, share, strict=True) if weight > 1e-6]

    def below(total: float) -> float:
        said = 0.0
        for each, weight in kept:
            unseen = each.abundance - each.observed
            if total <= each.observed:
                continue
            if not unseen > 0:
                said += weight
                continue
            wide = lognormal.spread(unseen, each.error)
            said += weight * lognormal.NORMAL.cdf(math.log((total - each.observed) / unseen) / wide)
        return said

    top = max(each.interval(0.9999)[1] for each, _ in kept)
    tail = (1 - level) / 2
    low, middle, high = (_where(below, part, float(found[0].observed), 2 * top) for part in (tail, 0.5, 1 - tail))
    return middle, low, high


def _where(rising: Callable[[float], float], value: float, low: float, high: float) -> float:
    """Where a rising function reaches a value."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
        if high - low <= 1e-10 * max(1.0, high):
            break
    return (low + high) / 2

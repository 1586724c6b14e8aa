"""What each method says of a table, with its interval and whether it is sound: one `Answer` each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from waystation.estimation import bootstrap, classes, graphs, loglinear, lognormal, models, two_lists
from waystation.estimation.existence import Floats
from waystation.estimation.loglinear import Criterion
from waystation.estimation.methods import NAMES
from waystation.estimation.selection import stepwise
from waystation.estimation.tables import Table

_AT_END: Final = 0.01
_CANDIDATES: Final = 50
"""Of five lists and more the best so many are chosen from anew in each resampled table."""
_NO_UPPER_BOUND: Final = "some resampled tables had no estimate: no upper bound"
_PARTS: Final = (np.arange(4000) + 0.5) / 4000
"""Where a distribution is looked at for a sample of it."""

Progress = Callable[[str, float], None]
"""Told what is done, and how much of it, from 0 to 1."""


@dataclass(frozen=True)
class Answer:
    """What one method says. `estimate` is nan where it says nothing, and `why` tells."""

    method: str
    estimate: float
    low: float
    high: float
    terms: str = ""
    mean: float = math.nan
    is_sound: bool = True
    why: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    density: tuple[tuple[float, float, float], ...] = ()
    """How probable the totals from one number to another are, as bars of equal width: from, to, probability."""
    sample: Floats = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    """Totals as likely as the method holds them, in no order: what sums and mixtures are made of."""

    def to_dict(self) -> dict[str, Any]:
        """For JSON: a number that there is not is None."""
        return {
            "method": self.method,
            "estimate": in_json(self.estimate),
            "interval": [in_json(self.low), in_json(self.high)],
            "mean": in_json(self.mean),
            "terms": self.terms,
            "sound": self.is_sound,
            "why": self.why,
            "details": self.details,
        }


def in_json(value: float) -> float | None:
    """None where there is no number, or no end."""
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True)
class Asked:
    """How the methods are asked."""

    level: float
    criterion: Criterion
    seed: int
    repetitions: int
    seconds: float
    most_sweeps: int
    enough: int
    tell: Progress


def _lcm(table: Table, asked: Asked) -> Answer:
    return of_classes(posteriors([table], asked)[0], asked.level)


def posteriors(tables: Sequence[Table], asked: Asked) -> list[classes.Posterior]:
    """Of tables of as many lists each, all chains side by side."""

    def tell(_sweeps: int, _r_hat: float, worth: float) -> None:
        asked.tell(NAMES["lcm"], min(worth / asked.enough, 0.99))

    return classes.latent_of(
        tables,
        seed=asked.seed,
        most_sweeps=asked.most_sweeps,
        enough=asked.enough,
        seconds=asked.seconds,
        progress=tell,
    )


def of_classes(found: classes.Posterior, level: float) -> Answer:
    """What latent classes say."""
    why = found.why_unstable
    details = {"r_hat": found.r_hat, "effective_size": found.effective, "tail_size": found.tail}
    details |= {"sweeps": found.sweeps, "at_end": found.at_end, "beyond_20_observed": found.beyond}
    return Answer(
        "lcm",
        found.median,
        *found.interval(level),
        mean=found.mean,
        is_sound=not why,
        why=f"unstable: {why}" if why else "",
        details=details,
        density=_density(found.draws.ravel()),
        sample=found.draws.ravel(),
    )


def _dga(table: Table, asked: Asked) -> Answer:
    """With as many unseen looked at as hold the probability, up to sixty times the observed."""
    times, many = 5, len(table.lists)
    if 2 <= many <= graphs.MOST_LISTS and not graphs.can_look(many, times * table.observed):
        return _nothing_of("dga", "so many people are more than they can look at")
    while True:
        found = graphs.dga(table, most_unseen=times * table.observed)
        more = min(3 * times, 60)
        if found.at_end < 1e-6 or times == more or not graphs.can_look(many, more * table.observed):
            break
        times = more
    is_sound = found.at_end <= _AT_END
    why = "" if is_sound else f"its probability runs on beyond {times} times the observed"
    best = sorted(zip(found.graph_probabilities, found.graphs, strict=True), key=lambda each: -each[0])[:5]
    other = {
        str(delta): graphs.dga(table, delta=delta, most_unseen=times * table.observed).median for delta in (0.5, 1.0)
    }
    details = {
        "delta": found.delta,
        "most_unseen": times * table.observed,
        "at_end": found.at_end,
        "graphs": [[models.written(models.closed(len(table.lists), *graph.cliques)), chance] for chance, graph in best],
        "median_with_delta": other,
    }
    return Answer(
        "dga",
        found.median,
        *found.interval(asked.level),
        mean=found.mean,
        is_sound=is_sound,
        why=why,
        details=details,
        density=_density(found.observed + np.arange(len(found.unseen), dtype=float), found.unseen),
        sample=found.observed + np.searchsorted(np.cumsum(found.unseen), _PARTS).astype(float),
    )


def _loglinear(table: Table, asked: Asked) -> Answer:
    found = loglinear.search(table, asked.criterion)
    if not found:
        return _nothing_of("loglinear", "no model has an estimate of this table")
    candidates = [each.model for each in (found if len(table.lists) <= 4 else found[:_CANDIDATES])]
    drawn = bootstrap.bootstrap(
        table,
        bootstrap.by_criterion(candidates, asked.criterion),
        seed=asked.seed,
        repetitions=asked.repetitions,
        levels=(asked.level,),
        progress=lambda done, of: asked.tell(NAMES["loglinear"], done / of),
    )
    share = loglinear.weights(found, asked.criterion)
    middle, low, high = loglinear.averaged(found, asked.criterion, asked.level)
    details = {
        "criterion": asked.criterion,
        "models": len(found),
        "best": [
            [each.written, each.abundance, float(weight)] for each, weight in zip(found[:10], share, strict=False)
        ],
        "averaged": {"median": middle, "interval": [low, high]},
        "bootstrap": {
            "repetitions": asked.repetitions,
            "candidates": len(candidates),
            "without_estimate": drawn.without,
            "acceleration": drawn.acceleration,
        },
    }
    why = "" if math.isfinite(drawn.intervals[asked.level][1]) else _NO_UPPER_BOUND
    return _resampled("loglinear", found[0], drawn, asked.level, why=why, details=details)


def _stepwise(table: Table, asked: Asked) -> Answer:
    best = stepwise(table)
    if best.fault:
        return _nothing_of("stepwise", "no model has an estimate of this table")
    drawn = bootstrap.bootstrap(
        table,
        bootstrap.by_steps,
        seed=asked.seed,
        repetitions=asked.repetitions,
        levels=(asked.level,),
        progress=lambda done, of: asked.tell(NAMES["stepwise"], done / of),
    )
    return _resampled("stepwise", best, drawn, asked.level)


def _resampled(method: str, best: loglinear.Fit, drawn: bootstrap.Bootstrap, level: float, **more: Any) -> Answer:
    """What a model says with the interval of tables resampled from it."""
    low, high = drawn.intervals[level]
    sample = drawn.drawn[np.isfinite(drawn.drawn)]
    return Answer(
        method,
        best.abundance,
        low,
        high,
        terms=best.written,
        is_sound=math.isfinite(high),
        density=_density(sample),
        sample=sample,
        **more,
    )


def lower_bound(table: Table, level: float) -> Answer:
    found = two_lists.chao(table)
    why = "a lower bound: at least about so many"
    return Answer("chao", found.estimate, *found.interval(level), is_sound=False, why=why, sample=_lognormal(found))


def _chapman(table: Table, level: float) -> Answer:
    one, other = max(table.pairs(), key=lambda pair: table.on(1 << pair[0] | 1 << pair[1]))
    found = two_lists.chapman(table, one, other)
    low, high = found.interval(level)
    names = f"{table.lists[one]} and {table.lists[other]}"
    if found.estimate < table.observed:
        why = f"fewer than are on any list: {names} are not independent"
        return Answer("chapman", found.estimate, low, high, is_sound=False, why=why, sample=_lognormal(found))
    why = f"assumes that {names} are independent, which cannot be seen"
    return Answer("chapman", found.estimate, low, high, why=why, sample=_lognormal(found))


def _lognormal(found: two_lists.Simple) -> Floats:
    return np.array([lognormal.quantile(found.observed, found.estimate, found.error, part) for part in _PARTS])


def _nothing_of(method: str, why: str) -> Answer:
    return Answer(method, math.nan, math.nan, math.nan, is_sound=False, why=why)


ANSWERS: Final[dict[str, Callable[[Table, Asked], Answer]]] = {
    "lcm": _lcm,
    "dga": _dga,
    "loglinear": _loglinear,
    "stepwise": _stepwise,
    "chao": lambda table, asked: lower_bound(table, asked.level),
    "chapman": lambda table, asked: _chapman(table, asked.level),
}


_BARS: Final = 48


def _density(values: Floats, weights: Floats | None = None) -> tuple[tuple[float, float, float], ...]:
    """Bars of equal width over all but the last hundredths at both ends: of whole people each, so that none is empty
    because no whole number lies in it.
    """
    if not len(values):
        return ()
    values, weights = np.asarray(values, dtype=float), np.ones(len(values)) if weights is None else weights
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    low, high = (float(values[order][np.searchsorted(reached, part)]) for part in (0.005, 0.99))
    if not high > low:
        return ()
    width = max(1, math.ceil((high - low) / _BARS))
    bounds = math.floor(low) - 0.5 + width * np.arange(math.ceil((high - math.floor(low) + 0.5) / width) + 1)
    heights, ends = np.histogram(values, bins=bounds, weights=weights)
    return tuple(
        (float(start), float(end), float(height))
        for start, end, height in zip(ends[:-1], ends[1:], heights / weights.sum(), strict=True)
    )

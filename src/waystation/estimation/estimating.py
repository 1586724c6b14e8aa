"""One answer from several methods: the range where they disagree, and what has to be said with it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import numpy as np

from waystation.estimation import bootstrap, loglinear, models, two_lists
from waystation.estimation import dga as graphs
from waystation.estimation import latent as classes
from waystation.estimation.existence import Floats
from waystation.estimation.findings import findings
from waystation.estimation.loglinear import Criterion
from waystation.estimation.methods import METHODS, NAMES, REPETITIONS, SECONDS, SEED
from waystation.estimation.selection import stepwise
from waystation.estimation.tables import Table
from waystation.estimation.wording import NOTES, Finding, Weight, finding

LEVEL: Final = 0.95
APART: Final = 2.0
_WIDE, _LARGE, _MOVED = 5.0, 5.0, 0.5
_AT_END: Final = 0.01

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


@dataclass(frozen=True)
class Estimate:
    """How many there are, those on no list included; nan where nothing can be said, and the findings tell why."""

    table: Table
    method: str
    estimate: float
    low: float
    high: float
    level: float
    is_range: bool
    """The methods differ by more than twice: from the lowest lower bound to the highest upper one, without a middle."""
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    seed: int
    seconds: float
    """Of the clock."""

    @property
    def is_refused(self) -> bool:
        return any(each.weight is Weight.REFUSE for each in self.findings)

    def __getitem__(self, method: str) -> Answer:
        return next(each for each in self.answers if each.method == method)

    def summary(self) -> str:
        """In words: never the number alone."""
        observed = f"{self.table.observed:,} people are on at least one of {len(self.table.lists)} lists."
        lines = [observed, self._headline(), ""]
        for answer in self.answers:
            said = "no estimate" if math.isnan(answer.estimate) else f"{_number(answer.estimate)} ({_interval(answer)})"
            named = f"{NAMES.get(answer.method, answer.method)}{' ' + answer.terms if answer.terms else ''}"
            lines.append(f"  {named}: {said}{'; ' + answer.why if answer.why else ''}")
        lines.append("")
        lines += [f"{each.weight.upper()} {each.code} {each.text}" for each in self.findings]
        return "\n".join(lines)

    def _headline(self) -> str:
        if math.isnan(self.estimate) and not self.is_range:
            return "No estimate can be given."
        bounds = f"{_number(self.low)} to {_number(self.high)}"
        if self.is_range:
            return f"In all there may be {bounds}: unstable, the methods disagree."
        said = f"{self.level:.0%} interval {bounds}; {NAMES[self.method]}"
        return f"In all there are about {_number(self.estimate)} ({said})."

    def plot(self, picture: str = "methods") -> str:
        """A picture as SVG: `overlaps`, `methods`, or the name of a method for how probable each total is by it."""
        from waystation.estimation import drawing

        if picture == "overlaps":
            return drawing.overlaps(self.table)
        return drawing.methods(self) if picture == "methods" else drawing.distribution(self[picture])

    def to_dict(self) -> dict[str, Any]:
        """For JSON: a number that there is not is None."""
        return {
            "observed": self.table.observed,
            "lists": list(self.table.lists),
            "table": digest(self.table),
            "estimate": _json(self.estimate),
            "interval": [_json(self.low), _json(self.high)],
            "level": self.level,
            "method": self.method,
            "terms": next((each.terms for each in self.answers if each.method == self.method), ""),
            "unstable": self.is_range,
            "methods": [_told(each) for each in self.answers],
            "warnings": [{"code": each.code, "weight": str(each.weight), "text": each.text} for each in self.findings],
            "seed": self.seed,
            "seconds": round(self.seconds, 3),
        }


def digest(table: Table) -> str:
    """A hash that tells this table from any other, by its lists' order and not by their names."""
    said = ";".join(f"{pattern}:{count}" for pattern, count in table.counts.items())
    return sha256(f"{len(table.lists)};{said}".encode()).hexdigest()


def estimate(
    table: Table,
    method: str = "auto",
    *,
    seed: int = SEED,
    level: float = LEVEL,
    criterion: Criterion = "bic",
    repetitions: int = REPETITIONS,
    seconds: float = SECONDS,
    allow_two_lists: bool = False,
    progress: Progress | None = None,
) -> Estimate:
    """How many people there are in all.

    `auto` asks latent classes, the average over decomposable graphs, and log-linear models; where they agree, the first
    sound one of these speaks. The other methods are asked alone. `seconds` bounds the chains of the latent classes.
    Raises ValueError for a method that there is not, or that cannot take so many lists.
    """
    started = time.monotonic()
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}: {', '.join(METHODS)}")
    found = findings(table, allow_two_lists=allow_two_lists or method == "chapman")
    if any(each.weight is Weight.REFUSE for each in found):
        bound = [_chao(table, level)] if table.observed and len(table.lists) > 1 else []
        refused = (*found, *NOTES)
        return Estimate(
            table,
            method,
            math.nan,
            math.nan,
            math.nan,
            level,
            False,
            tuple(bound),
            refused,
            seed,
            time.monotonic() - started,
        )
    tell = progress or _nothing
    wanted = _asked(table) if method == "auto" else [method]
    answers = []
    for name in wanted:
        tell(NAMES[name], 0.0)
        answers.append(_ANSWERS[name](table, _Asked(level, criterion, seed, repetitions, seconds, tell)))
    head, is_range = _headline(answers)
    low, high = _bounds(answers, head, is_range=is_range)
    told = [*found, *_of_answers(table, answers, head, is_range=is_range), *NOTES]
    return Estimate(
        table,
        head.method,
        math.nan if is_range else head.estimate,
        low,
        high,
        level,
        is_range,
        tuple(answers),
        tuple(told),
        seed,
        time.monotonic() - started,
    )


@dataclass(frozen=True)
class _Asked:
    level: float
    criterion: Criterion
    seed: int
    repetitions: int
    seconds: float
    tell: Progress


def _asked(table: Table) -> list[str]:
    many = len(table.lists)
    if many == 2:
        return ["chapman"]
    wanted = ["lcm"]
    if many <= graphs.MOST_LISTS:
        wanted.append("dga")
    if many <= loglinear.MOST_LISTS:
        wanted.append("loglinear" if many <= loglinear.EXHAUSTIVE else "stepwise")
    return [*wanted, "chao"]


def _lcm(table: Table, asked: _Asked) -> Answer:
    def tell(sweeps: int, _r_hat: float, effective: float) -> None:
        asked.tell(NAMES["lcm"], min(effective / classes.EFFECTIVE, 0.99))

    found = classes.latent(table, seed=asked.seed, most_sweeps=200_000, seconds=asked.seconds, progress=tell)
    why = (
        ""
        if found.is_settled
        else f"unstable: its chains do not agree (R-hat {found.r_hat:.2f}, {found.effective:.0f} draws' worth)"
    )
    details = {"r_hat": found.r_hat, "effective_size": found.effective, "sweeps": found.sweeps, "at_end": found.at_end}
    return Answer(
        "lcm",
        found.median,
        *found.interval(asked.level),
        mean=found.mean,
        is_sound=found.is_settled,
        why=why,
        details=details,
        density=_density(found.draws.ravel()),
    )


def _dga(table: Table, asked: _Asked) -> Answer:
    """With as many unseen looked at as hold the probability, up to sixty times the observed."""
    times = 5
    while True:
        found = graphs.dga(table, most_unseen=times * table.observed)
        if found.at_end < 1e-6 or times >= 60:
            break
        times = min(3 * times, 60)
    is_sound = found.at_end <= _AT_END
    why = "" if is_sound else "its probability runs on beyond sixty times the observed"
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
        density=_density(found.observed + np.arange(len(found.unseen)), found.unseen),
    )


def _loglinear(table: Table, asked: _Asked) -> Answer:
    found = loglinear.search(table, asked.criterion)
    if not found:
        return _nothing_of("loglinear", "no model has an estimate of this table")
    candidates = [each.model for each in found] if len(table.lists) <= 4 else [each.model for each in found[:50]]
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
            "without_estimate": drawn.without,
            "acceleration": drawn.acceleration,
        },
    }
    best, (low, high) = found[0], drawn.intervals[asked.level]
    why = "" if math.isfinite(high) else "some resampled tables had no estimate: no upper bound"
    return Answer(
        "loglinear",
        best.abundance,
        low,
        high,
        terms=best.written,
        is_sound=math.isfinite(high),
        why=why,
        details=details,
        density=_density(drawn.drawn[np.isfinite(drawn.drawn)]),
    )


def _stepwise(table: Table, asked: _Asked) -> Answer:
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
    low, high = drawn.intervals[asked.level]
    return Answer(
        "stepwise",
        best.abundance,
        low,
        high,
        terms=best.written,
        is_sound=math.isfinite(high),
        density=_density(drawn.drawn[np.isfinite(drawn.drawn)]),
    )


def _chao(table: Table, level: float) -> Answer:
    found = two_lists.chao(table)
    return Answer(
        "chao", found.estimate, *found.interval(level), is_sound=False, why="a lower bound: at least about so many"
    )


def _chapman(table: Table, level: float) -> Answer:
    one, other = max(table.pairs(), key=lambda pair: table.on(1 << pair[0] | 1 << pair[1]))
    found = two_lists.chapman(table, one, other)
    low, high = found.interval(level)
    names = f"{table.lists[one]} and {table.lists[other]}"
    return Answer(
        "chapman", found.estimate, low, high, why=f"assumes that {names} are independent, which cannot be seen"
    )


def _nothing_of(method: str, why: str) -> Answer:
    return Answer(method, math.nan, math.nan, math.nan, is_sound=False, why=why)


_ANSWERS: Final[dict[str, Callable[[Table, _Asked], Answer]]] = {
    "lcm": _lcm,
    "dga": _dga,
    "loglinear": _loglinear,
    "stepwise": _stepwise,
    "chao": lambda table, asked: _chao(table, asked.level),
    "chapman": lambda table, asked: _chapman(table, asked.level),
}


def _headline(answers: Sequence[Answer]) -> tuple[Answer, bool]:
    """Who speaks for all, and whether they are too far apart for anybody to.

    Latent classes, if they have come to rest and agree with the graphs; else the graphs (HRDAG's order).
    """
    if len(answers) == 1:
        return answers[0], False
    said = {each.method: each for each in answers if not math.isnan(each.estimate) and each.method != "chao"}
    sound = [each for each in said.values() if each.is_sound]
    if not sound:
        return next(iter(said.values()), answers[0]), bool(said)
    values = [each.estimate for each in sound]
    if max(values) > APART * min(values):
        return sound[0], True
    lcm, dga = said.get("lcm"), said.get("dga")
    if lcm is not None and lcm.is_sound and (dga is None or not dga.is_sound or _agree(lcm, dga)):
        return lcm, False
    return (dga if dga is not None and dga.is_sound else sound[0]), False


def _agree(one: Answer, other: Answer) -> bool:
    return one.low <= other.estimate <= one.high and other.low <= one.estimate <= other.high


def _bounds(answers: Sequence[Answer], head: Answer, *, is_range: bool) -> tuple[float, float]:
    if not is_range:
        return head.low, head.high
    said = [each for each in answers if not math.isnan(each.estimate) and each.method != "chao"]
    return min(each.low for each in said), max(each.high for each in said)


def _of_answers(table: Table, answers: Sequence[Answer], head: Answer, *, is_range: bool) -> Iterator[Finding]:
    if is_range:
        yield finding("MSE-106")
    for answer in answers:
        if not answer.is_sound and answer.method in _UNSOUND:
            yield finding(_UNSOUND[answer.method], why=answer.why or "no upper bound")
        if answer.method == "loglinear" and answer.terms == "[12,13,23]":
            yield finding("MSE-103")
    if all(each.method == "chao" or math.isnan(each.estimate) for each in answers) and head.method != "chao":
        yield finding("MSE-112")
    if head.low > 0 and head.high > _WIDE * head.low:
        yield finding("MSE-105")
    if head.estimate > _LARGE * table.observed:
        yield finding("MSE-104")
    if len(table.lists) in (3, 4):
        yield from _hanging(table)


_UNSOUND: Final = {"lcm": "MSE-107", "dga": "MSE-108", "loglinear": "MSE-109", "stepwise": "MSE-109"}


def _hanging(table: Table) -> Iterator[Finding]:
    """The pattern of people on several lists of whom one fewer moves the estimate by half."""
    best = next(iter(loglinear.search(table)), None)
    if best is None:
        return
    for pattern, count in table.counts.items():
        if pattern.bit_count() > 1:
            less = loglinear.fit(Table(table.lists, {**table.counts, pattern: count - 1}), best.model)
            if less.fault or abs(less.abundance / best.abundance - 1) > _MOVED:
                yield finding("MSE-110", count=count, names=table.named(pattern))


def leave_one_out(table: Table, method: str = "dga", **options: Any) -> dict[str, Estimate]:
    """The same estimate without each of the lists, by its name: how much hangs on that one."""
    return {
        name: estimate(table.without(place), method, **options)
        for place, name in enumerate(table.lists)
        if len(table.lists) > 3
    }


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "method": answer.method,
        "estimate": _json(answer.estimate),
        "interval": [_json(answer.low), _json(answer.high)],
        "mean": _json(answer.mean),
        "terms": answer.terms,
        "sound": answer.is_sound,
        "why": answer.why,
        "details": answer.details,
    }


_BARS: Final = 48


def _density(values: Floats, weights: Floats | None = None) -> tuple[tuple[float, float, float], ...]:
    """Bars of equal width over all but the last hundredths at both ends."""
    if not len(values):
        return ()
    values, weights = np.asarray(values, dtype=float), np.ones(len(values)) if weights is None else weights
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    low, high = (float(values[order][np.searchsorted(reached, part)]) for part in (0.005, 0.99))
    if not high > low:
        return ()
    heights, ends = np.histogram(values, bins=_BARS, range=(low, high), weights=weights)
    return tuple(
        (float(start), float(end), float(height))
        for start, end, height in zip(ends[:-1], ends[1:], heights / weights.sum(), strict=True)
    )


def _json(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _number(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else "without end"


def _interval(answer: Answer) -> str:
    return f"{_number(answer.low)} to {_number(answer.high)}"


def _nothing(_what: str, _part: float) -> None:
    return

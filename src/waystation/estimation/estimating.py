"""One answer from several methods: the range where they disagree, and what has to be said with it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from waystation.estimation import dga, latent, loglinear
from waystation.estimation.answers import ANSWERS, Answer, Asked, Progress, in_json, lower_bound
from waystation.estimation.findings import findings
from waystation.estimation.loglinear import Criterion
from waystation.estimation.methods import METHODS, NAMES, REPETITIONS, SECONDS, SEED
from waystation.estimation.tables import Lists, Table
from waystation.estimation.wording import NOTES, Finding, Weight, finding

LEVEL: Final = 0.95
APART: Final = 2.0
_WIDE, _LARGE, _MOVED = 5.0, 5.0, 0.5
MOST_SWEEPS: Final = 200_000


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

    @property
    def is_unstable(self) -> bool:
        """Whether the methods differ too much, or the one that was asked has not come to rest or has no end."""
        return self.is_range or any(
            each.method == self.method and not each.is_sound and each.method != "chao" for each in self.answers
        )

    def __getitem__(self, method: str) -> Answer:
        """What one method says. Raises KeyError for one that was not asked."""
        found = next((each for each in self.answers if each.method == method), None)
        if found is None:
            raise KeyError(f"{method!r} was not asked: {', '.join(each.method for each in self.answers)}")
        return found

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
        doubt = " Unstable: no number to go by." if self.is_unstable else ""
        return f"In all there are about {_number(self.estimate)} ({said}).{doubt}"

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
            "estimate": in_json(self.estimate),
            "interval": [in_json(self.low), in_json(self.high)],
            "level": self.level,
            "method": self.method,
            "terms": next((each.terms for each in self.answers if each.method == self.method), ""),
            "unstable": self.is_unstable,
            "methods": [each.to_dict() for each in self.answers],
            "warnings": [each.to_dict() for each in self.findings],
            "seed": self.seed,
            "seconds": round(self.seconds, 3),
        }


def digest(table: Table) -> str:
    """A hash that tells this table from any other, by its lists' order and not by their names."""
    said = ";".join(f"{pattern}:{count}" for pattern, count in table.counts.items())
    return sha256(f"{len(table.lists)};{said}".encode()).hexdigest()


def estimate(
    lists: Lists,
    method: str = "auto",
    *,
    seed: int = SEED,
    level: float = LEVEL,
    criterion: Criterion = "bic",
    repetitions: int = REPETITIONS,
    seconds: float = SECONDS,
    most_sweeps: int = MOST_SWEEPS,
    enough: int = latent.ENOUGH,
    allow_two_lists: bool = False,
    progress: Progress | None = None,
) -> Estimate:
    """How many people there are in all, of a `Table` or of what `Table.of` takes.

    `auto` asks latent classes, the average over decomposable graphs, and log-linear models, and says which of them
    speaks; the other methods are asked alone. `seconds` and `most_sweeps` bound the chains of the latent classes, which
    end when they are worth `enough` independent draws.
    Raises ValueError for a method that there is not, or that cannot take so many lists, and Unreadable for no lists.
    """
    started = time.monotonic()
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}: {', '.join(METHODS)}")
    if not 0 < level < 1:
        raise ValueError("the level is between 0 and 1, such as 0.95")
    table = Table.of(lists)
    found = findings(table, allow_two_lists=allow_two_lists or method == "chapman")

    def told(head: Answer, answers: Sequence[Answer], said: Sequence[Finding], *, is_range: bool = False) -> Estimate:
        low, high = _bounds(answers, head, is_range=is_range)
        middle, took = math.nan if is_range else head.estimate, time.monotonic() - started
        every = (*said, *NOTES)
        return Estimate(table, head.method, middle, low, high, level, is_range, tuple(answers), every, seed, took)

    if any(each.weight is Weight.REFUSE for each in found):
        bound = [lower_bound(table, level)] if table.observed and len(table.lists) > 1 else []
        return told(Answer(method, math.nan, math.nan, math.nan), bound, found)
    tell = progress or _nothing
    asked = Asked(level, criterion, seed, repetitions, seconds, most_sweeps, enough, tell)
    answers = []
    for name in _asked(table) if method == "auto" else [method]:
        tell(NAMES[name], 0.0)
        answers.append(ANSWERS[name](table, asked))
    head, is_range = _headline(answers)
    said = [*found, *_of_answers(table, answers, head, is_range=is_range)]
    return told(head, answers, said, is_range=is_range)


def _asked(table: Table) -> list[str]:
    many = len(table.lists)
    if many == 2:
        return ["chapman"]
    wanted = ["lcm"]
    if many <= dga.MOST_LISTS:
        wanted.append("dga")
    if many <= loglinear.MOST_LISTS:
        wanted.append("loglinear" if many <= loglinear.EXHAUSTIVE else "stepwise")
    return [*wanted, "chao"]


def _headline(answers: Sequence[Answer]) -> tuple[Answer, bool]:
    """Who speaks for all, and whether they are too far apart for anybody to.

    Of latent classes and graphs that agree with each other the one that knows it more exactly; the graphs where they
    do not, or where the chains have not come to rest.
    """
    if len(answers) == 1:
        return answers[0], False
    said = {each.method: each for each in answers if not math.isnan(each.estimate) and each.method != "chao"}
    sound = {name: each for name, each in said.items() if each.is_sound}
    if not sound:
        return next(iter(said.values()), answers[0]), bool(said)
    values = [each.estimate for each in sound.values()]
    if max(values) > APART * min(values):
        return next(iter(sound.values())), True
    classes, graphs = sound.get("lcm"), sound.get("dga")
    if classes is None or graphs is None:
        return classes or graphs or next(iter(sound.values())), False
    if _agree(classes, graphs):
        return min(classes, graphs, key=lambda each: each.high - each.low), False
    return graphs, False


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


def _number(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else "without end"


def _interval(answer: Answer) -> str:
    return f"{_number(answer.low)} to {_number(answer.high)}"


def _nothing(_what: str, _part: float) -> None:
    return

"""One answer from several methods: the range where they disagree, and what has to be said with it."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Final, TypedDict, Unpack

import numpy as np

from waystation.estimation import graphs, loglinear, models
from waystation.estimation.answers import ANSWERS, Answer, Asked, Progress, in_json, lower_bound, of_classes, posteriors
from waystation.estimation.classes import ENOUGH
from waystation.estimation.existence import Floats
from waystation.estimation.findings import findings
from waystation.estimation.loglinear import Criterion
from waystation.estimation.methods import METHODS, NAMES, REPETITIONS, SECONDS, SEED
from waystation.estimation.tables import Lists, Table
from waystation.estimation.wording import NOTES, Finding, Weight, finding

LEVEL: Final = 0.95
APART: Final = 2.0
_FEW_LISTS: Final = 3
_WIDE, _LARGE, _MOVED = 5.0, 5.0, 0.5
_MOST_HANGING: Final = 6
MOST_SWEEPS: Final = 200_000


AT_ONCE: Final = 25
"""Tables whose chains run side by side."""


class Options(TypedDict, total=False):
    """How an estimate is made."""

    seed: int
    level: float
    criterion: Criterion
    repetitions: int
    """Resampled tables for the interval of log-linear models."""
    seconds: float
    """How long latent classes may take, by the clock."""
    most_sweeps: int
    enough: int
    """Independent draws that their chains are to be worth."""
    allow_two_lists: bool
    """Two lists, taken as independent of each other."""
    progress: Progress | None


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
    def observed(self) -> int:
        """How many people are on any list."""
        return self.table.observed

    @property
    def sample(self) -> Floats:
        """Totals as likely as the method that speaks holds them; empty where nothing is said."""
        return next((each.sample for each in self.answers if each.method == self.method), np.empty(0))

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
        lines = [observed, self.headline(), ""]
        for answer in self.answers:
            said = "no estimate" if math.isnan(answer.estimate) else f"{number(answer.estimate)} ({_interval(answer)})"
            named = f"{NAMES.get(answer.method, answer.method)}{' ' + answer.terms if answer.terms else ''}"
            lines.append(f"  {named}: {said}{'; ' + answer.why if answer.why else ''}{_other_priors(answer)}")
        lines.append("")
        lines += [f"{each.weight.upper()} {each.code} {each.text}" for each in self.findings]
        return "\n".join(lines)

    def headline(self) -> str:
        """The one sentence that has the number."""
        if math.isnan(self.estimate) and not self.is_range:
            return "No estimate can be given."
        bounds = f"{number(self.low)} to {number(self.high)}"
        if self.is_range:
            return f"In all there may be {bounds}: unstable, the methods disagree."
        said = f"{self.level:.0%} interval {bounds}; {NAMES[self.method]}"
        doubt = " Unstable: no number to go by." if self.is_unstable else ""
        return f"In all there are about {number(self.estimate)} ({said}).{doubt}"

    def plot(self, picture: str = "methods") -> str:
        """A picture as SVG: `overlaps`, `methods`, `models` (log-linear ones by their weight), `without` (each list in
        turn), or the name of a method for how probable each total is by it.

        Raises KeyError for a method that was not asked, ValueError where no list can be left out.
        """
        from waystation.estimation import drawing

        match picture:
            case "overlaps":
                return drawing.overlaps(self.table)
            case "methods":
                return drawing.methods(self)
            case "models":
                return drawing.models(self["loglinear"])
            case "without":
                if not (less := leave_one_out(self.table, seed=self.seed)):
                    raise ValueError("of fewer than four lists none can be left out")
                return drawing.without(self, less)
        return drawing.distribution(self[picture])

    def _repr_html_(self) -> str:
        from waystation.estimation import drawing

        return drawing.shown(self.summary(), drawing.pictures(self))

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


def estimate(lists: Lists, method: str = "auto", **options: Unpack[Options]) -> Estimate:
    """How many people there are in all, of a `Table` or of what `Table.of` takes.

    `auto` asks latent classes, the average over decomposable graphs, and log-linear models, and says which of them
    speaks; the other methods are asked alone.
    Raises ValueError for a method that there is not, or that cannot take so many lists, and Unreadable for no lists.
    """
    return estimates([lists], method, **options)[0]


def estimates(several: Sequence[Lists], method: str = "auto", **options: Unpack[Options]) -> list[Estimate]:
    """The same of several, each for itself; quicker than one after another where they are of as many lists."""
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}: {', '.join(METHODS)}")
    level, seed, tell = options.get("level", LEVEL), options.get("seed", SEED), options.get("progress") or _nothing
    if not 0 < level < 1:
        raise ValueError("the level is between 0 and 1, such as 0.95")
    asked = Asked(
        level,
        options.get("criterion", "bic"),
        seed,
        options.get("repetitions", REPETITIONS),
        options.get("seconds", SECONDS),
        options.get("most_sweeps", MOST_SWEEPS),
        options.get("enough", ENOUGH),
        tell,
    )
    tables = [Table.of(each) for each in several]
    two = options.get("allow_two_lists", False) or method == "chapman"
    said = [findings(table, allow_two_lists=two) for table in tables]
    wanted = [
        [] if any(each.weight is Weight.REFUSE for each in told) else _asked(table) if method == "auto" else [method]
        for table, told in zip(tables, said, strict=True)
    ]
    started = time.monotonic()
    classes = _classes([table for table, names in zip(tables, wanted, strict=True) if "lcm" in names], asked)
    spent = (time.monotonic() - started) / max(len(classes), 1)
    found = []
    for table, told, names in zip(tables, said, wanted, strict=True):
        started, answers = time.monotonic(), []
        for name in names:
            tell(NAMES[name], 0.0)
            answers.append(classes[digest(table)] if name == "lcm" else ANSWERS[name](table, asked))
        took = time.monotonic() - started + spent * ("lcm" in names)
        found.append(_estimate(table, method, told, answers, asked, took))
    return found


def _classes(tables: Sequence[Table], asked: Asked) -> dict[str, Answer]:
    """What latent classes say of each table: of those of as many lists all at once, of the same table once."""
    found: dict[str, Answer] = {}
    alike: defaultdict[int, dict[str, Table]] = defaultdict(dict)
    for table in tables:
        alike[len(table.lists)][digest(table)] = table
    for group in alike.values():
        for some in _pieces(group.items(), AT_ONCE):
            answers = posteriors([table for _, table in some], asked)
            found |= {name: of_classes(each, asked.level) for (name, _), each in zip(some, answers, strict=True)}
    return found


def _estimate(
    table: Table, method: str, told: Sequence[Finding], answers: Sequence[Answer], asked: Asked, took: float
) -> Estimate:
    if answers:
        head, is_range = _headline(answers, len(table.lists))
        told = [*told, *_of_answers(table, answers, head, is_range=is_range)]
    else:
        head, is_range = Answer(method, math.nan, math.nan, math.nan), False
        answers = [lower_bound(table, asked.level)] if table.observed and len(table.lists) > 1 else []
    low, high = _bounds(answers, head, is_range=is_range)
    return Estimate(
        table,
        head.method,
        math.nan if is_range else head.estimate,
        low,
        high,
        asked.level,
        is_range,
        tuple(answers),
        (*told, *NOTES),
        asked.seed,
        took,
    )


def _pieces(several: Iterable[tuple[str, Table]], size: int) -> Iterator[list[tuple[str, Table]]]:
    left = iter(several)
    while piece := list(islice(left, size)):
        yield piece


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


def _headline(answers: Sequence[Answer], lists: int) -> tuple[Answer, bool]:
    """Who speaks for all, and whether they are too far apart for anybody to.

    Of latent classes and graphs that agree with each other the one that knows it more exactly; of three lists the
    classes, since nothing is left of such a table to check that people are alike, as graphs have it. The graphs where
    they do not agree, or where the chains have not come to rest.
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
        return classes if lists <= _FEW_LISTS else min(classes, graphs, key=lambda each: each.high - each.low), False
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
        if answer.method in _OF_MODELS and answer.terms and _is_full(table, answer.terms):
            yield finding("MSE-103")
    if all(each.method == "chao" or math.isnan(each.estimate) for each in answers) and head.method != "chao":
        yield finding("MSE-112")
    if head.low > 0 and head.high > _WIDE * head.low:
        yield finding("MSE-105")
    if head.estimate > _LARGE * table.observed:
        yield finding("MSE-104")
    yield from _hanging(table, answers)


_UNSOUND: Final = {"lcm": "MSE-107", "dga": "MSE-108", "loglinear": "MSE-109", "stepwise": "MSE-109"}


_OF_MODELS: Final = ("loglinear", "stepwise")


def _is_full(table: Table, terms: str) -> bool:
    """Whether a model has every term that there is: it fits whatever the numbers are."""
    many = len(table.lists)
    return many > 2 and len(models.read(terms, many)) == (1 << many) - 2


def _hanging(table: Table, answers: Sequence[Answer]) -> Iterator[Finding]:
    """The patterns of people on several lists of whom one fewer moves the estimate by half; the worst few."""
    many = len(table.lists)
    terms = next((each.terms for each in answers if each.method in _OF_MODELS), "")
    if terms:
        best = loglinear.fit(table, models.read(terms, many))
    elif 3 <= many < loglinear.EXHAUSTIVE:
        found = loglinear.search(table)
        if not found:
            return
        best = found[0]
    else:
        return
    several = [pattern for pattern in table.counts if pattern.bit_count() > 1]
    less = np.repeat(loglinear.counts(table)[None], len(several), axis=0)
    less[range(len(several)), [pattern - 1 for pattern in several]] -= 1
    results = loglinear.of_tables(many, best.model, less)
    there = table.observed - 1 + np.exp(np.where(results.faults == 0, results.intercept, np.inf))
    moved = np.abs(there / best.abundance - 1)
    for at in np.argsort(-moved, kind="stable")[:_MOST_HANGING].tolist():
        if moved[at] > _MOVED:
            yield finding("MSE-110", count=table.counts[several[at]], names=table.named(several[at]))


def leave_one_out(table: Table, method: str = "dga", **options: Any) -> dict[str, Estimate]:
    """The same estimate without each of the lists, by its name: how much hangs on that one."""
    return {
        name: estimate(table.without(place), method, **options)
        for place, name in enumerate(table.lists)
        if len(table.lists) > 3
    }


def number(value: float) -> str:
    """In words for a table or a sentence."""
    return f"{value:,.0f}" if math.isfinite(value) else "without end"


def _other_priors(answer: Answer) -> str:
    """What the graphs say where their prior puts more in each cell."""
    other = answer.details.get("median_with_delta", {})
    return f"; {', '.join(f'{number(middle)} with delta {delta}' for delta, middle in other.items())}" if other else ""


def _interval(answer: Answer) -> str:
    return f"{number(answer.low)} to {number(answer.high)}"


def _nothing(_what: str, _part: float) -> None:
    return

"""Several tables together: strata, whose people add up; and clusterings of the same records, of which any may be right.

Sums and mixtures are made of what each estimate holds as likely (`sample`), so that the interval of the whole has
what is not known of each part: the variance within the clusterings and the one between them (as multiple imputations
are combined: Rubin 1987).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np

from waystation.estimation.answers import in_json
from waystation.estimation.estimating import LEVEL, Estimate, Options, digest, estimates, number
from waystation.estimation.existence import Floats
from waystation.estimation.methods import SEED
from waystation.estimation.tables import Lists, Table, Unreadable
from waystation.estimation.wording import NOTES, Finding, Weight, finding

STRATA: Final = "strata"
CLUSTERINGS: Final = "clusterings"
_DRAWS: Final = 20_000
_SOME: Final = 0.05
"""From such a part of the clusterings on, that they say nothing, or disagree, is said of all."""


@dataclass(frozen=True)
class Together:
    """How many there are in all parts (`strata`), or in one and the same of which each part is a version
    (`clusterings`); nan where nothing can be said, and the findings tell why.
    """

    kind: str
    parts: Mapping[str, Estimate | Together]
    weights: Mapping[str, float]
    """Of clusterings how likely each is, 1 together; of strata 1 each."""
    estimate: float
    low: float
    high: float
    level: float
    is_range: bool
    findings: tuple[Finding, ...]
    seconds: float
    sample: Floats
    between: float = math.nan
    """How much of the variance is between clusterings: what is not known of who is the same person."""

    @property
    def is_refused(self) -> bool:
        return any(each.weight is Weight.REFUSE for each in self.findings)

    @property
    def is_unstable(self) -> bool:
        return self.is_range

    @property
    def observed(self) -> float:
        """How many are on any list: of all strata, or as the clusterings have it on average."""
        return sum(each.observed * self.weights[name] for name, each in self.parts.items())

    @property
    def method(self) -> str:
        """Those that speak for its parts."""
        return ", ".join(sorted({name for each in self.parts.values() for name in each.method.split(", ")}))

    def summary(self) -> str:
        """In words: never the number alone."""
        lines = [self._opening(), self.headline(), ""]
        for name, each in self.parts.items():
            weight = f" (weight {self.weights[name]:.0%})" if self.kind == CLUSTERINGS else ""
            lines.append(f"  {name}{weight}: {each.observed:,.0f} observed. {each.headline()}")
        if not math.isnan(self.between):
            lines += ["", f"{self.between:.0%} of the variance is from not knowing who is the same person."]
        lines.append("")
        lines += [f"{each.weight.upper()} {each.code} {each.text}" for each in self.findings]
        return "\n".join(lines)

    def _opening(self) -> str:
        if self.kind == STRATA:
            return f"{self.observed:,.0f} people are on at least one list, in {len(self.parts)} strata."
        return f"{self.observed:,.0f} people, on average of the clusterings, are on at least one list."

    def headline(self) -> str:
        """The one sentence that has the number."""
        if math.isnan(self.low):
            return "No estimate can be given."
        bounds = f"{number(self.low)} to {number(self.high)}"
        if self.is_range:
            return f"In all there may be {bounds}: unstable."
        return f"In all there are about {number(self.estimate)} ({self.level:.0%} interval {bounds})."

    def plot(self) -> str:
        """Every part with its interval, and all together, as SVG."""
        from waystation.estimation import drawing

        return drawing.together(self)

    def _repr_html_(self) -> str:
        from waystation.estimation import drawing

        return drawing.shown(self.summary(), [self.plot()])

    def to_dict(self) -> dict[str, Any]:
        """For JSON: a number that there is not is None."""
        return {
            "kind": self.kind,
            "observed": self.observed,
            "estimate": in_json(self.estimate),
            "interval": [in_json(self.low), in_json(self.high)],
            "level": self.level,
            "method": self.method,
            "unstable": self.is_unstable,
            "variance_between": in_json(self.between),
            "weights": dict(self.weights),
            self.kind: {name: each.to_dict() for name, each in self.parts.items()},
            "warnings": [each.to_dict() for each in self.findings],
            "seconds": round(self.seconds, 3),
        }


def stratified(tables: Mapping[str, Lists], method: str = "auto", **options: Unpack[Options]) -> Together:
    """An estimate of each stratum, and of all: the options are those of `estimate`.

    Nobody may be in two strata. Raises ValueError, Unreadable.
    """
    if not tables:
        raise Unreadable("there is no stratum")
    started = time.monotonic()
    parts = dict(zip(tables, estimates(list(tables.values()), method, **options), strict=True))
    return added(parts, options.get("level", LEVEL), options.get("seed", SEED), started)


def added(
    parts: Mapping[str, Estimate | Together],
    level: float = LEVEL,
    seed: int = SEED,
    started: float | None = None,
) -> Together:
    """The sum of estimates of different people. One of which nothing can be said counts with those observed alone."""
    started = time.monotonic() if started is None else started
    random = np.random.default_rng(seed)
    refused = [name for name, each in parts.items() if math.isnan(each.low)]
    said = [each for name, each in parts.items() if name not in refused]
    known = sum(parts[name].observed for name in refused)
    unstable = [name for name, each in parts.items() if each.is_unstable and name not in refused]
    low = high = math.nan
    sample = np.empty(0)
    if unstable:
        low, high = sum(each.low for each in said) + known, sum(each.high for each in said) + known
    elif said:
        sample = known + sum((random.choice(each.sample, _DRAWS) for each in said), start=np.zeros(_DRAWS))
        low, high = _interval(sample, None, level)
    middle = float(np.median(sample)) if len(sample) else math.nan
    told = tuple(_of_strata(refused, unstable, is_nothing=not said))
    took = time.monotonic() - started
    every = dict.fromkeys(parts, 1.0)
    return Together(STRATA, dict(parts), every, middle, low, high, level, bool(unstable), (*told, *NOTES), took, sample)


def _of_strata(refused: Sequence[str], unstable: Sequence[str], *, is_nothing: bool) -> Iterator[Finding]:
    if is_nothing:
        yield finding("MSE-113")
    elif refused:
        yield finding("MSE-114", names=", ".join(refused))
    if unstable:
        yield finding("MSE-115", names=", ".join(unstable))


def combined(
    tables: Sequence[Lists], weights: Sequence[float] | None = None, method: str = "auto", **options: Unpack[Options]
) -> Together:
    """One estimate of several tables of the same records, each after another clustering drawn by how likely its pairs
    are the same person.

    `weights`: how likely each clustering is; equally by default. Tables that are alike are estimated once. The options
    are those of `estimate`. Raises ValueError for weights that are none, and Unreadable.
    """
    if not tables:
        raise Unreadable("there is no clustering")
    started = time.monotonic()
    shares = [1.0] * len(tables) if weights is None else list(weights)
    if len(shares) != len(tables) or not all(0 <= each < math.inf for each in shares) or not sum(shares) > 0:
        raise ValueError("there is one weight for each table: 0 or more, and not all of them 0")
    alike: dict[str, tuple[Table, float]] = {}
    for lists, share in zip(tables, shares, strict=True):
        table = Table.of(lists)
        key = digest(table)
        alike[key] = table, share + (alike[key][1] if key in alike else 0.0)
    kept = [(table, share / sum(shares)) for table, share in alike.values() if share > 0]
    names = [f"clustering {number}" for number in range(1, len(kept) + 1)]
    parts = dict(zip(names, estimates([table for table, _ in kept], method, **options), strict=True))
    likely = {name: share for name, (_, share) in zip(names, kept, strict=True)}
    return mixed(parts, likely, options.get("level", LEVEL), started)


def mixed(
    parts: Mapping[str, Estimate], weights: Mapping[str, float], level: float = LEVEL, started: float | None = None
) -> Together:
    """The mixture of estimates of which each is right with the probability of its weight (1 together)."""
    started = time.monotonic() if started is None else started
    refused = {name for name, each in parts.items() if math.isnan(each.low)}
    said = {name: each for name, each in parts.items() if name not in refused}
    without = sum(weights[name] for name in refused)
    doubtful = sum(weights[name] for name, each in said.items() if each.is_unstable)
    is_nothing, is_range = without >= 0.5, doubtful >= _SOME
    low = high = middle = between = math.nan
    sample = np.empty(0)
    if is_nothing:
        is_range = False
    elif is_range:
        low, high = min(each.low for each in said.values()), max(each.high for each in said.values())
    else:
        values = np.concatenate([each.sample for each in said.values()])
        share = np.concatenate(
            [np.full(len(each.sample), weights[name] / len(each.sample)) for name, each in said.items()]
        )
        share /= share.sum()
        sample = _quantiles(values, share, (np.arange(_DRAWS) + 0.5) / _DRAWS)
        low, high = _interval(values, share, level)
        middle = float(_quantiles(values, share, np.array([0.5]))[0])
        between = _between(said, weights, float(share @ (values - share @ values) ** 2))
    told = []
    if is_nothing:
        told.append(finding("MSE-116", share=f"{without:.0%}"))
    elif without >= _SOME:
        told.append(finding("MSE-117", share=f"{without:.0%}"))
    if is_range:
        told.append(finding("MSE-118", share=f"{doubtful:.0%}"))
    return Together(
        CLUSTERINGS,
        dict(parts),
        dict(weights),
        middle,
        low,
        high,
        level,
        is_range,
        (*told, *NOTES),
        time.monotonic() - started,
        sample,
        between,
    )


def _between(said: Mapping[str, Estimate], weights: Mapping[str, float], whole: float) -> float:
    means = np.array([each.sample.mean() for each in said.values()])
    share = np.array([weights[name] for name in said])
    share = share / share.sum()
    return float(share @ (means - share @ means) ** 2) / whole if whole > 0 else 0.0


def _interval(values: Floats, share: Floats | None, level: float) -> tuple[float, float]:
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(values, ends) if share is None else _quantiles(values, share, ends)
    return float(low), float(high)


def _quantiles(values: Floats, share: Floats, parts: Floats) -> Floats:
    """Below which such parts of the weight are."""
    order = np.argsort(values)
    reached = np.cumsum(share[order])
    found: Floats = values[order][np.minimum(np.searchsorted(reached, parts), len(values) - 1)]
    return found

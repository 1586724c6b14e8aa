"""What people decided of pairs, and what follows: how probable the others are, which is worth deciding next, and how
many of those taken for one person are. Plain Python, without numpy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

EDGES: Final = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
"""Where bands of probability begin: within one, the pairs are taken for alike."""
_DRAWS: Final = 4000
_PRIOR: Final = 2.0
"""By how many bits the presumed odds of all pairs may well be wrong (a standard deviation)."""
_COUNTED_OUT: Final = 40
_WORTH: Final = 1.0
"""As how many decided pairs of a band its mean probability counts."""


def chance(bits: float) -> float:
    """The probability that stands for odds in bits."""
    return 1 / (1 + math.exp2(-max(-60.0, min(60.0, bits))))


def shift(decided: Iterable[tuple[float, bool]]) -> float:
    """By how many bits the odds of all pairs are to be moved, from pairs that were decided: their odds in bits, and
    whether they were the same person.

    Which pairs were decided may depend on their odds, as when the doubtful ones come first: that moves nothing
    (logistic regression of the intercept alone, with a normal prior around 0).
    """
    known = list(decided)
    moved = 0.0
    for _ in range(50):
        chances = [chance(bits + moved) for bits, _ in known]
        slope = sum(said - each for (_, said), each in zip(known, chances, strict=True)) * math.log(2)
        bend = sum(each * (1 - each) for each in chances) * math.log(2) ** 2 + _PRIOR**-2
        step = (slope - moved / _PRIOR**2) / bend
        moved += max(-2.0, min(2.0, step))
        if abs(step) < 1e-9:
            break
    return moved


def entropy(probability: float) -> float:
    """How much is not known of a pair, in bits: 1 where it is as likely as not."""
    rest = 1 - probability
    return -sum(each * math.log2(each) for each in (probability, rest) if each > 0)


@dataclass(frozen=True)
class Band:
    """Pairs of about the same probability: how many there are, how many were decided, how many of these are one; and
    their mean probability (`expected`).
    """

    low: float
    high: float
    pairs: int
    decided: int
    same: int
    expected: float = 0.5


class Measured(NamedTuple):
    """A share with its interval of 95 %."""

    value: float
    low: float
    high: float


class Accuracy(NamedTuple):
    """Of the pairs that would be taken for one person, how many are (precision); of those that are, among all that
    were compared, how many would be taken (recall)."""

    precision: Measured
    recall: Measured


def bands(pairs: Iterable[tuple[float, bool | None]]) -> list[Band]:
    """The pairs by how probable each is one person; with what was decided of it, None where nothing was."""
    ends = (*EDGES[1:], 1.0)
    counts = [[0, 0, 0] for _ in EDGES]
    sums = [0.0] * len(EDGES)
    for probability, said in pairs:
        at = max(place for place, low in enumerate(EDGES) if probability >= low)
        sums[at] += probability
        counts[at][0] += 1
        counts[at][1] += said is not None
        counts[at][2] += bool(said)
    return [
        Band(low, high, each[0], each[1], each[2], total / each[0] if each[0] else (low + high) / 2)
        for low, high, each, total in zip(EDGES, ends, counts, sums, strict=True)
    ]


def accuracy(found: Sequence[Band], threshold: float = 0.5, seed: int = 1) -> Accuracy | None:
    """What is to be expected of taking two for one person from a probability on; None where nothing was decided.

    Of each band, those that were decided stand for the others, beside `_WORTH` pairs that are as they were expected
    to be: for those left the draws are beta-binomial. A band of which nobody decided anything makes the interval wide.
    """
    if not any(each.decided for each in found):
        return None
    random = Random(seed)  # noqa: S311  # no secret: the same decisions, the same interval
    precisions, recalls = [], []
    for _ in range(_DRAWS):
        taken = right = every = 0.0
        for each in found:
            expected = _WORTH * min(0.9999, max(0.0001, each.expected))
            share = random.betavariate(each.same + expected, each.decided - each.same + _WORTH - expected)
            ones = each.same + _binomial(random, each.pairs - each.decided, share)
            every += ones
            if each.low >= threshold:
                taken += each.pairs
                right += ones
        if taken:
            precisions.append(right / taken)
        if every:
            recalls.append(right / every)
    return Accuracy(_middle(precisions), _middle(recalls))


def _binomial(random: Random, many: int, share: float) -> float:
    if many <= _COUNTED_OUT:
        return sum(random.random() < share for _ in range(many))
    spread = math.sqrt(many * share * (1 - share))
    return min(float(many), max(0.0, random.gauss(many * share, spread)))


def _middle(values: list[float]) -> Measured:
    if not values:
        return Measured(math.nan, math.nan, math.nan)
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in (0.5, 0.025, 0.975)]
    return Measured(*at)


def agreement(pairs: Iterable[tuple[str, str]]) -> float | None:
    """How far two reviewers agree beyond chance, from what each said of the same pair: 1 always, 0 as by chance (pi,
    Scott 1955: who of the two came first means nothing, so both have the same habits). None without any."""
    said = list(pairs)
    if not said:
        return None
    words = {word for pair in said for word in pair}
    agreed = sum(one == other for one, other in said) / len(said)
    habit = {word: sum(pair.count(word) for pair in said) / (2 * len(said)) for word in words}
    by_chance = sum(each * each for each in habit.values())
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)

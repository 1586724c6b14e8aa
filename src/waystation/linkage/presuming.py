"""A model of records that are too few to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from waystation.linkage import model as models
from waystation.linkage.columns import Role
from waystation.linkage.comparing import UNSAID
from waystation.linkage.index import Index
from waystation.linkage.persons import Person

_USUALLY: Final = 5_000
_BY_CHANCE: Final = 0.01
"""How often two of different persons are on one of the levels that say something, where nothing is known of them."""


def presumed(
    roles: Mapping[str, Role],
    persons: Sequence[Person],
    *,
    apart: Mapping[str, float] | None = None,
    sample: int = 300,
    seed: int = 1,
) -> dict[str, Any]:
    """A model of records that are too few to learn from: how often two of one person agree is as it is thought to
    be, how often two of different persons do is counted (Fellegi and Sunter 1969: nearly every pair is of two), beside
    so many pairs as any others (`_USUALLY`), since of few people many may be one.

    `apart` says by the name of a comparison how often nothing of it agrees though it is one person, where that is more
    often than elsewhere.
    """
    made = models.comparisons(roles)
    often = {}
    for name, (_, levels, _) in made.items():
        known = [each for _, _, each in levels]
        rest = (apart or {}).get(name, max(0.02, 1 - sum(known)))
        often[name] = [*(each * (1 - rest) / sum(known) for each in known), rest]
    flat = {"comparisons": [_presumed(name, made[name], often[name], often[name]) for name in made]}
    index = Index(roles, flat, 0.5)
    for person in persons:
        index.add(person)
    some = np.random.default_rng(seed).permutation(len(persons))[:sample]
    seen = {name: _USUALLY * np.array(_usual(len(each))) for name, each in often.items()}
    for number in some.tolist():
        for comparison in index.comparisons:
            at = comparison.at(persons[number])
            at[number] = UNSAID
            seen[comparison.name] += np.bincount(at[at != UNSAID], minlength=len(comparison.levels))
    counted = [
        _presumed(name, made[name], often[name], [float(each) for each in seen[name] / seen[name].sum()])
        for name in made
    ]
    return models.within_reason({"comparisons": counted}, roles)


def _usual(levels: int) -> list[float]:
    return [*([_BY_CHANCE] * (levels - 1)), 1 - _BY_CHANCE * (levels - 1)]


def _presumed(name: str, made: tuple[Any, ...], m: Sequence[float], u: Sequence[float]) -> dict[str, Any]:
    _unknown, levels, rare = made
    labels = [*(label for _, label, _ in levels), models.OTHER]
    found: list[dict[str, Any]] = [
        {"label_for_charts": label, "m_probability": one, "u_probability": other}
        for label, one, other in zip(labels, m, u, strict=True)
    ]
    if rare:
        found[0]["tf_adjustment_column"] = rare
    return {"output_column_name": name, "comparison_levels": found}

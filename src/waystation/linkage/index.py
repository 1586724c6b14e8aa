"""One new record against all that are known, at once: the same comparisons and weights as the batch, without SQL.

Every record is weighed, none is left out by a key; the bits of each comparison are added up over columns of numbers.
It lies in the memory of whoever holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from waystation.linkage import model as models
from waystation.linkage import together
from waystation.linkage.columns import Role
from waystation.linkage.comparing import UNSAID, Bits, made
from waystation.linkage.persons import Person


class Near(NamedTuple):
    """A record by its number, what speaks for its being the same person in bits, and how probable that is."""

    number: int
    bits: float
    probability: float


class Said(NamedTuple):
    """What one comparison says of two records: the level that they are on, its bits, and those because what they
    share is rarer or commoner than usual."""

    comparison: str
    level: int
    bits: float
    rare: float = 0.0


class Index:
    """Records that are looked through for the same person.

    `model` is what the batch learned of records like these (`Linked.model`), `share` how many pairs of all are one
    person (`Linked.share`). How rare a value is, is counted of the records themselves; where they are few, it is
    smoothed by so many records as any others (`smoothed`).
    """

    def __init__(
        self, roles: Mapping[str, Role], model: Mapping[str, Any], share: float, *, smoothed: float = 0.0
    ) -> None:
        self._odds = float(np.log2(share / (1 - share)))
        self._roles, self._another = dict(roles), together.another(model)
        self.count = 0
        weights = {name: [bits for _, bits in levels] for name, levels in models.weights(model)}
        chances = {
            comparison["output_column_name"]: level["u_probability"]
            for comparison in model["comparisons"]
            for level in comparison["comparison_levels"]
            if level.get("tf_adjustment_column")
        }
        self.comparisons = [
            made(name, weights[name], chances.get(name), roles, smoothed) for name in models.comparisons(roles)
        ]

    def add(self, person: Person) -> int:
        """Takes a record in; its number."""
        for comparison in self.comparisons:
            comparison.add(person)
        self.count += 1
        return self.count - 1

    def nearest(self, person: Person, most: int = 5) -> list[Near]:
        """Who it may be, the likeliest first."""
        if not self.count:
            return []
        total = _total(self._said(person))
        some = np.argpartition(-total, min(most, self.count - 1))[:most]
        ordered = some[np.lexsort((some, -total[some]))]
        chances = 1 / (1 + np.exp2(-(total[ordered].astype(np.float64) + self._odds)))
        return [
            Near(int(number), float(total[number]), float(chance))
            for number, chance in zip(ordered, chances, strict=True)
        ]

    def explained(self, person: Person, number: int) -> dict[str, float]:
        """What each comparison says of one record, in bits; those of which nothing is known are left out."""
        said = {name: float(bits[number]) for name, bits in self._said(person).items()}
        return {name: bits for name, bits in said.items() if bits}

    def _said(self, person: Person) -> dict[str, Bits]:
        """What each comparison says of every record, and what they say together (`together`)."""
        said = {comparison.name: comparison.bits(person) for comparison in self.comparisons}
        differ = np.zeros(self.count, np.bool_)
        for comparison in self.comparisons:
            if (most := self._another.get(comparison.name)) is not None:
                differ |= np.array([*(bits <= most for bits in comparison.levels), False])[comparison.at(person)]
        return said | together.added(said, differ, self._roles)

    def above(self, person: Person, least: float, most: int) -> list[tuple[int, float, list[Said]]]:
        """The records that have at least so many bits, the likeliest first, with what each comparison says of them."""
        levels = [comparison.at(person) for comparison in self.comparisons]
        bits = self._said(person)
        total = _total(bits)
        some = np.flatnonzero(total >= least)
        ordered = some[np.lexsort((some, -total[some]))][:most]
        found = []
        for number in ordered.tolist():
            said = [
                Said(each.name, int(at[number]), each.levels[at[number]], each.rare(person) if not at[number] else 0.0)
                for each, at in zip(self.comparisons, levels, strict=True)
                if at[number] != UNSAID
            ]
            both = ((name, float(bits[name][number])) for name in (models.FAMILY, models.MOVED))
            said += [Said(name, 0, added) for name, added in both if added]
            found.append((number, float(total[number]), said))
        return found


def _total(said: Mapping[str, Bits]) -> Bits:
    found: Bits = np.sum(list(said.values()), axis=0, dtype=np.float32)
    return found

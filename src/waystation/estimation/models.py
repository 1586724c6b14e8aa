"""Hierarchical log-linear models of K lists: which lists depend on which.

A term is a set of lists, as the bits of an integer; a model holds, with a term, every part of it, and each single list.
The term of all lists at once is in none: what it says cannot be told from those on no list. Written as `[123,14,34]`:
the largest terms, by the places of their lists (Bishop, Fienberg & Holland 1975, chapter 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final

Model = frozenset[int]
_NAMES: Final = "123456789abcdefghijk"


def main_effects(many: int) -> Model:
    """The model in which the lists are independent."""
    return frozenset(1 << place for place in range(many))


def parts(term: int) -> Iterator[int]:
    """The terms that are in a term, itself too."""
    part = term
    while part:
        yield part
        part = (part - 1) & term


def closed(many: int, *terms: int) -> Model:
    """The smallest model that has these terms."""
    return main_effects(many) | {part for term in terms for part in parts(term)}


def generators(model: Model) -> tuple[int, ...]:
    """The largest terms: those that are in no other."""
    return tuple(term for term in model if not any(term != other and term & other == term for other in model))


def written(model: Model) -> str:
    """As in Rcapture: larger terms first, then in the order of the lists."""
    names = [
        "".join(_NAMES[place] for place in range(term.bit_length()) if term >> place & 1) for term in generators(model)
    ]
    return f"[{','.join(sorted(names, key=lambda name: (-len(name), name)))}]"


def read(text: str, many: int) -> Model:
    """The model that is written so. Raises ValueError for a list that there is not, or for the term of all lists."""
    names = re.split(r"[,\s]+", text.strip().strip("[]").strip())
    terms = []
    for name in names:
        if not name or not {*name} <= {*_NAMES[:many]}:
            raise ValueError(f"{name!r} is no term of {many} lists: they are {', '.join(_NAMES[:many])}")
        terms.append(sum(1 << _NAMES.index(letter) for letter in {*name}))
    model = closed(many, *terms)
    if (1 << many) - 1 in model and many > 1:
        raise ValueError("the term of all lists at once cannot be told from the people on none")
    return model


@cache
def hierarchical(many: int, order: int) -> tuple[Model, ...]:
    """Every model whose terms have at most so many lists: 8 of three lists, 113 of four, 6,893 of five."""
    found = [main_effects(many)]
    for size in range(2, min(order, many - 1) + 1):
        terms = [sum(1 << place for place in places) for places in combinations(range(many), size)]
        found = [larger for model in found for larger in _with(model, terms)]
    return tuple(found)


def _with(model: Model, terms: list[int]) -> Iterator[Model]:
    """The model with every choice of those terms whose parts it has."""
    fitting = [
        term
        for term in terms
        if all(term ^ 1 << place in model for place in range(term.bit_length()) if term >> place & 1)
    ]
    for chosen in range(1 << len(fitting)):
        yield model | {term for place, term in enumerate(fitting) if chosen >> place & 1}

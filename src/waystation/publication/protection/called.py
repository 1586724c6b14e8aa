"""What people of a given name are called, and the same name in other languages: Саша may be an Александр."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from waystation.linkage import letters


@cache
def called() -> dict[str, frozenset[str]]:
    """For each reading of a name or a short form of it, the names that it may be of."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows():
        for word in row:
            for reading in letters.readings(word):
                found[reading].add(row[0])
    return {reading: frozenset(names) for reading, names in found.items()}


def is_called(word: str) -> bool:
    """Whether somebody is called so, as it stands, in small letters."""
    return word in _every()


@cache
def _every() -> frozenset[str]:
    return frozenset(word for row in _rows() for word in row)


def _rows() -> list[list[str]]:
    lines = Path(__file__).with_name("called.txt").read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]

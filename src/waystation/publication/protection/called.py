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
    for line in Path(__file__).with_name("called.txt").read_text("utf-8").splitlines():
        row = [] if line.startswith("#") else line.split()
        for word in row:
            for reading in letters.readings(word):
                found[reading].add(row[0])
    return {reading: frozenset(names) for reading, names in found.items()}

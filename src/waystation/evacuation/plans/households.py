"""Households: which cases travel and live together, and which must not. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from waystation.casework.persons import bonds
from waystation.casework.persons.records import Bond
from waystation.evacuation.pursuers.conflicts import Pair

Homes = Mapping[UUID, Collection[UUID]]
"""The cases in which each person is."""


def households(cases: Collection[UUID], homes: Homes, pairs: Iterable[Bond]) -> Iterator[list[UUID]]:
    """Cases that must travel or live together: which share a person, or have persons of whom that is said."""
    joined: dict[UUID, set[UUID]] = {pk: set() for pk in cases}

    def join(group: Iterable[UUID]) -> None:
        them = list(group)
        for one in them:
            joined[one] |= set(them)

    for group in homes.values():
        join(group)
    for bond in pairs:
        if _says(bond, bonds.MUST) and bond.first in homes and bond.second in homes:
            join([*homes[bond.first], *homes[bond.second]])
    seen: set[UUID] = set()
    for start in cases:
        if start not in seen:
            group, waiting = [], [start]
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    group.append(one)
                    waiting += sorted(joined[one] - seen)
            yield sorted(group, key=list(cases).index)


def apart(homes: Homes, pairs: Iterable[Bond]) -> Iterator[Pair]:
    """Cases with persons of whom it is said that they must not travel or live together."""
    for bond in pairs:
        if _says(bond, bonds.MUST_NOT):
            for one in homes.get(bond.first, ()):
                yield from (frozenset((one, other)) for other in homes.get(bond.second, ()) if one != other)


def torn(homes: Homes, pairs: Iterable[Bond]) -> set[frozenset[UUID]]:
    """All cases of each two persons of whom that is said, also where both are in one case."""
    return {
        frozenset((*homes[bond.first], *homes[bond.second]))
        for bond in pairs
        if _says(bond, bonds.MUST_NOT) and homes.get(bond.first) and homes.get(bond.second)
    }


def _says(bond: Bond, what: str) -> bool:
    return what in (bonds.says(bond, "travel"), bonds.says(bond, "live"))

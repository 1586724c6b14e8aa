"""Who belongs together: what follows from pairs, where they contradict each other, where they go round. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.casework.persons.records import Bond

Sentence = str | Promise

MUST, MAY, MUST_NOT = "must", "may", "must_not"
MATTERS = {"travel": _("Travel together"), "live": _("Live together"), "contact": _("Be contacted together")}
ANSWERS = {MUST: _("Must"), MAY: _("May"), MUST_NOT: _("Must not")}
# Whoever cannot be without somebody travels and lives with them.
_OF_DEPENDANTS = ("travel", "live")


@dataclass(frozen=True)
class Conflict:
    """Two who must not be together, and the chain of those who must that joins them all the same."""

    matter: str
    chain: tuple[UUID, ...]


def refusals(bond: Bond) -> list[Sentence]:
    """Why one pair contradicts itself or says nothing."""
    if bond.first == bond.second:
        return [_("These are the same person. Choose somebody else.")]
    said = [getattr(bond, matter) for matter in MATTERS]
    if not any(said) and bond.depends is None:
        return [_("Say at least one thing about these two.")]
    if bond.depends is not None and MUST_NOT in (bond.travel, bond.live):
        return [_("One cannot be without the other, and yet they must not be together. Correct one of the two.")]
    return []


def says(bond: Bond, matter: str) -> str:
    """What a pair says of a matter: must, may, must_not, or nothing."""
    answer: str = getattr(bond, matter)
    return MUST if bond.depends is not None and matter in _OF_DEPENDANTS else answer


def groups(bonds: Iterable[Bond], matter: str) -> list[list[UUID]]:
    """Those who must be together, each person once, in the order in which they come."""
    joined = _joined(bonds, matter)
    found, seen = [], set[UUID]()
    for person in joined:
        if person not in seen:
            found.append(list(_reached(joined, person)))
            seen.update(found[-1])
    return found


def conflicts(bonds: Sequence[Bond], matter: str) -> list[Conflict]:
    """Every pair that must not be together although others join them."""
    joined = _joined(bonds, matter)
    found = []
    for bond in bonds:
        if says(bond, matter) == MUST_NOT:
            chain = _chain(joined, bond.first, bond.second)
            if chain:
                found.append(Conflict(matter, chain))
    return found


def circles(bonds: Iterable[Bond]) -> list[tuple[UUID, ...]]:
    """Who cannot be without whom, where it goes round: each circle begins and ends with the same person."""
    needs: dict[UUID, set[UUID]] = {}
    for bond in bonds:
        if bond.depends is not None:
            other = bond.second if bond.depends == bond.first else bond.first
            needs.setdefault(bond.depends, set()).add(other)
    return list(_circles(needs))


def _circles(needs: dict[UUID, set[UUID]]) -> Iterator[tuple[UUID, ...]]:
    """One circle after the other; of each, one step is taken out before the next is looked for."""
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1]))
            yield circle
            needs[circle[0]].discard(circle[1])
        else:
            return


def _joined(bonds: Iterable[Bond], matter: str) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for bond in bonds:
        if says(bond, matter) == MUST:
            found.setdefault(bond.first, []).append(bond.second)
            found.setdefault(bond.second, []).append(bond.first)
    return found


def _reached(joined: dict[UUID, list[UUID]], start: UUID) -> dict[UUID, UUID]:
    """Everybody whom a chain leads to, the nearest first, with whom it came from."""
    found, waiting = {start: start}, deque([start])
    while waiting:
        one = waiting.popleft()
        for other in joined.get(one, ()):
            if other not in found:
                found[other] = one
                waiting.append(other)
    return found


def _chain(joined: dict[UUID, list[UUID]], first: UUID, last: UUID) -> tuple[UUID, ...]:
    """The shortest chain from one to the other, or nothing."""
    reached = _reached(joined, first)
    if last not in reached:
        return ()
    chain = [last]
    while chain[-1] != first:
        chain.append(reached[chain[-1]])
    return tuple(reversed(chain))

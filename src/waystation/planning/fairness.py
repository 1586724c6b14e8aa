"""Who is left behind and who waits longest, by group, beside how large each group is; and which houses take whom.

Groups of fewer than `SMALLEST` persons are counted together with the next smallest, so that no row tells of a person.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from waystation.planning.problem import SLOTS, Party, Plan, Problem

SMALLEST: Final = 5
"""Persons of the smallest group that is counted by itself."""


@dataclass(frozen=True)
class Group:
    """Persons who have something in common; several names where small groups are counted together. Waits in days until
    they leave the origin, or to the end of the horizon, of each person."""

    names: tuple[str, ...]
    persons: int
    share: float
    """Of all persons."""
    left_behind: int
    share_left_behind: float
    """Of all who are left behind."""
    waits: float
    longest: float


@dataclass(frozen=True)
class Houses:
    """How many houses, with how many beds a night, take people of a category."""

    category: str
    houses: int
    beds: int


@dataclass(frozen=True)
class Fairness:
    """Everybody, the groups of each kind, and of all houses those that take each category."""

    everybody: Group
    groups: Mapping[str, tuple[Group, ...]]
    houses: int
    beds: int
    takes: tuple[Houses, ...]


_KINDS: Final[Mapping[str, Callable[[Party], Iterable[str]]]] = {
    "category": lambda party: party.cats,
    "travelling together": lambda party: [_size(party.size)],
    "need": lambda party: [need for need in ("accessible", "medical", "escort") if getattr(party, need)] or ["none"],
    "urgency": lambda party: [f"urgency {party.urgency}"],
}


def _size(persons: int) -> str:
    return "alone" if persons == 1 else f"{persons} persons" if persons < 4 else "4 persons or more"


def fairness(problem: Problem, plan: Plan) -> Fairness:
    """The report on a plan that names each party of the problem."""
    everybody = _group(("everybody",), problem.parties, problem, plan)
    groups = {
        kind: tuple(_group(names, these, problem, plan) for names, these in _large(_by(problem.parties, of)))
        for kind, of in _KINDS.items()
    }
    houses = [place for place in problem.places if place.kind == "house"]
    categories = sorted({each for party in problem.parties for each in party.cats})
    takes = {each: [house for house in houses if each in house.accepts] for each in categories}
    return Fairness(
        everybody,
        groups,
        len(houses),
        sum(house.beds for house in houses),
        tuple(Houses(each, len(these), sum(house.beds for house in these)) for each, these in takes.items()),
    )


def _by(parties: Iterable[Party], names: Callable[[Party], Iterable[str]]) -> dict[str, list[Party]]:
    found = defaultdict(list)
    for party in parties:
        for name in dict.fromkeys(names(party)):
            found[name].append(party)
    return found


def _large(groups: Mapping[str, list[Party]]) -> list[tuple[tuple[str, ...], list[Party]]]:
    """Groups by name, those that are too small united with the next smallest; none if all of them are too few."""
    by_size = sorted(groups, key=lambda name: (_persons(groups[name]), name))
    united: list[str] = []
    together: dict[str, Party] = {}
    while by_size and (_persons(groups[by_size[0]]) < SMALLEST or 0 < _persons(together.values()) < SMALLEST):
        name = by_size.pop(0)
        united.append(name)
        together |= {party.id: party for party in groups[name]}
    found: list[tuple[tuple[str, ...], list[Party]]] = [((name,), groups[name]) for name in sorted(by_size)]
    if _persons(together.values()) >= SMALLEST:
        found.append((tuple(sorted(united)), list(together.values())))
    return found


def _persons(parties: Iterable[Party]) -> int:
    return sum(party.size for party in parties)


def _group(names: tuple[str, ...], parties: Iterable[Party], problem: Problem, plan: Plan) -> Group:
    these = list(parties)
    persons, everybody = _persons(these), _persons(problem.parties)
    left = _persons(party for party in these if not plan[party.id])
    all_left = _persons(party for party in problem.parties if not plan[party.id])
    waits = [((plan[party.id][0].departs if plan[party.id] else problem.slots) / SLOTS, party.size) for party in these]
    return Group(
        names=names,
        persons=persons,
        share=persons / everybody if everybody else 0.0,
        left_behind=left,
        share_left_behind=left / all_left if all_left else 0.0,
        waits=sum(days * size for days, size in waits) / persons if persons else 0.0,
        longest=max((days for days, _ in waits), default=0.0),
    )

"""What follows from what people decided of pairs. Pure.

Everybody's last word counts, and one is outvoted by two. Where as many say the same person as say two, nobody has
decided: the pair waits for a second opinion.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from waystation.casework.likely import DIFFERENT, SAME, STATES, UNSURE
from waystation.documentation.matching.records import Match
from waystation.linkage.clusters import components
from waystation.linkage.reviewing import entropy

UNDECIDED, DISPUTED = "", "disputed"
VICTIM_PART, PERPETRATOR_PART, SOURCE_PART = 1, 2, 4
"""Parts that somebody has in events, as bits."""
ONE_IN: Final = 20
"""Of so many pairs one is looked at by a second person, whatever the first one said."""


class Side(NamedTuple):
    """Of one of two persons: in which parts events tell of them, and who told us of these."""

    parts: int
    sources: frozenset[UUID]


def opinions(match: Match) -> dict[UUID | None, str]:
    """What each reviewer says now."""
    said = {each.by: each.state for each in match.decisions}
    return {by: state for by, state in said.items() if state in STATES}


def verdict(match: Match) -> str:
    """What the two are held to be."""
    said = Counter(opinions(match).values())
    if said[SAME] == said[DIFFERENT]:
        return DISPUTED if said[SAME] else UNSURE if said[UNSURE] else UNDECIDED
    return SAME if said[SAME] > said[DIFFERENT] else DIFFERENT


def is_sampled(match_id: UUID) -> bool:
    """Whether a second person is to look at this pair in any case: drawn by its id, so nobody can choose."""
    return int.from_bytes(match_id.bytes[:4], "big") % ONE_IN == 0


def wants_second(match_id: UUID, match: Match) -> bool:
    """Whether somebody else is to say what they think of it."""
    said = opinions(match)
    return verdict(match) == DISPUTED or (len(said) == 1 and is_sampled(match_id))


def waits_for(match_id: UUID, match: Match, reviewer: UUID) -> bool:
    """Whether this reviewer may give the second opinion."""
    return wants_second(match_id, match) and reviewer not in opinions(match)


def is_open_to(match_id: UUID, match: Match, reviewer: UUID) -> bool:
    """Whether what others said is shown to a reviewer: not before their own opinion where a second one is wanted."""
    return not waits_for(match_id, match, reviewer)


def value(probability: float, one: Side, other: Side) -> float:
    """What there is to gain by deciding a pair: how much is not known of it, times what hangs on it.

    Two victims are one or two in every count, and if nobody told us of both, they make an overlap of two lists, on
    which estimates stand.
    """
    counts = one.parts & other.parts & VICTIM_PART
    joins = counts and one.sources and other.sources and one.sources.isdisjoint(other.sources)
    return entropy(probability) * (1 + bool(counts) + bool(joins))


class Decided(NamedTuple):
    """Pairs by what they are held to be."""

    same: list[tuple[UUID, UUID]]
    different: list[tuple[UUID, UUID]]


def decided(matches: Iterable[Match]) -> Decided:
    """What is decided of pairs; what is disputed or unsure is not."""
    found = Decided([], [])
    for match in matches:
        said = verdict(match)
        if said == SAME:
            found.same.append((match.first, match.second))
        elif said == DIFFERENT:
            found.different.append((match.first, match.second))
    return found


def contradiction(said: Decided) -> tuple[UUID, UUID] | None:
    """Two who are held to be different, and yet to be one through others; None where all can hold."""
    numbers: dict[UUID, int] = {}
    for pair in (*said.same, *said.different):
        for each in pair:
            numbers.setdefault(each, len(numbers))
    of = components(len(numbers), [(numbers[one], numbers[other]) for one, other in said.same])
    return next((pair for pair in said.different if of[numbers[pair[0]]] == of[numbers[pair[1]]]), None)


def groups(said: Decided) -> list[list[UUID]]:
    """Those who are held to be one, of more than one record, the largest first."""
    numbers: dict[UUID, int] = {}
    for pair in said.same:
        for each in pair:
            numbers.setdefault(each, len(numbers))
    of = components(len(numbers), [(numbers[one], numbers[other]) for one, other in said.same])
    found: dict[int, list[UUID]] = {}
    for each, number in numbers.items():
        found.setdefault(of[number], []).append(each)
    return sorted(found.values(), key=len, reverse=True)


def reached(one: UUID, matches_of: Callable[[UUID], Iterable[Match]]) -> set[UUID]:
    """Everybody who is held to be one with somebody, in steps. `matches_of`: what was decided of one and any other."""
    found, ahead = {one}, [one]
    while ahead:
        for match in matches_of(ahead.pop()):
            new = {match.first, match.second} - found
            if new and verdict(match) == SAME:
                found |= new
                ahead += new
    return found


def second_opinions(matches: Mapping[UUID, Match]) -> list[tuple[str, str]]:
    """What the first two who looked at the same pair said, where a second person had to look in any case."""
    found = []
    for match_id, match in matches.items():
        said = list(opinions(match).values())
        if is_sampled(match_id) and len(said) > 1:
            found.append((said[0], said[1]))
    return found

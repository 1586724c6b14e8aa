"""Who of the persons that somebody may know is likely the same as one who is described now.

It shows and never decides: of two who share a name most are two people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from uuid import UUID

from waystation.casework.naming import Known, Marks
from waystation.casework.register import may_name, register
from waystation.staff.actor import Actor

MOST = 8
AGREE, DIFFER = "agree", "differ"


@dataclass(frozen=True)
class Likely:
    """One of them, and what speaks for it. `rarity`: how far the words that met tell people apart, in bits."""

    person: UUID
    case: UUID
    words: tuple[str, ...] = field(repr=False)
    rarity: float
    years: str
    phone: bool


def likely(actor: Actor, marks: Marks, *, but: UUID | None = None) -> list[Likely]:
    """The likeliest first; never the person `but`. Nobody for whoever may know no names."""
    if not may_name(actor) or not (any(marks.names) or marks.phone):
        return []
    cases = register(actor, named=True)
    everybody = cases.persons()
    if but is not None:
        everybody.pop(but.bytes, None)
    return nearest(marks, cases.meanings(marks.names), everybody)


def nearest(
    marks: Marks, meanings: Sequence[tuple[str, frozenset[int]]], everybody: Mapping[bytes, Known]
) -> list[Likely]:
    """The same of these persons; `meanings`: each word of the names with the numbers of the words that it may be."""
    wanted = frozenset().union(*(numbers for _word, numbers in meanings))
    near = [
        id_
        for id_, known in everybody.items()
        if not wanted.isdisjoint(known.words) or (marks.phone and known.phone == marks.phone)
    ]
    counts = [sum(not numbers.isdisjoint(everybody[id_].words) for id_ in near) for _word, numbers in meanings]
    bits = [log2((len(everybody) + 1) / (count + 1)) for count in counts]
    found: list[Likely] = []
    for id_ in near:
        known = everybody[id_]
        places = [at for at, (_word, numbers) in enumerate(meanings) if not numbers.isdisjoint(known.words)]
        if enough(places, len(meanings), known, marks):
            words, rarity = tuple(meanings[at][0] for at in places), sum(bits[at] for at in places)
            found.append(described(id_, known, marks, words, rarity))
    return sorted(found, key=likeliness, reverse=True)[:MOST]


def likeliness(each: Likely) -> tuple[bool, bool, float]:
    """What is greater of the likelier one: the phone, then years that do not differ, then rarer words."""
    return each.phone, each.years != DIFFER, each.rarity


def described(id_: bytes, known: Known, marks: Marks, words: tuple[str, ...], rarity: float) -> Likely:
    """Somebody of whom these words met, with the rest that speaks for it."""
    phone = bool(marks.phone) and marks.phone == known.phone
    return Likely(UUID(bytes=id_), UUID(bytes=known.case), words, rarity, _years(marks.years, known.years), phone)


def enough(places: Sequence[int], asked: int, known: Known, marks: Marks) -> bool:
    """Two words have to meet, or all that there is of the shorter name; or the phone is the same."""
    if marks.phone and marks.phone == known.phone:
        return True
    fewest = min(asked, len(known.words))
    if _years(marks.years, known.years) == DIFFER:
        return len(places) >= 3
    return len(places) >= min(2, fewest) and bool(places)


def _years(one: tuple[int, int] | None, other: tuple[int, int] | None) -> str:
    """Whether two spans of years have one in common; "" where one of them is not known."""
    if one is None or other is None:
        return ""
    return AGREE if one[0] <= other[1] and other[0] <= one[1] else DIFFER


def said(found: Iterable[Likely], answers: dict[str, str]) -> dict[UUID, str]:
    """What a form answers to each of them; those of whom it says nothing are left out."""
    given = ((each.person, answers.get(f"same_{each.person}", "")) for each in found)
    return {person: answer for person, answer in given if answer in STATES}


SAME, DIFFERENT, UNSURE = STATES = ("same", "different", "unsure")

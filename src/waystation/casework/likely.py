"""Who of the persons that somebody may know is likely the same as one who is described now.

It shows and never decides: of two who share a name most are two people.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log2
from uuid import UUID

from waystation.casework.naming import Known, Marks
from waystation.casework.register import may_name, register
from waystation.staff.actor import Actor

MOST = 8
AGREE, DIFFER = "agree", "differ"
Meanings = Sequence[tuple[str, frozenset[int]]]  # each word of some names, with the numbers of those that it may be


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
    everybody = [(id_, known) for id_, known in cases.persons() if but is None or id_ != but.bytes]
    return nearest(marks, cases.meanings(marks.names), everybody)


def nearest(marks: Marks, meanings: Meanings, everybody: Sequence[tuple[bytes, Known]]) -> list[Likely]:
    """The same of these persons; `meanings`: each word of the names with the numbers of the words that it may be."""
    wanted = frozenset().union(*(numbers for _word, numbers in meanings))
    met = [
        (id_, known, [at for at, (_word, numbers) in enumerate(meanings) if not numbers.isdisjoint(known.words)])
        for id_, known in everybody
        if not wanted.isdisjoint(known.words) or (marks.phone and known.phone == marks.phone)
    ]
    return _likeliest(marks, meanings, met, len(everybody))


class Crowd:
    """Persons with whom very many are compared: found by their words and their phones, not walked through."""

    def __init__(self, everybody: Iterable[tuple[bytes, Known]]) -> None:
        self._known = dict(everybody)
        self._named: defaultdict[int, list[bytes]] = defaultdict(list)
        self._called: defaultdict[str, list[bytes]] = defaultdict(list)
        for id_, known in self._known.items():
            for number in known.words:
                self._named[number].append(id_)
            if known.phone:
                self._called[known.phone].append(id_)

    def nearest(self, marks: Marks, meanings: Meanings, *, but: UUID | None = None) -> list[Likely]:
        """As `nearest`, of the persons of this crowd; never the person `but`."""
        places: dict[bytes, list[int]] = {id_: [] for id_ in self._called.get(marks.phone, ())}
        for at, (_word, numbers) in enumerate(meanings):
            for id_ in {id_ for number in numbers for id_ in self._named.get(number, ())}:
                places.setdefault(id_, []).append(at)
        if but is not None:
            places.pop(but.bytes, None)
        met = [(id_, self._known[id_], at) for id_, at in places.items()]
        return _likeliest(marks, meanings, met, len(self._known))


def _likeliest(
    marks: Marks, meanings: Meanings, met: Sequence[tuple[bytes, Known, Sequence[int]]], among: int
) -> list[Likely]:
    """Of those who share anything, so many of `among`, with the places of the words that met: who shares enough."""
    counts = Counter(at for _id, _known, places in met for at in places)
    bits = [log2((among + 1) / (counts[at] + 1)) for at in range(len(meanings))]
    found = [
        Likely(
            UUID(bytes=id_),
            UUID(bytes=known.case),
            tuple(meanings[at][0] for at in places),
            sum(bits[at] for at in places),
            _years(marks.years, known.years),
            bool(marks.phone) and marks.phone == known.phone,
        )
        for id_, known, places in met
        if _enough(places, meanings, known, marks)
    ]
    return sorted(found, key=likeliness, reverse=True)[:MOST]


def likeliness(each: Likely) -> tuple[bool, bool, float]:
    """What is greater of the likelier one: the phone, then years that do not differ, then rarer words."""
    return each.phone, each.years != DIFFER, each.rarity


def _enough(places: Sequence[int], meanings: Meanings, known: Known, marks: Marks) -> bool:
    """Two words have to meet, or all that there is of the shorter name; or the phone is the same."""
    if marks.phone and marks.phone == known.phone:
        return True
    fewest = min(len(meanings), len(known.words))
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

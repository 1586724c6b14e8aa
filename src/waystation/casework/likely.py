"""Who of the persons that somebody may know is likely the same as one who is described now.

It shows and never decides: of two who share a name most are two people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log2
from uuid import UUID

from waystation.casework.naming import Known, Marks
from waystation.casework.register import may_name, register
from waystation.linkage.names import words
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
    counts = Counter(at for _id, _known, places in met for at in places)
    return _likeliest(marks, [word for word, _numbers in meanings], counts, met, len(everybody))


class Crowd:
    """Persons with whom very many are compared: found by their words and their phones, not walked through.

    It keeps what each word was found to mean, and lives as long as one comparison.
    """

    def __init__(self, everybody: Iterable[tuple[bytes, Known]], meanings: Callable[[list[str]], Meanings]) -> None:
        self._known, self._meanings = dict(everybody), meanings
        self._named: defaultdict[int, set[bytes]] = defaultdict(set)
        self._called: defaultdict[str, set[bytes]] = defaultdict(set)
        self._of_one_word = {id_ for id_, known in self._known.items() if len(known.words) == 1}
        self._having: dict[str, set[bytes]] = {}
        for id_, known in self._known.items():
            for number in known.words:
                self._named[number].add(id_)
            if known.phone:
                self._called[known.phone].add(id_)

    def nearest(self, marks: Marks, *, but: UUID | None = None) -> list[Likely]:
        """As `nearest`, of the persons of this crowd; never the person `but`."""
        asked = list(dict.fromkeys(words("\n".join(marks.names))))
        having = [self._who_has(word) for word in asked]
        found = self._who_has_enough(having) | self._called.get(marks.phone, set())
        met = [
            (id_, self._known[id_], [at for at, some in enumerate(having) if id_ in some])
            for id_ in found
            if but is None or id_ != but.bytes
        ]
        return _likeliest(marks, asked, dict(enumerate(map(len, having))), met, len(self._known))

    def _who_has_enough(self, having: Sequence[set[bytes]]) -> set[bytes]:
        """Who has two of the words, or one that is all there is of either name."""
        if len(having) == 1:
            return set(having[0])
        pairs = (one & other for one, other in combinations(having, 2))
        return set().union(*pairs, *(some & self._of_one_word for some in having))

    def _who_has(self, word: str) -> set[bytes]:
        if word not in self._having:
            numbers = (number for _word, meant in self._meanings([word]) for number in meant)
            self._having[word] = set().union(*(self._named.get(number, ()) for number in numbers))
        return self._having[word]


def _likeliest(
    marks: Marks,
    asked: Sequence[str],
    counts: Mapping[int, int],
    met: Iterable[tuple[bytes, Known, Sequence[int]]],
    among: int,
) -> list[Likely]:
    """Of those who share anything, with the places of the words that met: who shares enough.

    `counts`: by place how many of all, `among`, have that word.
    """
    bits = [log2((among + 1) / (counts.get(at, 0) + 1)) for at in range(len(asked))]
    found = [
        Likely(
            UUID(bytes=id_),
            UUID(bytes=known.case),
            tuple(asked[at] for at in places),
            sum(bits[at] for at in places),
            _years(marks.years, known.years),
            bool(marks.phone) and marks.phone == known.phone,
        )
        for id_, known, places in met
        if _enough(places, len(asked), known, marks)
    ]
    return sorted(found, key=likeliness, reverse=True)[:MOST]


def likeliness(each: Likely) -> tuple[bool, bool, float]:
    """What is greater of the likelier one: the phone, then years that do not differ, then rarer words."""
    return each.phone, each.years != DIFFER, each.rarity


def _enough(places: Sequence[int], asked: int, known: Known, marks: Marks) -> bool:
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

"""Who of the persons that somebody may know is likely the same as one who is described now.

They are found by the words that they share, not walked through. It shows and never decides: of two who share a name
most are two people.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import log2
from operator import itemgetter
from uuid import UUID

from waystation.casework.naming import Known, Marks, Persons, Years
from waystation.casework.register import may_name, register
from waystation.linkage.names import words
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
    return everybody(actor).nearest(marks, but=but) if may_name(actor) and (any(marks.names) or marks.phone) else []


def everybody(actor: Actor) -> "Crowd":
    """All whom this person may know. Raises Absent for whoever may know no names."""
    cases = register(actor, named=True)
    return Crowd(cases.persons, cases.meanings)


class Crowd:
    """It keeps what each word was found to mean, and lives as long as one comparison."""

    def __init__(
        self,
        everybody: Persons,
        meanings: Callable[[list[str]], Sequence[tuple[str, frozenset[int]]]],
    ) -> None:
        self._everybody, self._meanings = everybody, meanings
        self._having: dict[str, set[bytes]] = {}

    def nearest(self, marks: Marks, *, but: UUID | None = None) -> list[Likely]:
        """Who of the crowd is likely the same, the likeliest first; never the person `but`."""
        asked = list(dict.fromkeys(words("\n".join(marks.names))))
        having = [self._who_has(word) for word in asked]
        bits = [log2((len(self._everybody) + 1) / (len(some) + 1)) for some in having]
        found = []
        # Sorted, or each process would have an order of its own for those who are as likely.
        for id_ in sorted(self._like(having, marks)):
            known, places = self._everybody.get(id_), [at for at, some in enumerate(having) if id_ in some]
            if known and (but is None or id_ != but.bytes):
                rarity = sum(bits[at] for at in places)
                found.append((_likeliness(known, marks, rarity), id_, known, places, rarity))
        return [
            described(id_, known, marks, tuple(asked[at] for at in places), rarity)
            for _, id_, known, places, rarity in nlargest(MOST, found, key=itemgetter(0))
        ]

    def _like(self, having: Sequence[set[bytes]], marks: Marks) -> set[bytes]:
        """Who has two of the words, or one that is all there is of either name; the phone; three, if years differ."""
        alone = set(having[0]) if len(having) == 1 else set[bytes]().union(*map(self._everybody.of_one_word, having))
        same_years = self._with(2, having, marks.years) | self._everybody.not_apart(alone, marks.years)
        return same_years | self._with(3, having) | self._everybody.called(marks.phone)

    def _with(self, number: int, having: Sequence[set[bytes]], years: Years = None) -> set[bytes]:
        """Who has so many of the words, of those who may be born in one of these years.

        They have one of all but the `number` - 1 commonest, which thousands have, and which are not looked through.
        """
        ordered = sorted(having, key=len)
        rarest = ordered[: max(0, len(ordered) - number + 1)]
        some = set[bytes]().union(*(self._everybody.not_apart(each, years) for each in rarest))
        met = [set[bytes]() for _ in range(number)]  # one of the words, two of them, and so on
        for each in ordered:
            for fewer, more in zip(met[-2::-1], met[:0:-1], strict=True):
                more |= fewer & each
            met[0] |= each & some
        return met[-1]

    def _who_has(self, word: str) -> set[bytes]:
        if word not in self._having:
            self._having[word] = self._everybody.named(
                number for _word, meant in self._meanings([word]) for number in meant
            )
        return self._having[word]


def likeliness(each: Likely) -> tuple[bool, bool, float]:
    """What is greater of the likelier one: the phone, then years that do not differ, then rarer words."""
    return each.phone, each.years != DIFFER, each.rarity


def _likeliness(known: Known, marks: Marks, rarity: float) -> tuple[bool, bool, float]:
    return _same_phone(known, marks), _years(marks.years, known.years) != DIFFER, rarity


def _same_phone(known: Known, marks: Marks) -> bool:
    return bool(marks.phone) and marks.phone == known.phone


def described(id_: bytes, known: Known, marks: Marks, words: tuple[str, ...], rarity: float) -> Likely:
    """Somebody of whom these words met, with the rest that speaks for it."""
    years, phone = _years(marks.years, known.years), _same_phone(known, marks)
    return Likely(UUID(bytes=id_), UUID(bytes=known.case), words, rarity, years, phone)


def _years(one: Years, other: Years) -> str:
    """Whether two spans of years have one in common; "" where one of them is not known."""
    if one is None or other is None:
        return ""
    return AGREE if one[0] <= other[1] and other[0] <= one[1] else DIFFER


def said(found: Iterable[Likely], answers: dict[str, str]) -> dict[UUID, str]:
    """What a form answers to each of them; those of whom it says nothing are left out."""
    given = ((each.person, answers.get(f"same_{each.person}", "")) for each in found)
    return {person: answer for person, answer in given if answer in STATES}


SAME, DIFFERENT, UNSURE = STATES = ("same", "different", "unsure")

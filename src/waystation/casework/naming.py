"""The real names of persons: one place that says which rows tell them, for search and comparison."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from waystation.casework.postings import Postings
from waystation.staff.ranked import Changes, Follower
from waystation.vault.models import Sealed

_NO_DIGIT = re.compile(r"\D+")
Years = tuple[int, int] | None
"""The first and the last year in which somebody may be born."""
_DIGITS = (7, 10)  # a phone number without its country has so many, which are compared


@dataclass(frozen=True)
class Marks:
    """What one person is known by: names, the years in which they may be born, the phone as `phone_of` gives it.

    They are found by what we have `called` them too, which says nothing about who they are and is never compared.
    """

    names: tuple[str, ...] = field(repr=False)
    years: Years = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    called: str = field(default="", repr=False)


Told = Callable[[Any], Marks]
_TELLING: dict[type[Sealed], Told] = {}


def use(model: type[Sealed], told: Told) -> None:
    """Makes known a kind of row, in IDENTITY under its case, that tells who somebody is. Called at start-up."""
    _TELLING[model] = told


def telling() -> dict[type[Sealed], Told]:
    """The kinds of rows that tell names, each with how."""
    return _TELLING


def phone_of(text: str) -> str:
    """The digits of a phone number that are the same with and without its country; "" for what is too short."""
    digits = _NO_DIGIT.sub("", text)
    return digits[-_DIGITS[1] :] if len(digits) >= _DIGITS[0] else ""


class Known(msgspec.Struct, frozen=True, gc=False):
    """One person as it is compared: the numbers of the words of the names, and the rest.

    There are very many, without cycles: the garbage collector need not walk through them.
    """

    case: bytes
    words: tuple[int, ...]
    years: Years
    phone: str
    beside: tuple[int, ...] = ()
    """By what else they are found."""

    def __repr__(self) -> str:
        return "Known()"


class Persons:
    """Those who may be compared, found by the words of their names and by their phones."""

    def __init__(self) -> None:
        self._known: dict[bytes, Known] = {}
        self._named: Postings[int] = Postings()
        self._called: Postings[str] = Postings()
        self._of_one_word: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, id_: bytes) -> Known | None:
        return self._known.get(id_)

    def put(self, id_: bytes, known: Known) -> None:
        """Adds somebody who was not among them."""
        self._known[id_] = known
        self._named.put(id_, known.words)
        self._called.put(id_, [known.phone] if known.phone else [])
        if len(known.words) == 1:
            self._of_one_word.add(id_)

    def drop(self, id_: bytes) -> Known | None:
        """Takes somebody out, and gives what was known of them."""
        known = self._known.pop(id_, None)
        if known is not None:
            self._named.drop(id_, known.words)
            self._called.drop(id_, [known.phone])
            self._of_one_word.discard(id_)
        return known

    def named(self, numbers: Iterable[int]) -> set[bytes]:
        """Who has any of these words in a name."""
        return self._named.having(numbers)

    def called(self, phone: str) -> set[bytes]:
        """Who has this phone; nobody for ""."""
        return self._called.having([phone])

    def not_apart(self, among: set[bytes], years: Years) -> set[bytes]:
        """Those of them who may be born in one of these years."""
        if years is None:
            return among
        first, last = years
        known = ((id_, found.years) for id_ in among if (found := self._known.get(id_)))
        return {id_ for id_, born in known if born is None or (born[0] <= last and first <= born[1])}

    def of_one_word(self, among: set[bytes]) -> set[bytes]:
        """Those of whom one word is all that there is of a name."""
        return among & self._of_one_word


class Named(Follower):
    """The persons whom the rows of one kind tell of, and the cases found by them; in step with the opened rows."""

    def __init__(self, told: Told, make: Callable[[str], tuple[int, ...]], persons: Persons) -> None:
        super().__init__()
        self._told, self._make, self._persons = told, make, persons
        self._of: dict[bytes, tuple[bytes, ...]] = {}
        self._found: Postings[int] = Postings()

    def having(self, numbers: Iterable[int]) -> set[bytes]:
        """The cases with somebody who is found by any of these words."""
        return self._found.having(numbers)

    def changed(self, changes: Changes[Any]) -> None:
        for id_, (before, after) in changes.items():
            if before is not None and (gone := self._persons.drop(id_)):
                rest = tuple(each for each in self._of[gone.case] if each != id_)
                self._of[gone.case] = rest
                self._found.drop(gone.case, (*gone.words, *gone.beside))
                for known in map(self._persons.get, rest):
                    self._found.put(gone.case, (*known.words, *known.beside) if known else ())
            if after is not None:
                marks = self._told(after.record)
                names = self._make("\n".join(marks.names))
                beside = self._make(f"{marks.called}\n{marks.phone}") if marks.called or marks.phone else ()
                known = Known(after.locator.bytes, names, marks.years, marks.phone, beside)
                self._persons.put(id_, known)
                self._of[known.case] = (*self._of.get(known.case, ()), id_)
                self._found.put(known.case, (*names, *beside))

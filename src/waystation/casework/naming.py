"""The real names of persons: one place that says which rows tell them, for search and comparison."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from waystation.staff.ranked import Changes, Follower
from waystation.vault.models import Sealed

_NO_DIGIT = re.compile(r"\D+")
_DIGITS = (7, 10)  # a phone number without its country has so many, which are compared


@dataclass(frozen=True)
class Marks:
    """What one person is known by: names, the years in which they may be born, the phone as `phone_of` gives it.

    They are found by what we have `called` them too, which says nothing about who they are and is never compared.
    """

    names: tuple[str, ...] = field(repr=False)
    years: tuple[int, int] | None = field(default=None, repr=False)
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
    years: tuple[int, int] | None
    phone: str
    beside: tuple[int, ...] = ()
    """By what else they are found."""

    def __repr__(self) -> str:
        return "Known()"


class Named(Follower):
    """The persons whom the rows of one kind tell of, by the rows' ids; in step with the opened rows."""

    def __init__(self, told: Told, make: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._told, self._make = told, make
        self._persons: dict[bytes, Known] = {}
        self._of: dict[bytes, tuple[bytes, ...]] = {}
        self.words: dict[bytes, tuple[int, ...]] = {}
        """The words by which each case's persons are found."""
        self.number = 0  # another as soon as anything is

    def persons(self) -> dict[bytes, Known]:
        """All of them as they are now: one copy, which does not wake the garbage collector as many pairs would."""
        return self._persons.copy()

    def changed(self, changes: Changes[Any]) -> None:
        self.number += 1
        touched: set[bytes] = set()
        for id_, (before, after) in changes.items():
            if before is not None and (gone := self._persons.pop(id_, None)):
                touched.add(gone.case)
                self._of[gone.case] = tuple(each for each in self._of[gone.case] if each != id_)
            if after is not None:
                marks = self._told(after.record)
                names, beside = (self._make("\n".join(texts)) for texts in (marks.names, (marks.called, marks.phone)))
                known = Known(after.locator.bytes, names, marks.years, marks.phone, beside)
                self._persons[id_] = known
                self._of[known.case] = (*self._of.get(known.case, ()), id_)
                touched.add(known.case)
        for case in touched:
            persons = [self._persons[id_] for id_ in self._of[case]]
            self.words[case] = tuple(word for each in persons for word in (*each.words, *each.beside))

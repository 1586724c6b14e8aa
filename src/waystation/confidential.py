"""What an organisation holds that must not come out: which kinds of it there are, and which rows tell it.

Each room makes its own rows known at start-up by `use`, so that what checks a text before its release reaches all of
them and imports none. Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Kind(StrEnum):
    """What a fact is. The last six are traits: one alone gives nobody away, several of one person may."""

    NAME = "name"
    CODE_NAME = "code_name"  # what we call somebody among ourselves
    HANDLE = "handle"  # of an account somewhere
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    COORDINATES = "coordinates"  # two decimal numbers of degrees: latitude, longitude
    WORKPLACE = "workplace"
    NUMBER = "number"  # of a paper, a car, an account
    WORDS = "words"  # a free text, of which rare words may be known again
    PLACE = "place"
    DATE = "date"  # as in ISO 8601: 2017-03-12, 2017-03, 2017
    BORN = "born"  # when, as in ISO 8601: 1992-06-02, 1992-06, 1992, 1991/1992; it is met by ages, too
    JOB = "job"
    FAMILY = "family"  # what somebody is to others: a code of `relationships` or `person_ties`, or a word
    INJURY = "injury"


TRAITS: Final = (Kind.PLACE, Kind.DATE, Kind.BORN, Kind.JOB, Kind.FAMILY, Kind.INJURY)


class Fact(NamedTuple):
    """One thing that is confidential. `about` is the id of whom or what it is about: facts of one are put together."""

    about: bytes
    kind: Kind
    text: str


Tell = Callable[[Any], Iterable[Fact]]
"""What one opened row tells: it is given what `staff.opened` holds of the row."""


@dataclass(frozen=True)
class Teller:
    """A kind of row that tells facts. `label` says what these rows are, in words for staff."""

    model: type[Any]
    label: Any
    tell: Tell


_CODE: Final = re.compile(r"[a-z0-9_.:-]*")
_TELLERS: dict[tuple[type[Any], str], Teller] = {}


def use(model: type[Any], label: Any, tell: Tell) -> None:
    """Makes a kind of row known. One kind may tell in several ways. Called at start-up."""
    _TELLERS[model, f"{tell.__module__}.{tell.__qualname__}"] = Teller(model, label, tell)


def tellers() -> list[Teller]:
    """Every kind of row that tells facts, in the order in which rooms made them known."""
    return list(_TELLERS.values())


def use_words(model: type[Any], label: Any, *, of_case: bool = False) -> None:
    """Makes a kind of row known of which every free text is confidential. `of_case`: it lies under the id of a case."""

    def every_text(held: Any) -> Iterator[Fact]:
        about = (held.locator if of_case else held.id).bytes
        return (Fact(about, Kind.WORDS, text) for text in _texts(held.record))

    use(model, label, every_text)


def _texts(value: Any) -> Iterator[str]:
    """The strings of a record, at whatever depth, that are no codes."""
    if isinstance(value, str):
        if not _CODE.fullmatch(value):
            yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    else:
        for name in getattr(value, "__struct_fields__", ()):
            yield from _texts(getattr(value, name))

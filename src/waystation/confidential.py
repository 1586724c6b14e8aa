"""What an organisation holds that must not come out: which kinds of it there are, and which rows tell it.

Each room makes its own rows known at start-up by `use`, so that what checks a text before its release reaches all of
them and imports none. Plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Kind(StrEnum):
    """What a fact is. The last five are traits: one alone gives nobody away, several of one person may."""

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
    JOB = "job"
    FAMILY = "family"  # what somebody is to others: a code of `relationships` or `person_ties`, or a word
    INJURY = "injury"


TRAITS: Final = (Kind.PLACE, Kind.DATE, Kind.JOB, Kind.FAMILY, Kind.INJURY)


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


_TELLERS: dict[tuple[type[Any], str], Teller] = {}


def use(model: type[Any], label: Any, tell: Tell) -> None:
    """Makes a kind of row known. One kind may tell in several ways. Called at start-up."""
    _TELLERS[model, f"{tell.__module__}.{tell.__qualname__}"] = Teller(model, label, tell)


def tellers() -> list[Teller]:
    """Every kind of row that tells facts, in the order in which rooms made them known."""
    return list(_TELLERS.values())

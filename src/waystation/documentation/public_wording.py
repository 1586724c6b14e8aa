"""What may be said in public of a fact: a sentence that its status makes, in the languages of the pages. Pure.

Nobody writes "documented" by hand: the word comes with the status, and goes with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from waystation.documentation.corroboration import FIRST_HAND, Status

LANGUAGES: Final = ("en", "ru", "ce")
TELLERS: Final = ("self", "eyewitness", "co_detainee", "relative_saw_after", "perpetrator")
"""Who is named where several were there: the first of these."""
_FILE = Path(__file__).with_name("public_wording.toml")


class People(NamedTuple):
    """How many people it happened to. `most` is None where only the least is known."""

    least: int = 1
    most: int | None = 1


class Sentence(NamedTuple):
    """What may be said, and the language it is in: Russian where there is no Chechen yet."""

    text: str
    language: str


ONE: Final = People()


def sentence(status: Status, language: str, people: People = ONE) -> Sentence | None:
    """What may be said of a fact.

    None where nothing may (it is contradicted, refuted or withdrawn), or where no words are made: names of
    perpetrators, places, days. `language` is one of LANGUAGES. Raises ValueError for an impossible number of people.
    """
    if people.least < 1 or (people.most is not None and people.most < people.least):
        raise ValueError(people)
    frame, clause = _frame(status), _clause(status)
    if frame is None or clause is None:
        return None
    for spoken in (language, "ru"):
        if spoken in frame and spoken in clause:
            return Sentence(frame[spoken].format(what=_counted(clause[spoken], people, spoken)), spoken)
    return None


def _frame(status: Status) -> Mapping[str, str] | None:
    if status.public == FIRST_HAND:
        return next((_said()["first_hand"][each] for each in TELLERS if each in status.tellers), None)
    found: Mapping[str, str] | None = _said()["status"].get(status.public)
    return found


def _clause(status: Status) -> Mapping[str, tuple[str, str]] | None:
    """The words of what happened; of a kind without words of its own, those of the kind above it."""
    of_property = _said().get(status.claim.property, {})
    value = status.claim.value
    found: Mapping[str, tuple[str, str]] | None = of_property.get(value, of_property.get(value.partition(".")[0]))
    return found


def _counted(forms: tuple[str, str], people: People, language: str) -> str:
    one, many = forms
    if people == ONE:
        return one
    kind = "exactly" if people.least == people.most else "between"
    if people.most is None:
        kind = "at_least"
    number = _said()["number"][kind][language].format(least=people.least, most=people.most)
    return f"{many} ({number})"


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))

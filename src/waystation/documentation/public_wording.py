"""What may be said in public of a fact: a sentence that its status makes, in the languages of the pages. Pure.

Nobody writes "documented" by hand: the word comes with the status, and goes with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from waystation.documentation.corroboration import FIRST_HAND, Status

LANGUAGES: Final = ("en", "ru", "ce")
TELLERS: Final = ("self", "eyewitness", "co_detainee", "relative_saw_after", "perpetrator")
"""Who is named where several were there: the first of these."""
CONFIRMED: Final = "confirmed"
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


def is_confirmed(status: Status, language: str, people: People = ONE) -> bool:
    """Whether a speaker of a language confirmed every part of the sentence that `sentence` makes in it."""
    parts = [_frame_key(status), _clause_key(status), f"number.{_kind(people)}" if people != ONE else None]
    return all(part is None or part in _confirmed().get(language, ()) for part in parts)


class Phrase(NamedTuple):
    """One part of what is said: its key, its words by language, and in which a speaker of it confirmed these."""

    key: str
    words: Mapping[str, str]
    confirmed: frozenset[str]


def phrases() -> Iterator[Phrase]:
    """All of which sentences are made."""
    for table, parts in _said().items():
        for name, words in parts.items() if table != CONFIRMED else ():
            key = f"{table}.{name}"
            told = {each: said if isinstance(said, str) else " / ".join(said) for each, said in words.items()}
            yield Phrase(key, told, frozenset(each for each in told if key in _confirmed().get(each, ())))


def _frame(status: Status) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = _at(_frame_key(status))
    return found


def _clause(status: Status) -> Mapping[str, tuple[str, str]] | None:
    found: Mapping[str, tuple[str, str]] | None = _at(_clause_key(status))
    return found


def _at(key: str | None) -> Any:
    table, _dot, name = (key or "").partition(".")
    return _said()[table][name] if key else None


def _frame_key(status: Status) -> str | None:
    if status.public == FIRST_HAND:
        return next((f"first_hand.{each}" for each in TELLERS if each in status.tellers), None)
    return f"status.{status.public}" if status.public in _said()["status"] else None


def _clause_key(status: Status) -> str | None:
    """Where the words of what happened stand; of a kind without words of its own, those of the kind above it."""
    table, value = status.claim.property, status.claim.value
    of_property = _said().get(table, {})
    return next((f"{table}.{each}" for each in (value, value.partition(".")[0]) if each in of_property), None)


def _counted(forms: tuple[str, str], people: People, language: str) -> str:
    one, many = forms
    if people == ONE:
        return one
    number = _said()["number"][_kind(people)][language].format(least=people.least, most=people.most)
    return f"{many} ({number})"


def _kind(people: People) -> str:
    if people.most is None:
        return "at_least"
    return "exactly" if people.least == people.most else "between"


def _confirmed() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = _said()[CONFIRMED]
    return found


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))

"""Neutral words that a person may be called by: drawn at random, never made from anything about them."""

import itertools
import secrets
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from waystation.vocabulary.written import written

FOLDER = Path(__file__).parent / "names"


@cache
def _words(language: str) -> tuple[str, ...]:
    return tuple((FOLDER / f"{language}.txt").read_text().split())


def suggest(taken: Collection[str]) -> str:
    """A word in the language of the page that is not taken; with a number once all are."""
    words = _words(written())
    used = {name.casefold() for name in taken}
    number = 1
    while True:
        tail = "" if number == 1 else f" {number}"
        if free := [word for word in words if (word + tail).casefold() not in used]:
            return secrets.choice(free) + tail
        number += 1


def shuffled() -> Iterator[str]:
    """Every word in the language of the page in an order drawn at random, then each with a 2 and so on without end."""
    words = list(_words(written()))
    for number in itertools.count(1):
        secrets.SystemRandom().shuffle(words)
        yield from (word if number == 1 else f"{word} {number}" for word in words)

"""Which of our places and helpers a text names. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from waystation.hotline.inflection import WORD, is_same, words

Key = TypeVar("Key", bound=Hashable)


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of these names stands in a text, also in another case of Russian.

    A name of one word counts only where it is written with a capital letter, as names are: else no answer could speak
    of a mill once a safe house is called that.
    """
    return bool(which(text, {None: names}))


def which(text: str, names: Mapping[Key, Iterable[str]]) -> set[Key]:
    """Of which of these one of the names stands in a text, in the same way."""
    said = words(text)
    return {key for key, some in names.items() if any(_is_named(said, WORD.findall(name)) for name in some)}


def _is_named(said: list[str], name: list[str]) -> bool:
    if not name:
        return False
    places = range(len(said) - len(name) + 1)
    return any(_is_here(said[place : place + len(name)], name) for place in places)


def _is_here(said: list[str], name: list[str]) -> bool:
    capital = len(name) > 1 or not name[0][0].isupper() or said[0][0].isupper()
    return capital and all(is_same(word, known) for word, known in zip(said, name, strict=True))

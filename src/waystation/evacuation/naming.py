"""Which of our places and helpers a text names. Pure."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_ENDING = 3  # letters that a Russian ending has at most
_OPEN = "аяеиоуыйью"  # what changes at the end of a name


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of these names stands in a text, also in another case of Russian.

    A name of one word counts only where it is written with a capital letter, as names are: else no answer could speak
    of a mill once a safe house is called that.
    """
    said = _WORD.findall(text)
    return any(_is_named(said, _WORD.findall(name)) for name in names)


def _is_named(said: list[str], name: list[str]) -> bool:
    if not name:
        return False
    places = range(len(said) - len(name) + 1)
    return any(_is_here(said[place : place + len(name)], name) for place in places)


def _is_here(said: list[str], name: list[str]) -> bool:
    capital = len(name) > 1 or not name[0][0].isupper() or said[0][0].isupper()
    return capital and all(_is_same(word, known) for word, known in zip(said, name, strict=True))


def _is_same(word: str, known: str) -> bool:
    word, known = _plain(word), _plain(known)
    if known.isascii() or len(known) < 4:
        return word in (known, known + "s")
    stem = known.rstrip(_OPEN) if len(known.rstrip(_OPEN)) >= 3 else known
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")

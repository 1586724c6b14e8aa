"""Which of our places and helpers a text names. Pure."""

from collections.abc import Iterable

from waystation.hotline.inflection import WORD, is_same, words


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of these names stands in a text, also in another case of Russian.

    A name of one word counts only where it is written with a capital letter, as names are: else no answer could speak
    of a mill once a safe house is called that.
    """
    said = words(text)
    return any(_is_named(said, WORD.findall(name)) for name in names)


def _is_named(said: list[str], name: list[str]) -> bool:
    if not name:
        return False
    places = range(len(said) - len(name) + 1)
    return any(_is_here(said[place : place + len(name)], name) for place in places)


def _is_here(said: list[str], name: list[str]) -> bool:
    capital = len(name) > 1 or not name[0][0].isupper() or said[0][0].isupper()
    return capital and all(is_same(word, known) for word, known in zip(said, name, strict=True))

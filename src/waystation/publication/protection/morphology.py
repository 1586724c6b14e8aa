"""Russian words: what they are in the dictionary. The library and its dictionary are loaded when first asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

_RUSSIAN: Final = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_PROPER: Final = ("Name", "Surn", "Patr")
_SMALL: Final = ("PREP", "CONJ", "PRCL", "NPRO", "INTJ")
_MOST_PARSES: Final = 4


@dataclass(frozen=True)
class Known:
    """What the dictionary has of a word: its first forms, guessed where it has none.

    `word`: it can be an ordinary word; `small`: it is one of those that stand in every text and nothing else.
    """

    forms: tuple[str, ...] = ()
    known: bool = False
    word: bool = False
    small: bool = False


@cache
def _analyser() -> Any:
    import pymorphy3  # type: ignore[import-untyped]

    return pymorphy3.MorphAnalyzer(lang="ru")


def known(word: str) -> Known:
    """What the dictionary has of a word; nothing of one that is not Russian."""
    if not _RUSSIAN.fullmatch(word):
        return Known()
    analyser = _analyser()
    said = word.casefold()
    parses = analyser.parse(said)[:_MOST_PARSES]
    forms = tuple(dict.fromkeys(parse.normal_form for parse in parses))
    if not analyser.word_is_known(said):
        return Known(forms)
    tags = [parse.tag for parse in parses]
    word_too = any(not any(mark in tag for mark in _PROPER) for tag in tags)
    return Known(forms, True, word_too, all(tag.POS in _SMALL for tag in tags))

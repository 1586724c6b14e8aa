"""What says the same of an injury: the breaking of a jaw, a jaw that was broken, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from waystation.publication.protection.morphology import known

_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset("и в на с от of the a an and with by der die das".split())


def injuries(said: str) -> Iterator[str]:
    """An injury as it was said, and in the other words that there are for what was done and to what."""
    yield said
    rows, rest = [], []
    for word in _WORD.findall(said.casefold()):
        row = _row(word)
        if row is None:
            rest.append(word)
        elif row not in rows:
            rows.append(row)
    own = [word for word in rest if word not in _SMALL]
    for number, words in enumerate(zip(*(_rows()[row] for row in rows), strict=True)):
        left = own if number == 0 and (not own or not own[0].isascii()) else []
        if len(rows) > 1 or not own or left:
            yield from (" ".join((*each, *left)) for each in product(*words))


def _row(word: str) -> int | None:
    for each in (word, *known(word).forms):
        if (row := _places().get(each)) is not None:
            return row
    return None


@cache
def _places() -> dict[str, int]:
    return {
        word: number for number, line in reversed([*enumerate(_lines())]) for word in re.findall(r"[^\s|()]+", line)
    }


@cache
def _rows() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The words of each line, by language, without those that say nothing alone."""
    return tuple(tuple(tuple(_said(part)) for part in line.split("|")) for line in _lines())


def _said(part: str) -> list[str]:
    return [word for word in part.split() if not word.startswith("(")]


@cache
def _lines() -> tuple[str, ...]:
    lines = Path(__file__).with_name("injuries.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))

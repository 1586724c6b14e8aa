"""On which level two values of a field are, the best being 0: the conditions of `model.comparisons`, without SQL.

Each function takes one value and many known ones, and gives a level for each of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from waystation.linkage.dates import span


def _off(word: str | None, known: list[str | None], shortest: int) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    """Which are one letter off, and how much alike each is (Jaro-Winkler)."""
    if word is None:
        return np.zeros(len(known), np.bool_), np.zeros(len(known), np.float32)
    words = [each or "" for each in known]
    off = process.cdist([word], words, scorer=DamerauLevenshtein.distance, score_cutoff=1, dtype=np.uint8)[0] <= 1
    long = np.fromiter((len(each) >= shortest for each in words), np.bool_, len(words))
    alike = process.cdist([word], words, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return off & long & (len(word) >= shortest), alike


def pick(*conditions: Any) -> NDArray[np.int8]:
    """The first condition that holds is the level; past the last is "all other"."""
    found = np.select(conditions, range(len(conditions)), len(conditions))
    return found.astype(np.int8)


def _each(known: list[Any], holds: Callable[[Any], bool]) -> NDArray[np.bool_]:
    return np.fromiter((holds(value) for value in known), np.bool_, len(known))


def _spelled(value: Any, known: list[Any]) -> list[NDArray[np.bool_]]:
    """How near given names and fathers' names are: the same, read alike, a letter off, alike."""
    name, readings = value[0], {*value[1]}
    off, alike = _off(name, [each[0] for each in known], 3)
    return [
        _each(known, lambda each: each[0] == name),
        _each(known, lambda each: not readings.isdisjoint(each[1])),
        off,
        alike >= 0.88,
    ]


def given(value: Any, known: list[Any]) -> NDArray[np.int8]:
    parts = {*value[2]}
    return pick(*_spelled(value, known), _each(known, lambda each: not parts.isdisjoint(each[2])))


def surname(value: Any, known: list[Any]) -> NDArray[np.int8]:
    name, readings, root = value[0], {*value[1]}, value[2]
    off, alike = _off(name, [each[0] for each in known], 4)
    return pick(
        _each(known, lambda each: each[0] == name),
        _each(known, lambda each: each[2] == root or not readings.isdisjoint(each[1])),
        off,
        alike >= 0.88,
    )


def father(value: Any, known: list[Any]) -> NDArray[np.int8]:
    return pick(*_spelled(value, known))


def place(value: Any, known: list[Any]) -> NDArray[np.int8]:
    name, readings, district = value[0], {*value[1]}, value[2]
    off, alike = _off(name, [each[0] for each in known], 4)
    return pick(
        _each(known, lambda each: name is not None and each[0] == name),
        _each(known, lambda each: not readings.isdisjoint(each[1])) | off,
        _each(known, lambda each: district is not None and each[2] == district),
        alike >= 0.88,
    )


def any_shared(value: Any, known: list[Any]) -> NDArray[np.int8]:
    letters = {*value}
    return pick(_each(known, lambda each: not letters.isdisjoint(each)))


def same(value: str, known: list[str]) -> NDArray[np.int8]:
    return pick(_each(known, lambda each: each == value))


def one_sign_off(value: str, known: list[str]) -> NDArray[np.int8]:
    off = process.cdist([value], known, scorer=DamerauLevenshtein.distance, score_cutoff=1, dtype=np.uint8)[0]
    return pick(off == 0, (off == 1) & (len(value) >= 3) & _each(known, lambda each: len(each) >= 3))


def alike(value: str, known: list[str]) -> NDArray[np.int8]:
    alike = process.cdist([value], known, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return pick(_each(known, lambda each: each == value), alike >= 0.92, alike >= 0.8)


def clan(value: str, known: list[str]) -> NDArray[np.int8]:
    alike = process.cdist([value], known, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return pick(_each(known, lambda each: each == value), alike >= 0.85)


def slips(day: str) -> list[int]:
    """The days that are this one but for a digit, or with day and month exchanged."""
    year, month, number = day.split("-")
    texts = {f"{year}-{number}-{month}"}
    for at, sign in enumerate(day):
        if sign != "-":
            texts |= {day[:at] + digit + day[at + 1 :] for digit in "0123456789"}
            if at + 1 < len(day) and day[at + 1] != "-":
                texts.add(day[:at] + day[at + 1] + sign + day[at + 2 :])
    found = (span(text) for text in texts - {day})
    return [each.first for each in found if each and each.day]

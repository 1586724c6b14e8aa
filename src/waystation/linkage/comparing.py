"""What one comparison of `model.comparisons` says of every record that is held, over columns of numbers.

A field is compared once with each different value that it has among the records.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waystation.linkage import levels as on
from waystation.linkage.columns import Role
from waystation.linkage.persons import Person

Bits = NDArray[np.float32]
At = NDArray[np.int8]
"""By record the level that two are on, the best being 0; `UNSAID` where one of the two says nothing."""
Levels = list[float]
UNSAID: Final = -1
_FIRST_ROOM: Final = 1024
_UNKNOWN: Final = 0
_KEPT: Final = 64 * 2**20
"""Bytes of comparisons that are kept for values which are asked for again."""


class _Column:
    """Numbers, one to a record; there is always room for more."""

    def __init__(self, kind: type[np.generic]) -> None:
        self._room: NDArray[Any] = np.zeros(_FIRST_ROOM, kind)
        self.count = 0

    def append(self, value: float) -> None:
        if self.count == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[self.count] = value
        self.count += 1

    @property
    def all(self) -> NDArray[Any]:
        return self._room[: self.count]


class Comparison(ABC):
    """What one comparison of `models.comparisons` says of all records."""

    def __init__(self, name: str, levels: Levels) -> None:
        self.name = name
        self.levels = levels

    @abstractmethod
    def add(self, person: Person) -> None: ...

    @abstractmethod
    def at(self, person: Person) -> At: ...

    def rare(self, person: Person) -> float:
        """The bits that the best level has more, since this person's value is rare."""
        return 0.0

    def bits(self, person: Person) -> Bits:
        at = self.at(person)
        found = np.array([*self.levels, 0.0], np.float32)[at]  # the last is for those of whom nothing is said
        found[at == 0] += np.float32(self.rare(person))
        return found


class Values(Comparison):
    """A field whose different values are numbered; 0 is for what is not known.

    `of` says a person's value, `levels_of` the level of each known value against one, the best being 0; past the last
    is "all other". Rare values say more where they are the same (`exact`, Splink's term frequencies).
    """

    def __init__(
        self,
        name: str,
        levels: Levels,
        of: Callable[[Person], Any],
        levels_of: Callable[[Any, list[Any]], NDArray[np.int8]],
        *,
        chance: float | None = None,
        exact: Callable[[Any], str | None] = str,
        smoothed: float = 0.0,
    ) -> None:
        super().__init__(name, levels)
        self._of, self._levels_of, self._chance, self._exact = of, levels_of, chance, exact
        self._smoothed = smoothed
        self._codes: dict[Any, int] = {}
        self._values: list[Any] = []
        self._seen: dict[str, int] = {}
        self._known = 0
        self._column = _Column(np.int32)
        self._kept: dict[Any, tuple[int, At]] = {}
        self._held = 0

    def add(self, person: Person) -> None:
        value = self._of(person)
        if value is None:
            self._column.append(_UNKNOWN)
            return
        code = self._codes.get(value)
        if code is None:
            self._values.append(value)
            code = self._codes[value] = len(self._values)
        self._column.append(code)
        if (exact := self._exact(value)) is not None:
            self._known += 1
            self._seen[exact] = self._seen.get(exact, 0) + 1

    def at(self, person: Person) -> At:
        by_code = self._by_code(person)
        found: At = by_code[self._column.all]
        return found

    def rare(self, person: Person) -> float:
        value = self._of(person)
        exact = None if value is None else self._exact(value)
        if not self._chance or exact is None or exact not in self._seen:
            return 0.0
        return _rarity(self._chance, self._known, self._seen[exact], self._smoothed)

    def bits(self, person: Person) -> Bits:
        """Of each different value once, then of every record that has it."""
        at = self._by_code(person)
        by_code = np.array([*self.levels, 0.0], np.float32)[at]
        by_code[at == 0] += np.float32(self.rare(person))
        found: Bits = by_code[self._column.all]
        return found

    def _by_code(self, person: Person) -> At:
        value = self._of(person)
        found = np.full(len(self._values) + 1, UNSAID, np.int8)
        if value is not None:
            found[1:] = self._levels_against(value)
        return found

    def _levels_against(self, value: Any) -> At:
        """Kept for values that are asked for again; only what came since is compared anew."""
        done, kept = self._kept.get(value, (0, np.empty(0, np.int8)))
        if done < len(self._values):
            kept = np.concatenate([kept, self._levels_of(value, self._values[done:])])
            self._held += len(kept) - done
            if self._held > _KEPT:
                self._kept.clear()
                self._held = len(kept)
            self._kept[value] = (len(self._values), kept)
        return kept


def _rarity(chance: float, known: int, seen: int, smoothed: float) -> float:
    """The bits that a value says more than usual, being one that `seen` of `known` records have: Splink's term
    frequencies, smoothed by so many records that have it as often as any (`chance`)."""
    return math.log2(chance * (known + smoothed) / (seen + smoothed * chance))


class Spans(Comparison):
    """Days or spans of days."""

    def __init__(
        self, name: str, levels: Levels, *, is_day: bool, near: int, far: int, chance: float | None, smoothed: float
    ) -> None:
        super().__init__(name, levels)
        self._smoothed = smoothed
        self._field, self._is_day, self._near, self._far = name.split("_")[0], is_day, near, far
        self._first, self._last, self._sure = _Column(np.int32), _Column(np.int32), _Column(np.bool_)
        self._seen: dict[str, int] = {}
        self._chance = chance

    def _read(self, person: Person) -> tuple[int, int, str | None]:
        first = getattr(person, f"{self._field}_first")
        last = getattr(person, f"{self._field}_last")
        return first or 0, last or 0, getattr(person, self._field)

    def add(self, person: Person) -> None:
        first, last, day = self._read(person)
        self._first.append(first)
        self._last.append(last)
        self._sure.append(day is not None)
        if day:
            self._seen[day] = self._seen.get(day, 0) + 1

    def at(self, person: Person) -> At:
        first, last, day = self._read(person)
        if not first or (self._is_day and day is None):
            return np.full(self._first.count, UNSAID, np.int8)
        firsts, lasts, sure = self._first.all, self._last.all, self._sure.all
        gap = np.maximum(firsts, first) - np.minimum(lasts, last)
        rest = [gap <= self._near, gap <= self._far]
        if self._is_day:
            assert day is not None
            found = on.pick(gap == 0, np.isin(firsts, on.slips(day)), *rest)
            return np.where(sure, found, UNSAID).astype(np.int8)
        wide = np.maximum(lasts - firsts, last - first)
        found = on.pick((gap <= 0) & (wide <= self._near), gap <= 0, *rest)
        known = (firsts > 0) & ~(sure & (day is not None))
        return np.where(known, found, UNSAID).astype(np.int8)

    def rare(self, person: Person) -> float:
        day = self._read(person)[2]
        if not (self._is_day and self._chance and day in self._seen):
            return 0.0
        return _rarity(self._chance, sum(self._seen.values()), self._seen[day], self._smoothed)


class Further(Comparison):
    """Further words of a name: how many are shared."""

    def __init__(self, name: str, levels: Levels) -> None:
        super().__init__(name, levels)
        self._has = _Column(np.bool_)
        self._with: dict[str, list[int]] = {}

    def add(self, person: Person) -> None:
        for word in person.further:
            self._with.setdefault(word, []).append(self._has.count)
        self._has.append(bool(person.further))

    def at(self, person: Person) -> At:
        shared = np.zeros(self._has.count, np.int16)
        if not person.further:
            return np.full(self._has.count, UNSAID, np.int8)
        for word in person.further:
            shared[self._with.get(word, [])] += 1
        return np.where(self._has.all, on.pick(shared >= 2, shared == 1), UNSAID).astype(np.int8)


class Initial(Comparison):
    """First letters, where of one of the two no more is known."""

    def __init__(self, name: str, levels: Levels) -> None:
        super().__init__(name, levels)
        self._letters = Values(name, levels, lambda person: person.given_initial or None, on.any_shared)
        self._whole = _Column(np.bool_)

    def add(self, person: Person) -> None:
        self._letters.add(person)
        self._whole.append(person.given is not None)

    def at(self, person: Person) -> At:
        found = self._letters.at(person)
        return np.where(self._whole.all, UNSAID, found).astype(np.int8) if person.given else found


def made(name: str, levels: Levels, chance: float | None, roles: Mapping[str, Role], smoothed: float) -> Comparison:
    if name == "given":
        return Values(name, levels, _given, on.given, chance=chance, smoothed=smoothed, exact=_first)
    if name == "surname":
        return Values(name, levels, _surname, on.surname, chance=chance, smoothed=smoothed, exact=_first)
    if name == "father":
        return Values(name, levels, _father, on.father, chance=chance, smoothed=smoothed, exact=_first)
    if name == "place":
        return Values(name, levels, _place, on.place, chance=chance, smoothed=smoothed, exact=_first)
    if name == "initial":
        return Initial(name, levels)
    if name == "further":
        return Further(name, levels)
    if name in ("birth_day", "birth_span"):
        return Spans(name, levels, is_day=name == "birth_day", near=366, far=4 * 366, chance=chance, smoothed=smoothed)
    if name in ("event_day", "event_span"):
        near, far = (7, 31) if name == "event_day" else (31, 92)
        return Spans(name, levels, is_day=name == "event_day", near=near, far=far, chance=chance, smoothed=smoothed)
    if name.startswith("other_"):
        place = int(name.removeprefix("other_"))
        plain = [role for role in roles.values() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
        by_role = {Role.NUMBER: on.one_sign_off, Role.TEXT: on.alike, Role.KIND: on.same}
        return Values(
            name, levels, lambda person: person.others[place], by_role[plain[place]], chance=chance, smoothed=smoothed
        )
    by_name = {"phone": on.one_sign_off, "email": on.alike, "clan": on.clan}
    return Values(
        name, levels, lambda person: getattr(person, name), by_name.get(name, on.same), chance=chance, smoothed=smoothed
    )


def _given(person: Person) -> Any:
    return (person.given, person.given_alt, person.given_parts) if person.given else None


def _surname(person: Person) -> Any:
    return (person.surname, person.surname_alt, person.surname_root) if person.surname else None


def _father(person: Person) -> Any:
    return (person.father, person.father_alt) if person.father else None


def _place(person: Person) -> Any:
    return (person.place, person.place_alt, person.district) if person.place or person.district else None


def _first(value: Any) -> str | None:
    found: str | None = value[0]
    return found

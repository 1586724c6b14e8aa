"""One new record against all that are known, at once: the same comparisons and weights as the batch, without SQL.

Every record is weighed, none is left out by a key: a field is compared once with each different value that it has
among the records, and the bits are added up over columns of numbers. It lies in the memory of whoever holds it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from waystation.linkage import model as models
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


class Near(NamedTuple):
    """A record by its number, what speaks for its being the same person in bits, and how probable that is."""

    number: int
    bits: float
    probability: float


class Said(NamedTuple):
    """What one comparison says of two records: the level that they are on, its bits, and those because what they
    share is rarer or commoner than usual."""

    comparison: str
    level: int
    bits: float
    rare: float = 0.0


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


class _Comparison(ABC):
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


class _Values(_Comparison):
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


class _Spans(_Comparison):
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
            found = _pick(gap == 0, np.isin(firsts, _slips(day)), *rest)
            return np.where(sure, found, UNSAID).astype(np.int8)
        wide = np.maximum(lasts - firsts, last - first)
        found = _pick((gap <= 0) & (wide <= self._near), gap <= 0, *rest)
        known = (firsts > 0) & ~(sure & (day is not None))
        return np.where(known, found, UNSAID).astype(np.int8)

    def rare(self, person: Person) -> float:
        day = self._read(person)[2]
        if not (self._is_day and self._chance and day in self._seen):
            return 0.0
        return _rarity(self._chance, sum(self._seen.values()), self._seen[day], self._smoothed)


class _Further(_Comparison):
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
        return np.where(self._has.all, _pick(shared >= 2, shared == 1), UNSAID).astype(np.int8)


class _Initial(_Comparison):
    """First letters, where of one of the two no more is known."""

    def __init__(self, name: str, levels: Levels) -> None:
        super().__init__(name, levels)
        self._letters = _Values(name, levels, lambda person: person.given_initial or None, _any_shared)
        self._whole = _Column(np.bool_)

    def add(self, person: Person) -> None:
        self._letters.add(person)
        self._whole.append(person.given is not None)

    def at(self, person: Person) -> At:
        found = self._letters.at(person)
        return np.where(self._whole.all, UNSAID, found).astype(np.int8) if person.given else found


class Index:
    """Records that are looked through for the same person.

    `model` is what the batch learned of records like these (`Linked.model`), `share` how many pairs of all are one
    person (`Linked.share`). How rare a value is, is counted of the records themselves; where they are few, it is
    smoothed by so many records as any others (`smoothed`).
    """

    def __init__(
        self, roles: Mapping[str, Role], model: Mapping[str, Any], share: float, *, smoothed: float = 0.0
    ) -> None:
        self._odds = float(np.log2(share / (1 - share)))
        self.count = 0
        weights = {name: [bits for _, bits in levels] for name, levels in models.weights(model)}
        chances = {
            comparison["output_column_name"]: level["u_probability"]
            for comparison in model["comparisons"]
            for level in comparison["comparison_levels"]
            if level.get("tf_adjustment_column")
        }
        self.comparisons = [
            _made(name, weights[name], chances.get(name), roles, smoothed) for name in models.comparisons(roles)
        ]

    def add(self, person: Person) -> int:
        """Takes a record in; its number."""
        for comparison in self.comparisons:
            comparison.add(person)
        self.count += 1
        return self.count - 1

    def nearest(self, person: Person, most: int = 5) -> list[Near]:
        """Who it may be, the likeliest first."""
        if not self.count:
            return []
        total = np.zeros(self.count, np.float32)
        for comparison in self.comparisons:
            total += comparison.bits(person)
        some = np.argpartition(-total, min(most, self.count - 1))[:most]
        ordered = some[np.lexsort((some, -total[some]))]
        chances = 1 / (1 + np.exp2(-(total[ordered].astype(np.float64) + self._odds)))
        return [
            Near(int(number), float(total[number]), float(chance))
            for number, chance in zip(ordered, chances, strict=True)
        ]

    def explained(self, person: Person, number: int) -> dict[str, float]:
        """What each comparison says of one record, in bits; those of which nothing is known are left out."""
        said = {comparison.name: float(comparison.bits(person)[number]) for comparison in self.comparisons}
        return {name: bits for name, bits in said.items() if bits}

    def above(self, person: Person, least: float, most: int) -> list[tuple[int, float, list[Said]]]:
        """The records that have at least so many bits, the likeliest first, with what each comparison says of them."""
        levels = [comparison.at(person) for comparison in self.comparisons]
        total = np.zeros(self.count, np.float32)
        for comparison in self.comparisons:
            total += comparison.bits(person)
        some = np.flatnonzero(total >= least)
        ordered = some[np.lexsort((some, -total[some]))][:most]
        found = []
        for number in ordered.tolist():
            said = [
                Said(each.name, int(at[number]), each.levels[at[number]], each.rare(person) if not at[number] else 0.0)
                for each, at in zip(self.comparisons, levels, strict=True)
                if at[number] != UNSAID
            ]
            found.append((number, float(total[number]), said))
        return found


def presumed(
    roles: Mapping[str, Role],
    persons: Sequence[Person],
    *,
    apart: Mapping[str, float] | None = None,
    sample: int = 300,
    seed: int = 1,
) -> dict[str, Any]:
    """A model of records that are too few to learn from: how often two of one person agree is as it is thought to
    be, how often two of different persons do is counted (Fellegi and Sunter 1969: nearly every pair is of two), beside
    so many pairs as any others (`_USUALLY`), since of few people many may be one.

    `apart` says by the name of a comparison how often nothing of it agrees though it is one person, where that is more
    often than elsewhere.
    """
    made = models.comparisons(roles)
    often = {}
    for name, (_, levels, _) in made.items():
        known = [each for _, _, each in levels]
        rest = (apart or {}).get(name, max(0.02, 1 - sum(known)))
        often[name] = [*(each * (1 - rest) / sum(known) for each in known), rest]
    flat = {"comparisons": [_presumed(name, made[name], often[name], often[name]) for name in made]}
    index = Index(roles, flat, 0.5)
    for person in persons:
        index.add(person)
    some = np.random.default_rng(seed).permutation(len(persons))[:sample]
    seen = {name: _USUALLY * np.array(_usual(len(each))) for name, each in often.items()}
    for number in some.tolist():
        for comparison in index.comparisons:
            at = comparison.at(persons[number])
            at[number] = UNSAID
            seen[comparison.name] += np.bincount(at[at != UNSAID], minlength=len(comparison.levels))
    counted = [
        _presumed(name, made[name], often[name], [float(each) for each in seen[name] / seen[name].sum()])
        for name in made
    ]
    return models.within_reason({"comparisons": counted}, roles)


_USUALLY: Final = 5_000
_BY_CHANCE: Final = 0.01
"""How often two of different persons are on one of the levels that say something, where nothing is known of them."""


def _usual(levels: int) -> list[float]:
    return [*([_BY_CHANCE] * (levels - 1)), 1 - _BY_CHANCE * (levels - 1)]


def _presumed(name: str, made: tuple[Any, ...], m: Sequence[float], u: Sequence[float]) -> dict[str, Any]:
    _unknown, levels, rare = made
    labels = [*(label for _, label, _ in levels), models.OTHER]
    found: list[dict[str, Any]] = [
        {"label_for_charts": label, "m_probability": one, "u_probability": other}
        for label, one, other in zip(labels, m, u, strict=True)
    ]
    if rare:
        found[0]["tf_adjustment_column"] = rare
    return {"output_column_name": name, "comparison_levels": found}


def _made(name: str, levels: Levels, chance: float | None, roles: Mapping[str, Role], smoothed: float) -> _Comparison:
    if name == "given":
        return _Values(name, levels, _given, _given_levels, chance=chance, smoothed=smoothed, exact=_first)
    if name == "surname":
        return _Values(name, levels, _surname, _surname_levels, chance=chance, smoothed=smoothed, exact=_first)
    if name == "father":
        return _Values(name, levels, _father, _father_levels, chance=chance, smoothed=smoothed, exact=_first)
    if name == "place":
        return _Values(name, levels, _place, _place_levels, chance=chance, smoothed=smoothed, exact=_first)
    if name == "initial":
        return _Initial(name, levels)
    if name == "further":
        return _Further(name, levels)
    if name in ("birth_day", "birth_span"):
        return _Spans(name, levels, is_day=name == "birth_day", near=366, far=4 * 366, chance=chance, smoothed=smoothed)
    if name in ("event_day", "event_span"):
        near, far = (7, 31) if name == "event_day" else (31, 92)
        return _Spans(name, levels, is_day=name == "event_day", near=near, far=far, chance=chance, smoothed=smoothed)
    if name.startswith("other_"):
        place = int(name.removeprefix("other_"))
        plain = [role for role in roles.values() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
        by_role = {Role.NUMBER: _one_sign_off, Role.TEXT: _alike, Role.KIND: _same}
        return _Values(
            name, levels, lambda person: person.others[place], by_role[plain[place]], chance=chance, smoothed=smoothed
        )
    by_name = {"phone": _one_sign_off, "email": _alike, "clan": _clan_levels}
    return _Values(
        name, levels, lambda person: getattr(person, name), by_name.get(name, _same), chance=chance, smoothed=smoothed
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


def _off(word: str | None, known: list[str | None], shortest: int) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    """Which are one letter off, and how much alike each is (Jaro-Winkler)."""
    if word is None:
        return np.zeros(len(known), np.bool_), np.zeros(len(known), np.float32)
    words = [each or "" for each in known]
    off = process.cdist([word], words, scorer=DamerauLevenshtein.distance, score_cutoff=1, dtype=np.uint8)[0] <= 1
    long = np.fromiter((len(each) >= shortest for each in words), np.bool_, len(words))
    alike = process.cdist([word], words, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return off & long & (len(word) >= shortest), alike


def _pick(*conditions: Any) -> NDArray[np.int8]:
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


def _given_levels(value: Any, known: list[Any]) -> NDArray[np.int8]:
    parts = {*value[2]}
    return _pick(*_spelled(value, known), _each(known, lambda each: not parts.isdisjoint(each[2])))


def _surname_levels(value: Any, known: list[Any]) -> NDArray[np.int8]:
    name, readings, root = value[0], {*value[1]}, value[2]
    off, alike = _off(name, [each[0] for each in known], 4)
    return _pick(
        _each(known, lambda each: each[0] == name),
        _each(known, lambda each: each[2] == root or not readings.isdisjoint(each[1])),
        off,
        alike >= 0.88,
    )


def _father_levels(value: Any, known: list[Any]) -> NDArray[np.int8]:
    return _pick(*_spelled(value, known))


def _place_levels(value: Any, known: list[Any]) -> NDArray[np.int8]:
    name, readings, district = value[0], {*value[1]}, value[2]
    off, alike = _off(name, [each[0] for each in known], 4)
    return _pick(
        _each(known, lambda each: name is not None and each[0] == name),
        _each(known, lambda each: not readings.isdisjoint(each[1])) | off,
        _each(known, lambda each: district is not None and each[2] == district),
        alike >= 0.88,
    )


def _any_shared(value: Any, known: list[Any]) -> NDArray[np.int8]:
    letters = {*value}
    return _pick(_each(known, lambda each: not letters.isdisjoint(each)))


def _same(value: str, known: list[str]) -> NDArray[np.int8]:
    return _pick(_each(known, lambda each: each == value))


def _one_sign_off(value: str, known: list[str]) -> NDArray[np.int8]:
    off = process.cdist([value], known, scorer=DamerauLevenshtein.distance, score_cutoff=1, dtype=np.uint8)[0]
    return _pick(off == 0, (off == 1) & (len(value) >= 3) & _each(known, lambda each: len(each) >= 3))


def _alike(value: str, known: list[str]) -> NDArray[np.int8]:
    alike = process.cdist([value], known, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return _pick(_each(known, lambda each: each == value), alike >= 0.92, alike >= 0.8)


def _clan_levels(value: str, known: list[str]) -> NDArray[np.int8]:
    alike = process.cdist([value], known, scorer=JaroWinkler.similarity, dtype=np.float32)[0]
    return _pick(_each(known, lambda each: each == value), alike >= 0.85)


def _slips(day: str) -> list[int]:
    """The days that are this one but for a digit, or with day and month exchanged."""
    from waystation.linkage.dates import span

    year, month, number = day.split("-")
    texts = {f"{year}-{number}-{month}"}
    for at, sign in enumerate(day):
        if sign != "-":
            texts |= {day[:at] + digit + day[at + 1 :] for digit in "0123456789"}
            if at + 1 < len(day) and day[at + 1] != "-":
                texts.add(day[:at] + day[at + 1] + sign + day[at + 2 :])
    found = (span(text) for text in texts - {day})
    return [each.first for each in found if each and each.day]

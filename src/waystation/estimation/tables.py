"""Overlapping lists of people: how many are on which of them, and on no other."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import TextIOBase
from itertools import combinations
from operator import index
from typing import Any, Final

MOST_LISTS: Final = 20
MOST_STRATA: Final = 200
MOST_PEOPLE: Final = 10**9
MOST_BYTES: Final = 256 * 1024 * 1024
_LONGEST_LINE: Final = 64 * 1024
_COUNT_NAMES: Final = frozenset({"count", "counts", "n", "freq", "frequency", "number", "число", "количество"})
_YES: Final = frozenset({"1", "1.0", "1,0", "true", "yes", "x", "да"})
_NO: Final = frozenset({"0", "0.0", "0,0", "false", "no", "", "нет"})
_WHOLE: Final = re.compile(r"(\d+)(?:[.,]0*)?")
_EITHER: Final = re.compile(r"[1-9]\d{0,2}[.,]000")
_DIGITS: Final = re.compile(r"[01]{2,}")
_ON_NONE: Final = "counts people on no list: they are what is estimated, and cannot be given"
_WHO_NAMES: Final = frozenset({"id", "person", "person_id", "record", "record_id"})
_JOINED: Final = re.compile(r"\s*[+&|;,]\s*")


class Unreadable(ValueError):
    """What was given is no table of lists: the text says where and what to do."""


@dataclass(frozen=True)
class Table:
    """`counts[pattern]` people are on exactly the lists whose bits the pattern has: bit 0 is the first list.

    Those on no list, pattern 0, are what is to be estimated, and are never in it.
    """

    lists: tuple[str, ...]
    counts: Mapping[int, int]

    def __post_init__(self) -> None:
        many = len(self.lists)
        if not 1 <= many <= MOST_LISTS:
            raise Unreadable(f"there are {many} lists: from 1 to {MOST_LISTS} can be read")
        if len({*self.lists}) < many or not all(name.strip() for name in self.lists):
            raise Unreadable("every list needs a name of its own")
        for pattern, count in self.counts.items():
            if not 0 < pattern < 1 << many:
                raise Unreadable(f"pattern {pattern} is none of {many} lists")
            if not hasattr(count, "__index__") or not 0 <= count <= MOST_PEOPLE:
                raise Unreadable(f"{count} is no number of people")
        kept = {key: index(self.counts[key]) for key in sorted(self.counts) if self.counts[key]}
        object.__setattr__(self, "counts", kept)

    @classmethod
    def of(cls, lists: Lists) -> Table:
        """Of a table as it is; of members by the name of their list, `{"hotline": {"p1", "p2"}, "press": {"p2"}}`; or
        of a data frame with a column for each list, 0 or 1, and perhaps `count`. Raises Unreadable.
        """
        if isinstance(lists, Table):
            return lists
        if hasattr(lists, "columns"):
            named = [str(name) for name in lists.columns]
            columns = [["" if each is None else str(each) for each in lists[name]] for name in lists.columns]
            return cls.from_rows([named, *zip(*columns, strict=True)])
        if not isinstance(lists, Mapping) or any(isinstance(each, str) for each in lists.values()):
            raise Unreadable("give a Table, a data frame, or a mapping of each list's name to those who are on it")
        patterns: dict[Hashable, int] = {}
        for place, members in enumerate(lists.values()):
            for one in members:
                patterns[one] = patterns.get(one, 0) | 1 << place
        return cls(tuple(str(name) for name in lists), Counter(patterns.values()))

    @classmethod
    def from_counts(cls, lists: Sequence[str], counts: Mapping[Sequence[int], int]) -> Table:
        """Of patterns such as (1, 0, 1) or "101" with how many people have each. Raises Unreadable."""
        return cls(tuple(lists), _summed(((_pattern(lists, key), count) for key, count in counts.items())))

    @classmethod
    def from_records(cls, records: Iterable[Iterable[str]], lists: Sequence[str]) -> Table:
        """Of people, each by the names of the lists that they are on. Raises Unreadable for a list that is not
        named.
        """
        bits = {name: 1 << at for at, name in enumerate(lists)}
        found: Counter[int] = Counter()
        for number, record in enumerate(records, 1):
            pattern = 0
            for name in record:
                if name not in bits:
                    raise Unreadable(f"person {number} is on the list {name!r}, which is not among {', '.join(lists)}")
                pattern |= bits[name]
            if not pattern:
                raise Unreadable(f"person {number} is on no list: who was not found by any cannot be in the table")
            found[pattern] += 1
        return cls(tuple(lists), found)

    @classmethod
    def from_csv(cls, lines: Iterable[str]) -> Table:
        """Of a text with a column for each list, 0 or 1, and a column `count`; without it, each row is one person, and
        a column `id` is passed over. Or of two columns, the count and on which lists: `101`, or `hotline + press`.

        Commas, semicolons or tabs between the fields, with or without a byte order mark. Only the counts are kept.
        Raises Unreadable.
        """
        return _read(_rows(lines))

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[str]]) -> Table:
        """Of rows as a CSV has them, the names first. Raises Unreadable."""
        return _read(enumerate(map(list, rows), 1))

    @classmethod
    def strata(cls, lines: Iterable[str], column: str) -> dict[str, Table]:
        """Of such a text with one column more, which says to which stratum (a place, a year) each row belongs.

        Raises Unreadable, also for a stratum without a name and for more than `MOST_STRATA`.
        """
        rows = _rows(lines)
        _, header = next(rows, (0, []))
        named = [name.strip().casefold() for name in header]
        if named.count(column.strip().casefold()) != 1:
            raise Unreadable(f"line 1: there is no column {column!r}, or more than one")
        at = named.index(column.strip().casefold())
        found: dict[str, _Reading] = {}
        for number, fields in rows:
            if len(fields) != len(header):
                raise Unreadable(f"line {number} has {len(fields)} fields where the first line has {len(header)}")
            name = fields[at].strip()
            if not name:
                raise Unreadable(f"line {number} says no {column}")
            if name not in found:
                if len(found) == MOST_STRATA:
                    raise Unreadable(f"there are more than {MOST_STRATA} strata: is {column!r} what divides them?")
                found[name] = _Reading([*header[:at], *header[at + 1 :]])
            found[name].take(number, [*fields[:at], *fields[at + 1 :]])
        return {name: found[name].table() for name in sorted(found)}

    @property
    def observed(self) -> int:
        """How many people are on any list."""
        return sum(self.counts.values())

    def on(self, lists: int) -> int:
        """How many people are on all of these lists, whatever else they are on."""
        return sum(count for pattern, count in self.counts.items() if pattern & lists == lists)

    def captures(self) -> dict[int, int]:
        """How many people are on exactly one list, on two, and so on."""
        found: Counter[int] = Counter()
        for pattern, count in self.counts.items():
            found[pattern.bit_count()] += count
        return dict(sorted(found.items()))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The places of every two lists."""
        yield from combinations(range(len(self.lists)), 2)

    def without(self, place: int) -> Table:
        """The table without one list: who was on that one alone is gone."""
        low = (1 << place) - 1
        left: Counter[int] = Counter()
        for pattern, count in self.counts.items():
            left[pattern & low | pattern >> 1 & ~low] += count
        del left[0]
        return Table(self.lists[:place] + self.lists[place + 1 :], left)

    def named(self, lists: int) -> str:
        """The names of the lists of a pattern, in words."""
        return " & ".join(name for place, name in enumerate(self.lists) if lists >> place & 1)


Lists = Table | Mapping[str, Iterable[Hashable]] | Any
"""What an estimate is made of: a `Table`, members by the name of their list, or a data frame."""


def _pattern(lists: Sequence[str], row: Sequence[int] | str) -> int:
    row = [int(each) if each in ("0", "1") else each for each in row]  # type: ignore[misc]
    if len(row) != len(lists) or any(each not in (0, 1) for each in row):
        raise Unreadable(f"the pattern {tuple(row)} does not say 0 or 1 for each of {len(lists)} lists")
    return sum(1 << place for place, each in enumerate(row) if each)


def _summed(found: Iterable[tuple[int, int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for pattern, count in found:
        if pattern == 0 and count == 0:
            continue
        counts[pattern] = counts.get(pattern, 0) + count
    return counts


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line that has any, with its number. The first tells what stands between them."""
    read = 0
    between = ""
    if isinstance(lines, TextIOBase):  # a line without an end must not be read whole
        lines = iter(partial(lines.readline, _LONGEST_LINE + 1), "")
    for number, line in enumerate(lines, 1):
        read += len(line)
        if len(line) > _LONGEST_LINE:
            raise Unreadable(f"line {number} is longer than {_LONGEST_LINE} characters")
        if read > MOST_BYTES:
            raise Unreadable(
                f"the table is larger than {MOST_BYTES // 2**20} MB: count the people of each pattern first"
            )
        if "\0" in line:
            raise Unreadable(f"line {number} is no text")
        line = line.removeprefix("\ufeff").strip("\r\n") if number == 1 else line.strip("\r\n")
        if not line.strip():
            continue
        between = between or max(";\t,", key=line.count)
        yield number, next(csv.reader([line], delimiter=between), [])


def _bits(number: int, fields: Sequence[str]) -> int:
    pattern = 0
    for place, field in enumerate(fields):
        said = field.strip().casefold()
        if said in _YES:
            pattern |= 1 << place
        elif said not in _NO:
            raise Unreadable(
                f"line {number}: {field.strip()[:20]!r} stands where 0 or 1 should say whether one is on the list"
            )
    return pattern


def _count(number: int, said: str) -> int:
    if _EITHER.fullmatch(said):
        either = f"may be {said[:-4]} or {said[:-4]} thousand"
        raise Unreadable(f"line {number}: {said!r} {either}: write the number without {said[-4]!r}")
    whole = _WHOLE.fullmatch(said)
    if whole is None or int(whole[1]) > MOST_PEOPLE:
        raise Unreadable(f"line {number}: {said[:20]!r} is no number of people: a whole number, 0 or more, is needed")
    return int(whole[1])


def _read(rows: Iterator[tuple[int, list[str]]]) -> Table:
    _, header = next(rows, (0, []))
    reading = _Reading(header)
    for number, fields in rows:
        reading.take(number, fields)
    return reading.table()


class _Reading:
    """Rows taken in one after another; only the counts are kept."""

    def __init__(self, header: Sequence[str]) -> None:
        named = [name.strip() for name in header]
        self._at = next((place for place, name in enumerate(named) if name.casefold() in _COUNT_NAMES), None)
        self._lists = tuple(name for place, name in enumerate(named) if place != self._at)
        if not self._lists or any(name in _YES | _NO for name in map(str.casefold, self._lists)):
            raise Unreadable("line 1: the names of the lists are missing; they stand above the columns")
        self._many = len(named)
        self._who = next((place for place, name in enumerate(named) if name.casefold() in _WHO_NAMES), None)
        self._who = self._who if self._at is None and self._many > 2 else None
        self._is_who = False
        self._counts: Counter[int] = Counter()
        self._lines: dict[object, int] = {}
        self._words: dict[frozenset[str], int] = {}
        self._long = 0

    def table(self) -> Table:
        """Raises Unreadable."""
        if self._words:
            said = {name for one in self._words for name in one}
            names = [str(place) for place in range(1, self._long + 1)] if self._long else sorted(said)
            bits = {name: 1 << place for place, name in enumerate(names)}
            return Table(tuple(names), {sum(map(bits.__getitem__, one)): n for one, n in self._words.items()})
        return Table(self._lists, self._counts)

    def take(self, number: int, fields: Sequence[str]) -> None:
        """Raises Unreadable."""
        if len(fields) != self._many:
            raise Unreadable(f"line {number} has {len(fields)} fields where the first line has {self._many}")
        if self._at is not None and self._many == 2:
            said = fields[1 - self._at].strip()
            if said and (self._words or said.casefold() not in _YES | _NO):
                self._take_words(number, said, _count(number, fields[self._at].strip()))
                return
        if self._at is None:
            if self._who is not None and (self._is_who or fields[self._who].strip().casefold() not in _YES | _NO):
                fields = self._without_who(fields)
            pattern = _bits(number, fields)
            if not pattern:
                raise Unreadable(
                    f"line {number} is somebody on no list: who was not found by any cannot be in the table"
                )
            self._counts[pattern] += 1
            return
        pattern = _bits(number, [*fields[: self._at], *fields[self._at + 1 :]])
        count = _count(number, fields[self._at].strip())
        if pattern in self._lines:
            raise Unreadable(f"line {number} has the same pattern as line {self._lines[pattern]}: give each one once")
        self._lines[pattern] = number
        if pattern:
            self._counts[pattern] = count
        elif count:
            raise Unreadable(f"line {number} {_ON_NONE}")

    def _take_words(self, number: int, said: str, count: int) -> None:
        """Of a column that says of each row on which lists they are."""
        if self._counts or self._words and bool(self._long) != (_DIGITS.fullmatch(said) is not None):
            raise Unreadable(f"line {number}: {said[:20]!r} is another kind of pattern than the lines before have")
        if _DIGITS.fullmatch(said):
            self._long = self._long or len(said)
            if len(said) != self._long:
                raise Unreadable(f"line {number}: {said[:20]!r} has not {self._long} digits, as the pattern before")
            lists = frozenset(str(place) for place, each in enumerate(said, 1) if each == "1")
        else:
            lists = frozenset(_JOINED.split(said))
        if lists in self._lines:
            raise Unreadable(f"line {number} has the same pattern as line {self._lines[lists]}: give each one once")
        if not lists and count:
            raise Unreadable(f"line {number} {_ON_NONE}")
        self._lines[lists] = number
        if lists:
            self._words[lists] = count
        if not self._long and len({name for one in self._words for name in one}) > MOST_LISTS:
            raise Unreadable(f"there are more than {MOST_LISTS} lists")

    def _without_who(self, fields: Sequence[str]) -> Sequence[str]:
        """Without the column that only tells people apart; until one was seen that is not 0 or 1 it might be a list."""
        at, self._is_who = self._who, True
        assert at is not None
        if len(self._lists) == self._many:
            self._lists = self._lists[:at] + self._lists[at + 1 :]
            low, left = (1 << at) - 1, Counter[int]()
            for pattern, count in self._counts.items():
                left[pattern & low | pattern >> 1 & ~low] += count
            if left[0]:
                raise Unreadable("somebody is on no list: who was not found by any cannot be in the table")
            self._counts = left
        return [*fields[:at], *fields[at + 1 :]]

"""Which pairs are looked at: those that share something rare, alone or together with something else.

A value that many records have brings nobody together: "Магомед from Грозный" says nothing of who it is. So the smallest
groups are taken first, until there are as many pairs as can be looked at; what is left out is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from waystation.linkage.letters import outline
from waystation.linkage.names import is_typo
from waystation.linkage.persons import Person

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_YEARS, MOST_MONTHS = 5, 4
"""A birth or an event that may have been in more years or months than this brings nobody together."""
_RARE, _FREQUENT = 3, 12
_SHORTEST: Final = 4
_AS_IT_IS: Final = ("nickname", "phone", "email", "birth", "place", "district", "clan")
_VOWELS: Final = re.compile(r"(?<=.)[aeiou]+")

# What is shared by two records that are looked at. Each part is a column of `columns`, `*` any of those of no role.
RULES: Final = (
    ("phone",), ("email",), ("birth",), ("*",), ("surname",), ("given",), ("given", "surname"), ("given", "father"),
    ("given", "nickname"), ("nickname", "place"), ("surname", "father"), ("given", "year"), ("surname", "year"),
    ("given", "place"), ("surname", "place"), ("given", "clan"), ("surname", "clan"), ("surname", "month"),
    ("given", "month"), ("given", "*"), ("surname", "*"), ("year", "*"), ("place", "*"), ("given", "year", "place"),
    ("given", "place", "month"), ("given", "place", "clan"), ("given", "clan", "month"), ("given", "year", "month"),
    ("given", "year", "clan"), ("surname", "year", "month"), ("surname", "initial", "month"),
    ("surname", "initial", "place"), ("surname", "initial", "year"), ("given", "surname", "year"),
    ("given", "surname", "place"), ("given", "surname", "month"), ("given", "surname", "father"),
    ("given", "district", "month"), ("given", "district", "year"),
)  # fmt: skip


def keys_of(person: Person) -> dict[str, object]:
    """What a record is brought together with others by: names by their outlines."""
    return {
        "given": outline(person.given) if person.given else None,
        "surname": outline(person.surname_root) if person.surname_root else None,
        "father": outline(person.father) if person.father else None,
        "initial": list(person.given_initial),
        "year": _years(person.birth_first, person.birth_last),
        "month": _months(person.event_first, person.event_last),
        **{name: getattr(person, name) for name in _AS_IT_IS},
    }


def put_right(con: DuckDBPyConnection, table: str) -> None:
    """A rare name one slip off a frequent one is taken for it when records are brought together, not when compared."""
    for column in ("key_given", "key_surname"):
        seen = dict(
            con.execute(f"select {column}, count(*) from {table} where {column} is not null group by 1").fetchall()
        )
        right = _slips(seen)
        con.execute("create or replace temp table slips (name text, meant text)").fetchall()
        if right:
            con.executemany("insert into slips values (?, ?)", list(right.items()))
            con.execute(f"update {table} set {column} = meant from slips where {column} = name").fetchall()


def _slips(seen: dict[str, int]) -> dict[str, str]:
    without: dict[str, list[str]] = {}
    for name, count in seen.items():
        if count >= _FREQUENT and len(name) >= _SHORTEST:
            for each in _shorter(name):
                without.setdefault(each, []).append(name)
    right: dict[str, str] = {}
    for name, count in seen.items():
        if count <= _RARE:
            near = {known for each in _shorter(name) for known in without.get(each, ()) if _is_slip(known, name)}
            if near:
                right[name] = max(sorted(near), key=lambda known: seen[known])
    return right


def _is_slip(known: str, name: str) -> bool:
    if min(len(known), len(name)) > _SHORTEST:
        return is_typo(known, name)
    return _VOWELS.sub("", known) == _VOWELS.sub("", name)


def _shorter(name: str) -> set[str]:
    """Itself, and what it is without each of its letters: two names one slip apart have one in common."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _years(first: int | None, last: int | None) -> list[int]:
    if first is None or last is None:
        return []
    years = range(_day(first).year, _day(last).year + 1)
    return list(years) if len(years) <= MOST_YEARS + 1 else []


def _months(first: int | None, last: int | None) -> list[int]:
    if first is None or last is None:
        return []
    start, end = _day(first), _day(last)
    months = range(start.year * 12 + start.month, end.year * 12 + end.month + 1)
    return list(months) if len(months) <= MOST_MONTHS + 1 else []


def _day(number: int) -> date:
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))


@dataclass(frozen=True)
class LeftOut:
    """A group too large to be looked at: how many records share what the parts of a rule name."""

    rule: tuple[str, ...]
    records: int


def pairs(con: DuckDBPyConnection, table: str, others: Iterable[str], *, most: int, is_unnamed: bool) -> list[LeftOut]:
    """Makes the table `pairs` (l, r: numbers of records, l < r), at most about `most` of each rule.

    `table` has a column `unique_id`, those of `keys_of` after `key_`, `others`, and `named`: who is not is looked at
    only where `is_unnamed` says so.
    """
    con.execute("create or replace table pairs (l integer, r integer)").fetchall()
    left: list[LeftOut] = []
    for rule in rules(others):
        left += _of_rule(con, table, rule, most, is_unnamed)
    con.execute("create or replace table pairs as select distinct l, r from pairs").fetchall()
    return left


def groups(keyed: str) -> str:
    """SQL, on whichever engine, of the groups that share a key of a rule: how large, how many pairs until then.

    Of one size they come in an order that is the same everywhere and has nothing to do with that of the records.
    """
    return (
        "select rule, key, n, sum(n * (n - 1) / 2) over "
        "(partition by rule order by n, mixed, last, key rows unbounded preceding) as total "
        "from (select rule, key, count(*) as n, max(unique_id) as last, "
        f"(cast(min(unique_id) as bigint) * 2654435761) % 4294967296 as mixed from {keyed} group by rule, key) "
        "as counted where n > 1"
    )


def of_rule(rule: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The columns of a rule: those of one value, and those that list several."""
    parts = [part if part.startswith("other_") else f"key_{part}" for part in rule]
    return [part for part in parts if part[4:] not in _LISTS], [part for part in parts if part[4:] in _LISTS]


_NAMES: Final = frozenset({"given", "surname", "nickname"})
_LISTS: Final = ("year", "month", "initial")


def rules(others: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """All rules, `*` being one after another of the columns of no role."""
    columns = list(others)
    for rule in RULES:
        for other in columns if "*" in rule else ("",):
            yield tuple(other if part == "*" else part for part in rule)


def _of_rule(con: DuckDBPyConnection, table: str, rule: tuple[str, ...], most: int, is_unnamed: bool) -> list[LeftOut]:
    plain, listed = of_rule(rule)
    said = " and ".join(f"{part} is not null" for part in plain) or "true"
    said += "" if is_unnamed else " and named"
    source = f"(select * from {table} where {said})"
    for part in listed:  # one after the other: together they would be walked side by side
        source = f"(select * replace (unnest({part}) as {part}) from {source})"
    con.execute(
        "create or replace temp table keyed as "
        f"select 0 as rule, unique_id, hash({', '.join([*plain, *listed])}) as key from {source}"
    ).fetchall()
    con.execute(f"create or replace temp table groups as {groups('keyed')}").fetchall()
    con.execute(
        "insert into pairs select distinct a.unique_id, b.unique_id from keyed a "
        "join groups g on a.key = g.key and g.total <= ? join keyed b on a.key = b.key and a.unique_id < b.unique_id",
        [most],
    ).fetchall()
    largest = con.execute("select max(n) from groups where total > ?", [most]).fetchall()[0][0]
    return left_out(rule, largest)


def left_out(rule: tuple[str, ...], largest: int | None) -> list[LeftOut]:
    """What is told of groups that were too large: nobody wonders that people share a year or a village."""
    return [LeftOut(rule, largest)] if largest and _NAMES.intersection(rule) else []

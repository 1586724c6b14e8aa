"""Where the rows of one person lie: in a drawer of 256, so that a page opens a few of them and not the whole table.

A column that named the person would tell whoever seized the database which cases share one. The drawer is a byte of a
keyed digest: without the vault half nobody can tell whose it is, and with it every drawer holds many who have nothing
to do with each other. It only helps to find: what a row says of whom stands sealed in it.
"""

from typing import Any
from uuid import UUID

from waystation.casework.persons.records import Bond, Part, Tie
from waystation.vault import half


def drawer(person: UUID) -> int:
    """The drawer of a person's rows, from 0 to 255."""
    return half.digest(b"drawer of a person", person.bytes, 1)[0]


def of(record: Any) -> dict[str, int]:
    """The columns that say in which drawers a record lies; none for a kind that has none."""
    if isinstance(record, Part):
        return {"near": drawer(record.person)}
    if isinstance(record, Bond | Tie):
        return {"near": drawer(record.first), "near_other": drawer(record.second)}
    return {}


def is_right(row: Any, record: Part | Bond | Tie) -> bool:
    """Whether a row lies where its record says, in whatever order; rows of before lie in no drawer."""
    columns = of(record)
    there = [getattr(row, name) for name in columns]
    return there == [None] * len(there) or sorted(there) == sorted(columns.values())

"""The tree as it is stored: every node once, with the line that completes it.

The peaks of a tree are its complete subtrees, largest first. Line n's last node is the smallest peak of the tree of n
leaves; the next larger one ends where n's lowest set bit is cleared. So a head takes one row for each set bit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from waystation.audit.models import Line
from waystation.audit.proofs import Node
from waystation.audit.verifier import HASH_SIZE, Tree, root_of
from waystation.vault.rows import newest, store

_GONE = bytes(HASH_SIZE)


def ends(size: int) -> list[int]:
    """The lines that complete the peaks of a tree, largest subtree first."""
    found = []
    while size:
        found.append(size)
        size &= size - 1
    return found[::-1]


def stored(numbers: Iterable[int]) -> dict[int, bytes]:
    """The nodes of these lines; a line that is not there is left out."""
    wanted = list(numbers)
    if not wanted:
        return {}
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, nodes FROM audit_line WHERE number IN ({places})", wanted)  # noqa: S608  # marks
        return {number: bytes(nodes) for number, nodes in cursor.fetchall()}


def _peaks(nodes: Mapping[int, bytes], size: int) -> list[bytes]:
    # A row that somebody took out must not keep anybody from going on; the tree shows it from there on.
    return [nodes.get(number, _GONE)[-HASH_SIZE:] for number in ends(size)]


def root_from(nodes: Mapping[int, bytes], size: int) -> bytes:
    """The root of the tree of `size` leaves by what its lines recorded."""
    return root_of(_peaks(nodes, size))


def root_at(size: int) -> bytes:
    """The recorded root of the tree of `size` leaves."""
    return root_from(stored(ends(size)), size)


def size() -> int:
    """How many lines there are by the number of the last one."""
    last = newest(Line, "number", by="number")
    return 0 if last is None else int(last[0])


# The tree as this process grew it last: number and nodes of its last line, and its peaks. It counts only while that
# very line is the last one stored; a leaf is salted, so no other line looks like it.
_last: tuple[int, bytes, tuple[bytes, ...]] | None = None


def add(grown: Tree, lines: Sequence[tuple[int, bytes, bytes, bytes]]) -> None:
    """Stores the lines (number, salt, sealed, nodes) that made the tree grow.

    Saves the next one in this process from looking the peaks up.
    """
    global _last
    store(Line, lines)  # the framework's own way costs as much as all the rest of a line
    _last = (grown.size, lines[-1][3], tuple(grown.peaks))


def tip(beside: str = "NULL") -> tuple[Tree, Any]:
    """The tree of all lines, ready to grow, and a column that is asked for beside it, None where there is no line.

    Call it with the lock on what is appended.
    """
    last = newest(Line, f"number, nodes, {beside}", by="number")
    if last is None:
        return Tree(), None
    number, nodes, found = int(last[0]), bytes(last[1]), last[2]
    if _last is not None and _last[:2] == (number, nodes):
        return Tree(number, _last[2]), found
    earlier = ends(number)[:-1]
    return Tree(number, _peaks(stored(earlier) | {number: nodes}, number)), found


def node_reader() -> Node:
    """Looks up single nodes for a proof. Raises LookupError where one is not there."""
    known: dict[int, bytes] = {}

    def node(height: int, index: int) -> bytes:
        number = (index + 1) << height
        if number not in known:
            known.update(stored([number]))
        found = known[number][height * HASH_SIZE :][:HASH_SIZE]
        if len(found) != HASH_SIZE:
            raise LookupError
        return found

    return node

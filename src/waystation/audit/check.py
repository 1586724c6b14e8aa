"""Looking whether the stored lines give the hashes recorded with them: in slices, so that no page waits for a walk."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from waystation.audit import tree
from waystation.audit.models import Line
from waystation.audit.verifier import Tree, leaf_hash
from waystation.vault import manifest
from waystation.vault.manifest import SALT_SIZE

SLICE = 2000
AGAIN_AFTER = timedelta(hours=1)

Binary = bytes | memoryview
Row = tuple[int, Binary, Binary, Binary]


def _rows(after: int, limit: int | None) -> Iterator[Row]:
    rows = Line.objects.filter(number__gt=after).order_by("number").values_list("number", "salt", "sealed", "nodes")
    return (rows if limit is None else rows[:limit]).iterator(chunk_size=SLICE)


def _first_wrong(tree_so_far: Tree, rows: Iterator[Row]) -> int | None:
    """Grows the tree by these rows. Returns the number of the first that is not what was recorded, or not in turn."""
    for number, salt, sealed, nodes in rows:
        grown = tree_so_far.append(leaf_hash(bytes(salt) + bytes(sealed)))
        # The hash does not say where the salt ends.
        whole = number == tree_so_far.size and len(salt) == SALT_SIZE and b"".join(grown) == bytes(nodes)
        if not whole:
            return number
    return None


def first_break() -> int | None:
    """The number of the first line that does not follow from those before it; None if all do. Walks the whole log."""
    return _first_wrong(Tree(), _rows(0, None))


def knows_the_rows() -> bool:
    """Whether the log tells of no later state of all rows than there is: they were not put back without it."""
    # Read again where the two do not fit: somebody may have written between.
    return any(knows_the_turn(manifest.turn()) for _ in range(3))


def knows_the_turn(turn: int, slack: int = manifest.SLACK) -> bool:
    """Whether the newest line that tells of a turn tells of this one, or of one of the `slack` turns before."""
    # A line written without the vault half says nothing; nor does one that somebody invented.
    newest = Line.objects.order_by("-number").values_list("number", "salt")[:SLICE]
    told = next((line for line in newest.iterator(chunk_size=20) if manifest.made_salt(line[0], bytes(line[1]))), None)
    return turn == 0 if told is None else manifest.is_told_by(told[0], bytes(told[1]), turn, slack)


@dataclass(frozen=True)
class Looked:
    """How far this process has looked: `through` line `through` of `size`; when it last had looked through all."""

    through: int
    size: int
    broken_at: int | None
    whole_at: datetime | None


class _Walk:
    def __init__(self) -> None:
        self.tree = Tree()
        self.broken_at: int | None = None
        self.started: datetime | None = None
        self.whole_at: datetime | None = None

    def step(self, now: datetime) -> None:
        """Looks at one slice more; begins anew when the last round is old."""
        if self.broken_at is not None:
            return
        if self.started is None or (self.whole_at is not None and now - self.started >= AGAIN_AFTER):
            self.tree, self.started = Tree(), now
        last = tree.size()
        if self.tree.size > last:
            self.broken_at = last + 1  # lines that this process has seen are gone
            return
        self.broken_at = _first_wrong(self.tree, _rows(self.tree.size, SLICE))
        if self.broken_at is None and self.tree.size >= last:
            self.whole_at = now


_walk = _Walk()
_walking = threading.Lock()


def look(now: datetime) -> Looked:
    """Looks at the next slice and says what is known. What was found broken stays so until the program restarts."""
    with _walking:
        _walk.step(now)
        return Looked(_walk.tree.size, tree.size(), _walk.broken_at, _walk.whole_at)


def forget() -> None:
    """Begins anew: another database is in use."""
    global _walk
    with _walking:
        _walk = _Walk()

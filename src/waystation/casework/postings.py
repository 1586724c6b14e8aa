"""Which of very many have a word: the postings of an inverted index, kept in step with what changes."""

from collections.abc import Hashable, Iterable, Set
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Postings(Generic[Key]):
    """For each key the ids that have it. What it gives is a set of one's own, whatever is put in meanwhile."""

    def __init__(self) -> None:
        self._ids: dict[Key, set[bytes]] = {}

    def put(self, id_: bytes, keys: Iterable[Key]) -> None:
        """Adds an id under each of these keys."""
        for key in keys:
            self._ids.setdefault(key, set()).add(id_)

    def drop(self, id_: bytes, keys: Iterable[Key]) -> None:
        """Takes an id from under each of these keys."""
        for key in set(keys):
            ids = self._ids.get(key, set())
            ids.discard(id_)
            if not ids:
                self._ids.pop(key, None)

    def having(self, keys: Iterable[Key]) -> set[bytes]:
        """The ids that are under any of these keys."""
        return union([self._ids[key] for key in keys if key in self._ids])

    def among(self, ids: set[bytes], keys: Iterable[Key]) -> set[bytes]:
        """Those of these ids that are under any of these keys, at the cost of the fewer of both."""
        return union([ids & self._ids[key] for key in keys if key in self._ids])


def union(sets: Iterable[Set[Key]]) -> set[Key]:
    """What is in any of these sets, as a set of one's own. The largest is copied, the others are put in."""
    return set().union(*sorted(sets, key=len, reverse=True))

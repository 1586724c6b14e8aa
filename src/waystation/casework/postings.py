"""Which of very many have a word: the postings of an inverted index, kept in step with what changes."""

from collections.abc import Hashable, Iterable, Sequence, Set
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Postings(Generic[Key]):
    """For each key the ids that have it. What it gives is a set of one's own, whatever is put in meanwhile.

    Ids are kept in lists, and one alone by itself: sets of very many would take six times the memory.
    """

    def __init__(self) -> None:
        self._ids: dict[Key, bytes | list[bytes]] = {}

    def put(self, id_: bytes, keys: Iterable[Key]) -> None:
        """Adds an id under each of these keys."""
        for key in set(keys):
            ids = self._ids.setdefault(key, id_)
            if isinstance(ids, list):
                ids.append(id_)
            elif ids is not id_ and ids != id_:
                self._ids[key] = [ids, id_]

    def drop(self, id_: bytes, keys: Iterable[Key]) -> None:
        """Takes an id from under each of these keys."""
        for key in set(keys):
            ids = self._ids.get(key)
            if isinstance(ids, list):
                self._ids[key] = [each for each in ids if each != id_]
            if ids == id_ or not self._ids.get(key, True):
                del self._ids[key]

    def having(self, keys: Iterable[Key]) -> set[bytes]:
        """The ids that are under any of these keys."""
        return union([self._under(key) for key in keys if key in self._ids])

    def _under(self, key: Key) -> Sequence[bytes]:
        ids = self._ids[key]
        return ids if isinstance(ids, list) else [ids]


def union(sets: Iterable[Set[Key]]) -> set[Key]:
    """What is in any of these sets, as a set of one's own. The largest is copied, the others are put in."""
    return set().union(*sorted(sets, key=len, reverse=True))

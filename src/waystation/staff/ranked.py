"""Lists that stay in order while rows change, so that a page costs what it shows and not what there is."""

import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from waystation.staff.opened import PARTS, Opened

Item = TypeVar("Item")
Changes = dict[bytes, Item | None]
# What to sort by (comparable), and the groups that the item belongs to.
Standing = tuple[Any, Iterable[Hashable]]

_MANY = 1000


class Group(Generic[Item]):
    """The items of one group, for a pager: only those of the page are looked at."""

    def __init__(self, items: Mapping[bytes, Item], entries: list[tuple[Any, bytes]]) -> None:
        self._items, self._entries = items, entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, places: slice) -> list[Item]:
        found = [self._items.get(id_) for _, id_ in self._entries[places]]
        return [item for item in found if item is not None]

    def __iter__(self) -> Iterator[Item]:
        return iter(self[:])


class Ranked(Generic[Item]):
    """Items by the 16 bytes of their id, in one order, in each group that they belong to."""

    def __init__(self, standing: Callable[[Item], Standing]) -> None:
        self._standing = standing
        self.items: dict[bytes, Item] = {}
        self._places: dict[bytes, tuple[tuple[Any, bytes], tuple[Hashable, ...]]] = {}
        self._groups: dict[Hashable, list[tuple[Any, bytes]]] = {}

    def group(self, name: Hashable) -> Group[Item]:
        """The items of a group, in order."""
        return Group(self.items, self._groups.get(name, []))

    def counts(self) -> dict[Hashable, int]:
        """How many items each group has."""
        return {name: len(entries) for name, entries in list(self._groups.items()) if entries}

    def take(self, changes: Mapping[bytes, Item | None]) -> None:
        """Puts what changed into its place; None takes an item out."""
        for id_ in changes:
            self._remove(id_)
        many = len(changes) > _MANY
        for id_, item in changes.items():
            if item is not None:
                self._add(id_, item, in_order=not many)
        if many:
            for entries in self._groups.values():
                entries.sort()

    def _add(self, id_: bytes, item: Item, *, in_order: bool) -> None:
        rank, groups = self._standing(item)
        entry = (rank, id_)
        self.items[id_], self._places[id_] = item, (entry, tuple(groups))
        for group in self._places[id_][1]:
            entries = self._groups.setdefault(group, [])
            if in_order:
                insort(entries, entry)
            else:
                entries.append(entry)

    def _remove(self, id_: bytes) -> None:
        entry, groups = self._places.pop(id_, (None, ()))
        self.items.pop(id_, None)
        for group in groups:
            entries = self._groups[group]
            del entries[bisect_left(entries, entry)]  # type: ignore[type-var]


class Follower:
    """What is made of opened rows and kept in step with them. `changed` is told only what changed."""

    def __init__(self) -> None:
        self._seen: list[dict[bytes, Any]] = [{} for _ in range(PARTS)]
        self._lock = threading.Lock()

    def follow(self, opened: Opened) -> None:
        with self._lock:
            changes: Changes[Any] = {}
            for number, part in enumerate(opened.parts):
                before = self._seen[number]
                if part is not before:
                    ids = before.keys() | part.keys()
                    changes |= {id_: part.get(id_) for id_ in ids if part.get(id_) is not before.get(id_)}
                    self._seen[number] = part
            if changes:
                self.changed(changes)

    def changed(self, changes: Changes[Any]) -> None:
        raise NotImplementedError

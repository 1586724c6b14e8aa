"""Lists that stay in order while rows change, so that a page costs what it shows and not what there is."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import reduce
from itertools import islice
from operator import and_
from typing import Any, Final, Generic, TypeVar, overload

from waystation.staff.opened import PARTS, Held, Opened
from waystation.vault.errors import Ended

Item = TypeVar("Item")
Shown = TypeVar("Shown")
# What there was of an id, and what there is: None for nothing.
Changes = Mapping[bytes, tuple[Item | None, Item | None]]
# What to sort by, as bytes, and the groups that the item belongs to.
Standing = tuple[bytes, Collection[Hashable]]

logger = logging.getLogger(__name__)
_ID: Final = 16
_MANY: Final = 200
_FEW: Final = 200  # so many are put in order sooner than they are looked for in the order of all


class _Kept(Sequence[bytes]):
    """Of entries in order those of some ids, which are all among them; looked for only as far as somebody asks."""

    def __init__(self, entries: Sequence[bytes], ids: Set[bytes]) -> None:
        self._entries, self._ids = entries, ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[bytes]:
        return (entry for entry in self._entries if entry[-_ID:] in self._ids)

    @overload
    def __getitem__(self, places: int) -> bytes: ...
    @overload
    def __getitem__(self, places: slice) -> list[bytes]: ...

    def __getitem__(self, places: int | slice) -> bytes | list[bytes]:
        if isinstance(places, slice):
            first, end, step = places.indices(len(self))
            return list(islice(self, first, end, step))
        return next(islice(self, range(len(self))[places], None))


class Group(Generic[Item]):
    """The items of one group, for a pager: only those of the page are looked up."""

    def __init__(self, find: Callable[[bytes], Item | None], entries: Sequence[bytes]) -> None:
        self._find, self._entries = find, entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, places: slice) -> list[Item]:
        found = [self._find(entry[-_ID:]) for entry in self._entries[places]]
        return [item for item in found if item is not None]

    def __iter__(self) -> Iterator[Item]:
        return iter(self[:])

    def shown(self, make: Callable[[Item], Shown]) -> Group[Shown]:
        """The same with something made of each item that is looked up."""

        def find(id_: bytes) -> Shown | None:
            item = self._find(id_)
            return None if item is None else make(item)

        return Group(find, self._entries)

    def ids(self) -> list[bytes]:
        return [entry[-_ID:] for entry in self._entries]

    def before(self, rank: bytes) -> Group[Item]:
        """Those whose rank is lower."""
        return Group(self._find, self._entries[: bisect_left(self._entries, rank)])

    def between(self, low: bytes, high: bytes) -> Group[Item]:
        """Those whose rank is `low` or higher, and lower than `high`."""
        return Group(self._find, self._entries[bisect_left(self._entries, low) : bisect_left(self._entries, high)])


class Ranked(Generic[Item]):
    """Items in one order, in each group that they belong to. It holds their places; `find` gives an item by its id.

    `standing` must give the same for the same item: it tells again where an item that goes had stood. An item that it
    raises for is in no group and in `unplaced`; the others are placed all the same. Where many items are in the same
    groups, `standing` does well to give the same object for these: what it names is then looked up once.
    """

    def __init__(self, standing: Callable[[Item], Standing], find: Callable[[bytes], Item | None]) -> None:
        self._standing, self._find = standing, find
        self._groups: dict[Hashable, list[bytes]] = {}
        self._members: dict[Hashable, set[bytes]] = {}  # of the groups that somebody asked for
        self._lock = threading.Lock()
        self._placed = 0
        self.number = 0  # another as soon as anything is
        self.unplaced: set[bytes] = set()

    def group(self, name: Hashable) -> Group[Item]:
        """The items of a group, in order."""
        return Group(self._find, self._groups.get(name, []))

    def members(self, name: Hashable) -> Set[bytes]:
        """The ids of the items of a group; whoever asks first waits for it."""
        with self._lock:
            if name not in self._members and name in self._groups:
                self._members[name] = {entry[-_ID:] for entry in self._groups[name]}
            return self._members.get(name, set())

    def among(self, names: Iterable[Hashable], ids: Set[bytes] | None = None) -> Group[Item]:
        """The items that are in every one of these groups, and of these ids, in order. `ids`: of items taken in."""
        names = sorted(names, key=lambda name: len(self._groups.get(name, [])))
        entries = self._groups.get(names[0], [])
        # A group of all that are placed narrows nothing down.
        sets = [self.members(name) for name in names if len(self._groups.get(name, [])) < self._placed]
        if ids is None and len(sets) < 2:
            return Group(self._find, entries)
        if ids is not None:
            sets.append(ids - self.unplaced if self.unplaced else ids)
        kept = reduce(and_, sorted(sets, key=len))
        if len(kept) > _FEW:
            return Group(self._find, _Kept(entries, kept))
        found = ((id_, self._find(id_)) for id_ in kept)
        return Group(self._find, sorted(self._entry(id_, item)[0] for id_, item in found if item is not None))

    def any_of(self, names: Iterable[Hashable]) -> Group[Item]:
        """The items of several groups that have none in common, in one order."""
        return Group(self._find, sorted(entry for name in names for entry in self._groups.get(name, [])))

    def counts(self) -> dict[Hashable, int]:
        """How many items each group has."""
        return {name: len(entries) for name, entries in list(self._groups.items()) if entries}

    def take(self, changes: Changes[Item]) -> None:
        """Takes out what there was, and puts in what there is."""
        with self._lock:
            self.number += bool(changes)
            for id_, (before, _) in changes.items():
                if before is not None:
                    self._remove(id_, before)
            added = [(id_, after) for id_, (_, after) in changes.items() if after is not None]
            if len(added) > _MANY:
                self._add_many(added)
            else:
                for id_, after in added:
                    self._add(id_, after)

    def _entry(self, id_: bytes, item: Item) -> tuple[bytes, Collection[Hashable]]:
        try:
            rank, groups = self._standing(item)
        except Ended:
            raise
        except Exception:  # whatever a row holds, it must not keep the others from their places
            if not self.unplaced:
                logger.exception("")  # where; the log's formatter leaves out what
            self.unplaced.add(id_)
            return id_, ()
        return b"%b\0%b" % (rank, id_), groups

    def _add(self, id_: bytes, item: Item) -> None:
        entry, groups = self._entry(id_, item)
        self._placed += bool(groups)
        for group in groups:
            entries = self._groups.setdefault(group, [])
            entries.insert(bisect_left(entries, entry), entry)
            if group in self._members:
                self._members[group].add(id_)

    def _add_many(self, added: Iterable[tuple[bytes, Item]]) -> None:
        """The same for very many, which are put in order at the end, those of the same groups together."""
        lots: dict[int, tuple[Collection[Hashable], list[bytes]]] = {}
        for id_, item in added:
            entry, groups = self._entry(id_, item)
            if groups:
                lots.setdefault(id(groups), (groups, []))[1].append(entry)
        grown: dict[Hashable, list[bytes]] = {}
        for groups, entries in lots.values():
            self._placed += len(entries)
            for group in groups:
                grown.setdefault(group, self._groups.setdefault(group, [])).extend(entries)
                self._members.pop(group, None)
        for entries in grown.values():
            entries.sort()

    def _remove(self, id_: bytes, item: Item) -> None:
        entry, groups = self._entry(id_, item)
        self.unplaced.discard(id_)
        self._placed -= bool(groups)
        for group in groups:
            entries = self._groups[group]
            at = bisect_left(entries, entry)
            if entries[at : at + 1] == [entry]:
                del entries[at]
                self._members.get(group, set()).discard(id_)


class Follower(ABC):
    """What is made of opened rows and kept in step with them; `changed` is told what changed alone."""

    def __init__(self) -> None:
        self._seen: list[dict[bytes, Held]] = [{} for _ in range(PARTS)]
        self._lock = threading.Lock()
        self.broken = False

    def follow(self, opened: Opened) -> None:
        """Takes in what changed since the last time. What raises leaves it `broken`, which every page says."""
        with self._lock:
            changes: dict[bytes, tuple[Held | None, Held | None]] = {}
            for number, after in enumerate(opened.parts):
                if after is not self._seen[number]:
                    changes |= differences(self._seen[number], after)
                    self._seen[number] = after
            try:
                if changes:
                    self.changed(changes)
            except Ended:
                raise
            except Exception:  # a page that says so is better than none, for everybody and for good
                logger.exception("")
                self.broken = True

    @property
    def is_whole(self) -> bool:
        """Whether everything that it follows is in it."""
        return not self.broken

    @abstractmethod
    def changed(self, changes: Changes[Any]) -> None:
        """Takes in what is another than at the last look."""


def differences(before: Mapping[bytes, Item], after: Mapping[bytes, Item]) -> dict[bytes, tuple[Any, Any]]:
    """What is another in the second than in the first."""
    if not before:
        return {id_: (None, is_) for id_, is_ in after.items()}
    pairs = ((id_, before.get(id_), after.get(id_)) for id_ in before.keys() | after.keys())
    return {id_: (was, is_) for id_, was, is_ in pairs if was is not is_ and was != is_}


class Index(Follower):
    """Opened rows in the order and the groups that `standing` says."""

    def __init__(self, opened: Opened, standing: Callable[[Held], Standing]) -> None:
        super().__init__()

        def placed(held: Held) -> Standing:
            opened.go_on()
            return standing(held)

        self.ranked: Ranked[Held] = Ranked(placed, lambda id_: opened.parts[id_[0]].get(id_))

    @property
    def is_whole(self) -> bool:
        return super().is_whole and not self.ranked.unplaced

    def changed(self, changes: Changes[Any]) -> None:
        self.ranked.take(changes)

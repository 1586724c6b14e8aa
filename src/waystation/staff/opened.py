"""The rows of one table that a session has opened, in its memory alone and always as they stand now.

What several sessions have opened lies in memory once: each opens every row with its own keys, and where another session
has the same bytes of the same row already, it keeps that one in place of its own.
"""

import threading
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakSet

import msgspec

from waystation.vault import changes
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.models import Sealed
from waystation.vault.records import POSTED, Fields, Place, decode, decode_fields, open_at, stored
from waystation.vault.rows import id_bytes, select

PARTS = 256
# With more than this to look at, one look at the whole table is quicker.
_FEW_PARTS = 32
_FEW_HOLDERS = 200


class Held(msgspec.Struct, gc=False, eq=False):
    """One opened record, and where its row stands.

    A list has a hundred thousand, of which a page shows fifty: a record is kept as its bytes, and made when looked at;
    and the garbage collector, which would stop a page for half a second, need not walk through them.
    """

    _model: type[Sealed]
    _content: bytes
    key: bytes
    _locator: bytes
    version: int
    mark: int
    posted: bool

    @classmethod
    def at(cls, model: type[Sealed], place: Place, content: bytes, mark: int, *, posted: bool) -> "Held":
        """The record of a row that stands there."""
        locator = place.id if place.locator == place.id else place.locator
        return cls(model, content, place.id, locator, place.version, mark, posted)

    def __repr__(self) -> str:
        return f"Held({self.id}, version {self.version})"

    @property
    def record(self) -> Any:
        return decode(self._model, self._content)

    def told(self, kind: type[Fields]) -> Fields:
        """Some fields of the record alone, as `kind` names them: of very many rows, much sooner."""
        return decode_fields(kind, self._content)

    @property
    def id(self) -> UUID:
        return UUID(bytes=self.key)

    pk = id

    @property
    def holder(self) -> bytes:
        """The 16 bytes of the locator."""
        return self._locator

    @property
    def locator(self) -> UUID:
        return UUID(bytes=self._locator)

    def is_same(self, mark: int, content: bytes) -> bool:
        """Whether it is this content of the row that has this mark."""
        return self.mark == mark and self._content == content


Rows = dict[bytes, Held]


# Rows that do not authenticate: the kind and the id, as rows of several kinds may have one id.
Damaged = set[tuple[str, UUID]]


@dataclass(frozen=True)
class Among:
    """Holders whose rows alone are looked at; `moved` only grows, by each that comes or goes."""

    name: str
    holders: Container[bytes]
    moved: list[bytes]


class Opened:
    """What the keys open of one table; the rest is passed over, as is what is not of the holders it is `among`.

    A row that does not authenticate is left out too and noted in `damaged`: one bad row must not close the whole list,
    nor be passed over in silence. A part's dictionary is never changed: another takes its place, so that whoever reads
    one meanwhile has it whole, and whoever kept it sees by its identity whether something changed.
    """

    def __init__(self, model: type[Sealed], keys: Keyring, damaged: Damaged, among: Among | None = None) -> None:
        if not model.kept_open:
            raise TypeError("nothing tells a session when rows of this kind change: see Sealed.kept_open")
        self.model, self._keys, self._damaged, self._among = model, keys, damaged, among
        self.name = f"{model._meta.label}:{among.name}" if among else model._meta.label
        self.parts: list[Rows] = [{} for _ in range(PARTS)]
        self.number = 0  # another as soon as anything is
        self.looked_at = 0  # rows, so far
        self._stamps: Mapping[int, int] = {}
        self._bad: dict[int, set[bytes]] = {}
        self._gained = -1  # how much of the keyring's gains was looked at; never yet
        self._came = 0  # and of what came to those it is among
        self._lock = threading.Lock()
        with _all_lock:
            _all.add(self)

    def __iter__(self) -> Iterator[Held]:
        for part in self.parts:
            yield from part.values()

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def get(self, row_id: UUID) -> Held | None:
        """The record of a row, or None where it is not there or not for this session."""
        return self.find(row_id.bytes)

    def find(self, key: bytes) -> Held | None:
        """The same by the bytes of the row's id."""
        return self.parts[key[0]].get(key)

    def go_on(self) -> None:
        """For work that takes long with these rows. Raises Ended where their session has ended meanwhile."""
        self._keys.go_on()

    def put_away(self) -> None:
        """Lets go of all that was opened."""
        self.parts = [{} for _ in range(PARTS)]

    def follow(self) -> None:
        """Looks at what changed since the last time: other rows, or other keys in hand.

        Raises Ended where the session ends meanwhile: after the row that is being opened, and keeping none.
        """
        with self._lock:
            stamps, gained = changes.stamps(self.model), len(self._keys.gained)
            came = len(self._among.moved) if self._among else 0
            if stamps is self._stamps and (gained, came) == (self._gained, self._came):  # of the same look
                return
            moved = self._moved(stamps, gained, came)
            if len(moved) > _FEW_PARTS:
                self._take(range(PARTS), stored(self.model))
            else:
                for part in moved:
                    self._take([part], stored(self.model, part))
            self._stamps, self._gained, self._came = stamps, gained, came

    def _moved(self, stamps: Mapping[int, int], gained: int, came: int) -> Collection[int]:
        new = self._keys.gained[self._gained : gained] if self._gained >= 0 else []
        new += self._among.moved[self._came : came] if self._among else []
        if self._gained < 0 or len(new) > _FEW_HOLDERS:
            return range(PARTS)
        moved = {part for part, stamp in stamps.items() if self._stamps.get(part) != stamp}
        moved |= {part for part in self._stamps if part not in stamps}
        return moved | self._parts_of(new) if new else moved

    def _parts_of(self, holders: list[bytes]) -> set[int]:
        """The parts in which these holders have rows."""
        places = ", ".join(["%s"] * len(holders))
        statement = f"SELECT id FROM {self.model._meta.db_table} WHERE locator IN ({places})"  # noqa: S608  # our own names
        found = select(statement, [UUID(bytes=holder) for holder in holders])
        return {id_[0] for (raw,) in found if (id_ := id_bytes(raw))}

    def _take(self, numbers: Iterable[int], rows: Iterable[tuple[Place, bytes]]) -> None:
        fresh: dict[int, Rows] = {number: {} for number in numbers}
        for number in fresh:
            self._damaged.difference_update(map(self._named, self._bad.pop(number, ())))
        others, holders = self._others(), self._among.holders if self._among else None
        for place, sealed in rows:
            self.looked_at += 1
            if place.id and (holders is None or place.locator in holders):
                self._open(place, sealed, fresh[place.id[0]], others)
        for number, part in fresh.items():
            self._replace(number, part)

    def _replace(self, number: int, fresh: Rows) -> None:
        self.go_on()
        before = self.parts[number]
        if len(fresh) != len(before) or any(before.get(id_) is not held for id_, held in fresh.items()):
            self.parts[number] = fresh
            self.number += 1

    def _named(self, id_: bytes) -> tuple[str, UUID]:
        return self.model._meta.label, UUID(bytes=id_)

    def _others(self) -> "Sequence[Opened]":
        """What other sessions have opened of the same table."""
        with _all_lock:
            return [other for other in _all if other.model is self.model and other is not self]

    def _open(self, place: Place, sealed: bytes, fresh: Rows, others: "Sequence[Opened]") -> None:
        mark = hash((place, sealed))
        held = self.parts[place.id[0]].get(place.id)
        try:
            if held is None or held.mark != mark:
                content = open_at(self.model, place, sealed, self._keys)
                decode(self.model, content)  # what cannot be read is told now, not on some page
                shared = _among(others, place, mark, content)
                held = shared or Held.at(self.model, place, content, mark, posted=sealed[:1] == POSTED)
            fresh[held.key] = held
        except Locked:
            return
        except Tampered:
            self._bad.setdefault(place.id[0], set()).add(place.id)
            self._damaged.add(self._named(place.id))


_all: WeakSet[Opened] = WeakSet()
_all_lock = threading.Lock()


def _among(others: Iterable[Opened], place: Place, mark: int, content: bytes) -> Held | None:
    """What another session holds of this row, if it is the very same."""
    for other in others:
        found = other.parts[place.id[0]].get(place.id)
        if found is not None and found.is_same(mark, content):
            return found
    return None

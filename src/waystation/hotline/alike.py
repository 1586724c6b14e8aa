"""Addresses that look like those of other threads: one of two may pose as the other.

A session that has the threads open compares them in its own memory; no table holds what that could be done by. Two
addresses one letter apart have one half of the name before the @ in common, or all of it: only those that share it are
compared letter by letter.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from waystation.confusable import skeleton
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import Line
from waystation.mail import lookalike
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held, Opened
from waystation.staff.ranked import Changes, Follower

LOOKED_AT = 200  # threads with one half of an address in common: where there are more, that half tells nothing
# An entry is one number: a part of a hash, then the number of a thread. Very many of them take no object each.
_THREAD = 24
_HASHES = (1 << 64 - _THREAD) - 1


class Alike(Follower):
    """The addresses of all threads of one session, to be looked up by what looks like them."""

    def __init__(self, rows: Opened) -> None:
        super().__init__()
        self._rows = rows
        self._threads: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._entries = array("Q")
        self._told: dict[str, list[bytes]] = {}

    def changed(self, changes: Changes[Held]) -> None:
        """Takes in which thread is with which address now."""
        pairs = ((id_, _address(before), _address(after)) for id_, (before, after) in changes.items())
        moved = [(self._number(id_), before, after) for id_, before, after in pairs if before != after]
        if not moved:
            return
        gone = {entry for number, before, _ in moved for entry in _entries(number, before)}
        kept = [entry for entry in self._entries if entry not in gone] if gone else self._entries.tolist()
        kept += (entry for number, _, after in moved for entry in _entries(number, after))
        self._entries = array("Q", sorted(kept))
        self._told.clear()

    def _number(self, id_: bytes) -> int:
        number = self._numbers.setdefault(id_, len(self._threads))
        if number == len(self._threads):
            self._threads.append(id_)
        return number

    def to(self, address: str) -> list[Held]:
        """The threads with another address that looks like this one."""
        if address not in self._told:
            found = dict.fromkeys(id_ for probe in _probes(address) for id_ in self._with(probe))
            self._told[address] = [id_ for id_ in found if lookalike.is_near(address, _address(self._row(id_)))]
        rows = map(self._row, self._told[address])
        return [held for held in rows if held is not None]

    def _row(self, id_: bytes) -> Held | None:
        return self._rows.parts[id_[0]].get(id_)

    def to_thread(self, stub: RequestStub) -> list[Line]:
        """The same for the address that a thread is with."""
        found = self.to(stub.who) if stub.channel == "email" and "@" in stub.who else []
        return [Line(held.id, held.record) for held in found]

    def _with(self, probe: int) -> Iterable[bytes]:
        first = bisect_left(self._entries, probe << _THREAD)
        last = bisect_left(self._entries, probe + 1 << _THREAD, first) if probe < _HASHES else len(self._entries)
        found = self._entries[first:last] if last - first <= LOOKED_AT else ()
        return [self._threads[entry & (1 << _THREAD) - 1] for entry in found]


def known(actor: Actor) -> Alike:
    """The addresses of the threads that this person's keys open, as they stand now: to be asked for once a page."""
    rows = opened(actor, Request)
    found: Alike = actor.memory.get("hotline:alike") or actor.memory.setdefault("hotline:alike", Alike(rows))
    found.follow(rows)
    return found


def others(actor: Actor, address: str) -> list[Held]:
    """The threads that this person's keys open whose address looks like this one, and is another."""
    return known(actor).to(address) if "@" in address else []


def of_thread(actor: Actor, stub: RequestStub) -> list[Line]:
    """The same for the address that a thread is with."""
    return known(actor).to_thread(stub)


def _address(held: Held | None) -> str:
    """Whom a thread is with; what a stranger posted says of nobody."""
    if held is None or held.posted:
        return ""
    stub: RequestStub = held.record
    return stub.who if stub.channel == "email" and "@" in stub.who and stub.joined is None else ""


def _entries(number: int, address: str) -> list[int]:
    return [_hash(shape) << _THREAD | number for shape in _shapes(address)] if address else []


def _shapes(address: str) -> Iterator[tuple[object, ...]]:
    local, domain = lookalike.plain(address)
    yield (skeleton(f"{local}@{domain}"),)
    yield "name", local
    if len(local) >= lookalike.LEAST:
        yield from _halves(local, domain, len(local))


def _probes(address: str) -> Iterator[int]:
    """What an address that looks like this one would be found by."""
    local, domain = lookalike.plain(address)
    yield from map(_hash, _shapes(address))
    for length in (len(local) - 1, len(local) + 1):
        if min(length, len(local)) >= lookalike.LEAST:
            yield from map(_hash, _halves(local, domain, length))


def _halves(local: str, domain: str, length: int) -> Iterator[tuple[object, ...]]:
    """Both halves of a name of this length that this one may be. The letter between them is in neither: two letters
    that changed places there are in one half of both."""
    middle = length // 2
    yield "first", domain, length, local[: middle - 1]
    yield "last", domain, length, local[len(local) - (length - middle) :]


def _hash(shape: tuple[object, ...]) -> int:
    return hash(shape) & _HASHES

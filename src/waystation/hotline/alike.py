"""Addresses that look like those of other threads: one of two may pose as the other.

A session that has the threads open compares them in its own memory; no table holds what that could be done by. Two
addresses one letter apart have one half of the name before the @ in common, or all of it: only those that share it are
compared letter by letter.
"""

import struct
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
_HASH = struct.Struct(">q")


class Alike(Follower):
    """The addresses of all threads of one session, to be looked up by what looks like them."""

    def __init__(self, rows: Opened) -> None:
        super().__init__()
        self._rows = rows
        self._whose: dict[bytes, str] = {}
        self._entries: list[bytes] = []
        self._told: dict[str, list[bytes]] = {}

    def changed(self, changes: Changes[Held]) -> None:
        """Takes in which thread is with which address now."""
        now = {id_: _address(after) for id_, (_, after) in changes.items()}
        moved = {id_: address for id_, address in now.items() if address != self._whose.get(id_, "")}
        if not moved:
            return
        gone = {entry for id_ in moved for entry in _entries(id_, self._whose.pop(id_, ""))}
        if gone:
            self._entries = [entry for entry in self._entries if entry not in gone]
        self._whose |= {id_: address for id_, address in moved.items() if address}
        self._entries += (entry for id_, address in moved.items() for entry in _entries(id_, address))
        self._entries.sort()
        self._told.clear()

    def to(self, address: str) -> list[Held]:
        """The threads with another address that looks like this one."""
        if address not in self._told:
            found = dict.fromkeys(id_ for probe in _probes(address) for id_ in self._with(probe))
            self._told[address] = [id_ for id_ in found if lookalike.is_near(address, self._whose[id_])]
        rows = (self._rows.parts[id_[0]].get(id_) for id_ in self._told[address])
        return [held for held in rows if held is not None]

    def to_thread(self, stub: RequestStub) -> list[Line]:
        """The same for the address that a thread is with."""
        found = self.to(stub.who) if stub.channel == "email" and "@" in stub.who else []
        return [Line(held.id, held.record) for held in found]

    def _with(self, probe: bytes) -> Iterable[bytes]:
        first, last = (bisect_left(self._entries, bound) for bound in (probe, probe + b"\xff" * 17))
        found = self._entries[first : min(last, first + LOOKED_AT + 1)]
        return (entry[_HASH.size :] for entry in found) if len(found) <= LOOKED_AT else ()


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


def _entries(id_: bytes, address: str) -> list[bytes]:
    return [_hash(shape) + id_ for shape in _shapes(address)] if address else []


def _shapes(address: str) -> Iterator[tuple[object, ...]]:
    local, domain = lookalike.plain(address)
    yield (skeleton(f"{local}@{domain}"),)
    yield "name", local
    if len(local) >= lookalike.LEAST:
        yield from _halves(local, domain, len(local))


def _probes(address: str) -> Iterator[bytes]:
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


def _hash(shape: tuple[object, ...]) -> bytes:
    return _HASH.pack(hash(shape))

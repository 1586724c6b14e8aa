"""The queue of one session, kept in order while requests and messages come in."""

import struct
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from waystation.hotline.models import Message, Request
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import Line, is_a_time, is_first_word, rank, with_news
from waystation.staff.access import opened, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.opened import PARTS, Held, Opened
from waystation.staff.ranked import Ranked, differences
from waystation.vault import changes
from waystation.vault.rows import id_bytes, select

ALL, OURS = "all", "ours"
_FEW_PARTS = 32


_RANK = struct.Struct(">BBQ")


def _standing(line: Line) -> tuple[bytes, list[str]]:
    first, second, moment = rank(line)
    groups = [ALL, line.stub.status, *([OURS] if line.ours else [])]
    return _RANK.pack(first, second, (1 << 62) + int(moment * 1e6)), groups


class Queue:
    """Every request that this person's keys open. A message belongs to the part of its thread, as the thread does."""

    def __init__(self) -> None:
        self.lines: Ranked[Line] = Ranked(_standing, lambda id_: self._lines[id_[0]].get(id_))
        self._seen: list[dict[bytes, Held]] = [{} for _ in range(PARTS)]
        self._lines: list[dict[bytes, Line]] = [{} for _ in range(PARTS)]
        self._stamps: dict[int, int] = {}
        self._lock = threading.Lock()

    def follow(self, actor: Actor, requests: Opened) -> None:
        """Looks at what changed: requests, or how many messages they have."""
        with self._lock:
            stamps = changes.stamps(Message)
            moved = [number for number in range(PARTS) if self._has_moved(number, requests, stamps)]
            if moved:
                self._take(actor, {number: requests.parts[number] for number in moved})
            self._stamps = stamps

    def _has_moved(self, number: int, requests: Opened, stamps: dict[int, int]) -> bool:
        return requests.parts[number] is not self._seen[number] or stamps.get(number) != self._stamps.get(number)

    def _take(self, actor: Actor, parts: dict[int, dict[bytes, Held]]) -> None:
        counts = _counts(parts)
        requests = [held for part in parts.values() for held in part.values()]
        sound = [held for held in requests if is_sound(actor, held, held.record, posted=held.posted)]
        unread = {held.key: max(0, counts.get(held.key, 0) - held.record.count) for held in sound}
        news = newest(actor, [UUID(bytes=thread) for thread, count in unread.items() if count])
        found: dict[int, dict[bytes, Line]] = {number: {} for number in parts}
        for held in sound:
            if held.record.joined is None:
                stub = _told(held.record, news.get(held.id)) if unread[held.key] else held.record
                found[held.key[0]][held.key] = Line(held.id, stub, unread[held.key])
        changes: dict[bytes, Any] = {}
        for number, part in parts.items():
            changes |= differences(self._lines[number], found[number])
            self._seen[number], self._lines[number] = part, found[number]
        self.lines.take(changes)


def queue_of(actor: Actor) -> Queue:
    """The queue as it stands now; only what changed is looked at."""
    found: Queue = actor.memory.get("hotline:queue") or actor.memory.setdefault("hotline:queue", Queue())
    found.follow(actor, opened(actor, Request))
    return found


def is_sound(actor: Actor, row: Request | Held, stub: RequestStub, *, posted: bool) -> bool:
    """Whether it says no more than a stranger may say, or somebody with our key wrote it."""
    sound = not posted or is_first_word(stub)
    if not sound:
        tell_damage(actor, row.pk)
    return sound


def _counts(parts: Iterable[int]) -> dict[bytes, int]:
    """How many messages each thread of these parts has."""
    wanted = list(parts)
    count = "SELECT thread, COUNT(*) FROM hotline_message"
    if len(wanted) > _FEW_PARTS:
        return {id_bytes(thread): number for thread, number in select(f"{count} GROUP BY thread")}
    found: dict[bytes, int] = {}
    for part in wanted:
        rows = select(f"{count} WHERE thread BETWEEN %s AND %s GROUP BY thread", changes.bounds(part))
        found |= {id_bytes(thread): number for thread, number in rows}
    return found


def newest(actor: Actor, threads: list[UUID]) -> dict[UUID, datetime]:
    """When the last message of each of these threads came in."""
    found: dict[UUID, datetime] = {}
    for start in range(0, len(threads), 500):
        rows = Message.objects.filter(thread__in=threads[start : start + 500]).defer("body")
        for row, record in stubs(actor, rows):
            if record.direction == "in" and record.thread == row.thread and is_a_time(record.at):
                found[row.thread] = max(record.at, found.get(row.thread, record.at))
    return found


def _told(stub: RequestStub, last_in: datetime | None) -> RequestStub:
    return with_news(stub, stub.count + 1, last_in) if last_in else stub

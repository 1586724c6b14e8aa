"""The queue of one session, kept in order while requests and messages come in."""

import struct
import threading
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from waystation.hotline.models import Message, Request
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import (
    Line,
    is_a_time,
    is_aside,
    is_closed_together,
    is_first_word,
    is_in_crowd,
    is_ours,
    is_unread_by_rules,
    place_in_queue,
    rank,
    with_news,
)
from waystation.staff.access import opened, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.opened import PARTS, Held, Opened
from waystation.staff.ranked import Group, Ranked, differences
from waystation.vault import changes
from waystation.vault.rows import id_bytes, select

ALL, OURS, ASIDE, CROWD, UNREAD_BY_RULES = "all", "ours", "aside", "crowd", "unread by rules"
TOGETHER, AFTER_CROWD = "closed together", "after a crowd"
NEWS_OF_CASES = "news of cases"
_FEW_PARTS = 32


_RANK = struct.Struct(">BBQ")


# A request; with how many messages nobody has looked at, and when the last one came in, where there are any.
Told = Held | tuple[Held, int, datetime | None]


def without_case(status: str) -> tuple[str, str]:
    """The group of the requests of a status that led to no case."""
    return "without case", status


def ours_of(owner: UUID | None) -> tuple[str, UUID | None]:
    """The group of the requests that wait for us and that somebody, or nobody, looks after."""
    return OURS, owner


def of_urgency(urgency: str) -> tuple[str, str]:
    """The group of the requests that wait for us and are held to be as urgent as this."""
    return "waits", urgency


def in_crowd(urgency: str) -> tuple[str, str]:
    """The group of what came in a crowd and is held to be as urgent as this."""
    return CROWD, urgency


def closed_together(together: UUID) -> tuple[str, UUID]:
    """The group of what was closed together, and where nothing happened since."""
    return TOGETHER, together


def with_address(who: str) -> tuple[str, str]:
    """The group of the requests of whoever writes by this address, or under this name."""
    return "with", who.casefold()


def _standing(told: Told) -> tuple[bytes, list[Hashable]]:
    held, unread, last_in = told if isinstance(told, tuple) else (told, 0, None)
    kept: RequestStub = held.record
    stub = _with_last(kept, last_in)
    first, second, moment = rank(stub, unread)
    groups: list[Hashable] = [ALL, stub.status]
    if kept.closed_together and is_closed_together(stub):
        groups += [TOGETHER, closed_together(kept.closed_together.id)]
    if kept.beginning:
        groups.append(AFTER_CROWD)
    if stub.case is None:
        groups.append(without_case(stub.status))
    elif unread:
        groups.append(NEWS_OF_CASES)
    if stub.who:
        groups.append(with_address(stub.who))
    if is_ours(stub, unread):
        place = place_in_queue(stub)
        groups += [CROWD, in_crowd(place)] if is_in_crowd(stub) else [OURS, ours_of(stub.owner), of_urgency(place)]
        groups += [ASIDE] if is_aside(stub) else []
        groups += [UNREAD_BY_RULES] if is_unread_by_rules(kept, unread) else []
    return _rank(first, second, moment), groups


def _rank(first: int, second: int, moment: float) -> bytes:
    return _RANK.pack(first, second, (1 << 62) + int(moment * 1e6))


def _with_last(stub: RequestStub, last_in: datetime | None) -> RequestStub:
    """The stub as the messages that nobody has looked at say it stands now."""
    return with_news(stub, stub.count + 1, last_in) if last_in else stub


def _line(told: Told) -> Line:
    held, unread, last_in = told if isinstance(told, tuple) else (told, 0, None)
    return Line(held.id, _with_last(held.record, last_in), unread)


class Queue:
    """Every request that this person's keys open. A message belongs to the part of its thread, as the thread does."""

    def __init__(self) -> None:
        self._ranked: Ranked[Told] = Ranked(_standing, lambda id_: self._told[id_[0]].get(id_))
        self._seen: list[dict[bytes, Held]] = [{} for _ in range(PARTS)]
        self._told: list[Mapping[bytes, Told]] = [{} for _ in range(PARTS)]
        self._stamps: Mapping[int, int] = {}
        self._lock = threading.Lock()

    @property
    def number(self) -> int:
        """Another as soon as anything is."""
        return self._ranked.number

    @property
    def is_whole(self) -> bool:
        """Whether every request is in it."""
        return not self._ranked.unplaced

    def group(self, name: Hashable) -> Group[Line]:
        """The lines in order: ALL, OURS, or those of a status."""
        return self._ranked.group(name).shown(_line)

    def quiet(self, name: Hashable, since: datetime) -> tuple[Group[Line], Group[Line]]:
        """The lines of a group that wait for us, and the others in which nobody wrote since; the oldest last."""
        group = self.group(name)
        return group.before(_RANK.pack(1, 0, 0)), group.between(_rank(1, 0, -since.timestamp()), _RANK.pack(2, 0, 0))

    def follow(self, actor: Actor, requests: Opened) -> None:
        """Looks at what changed: requests, or how many messages they have."""
        with self._lock:
            stamps = changes.stamps(Message)
            moved = [number for number in range(PARTS) if self._has_moved(number, requests, stamps)]
            if moved:
                self._take(actor, {number: requests.parts[number] for number in moved})
            self._stamps = stamps

    def _has_moved(self, number: int, requests: Opened, stamps: Mapping[int, int]) -> bool:
        return requests.parts[number] is not self._seen[number] or stamps.get(number) != self._stamps.get(number)

    def _take(self, actor: Actor, parts: dict[int, dict[bytes, Held]]) -> None:
        counts = _counts(parts)
        unread: dict[int, dict[bytes, int]] = {
            number: {held.key: count for held in part.values() if (count := _unread(actor, held, counts)) is not None}
            for number, part in parts.items()
        }
        behind = [UUID(bytes=key) for found in unread.values() for key, count in found.items() if count]
        last = newest(actor, behind)
        moved: dict[bytes, Any] = {}
        for number, part in parts.items():
            told: dict[bytes, Told] = {
                key: (part[key], count, last.get(UUID(bytes=key))) if count else part[key]
                for key, count in unread[number].items()
            }
            moved |= differences(self._told[number], told)
            # Where nothing is to be told, the one dictionary serves for both.
            self._seen[number], self._told[number] = part, part if told == part else told
        self._ranked.take(moved)


class _Looked(msgspec.Struct, frozen=True, gc=False):
    """Of a stub, what says how many messages somebody has looked at."""

    count: int = 1
    joined: UUID | None = None


def _unread(actor: Actor, held: Held, counts: dict[bytes, int]) -> int | None:
    """How many messages of a request nobody has looked at; None for one that is not in the queue."""
    if held.posted and not is_sound(actor, held, held.record, posted=True):
        return None
    stub = held.told(_Looked)
    return None if stub.joined is not None else max(0, counts.get(held.key, 0) - stub.count)


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

"""Closing together what came in a crowd, and taking that back. Part of the list of verbs in `actions`.

Nothing is deleted: threads are closed, and whoever writes in one again comes back to the top. A few are done in each
transaction, with their lines in the log, for as long as a page may take; then somebody presses again. So nobody's
message waits meanwhile, and where the machine is cut off, what was not reached is in the group as before.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.hotline import access, rules, threads, waiting
from waystation.hotline.models import Message, Request
from waystation.hotline.queue import CROWD, TOGETHER, UNREAD_BY_RULES, closed_together
from waystation.hotline.records import ClosedTogether, RequestStub
from waystation.hotline.rules import Line
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.order import in_order

AT_ONCE, SECONDS = 20, 3.0  # threads in a transaction, and the time after which no further one is begun
EVERY, CALM = "every", "calm"

replace = msgspec.structs.replace

_URGENT = ("now", "soon")


@dataclass(frozen=True)
class Crowd:
    """What came in a crowd and waits. `calm`: of which neither the sender nor the rules, which have looked, say that
    it is urgent; `unseen`: at how many the rules have not looked.
    """

    every: Sequence[Line]
    calm: Sequence[Line]
    unseen: int

    def of(self, which: str) -> Sequence[Line]:
        """EVERY or CALM."""
        return self.calm if which == CALM else self.every


@dataclass(frozen=True)
class Batch:
    """What was closed together, as far as nothing happened in it since."""

    made: ClosedTogether
    count: int


def waits(actor: Actor, until: datetime | None = None) -> Crowd:
    """What came in a crowd, in the queue's order; only what came `until` then."""
    require(actor, "hotline.decide")
    lines = access.queue(actor)
    every = [line for line in lines.group(CROWD) if until is None or _since(line) <= until]
    unseen = set(lines.group(UNREAD_BY_RULES).ids())
    calm = [line for line in every if line.id.bytes not in unseen and rules.place_in_queue(line.stub) not in _URGENT]
    return Crowd(every, calm, sum(line.id.bytes in unseen for line in every))


def _since(line: Line) -> datetime:
    return line.stub.last_in or line.stub.received_at


def batches(actor: Actor) -> list[Batch]:
    """What can be taken back, the newest first."""
    require(actor, "hotline.decide")
    marks = [line.stub.closed_together for line in access.queue(actor).group(TOGETHER) if line.stub.closed_together]
    newest_first = sorted(marks, key=lambda mark: mark.at, reverse=True)
    counts, begun = Counter(mark.id for mark in marks), {mark.id: mark for mark in newest_first}
    return [Batch(mark, counts[one]) for one, mark in begun.items()]


def close(actor: Actor, together: UUID, which: str, until: datetime, *, seconds: float = SECONDS) -> int:
    """Closes EVERY one or the CALM ones that came until then. Returns how many are left for another press.

    Where somebody did something with one, or its sender wrote again, it stays where it is.
    """
    lines = waits(actor, until).of(which)
    made = ClosedTogether(id=together, by=actor.account, at=actor.now())
    return _in_turns(actor, lines, lambda row, stub: _close(actor, row, stub, made), seconds)


def _close(actor: Actor, row: Request, stub: RequestStub, made: ClosedTogether) -> None:
    if rules.is_in_crowd(stub):
        waiting.over(row.pk)
        closed = replace(stub, status="closed", closed_together=made)
        threads.changed(actor, row, closed, "hotline.crowd_closed")


def take_back(actor: Actor, together: UUID, *, seconds: float = SECONDS) -> int:
    """Opens again what was closed together. Returns how many are left for another press.

    Raises Absent where there is nothing of it.
    """
    require(actor, "hotline.decide")
    lines = access.queue(actor).group(closed_together(together))[:]
    if not lines:
        raise Absent
    return _in_turns(actor, lines, lambda row, stub: _open_again(actor, row, stub, together), seconds)


def _open_again(actor: Actor, row: Request, stub: RequestStub, together: UUID) -> None:
    if stub.closed_together and stub.closed_together.id == together and rules.is_closed_together(stub):
        waiting.arrived(row.pk, (row.locator, Compartment(row.compartment)), now=actor.now())
        opened = replace(stub, status="new", closed_together=None)
        threads.changed(actor, row, opened, "hotline.crowd_reopened")


def _in_turns(actor: Actor, lines: Sequence[Line], act: Callable[[Request, RequestStub], None], seconds: float) -> int:
    """Acts on each thread in which nothing arrived since it was looked up, until the time is over."""
    over, done = time.monotonic() + seconds, 0
    while done < len(lines) and (not done or time.monotonic() < over):
        with transaction.atomic():
            in_order()  # before looking: nobody writes in these meanwhile
            for line in lines[done : done + AT_ONCE]:
                if found := _unchanged(actor, line):
                    act(*found)
        done += AT_ONCE
    return max(0, len(lines) - done)


def _unchanged(actor: Actor, line: Line) -> tuple[Request, RequestStub] | None:
    """The thread with all its messages counted as looked at; None where another one arrived."""
    try:
        row, stub = access.request(actor, line.id)
    except Absent:  # erased, or damaged
        return None
    arrived = Message.objects.filter(thread=row.pk).count()
    return (row, replace(stub, count=arrived)) if arrived == stub.count + line.unread else None

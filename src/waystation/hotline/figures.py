"""How many wait, and how long the first answer took: figures in which no single person can be read."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from waystation.hotline.access import queue
from waystation.hotline.models import Request
from waystation.hotline.queue import of_urgency
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import IN_QUEUE, is_caller
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing

DAYS = 28
LEAST = 5  # first answers on one day, below which the day is not shown: two numbers of one person are that person's

_WAIT = struct.Struct(">Q")


@dataclass(frozen=True)
class Day:
    """How long those waited who had our first word on this day: half of them at most `median`, nine in ten `most`."""

    day: date
    answers: int
    median: timedelta
    most: timedelta


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait for us, by how urgent the queue holds it to be."""
    lines = queue(actor)
    return {urgency: len(lines.group(of_urgency(urgency))) for urgency in IN_QUEUE}


def days(actor: Actor) -> list[Day]:
    """The last days with first answers enough to say something, the newest first."""
    require(actor, "hotline.read")
    ranked, today = index(actor, Request, _by_first_answer), actor.today
    groups = ((day, ranked.group(day)) for day in _back_from(today))
    return [
        Day(day, len(group), _wait_at(group, 0.5), _wait_at(group, 0.9)) for day, group in groups if len(group) >= LEAST
    ]


def _back_from(today: date) -> Iterator[date]:
    return (today - timedelta(days=number) for number in range(DAYS))


def _by_first_answer(held: Held) -> Standing:
    """By the day of our first word, in the order of how long it took; what a stranger posted counts for nothing."""
    stub: RequestStub = held.record
    if held.posted or stub.first_out is None or not is_caller(stub):
        return b"", []
    return _WAIT.pack(int(_wait(stub, stub.first_out).total_seconds())), [localtime(stub.first_out).date()]


def _wait(stub: RequestStub, answered: datetime) -> timedelta:
    return max(timedelta(), answered - stub.received_at)


def _wait_at(group: Group[Held], part: float) -> timedelta:
    """The wait that this part of a group stayed below: the nearest rank."""
    place = max(0, math.ceil(part * len(group)) - 1)
    stub: RequestStub = group[place : place + 1][0].record
    return _wait(stub, stub.first_out or stub.received_at)

"""What is seen of the machine and the installation for the page of their state.

Nothing here tells of anybody. How much waits is told in so large steps that one message or one person does not show.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from waystation.audit import witness
from waystation.duty.models import KnockRow
from waystation.evacuation.models import CheckIn
from waystation.hotline import reach
from waystation.hotline.models import Outgoing
from waystation.site import clock, folder, monitoring, upkeep, worker

STEPS = (0, 10, 100, 1000)
"""A number is told as the smallest of these that is not below it, or as more than the last."""
LATE = timedelta(minutes=10)
PERCENT = 5  # of the disk


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The state of things at `now`. `turned`: since the last turn of the timers; None where that cannot be told.

    `letters` and `knocks` (what wakes devices) wait to leave; `late`: of these, what should have left ten minutes ago;
    `overdue`: check-ins whose alarm should have gone off. All four are rounded up to a step, -1 for more than the last.
    `used` is of the disk, in per cent, in steps of five.
    """

    now: datetime
    health: dict[str, str]
    turned: timedelta | None
    used: int
    free: int
    letters: int
    knocks: int
    late: int
    overdue: int
    doors: dict[str, reach.Door] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    log_agrees: bool = True


def look(now: datetime, *, apart: bool = False) -> Machine:
    """Looks at this machine and this installation; `apart`: for an innocent view, from which nothing ever leaves.

    The machine is what it is there, too. What waits, rings or disagrees is of the organisation, of which nothing shows.
    """
    data = Path(settings.WAYSTATION_DATA)
    _well, health = monitoring.health(data)
    turned = since_turn(data, now)
    health["timers"] = "pass" if turned is not None and turned < timedelta(minutes=3) else "fail"
    total, _used, free = shutil.disk_usage(data)
    waiting = Outgoing.objects.none() if apart else Outgoing.objects.filter(state="waiting")
    knocks = KnockRow.objects.none() if apart else KnockRow.objects.filter(state="waiting")
    late = now - LATE
    return Machine(
        now=now,
        health=health,
        turned=turned,
        used=used_of(total, free),
        free=free - free % monitoring.BYTES_STEP,
        letters=step(waiting.count()),
        knocks=step(knocks.count()),
        late=step(waiting.filter(next_try__lt=late).count() + knocks.filter(next_try__lt=late).count()),
        overdue=step(0 if apart else CheckIn.objects.over(late).count()),
        doors=_doors(),
        last=upkeep.read(data),
        log_agrees=apart or witness.standing() is None,
    )


def since_turn(data: Path, now: datetime) -> timedelta | None:
    """Since the last turn of the timers: of this process, or to the minute of that which writes the clock."""
    if folder.servers(data).get(folder.WORKING) == os.getpid():
        return timedelta(seconds=int(worker.since_turn()))
    last = clock.read(data)
    return None if last is None else max(now - last, timedelta())


def used_of(total: int, free: int) -> int:
    """How much of a disk is used, in per cent, rounded down to a step."""
    used = 100 * (total - free) // max(total, 1)
    return int(used - used % PERCENT)


def step(number: int) -> int:
    """A number in steps; -1 for more than the last of them."""
    return next((each for each in STEPS if number <= each), -1)


def _doors() -> dict[str, Any]:
    try:
        return dict(reach.known())
    except (TypeError, ValueError):  # `run` says what is wrong with the tables, and does not start
        return {}

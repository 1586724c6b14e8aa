"""Time that passes by being set, and ids that are the same each time."""

import random
import uuid
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace

from waystation.audit.models import Line


class Clock:
    """The one clock of a simulation: what is called for the time, and set to go on.

    The log is written by the clock of the machine. `moment_of` says when a line of it was written by this one: each
    time the clock is set, it is noted how many lines there are.
    """

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._lines: list[int] = [_lines()]
        self._moments: list[datetime] = [start]

    def __call__(self) -> datetime:
        return self.now

    def set(self, moment: datetime) -> None:
        """Goes on to a moment. Raises ValueError for one that is over."""
        if moment < self.now:
            raise ValueError(f"the clock stands at {self.now}, after {moment}")
        if moment > self.now:
            self.now = moment
            self._lines.append(_lines())
            self._moments.append(moment)

    def moment_of(self, line: int) -> datetime:
        """When the line of this number was written."""
        return self._moments[max(0, bisect_left(self._lines, line) - 1)]


def _lines() -> int:
    last = Line.objects.order_by("-number").values_list("number", flat=True).first()
    return last or 0


@contextmanager
def repeatable_ids(chance: random.Random) -> Iterator[None]:
    """While it lasts, the random ids of this process are drawn by `chance`; keys are as secret as ever.

    Rows that are alike in everything else stand in the order of their ids, so that without it no two runs are the same.
    """
    names = vars(uuid)
    kept = names["os"]
    names["os"] = SimpleNamespace(urandom=chance.randbytes)
    try:
        yield
    finally:
        names["os"] = kept

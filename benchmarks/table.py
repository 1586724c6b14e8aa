"""A table of what was measured: each line beside its floor, with its target."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass
class Row:
    """One line of the table. `limit` is on the median (ms) or, with a floor and `of_floor`, on the ratio."""

    what: str
    took: list[float]
    unit: str = "ms"
    floor: list[float] | None = None
    floor_name: str = ""
    limit: float | None = None
    of_floor: bool = False

    @property
    def ratio(self) -> float | None:
        return median(self.took) / median(self.floor) if self.floor else None

    @property
    def met(self) -> str:
        if self.limit is None:
            return ""
        value = self.ratio if self.of_floor else median(self.took)
        return "met" if value is not None and value <= self.limit else "MISSED"

    def __str__(self) -> str:
        target = "" if self.limit is None else f"<= {self.limit:g}{' x' if self.of_floor else ' ' + self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x {self.floor_name} ({median(self.floor or [0]):.2f})"
        digits = 2 if max(self.took) < 100 else 0
        spread = " - ".join(f"{value:,.{digits}f}" for value in (min(self.took), median(self.took), max(self.took)))
        return f"| {self.what:<58} | {spread:>26} {self.unit:<2} | {ratio:<34} | {target:>9} | {self.met:<6} |"


def timed(job: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds."""
    started = clock()
    job()
    return (clock() - started) * 1000


def own(job: Callable[[], object]) -> float:
    """Milliseconds of this thread's processor: what else the machine does is not counted, nor waiting for the disk."""
    return timed(job, time.thread_time)


def each(job: Callable[[], object], number: int = 1000) -> float:
    """Microseconds for one of many."""
    return own(lambda: [job() for _ in range(number)]) * 1000 / number


def beside(what: str, ours: Callable[[], float], floor: Callable[[], float], rounds: int, **more: Any) -> Row:
    """Both measured in turns."""
    mine, theirs = [], []
    for number in range(rounds):
        for side, job in ((mine, ours), (theirs, floor))[:: 1 if number % 2 == 0 else -1]:
            side.append(job())
    return Row(what, mine, floor=theirs, **more)


def head() -> None:
    print(f"| {'':<58} | {'min - median - max':>29} | {'beside its floor (median)':<34} | {'target':>9} | {'':<6} |")
    print(f"|{'-' * 60}|{'-' * 30}:|{'-' * 36}|{'-' * 10}:|{'-' * 8}|")


def show(rows: list[Row]) -> None:
    for row in rows:
        print(row, flush=True)

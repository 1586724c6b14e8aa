"""An attack on the scoreboard that shares no line with what protects it: linear programmes over everything it shows.

The reader knows how submissions are counted: each stands in one column; only what was answered can be late; what was
answered and ignored was late; whatever is silent was ignored; what was passed on, withdrawn or is open may have been.
So of each body every column is divided into what was in time, late, and ignored besides, and each of these is an
unknown number from 0. Every number that is shown is an equation; what is hidden is one at least, since no 0 is. Of
each small number (a cell, a total, the late ones, those in time, those ignored and answered after all, the late ones
that were not) the least and the greatest possible are looked for. Recovered is what is known within less than the
least number that may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import highspy
import numpy as np

IN_TIME, LATE, LATE_AND_IGNORED, IGNORED = "in time", "late", "late and ignored", "ignored"
PARTS = ((IN_TIME, LATE, LATE_AND_IGNORED),) * 3 + ((IGNORED,),) + ((IN_TIME, IGNORED),) * 2
"""Of the columns substance, nothing, ungraded, silent, onward, open."""
Part = tuple[int, int, str]
Truth = Mapping[Part, int]


@dataclass(frozen=True)
class Line:
    """What a reader sees of a body, or of all: None is hidden."""

    cells: Sequence[int | None]
    asked: int | None
    due: int | None = None
    late: int | None = None
    ignored: int | None = None


def recovered(boards: Sequence[Sequence[Line]], truth: Truth, least: int) -> list[tuple[str, int, int, int]]:
    """What boards of one day give away: what it is, the number, and between what a reader knows it."""
    bodies = len(boards[0]) - 1
    names = [(body, column, part) for body in range(bodies) for column in range(6) for part in PARTS[column]]
    place = {name: at for at, name in enumerate(names)}
    equal: list[tuple[Any, int]] = []
    above: list[Any] = []

    def row(chosen: Any) -> Any:
        found = np.zeros(len(names))
        for name, at in place.items():
            found[at] = chosen(name)
        return found

    def told(number: int | None, chosen: Any) -> None:
        if number is None:
            above.append(row(chosen))
        else:
            equal.append((row(chosen), number))

    def of(body: int | None, columns: Sequence[int], *parts: str) -> Any:
        return lambda n: (body is None or n[0] == body) and n[1] in columns and (not parts or n[2] in parts)

    for lines in boards:
        for at, line in enumerate(lines):
            body = at if at < bodies else None
            for column, number in enumerate(line.cells):
                told(number, of(body, [column]))
            told(line.asked, of(body, range(6)))
            if body is None:
                continue
            for number, chosen in (
                (line.due, of(body, range(4))),
                (line.late, of(body, range(6), LATE, LATE_AND_IGNORED)),
                (line.ignored, of(body, range(6), IGNORED, LATE_AND_IGNORED)),
            ):
                if number is not None:  # of these a 0 is hidden, too
                    equal.append((row(chosen), number))
    secrets: dict[str, Any] = {}
    for body in [*range(bodies), None]:
        for column in range(6):
            secrets[f"{body} column {column}"] = of(body, [column])
        secrets[f"{body} asked"] = of(body, range(6))
        if body is not None:
            secrets[f"{body} late"] = of(body, range(6), LATE, LATE_AND_IGNORED)
            secrets[f"{body} in time"] = of(body, range(3), IN_TIME)
            secrets[f"{body} ignored"] = of(body, range(6), IGNORED, LATE_AND_IGNORED)
            secrets[f"{body} ignored and answered"] = of(body, range(3), LATE_AND_IGNORED)
            secrets[f"{body} late alone"] = of(body, range(3), LATE)
    found = []
    for what, chosen in secrets.items():
        summed = row(chosen)
        number = sum(truth.get(name, 0) for name in names if chosen(name))
        if not 0 < number < least:
            continue
        low, high = ceil(_least(summed, equal, above) - 1e-6), floor(-_least(-summed, equal, above) + 1e-6)
        if high - low < least - 1:
            found.append((what, number, low, high))
    return found


def _least(cost: Any, equal: Sequence[tuple[Any, int]], above: Sequence[Any]) -> float:
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)  # as everything else in this process, or one of them is refused
    for at in range(len(cost)):
        solver.addVar(0.0, 1e5)
        solver.changeColCost(at, float(cost[at]))
    for row, low, high in [*((one, n, n) for one, n in equal), *((one, 1, 1e6) for one in above)]:
        at = np.flatnonzero(row).astype(np.int32)
        solver.addRow(float(low), float(high), len(at), at, row[at])
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "the boards contradict each other"
    return float(solver.getInfo().objective_function_value)

"""Runs of the planner that go on while people look at other pages: each in a bounded process, none with a key.

What a run found waits in this process's memory until somebody whose keys may seal it opens its page. A run that this
process knows nothing of, since the one that computed it has died, is begun again from its sealed request.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from uuid import UUID

import msgspec

from waystation.bounded import process
from waystation.evacuation.plans import engine
from waystation.evacuation.plans.records import CANCELLED, FAILED, Asked, Option, Steps
from waystation.evacuation.plans.why import Why

LONGEST = 15 * 60.0  # seconds on the wall, whatever was asked for
KEPT = 12 * 3600.0  # seconds for which a result waits
AT_ONCE = 2
LOOKS = 40.0
"""Seconds in which the planner says why."""
_MOST = 64 * 2**20


@cache
def program(seconds: float = LONGEST) -> process.Program:
    """The planner, with the packages that it reckons with, for so many seconds on the wall."""
    found = find_spec("msgspec")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(
        engine.__name__, seconds, packages, alone=True, at_once=threading.BoundedSemaphore(AT_ONCE)
    )  # fmt: skip


def explained(asked: Asked, plan: dict[str, Steps], party: str, through: str = "") -> Why | None:
    """Why a party has its way in a plan, and what one through a place would cost; None where that took too long."""
    task = engine.Task(asked.problem, LOOKS, asked.seed, plan=plan)
    arguments = [str(LOOKS), party, *([through] if through else [])]
    raw = process.run(program(LOOKS), arguments, [engine.packed(task)], _MOST)
    try:
        return msgspec.json.decode(raw or b"", type=Why)
    except msgspec.DecodeError:
        return None


class Solver:
    """One run in this process: how far it is, and what it has found."""

    def __init__(self, run: UUID, asked: Asked) -> None:
        self.run, self.asked = run, asked
        self.done, self.stopped, self.ended = 0.0, "", 0.0
        self.options: dict[tuple[str, bool], Option] = {}
        self._hurry, self._dropped = threading.Event(), False

    def start(self) -> None:
        threading.Thread(target=self._work, name="planner", daemon=True).start()

    def hurry(self) -> None:
        """Asks for the best plan that there is now."""
        self._hurry.set()

    def drop(self) -> None:
        """Ends it, and nobody asks what came of it."""
        self._dropped = True
        self._hurry.set()

    @property
    def is_over(self) -> bool:
        return bool(self.stopped)

    def _work(self) -> None:
        try:
            self._listen()
        finally:
            self.stopped, self.ended = self.stopped or FAILED, monotonic()
            self._hurry.set()

    def work_here(self) -> None:
        """Finds the end in this thread and this process, and returns when it is there."""
        for line in engine.answer(self._task, lambda: False, self._hear):
            self._hear(line)
        self.ended = monotonic()

    @property
    def _task(self) -> engine.Task:
        asked = self.asked
        return engine.Task(
            asked.problem, asked.seconds, asked.seed, asked.told, asked.missing, asked.compromised, asked.occupants,
            rounds=asked.rounds,
        )  # fmt: skip

    def _listen(self) -> None:
        for raw in process.lines(program(), [str(self.asked.seconds)], self._request(self._task), _MOST):
            if self._dropped:
                self.stopped = CANCELLED
                return
            self._hear(msgspec.json.decode(raw, type=engine.Line))

    def _request(self, task: engine.Task) -> Iterator[bytes]:
        """The task; then nothing, until somebody is in a hurry."""
        yield engine.packed(task)
        self._hurry.wait()

    def _hear(self, line: engine.Line) -> None:
        self.done = max(self.done, line.done)
        if line.choice:
            self.options[line.choice, line.contingency] = Option(
                choice=line.choice, plan=line.plan, bound=line.bound, proved=line.proved, changed=line.changed,
                stuck=line.stuck, contingency=line.contingency,
            )  # fmt: skip
        self.stopped = line.stopped or self.stopped


_solvers: dict[UUID, Solver] = {}
_lock = threading.Lock()


def solver(run: UUID) -> Solver | None:
    """The run, if it is this process that computes it or keeps its result."""
    return _solvers.get(run)


def begin(run: UUID, asked: Asked) -> Solver:
    """Computes a run here, unless that is done already."""
    with _lock:
        for old in [pk for pk, each in _solvers.items() if each.ended and monotonic() - each.ended > KEPT]:
            del _solvers[old]
        found = _solvers.get(run)
        if found is None:
            found = _solvers[run] = Solver(run, asked)
            found.start()
    return found


def work_here(run: UUID, asked: Asked) -> None:
    """Computes a run at once, in the process that calls: only where nobody is served by it, as in a simulation."""
    with _lock:
        found = _solvers[run] = Solver(run, asked)
    found.work_here()


def forget(run: UUID) -> None:
    """Ends a run here, and forgets what it found."""
    with _lock:
        found = _solvers.pop(run, None)
    if found:
        found.drop()


def forget_all() -> None:
    """The same with all of them."""
    for run in list(_solvers):
        forget(run)

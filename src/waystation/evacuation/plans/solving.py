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
from waystation.evacuation.plans import protocol
from waystation.evacuation.plans.protocol import Helps, Line, Task, Why
from waystation.evacuation.plans.records import CANCELLED, FAILED, Asked, Option, Steps

LONGEST = 15 * 60.0  # seconds on the wall, whatever was asked for
KEPT = 12 * 3600.0  # seconds for which a result waits
AT_ONCE = 2
LOOKS = 40.0
"""Seconds in which the planner says why."""
HELPS = 60.0
"""Seconds in which it finds out what would help most."""
_MOST = 64 * 2**20


@cache
def program(seconds: float = LONGEST) -> process.Program:
    """The planner, with the packages that it reckons with, for so many seconds on the wall."""
    found = find_spec("msgspec")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(
        protocol.PROGRAM, seconds, packages, alone=True, at_once=threading.BoundedSemaphore(AT_ONCE)
    )  # fmt: skip


def explained(asked: Asked, plan: dict[str, Steps], party: str, through: str = "") -> Why | None:
    """Why a party has its way in a plan, and what one through a place would cost; None where that took too long."""
    task = Task(asked.problem, LOOKS, asked.seed, plan=plan)
    arguments = [str(LOOKS), protocol.WHY, party, *([through] if through else [])]
    raw = process.run(program(LOOKS), arguments, [protocol.packed(task)], _MOST)
    try:
        return msgspec.json.decode(raw or b"", type=Why)
    except msgspec.DecodeError:
        return None


class Job:
    """Something that a bounded process works on: how far it is."""

    def __init__(self) -> None:
        self.done, self.stopped, self.ended = 0.0, "", 0.0
        self._hurry, self._dropped = threading.Event(), False

    def start(self) -> None:
        threading.Thread(target=self._work, name="planner", daemon=True).start()

    def hurry(self) -> None:
        """Asks for the best that there is now."""
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

    @property
    def _task(self) -> Task:
        raise NotImplementedError

    @property
    def _arguments(self) -> list[str]:
        return [str(self._task.seconds)]

    def _listen(self) -> None:
        for raw in process.lines(program(), self._arguments, self._request(self._task), _MOST):
            if self._dropped:
                self.stopped = CANCELLED
                return
            self._hear(msgspec.json.decode(raw, type=Line))

    def _request(self, task: Task) -> Iterator[bytes]:
        """The task; then nothing, until somebody is in a hurry."""
        yield protocol.packed(task)
        self._hurry.wait()

    def _hear(self, line: Line) -> None:
        self.done = max(self.done, line.done)
        self.stopped = line.stopped or self.stopped


class Solver(Job):
    """One run in this process, and what it has found."""

    def __init__(self, run: UUID, asked: Asked) -> None:
        super().__init__()
        self.run, self.asked = run, asked
        self.options: dict[tuple[str, bool], Option] = {}

    def work_here(self) -> None:
        """Finds the end in this thread and this process, and returns when it is there."""
        from waystation.evacuation.plans import engine  # numpy and HiGHS are loaded for nothing else

        for line in engine.answer(self._task, lambda: False, self._hear):
            self._hear(line)
        self.ended = monotonic()

    @property
    def _task(self) -> Task:
        asked = self.asked
        return Task(
            asked.problem, asked.seconds, asked.seed, asked.told, asked.missing, asked.compromised, asked.occupants,
            rounds=asked.rounds,
        )  # fmt: skip

    def _hear(self, line: Line) -> None:
        if line.choice:
            self.options[line.choice, line.contingency] = Option(
                choice=line.choice, plan=line.plan, bound=line.bound, proved=line.proved, changed=line.changed,
                stuck=line.stuck, contingency=line.contingency,
            )  # fmt: skip
        super()._hear(line)


class Helping(Job):
    """What would help most beside one plan of a run."""

    def __init__(self, asked: Asked, plan: dict[str, Steps], seconds: float) -> None:
        super().__init__()
        self.asked, self.plan, self.seconds = asked, plan, seconds
        self.found: Helps | None = None

    @property
    def _task(self) -> Task:
        of = self.asked
        return Task(of.problem, self.seconds, of.seed, of.told, occupants=of.occupants, plan=self.plan)

    @property
    def _arguments(self) -> list[str]:
        return [str(self.seconds), protocol.HELPS]

    def _hear(self, line: Line) -> None:
        self.found = line.helps or self.found
        super()._hear(line)


_solvers: dict[UUID, Solver] = {}
_helping: dict[tuple[UUID, str], Helping] = {}
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


def helping(run: UUID, choice: str) -> Helping | None:
    """What is found out beside a plan of a run, if it is this process that does."""
    return _helping.get((run, choice))


def begin_helping(run: UUID, choice: str, asked: Asked, plan: dict[str, Steps]) -> Helping:
    """Finds out what would help most beside a plan, unless that is done already; once more where it failed."""
    with _lock:
        for old in [key for key, each in _helping.items() if each.ended and monotonic() - each.ended > KEPT]:
            del _helping[old]
        found = _helping.get((run, choice))
        if found is None or found.stopped == FAILED:
            found = _helping[run, choice] = Helping(asked, plan, HELPS)
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
        found: list[Job | None] = [_solvers.pop(run, None)]
        found += [_helping.pop(key) for key in list(_helping) if key[0] == run]
    for each in found:
        if each:
            each.drop()


def forget_all() -> None:
    """The same with all of them."""
    for run in {*_solvers, *(run for run, _choice in _helping)}:
        forget(run)

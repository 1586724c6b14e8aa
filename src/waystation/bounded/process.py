"""Starts a bounded process for hostile bytes: no environment, no installed packages but those that are named.

What the process itself gives up stands in `confine`. It reads from one pipe and writes to another, and has nothing
else: standard error goes nowhere. It is forked for these bytes alone, from a `zygote` that has loaded its modules.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from waystation.bounded.parent import Parent


def _as_many_as_processors() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


@dataclass(frozen=True)
class Program:
    """A module with a `main(arguments)`, where its packages lie, how long it may take (seconds on the wall), how many
    of it run at once.

    Processes from one zygote have one layout of memory and one seed for hashes. Where that may matter, `alone` gives
    each a zygote of its own.
    """

    module: str
    seconds: float
    packages: str = ""
    alone: bool = False
    at_once: threading.BoundedSemaphore = field(default_factory=_as_many_as_processors, compare=False, repr=False)
    waiting: list[Parent] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Two servers that ask one zygote would take each other's answers.
        os.register_at_fork(after_in_child=self.waiting.clear)


def run(program: Program, arguments: list[str], chunks: Iterable[bytes], most: int) -> bytes | None:
    """What the program wrote, or None if it failed, was killed, or wrote more than `most` bytes.

    Raises what the chunks raise: then the program was stopped.
    """
    with program.at_once:
        parent = _begun(program, arguments)
        if parent is None:
            return None
        try:
            return _exchange(parent, chunks, most)
        finally:
            if parent.free and not program.alone:
                parent.leave()
                program.waiting.append(parent)
                for each in program.waiting:
                    each.count()
            else:
                parent.end()


def lines(
    program: Program,
    arguments: list[str],
    chunks: Iterable[bytes],
    most: int,
    begun: Callable[[Parent], None] = lambda _parent: None,
) -> Iterator[bytes]:
    """What the program writes, line by line while it works, until it ends, is killed, or has written over `most` bytes.

    Whoever wants no more of it closes this, which kills the program. The chunks may end late: that is how it is told
    to hurry. `begun` is told who works, whom another thread may kill; what it raises ends that.
    """
    with program.at_once:
        parent = _begun(program, arguments)
        if parent is None:
            return
        try:
            begun(parent)
            _Feeder(parent, chunks).start()
            while (line := parent.out.readline(most + 1)).endswith(b"\n") and len(line) <= most:
                most -= len(line)
                yield line
        finally:
            parent.kill()
            parent.end()


def _begun(program: Program, arguments: list[str]) -> Parent | None:
    """Of those that wait the last that was used and still lives, else a new one. None where even that has no child."""
    with suppress(IndexError):
        while not program.alone:
            waited = program.waiting.pop()
            if waited.begin(program.seconds, arguments):
                return waited
            waited.end()
    new = Parent(program.module, program.packages)
    if new.begin(program.seconds, arguments):
        return new
    new.end()
    return None


def _exchange(parent: Parent, chunks: Iterable[bytes], most: int) -> bytes | None:
    feeder = _Feeder(parent, chunks)
    feeder.start()
    output = parent.out.read(most + 1)
    if len(output) > most:
        parent.kill()
    ended_well = parent.has_ended_well()
    feeder.join()
    if feeder.error is not None:
        raise feeder.error
    return output if ended_well and len(output) <= most else None


class _Feeder(threading.Thread):
    """Hands the bytes over while the program may already answer."""

    def __init__(self, parent: Parent, chunks: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self._parent, self._chunks = parent, chunks
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for chunk in self._chunks:
                self._parent.into.write(chunk)
                self._parent.into.flush()  # the next one may be long in coming
        except (BrokenPipeError, ValueError):
            pass  # the program was stopped; how it ended tells
        except Exception as error:
            self.error = error
            self._parent.kill()
        with suppress(BrokenPipeError):  # what was not taken any more
            self._parent.into.close()

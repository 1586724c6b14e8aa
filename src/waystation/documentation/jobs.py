"""Work of a minute that goes on while people look at other pages: in a bounded process, which has no key and no file.

A job lies in the memory of the session that asked for it. What it was given and what it found are gone with that.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from waystation.bounded import process
from waystation.bounded.parent import Parent
from waystation.vault.errors import Ended

FAILED, ENDED = "failed", "ended"
AT_ONCE = 2
_TRIES = 2
"""How often it is begun where nothing is heard of it at all: on a machine that is too busy to start a process."""
_at_once = threading.BoundedSemaphore(AT_ONCE)


@cache
def program(module: str, seconds: float) -> process.Program:
    """A module that reckons, with the packages that it needs, for so many seconds on the wall."""
    found = find_spec("msgspec")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(module, seconds, packages, alone=True, at_once=_at_once)


class Job:
    """One task, and how much of it is done, from 0 to 1. A subclass says in `hear` what becomes of each line."""

    _parent: Parent | None

    def __init__(self, module: str, task: bytes, *, seconds: float, most: int) -> None:
        self.done, self.stopped = 0.0, ""
        self._program, self._task, self._most = program(module, seconds), task, most
        self._over = threading.Event()
        self._put_away, self._parent = False, None

    def start(self) -> None:
        threading.Thread(target=self._work, name="reckoning", daemon=True).start()

    def is_over_in(self, seconds: float) -> bool:
        """Whether it has come to its end, for which it is waited so long."""
        return self._over.wait(seconds)

    def put_away(self) -> None:
        """Ends it, whatever it is at: the session that asked for it has ended."""
        self._put_away, self._task = True, b""
        if self._parent is not None:
            self._parent.kill()

    def hear(self, line: bytes) -> None:
        """Takes in one line; sets `stopped` with the last."""
        raise NotImplementedError

    def _work(self) -> None:
        try:
            for _ in range(_TRIES):
                # What it writes is not trusted: if it makes no sense, the job has failed, and no word of it is logged.
                with suppress(ValueError, LookupError):
                    for line in process.lines(self._program, [], self._request(), self._most, self._begun):
                        self.hear(line)
                if self.stopped or self.done or self._put_away:
                    break
        except Ended:
            pass
        finally:
            self.stopped = self.stopped or FAILED
            self._task = b""
            self._over.set()

    def _begun(self, parent: Parent) -> None:
        self._parent = parent
        if self._put_away:
            raise Ended

    def _request(self) -> Iterator[bytes]:
        yield self._task

"""Starts a bounded process for hostile bytes: no environment, no installed packages but those that are named.

What the process itself gives up stands in `confine`. It reads from one pipe and writes to another, and has nothing
else: standard error goes nowhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_SOURCES = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; from importlib import import_module; sys.path += sys.argv[2:4]; "
    "import_module(sys.argv[1]).main(sys.argv[4:])"
)


def _as_many_as_processors() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


@dataclass(frozen=True)
class Program:
    """A module with a `main(arguments)`, where its packages lie, how long it may take (seconds on the wall), how many
    of it run at once.
    """

    module: str
    seconds: float
    packages: str = ""
    at_once: threading.BoundedSemaphore = field(default_factory=_as_many_as_processors, compare=False, repr=False)


def command(program: Program, arguments: list[str]) -> list[str]:
    """How the program is started."""
    return [sys.executable, "-I", "-S", "-c", _START, program.module, _SOURCES, program.packages, *arguments]


def run(program: Program, arguments: list[str], chunks: Iterable[bytes], most: int) -> bytes | None:
    """What the program wrote, or None if it failed, was killed, or wrote more than `most` bytes.

    Raises what the chunks raise: then the program was stopped.
    """
    with (
        program.at_once,
        subprocess.Popen(  # noqa: S603 - our own interpreter and constant arguments
            command(program, arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        ) as process,
    ):
        clock = threading.Timer(program.seconds, process.kill)
        clock.start()
        try:
            return _exchange(process, chunks, most)
        finally:
            process.kill()
            clock.cancel()


def _exchange(process: subprocess.Popen[bytes], chunks: Iterable[bytes], most: int) -> bytes | None:
    if process.stdin is None or process.stdout is None:
        return None
    feeder = _Feeder(process, process.stdin, chunks)
    feeder.start()
    output = process.stdout.read(most + 1)
    if len(output) > most:
        process.kill()
    code = process.wait()
    feeder.join()
    if feeder.error is not None:
        raise feeder.error
    return output if code == 0 and len(output) <= most else None


class _Feeder(threading.Thread):
    """Hands the bytes over while the program may already answer."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: IO[bytes], chunks: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self._process, self._pipe, self._chunks = process, pipe, chunks
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for chunk in self._chunks:
                self._pipe.write(chunk)
        except (BrokenPipeError, ValueError):
            pass  # the program was stopped; its exit code tells
        except Exception as error:
            self.error = error
            self._process.kill()
        with suppress(BrokenPipeError):  # what was not taken any more
            self._pipe.close()

"""Starts the bounded process: no environment, no site packages, no files, limits on time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

WALL_SECONDS = 2.0

_SOURCES = str(Path(__file__).resolve().parents[2])
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from waystation.mail.reader import main; main(sys.argv[2:])"
_AT_ONCE = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


def run(arguments: list[str], message: bytes, most: int) -> bytes | None:
    """What the reader wrote, or None if it failed, was killed, or wrote more than `most` bytes."""
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, _SOURCES, *arguments]
    with (
        _AT_ONCE,
        subprocess.Popen(  # noqa: S603 - our own interpreter and constant arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        ) as reader,
    ):
        clock = threading.Timer(WALL_SECONDS, reader.kill)
        clock.start()
        try:
            return _exchange(reader, message, most)
        finally:
            reader.kill()
            clock.cancel()


def _exchange(reader: subprocess.Popen[bytes], message: bytes, most: int) -> bytes | None:
    if reader.stdin is None or reader.stdout is None:
        return None
    feeder = threading.Thread(target=_feed, args=(reader.stdin, message), daemon=True)
    feeder.start()
    output = reader.stdout.read(most + 1)
    if len(output) > most:
        reader.kill()
    code = reader.wait()
    feeder.join()
    return output if code == 0 and len(output) <= most else None


def _feed(pipe: IO[bytes], message: bytes) -> None:
    try:
        pipe.write(message)
        pipe.close()
    except (BrokenPipeError, ValueError):
        return  # the reader was stopped; its exit code tells

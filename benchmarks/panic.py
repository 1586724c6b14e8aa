"""Panic beside its floor: writing over a file of 32 bytes, removing it, and flushing both to the disk.

`measure` works on the installation that the settings name; see benchmarks/vault.py for one of 100,000 cases.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.harness import Program


def put_back(half: Path, secret: bytes) -> None:
    """Writes a vault half that a panic has destroyed."""
    half.write_bytes(secret)
    half.chmod(0o600)


def least(file: Path) -> None:
    """What no panic can do without."""
    descriptor = os.open(file, os.O_WRONLY)
    os.write(descriptor, os.urandom(32))
    os.fsync(descriptor)
    os.close(descriptor)
    file.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def measure(half: Path, spare: Path, rounds: int) -> dict[str, list[float]]:
    """Panics in this process, in turns with the floor. Seconds by name; the half is put back each time.

    Afterwards this process knows nothing of the installation any more.
    """
    from waystation.vault import panic

    secret = half.read_bytes()
    found: dict[str, list[float]] = {"panic": [], "floor": []}
    for _ in range(rounds):
        put_back(spare, secret)
        began = time.perf_counter()
        panic.now()
        ended = time.perf_counter()
        least(spare)
        found["floor"].append(time.perf_counter() - ended)
        found["panic"].append(ended - began)
        put_back(half, secret)
    return found


def of_server(program: Program) -> float:
    """Seconds from the signal until a running server has ended. The half is put back."""
    half = program.data / "half" / "vault.half"
    secret = half.read_bytes()
    assert program.process is not None
    began = time.perf_counter()
    os.kill(program.pid, signal.SIGUSR2)
    program.process.wait(10)
    took = time.perf_counter() - began
    assert not half.exists()
    put_back(half, secret)
    return took

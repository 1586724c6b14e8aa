"""What web and worker hold in memory while they work, and how it grows."""

from __future__ import annotations

import statistics
import threading
import time
from pathlib import Path

from benchmarks.chaos.town import Town
from benchmarks.picture import lines

EVERY = 5.0  # seconds
WARM = 1 / 3  # of the time: what is loaded at the first use is no growth


class Memory:
    """Resident MiB of each process by the second, taken until told to stop; None where it was not there."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self.taken: dict[str, list[tuple[float, float]]] = {"web": [], "worker": []}

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(60)

    def _take(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(EVERY):
            for name, program in (("web", self._town.web), ("worker", self._town.worker)):
                if (found := resident(program.pid)) is not None:
                    self.taken[name].append((time.monotonic() - began, found))

    def told(self) -> list[str]:
        """A line for each process."""
        return [_line(name, taken) for name, taken in self.taken.items() if len(taken) > 2]

    def picture(self) -> str:
        """An SVG of both by the minute."""
        series = {name: [(at / 60, size) for at, size in taken] for name, taken in self.taken.items() if taken}
        return lines("What web and worker hold in memory", series, across="minutes", up="MiB")

    def growth(self) -> float:
        """The steepest of both, in MiB an hour."""
        return max(slope(taken) for taken in self.taken.values() if len(taken) > 2)


def slope(taken: list[tuple[float, float]]) -> float:
    """MiB an hour, by least squares, once it is warm."""
    warm = [each for each in taken if each[0] >= WARM * taken[-1][0]]
    at, sizes = zip(*warm, strict=True)
    return 3600 * statistics.linear_regression(at, sizes).slope


def resident(process: int) -> float | None:
    """MiB of a process by itself: those that read mail come and go."""
    try:
        said = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = next((line for line in said.splitlines() if line.startswith("VmRSS:")), None)
    return int(found.split()[1]) / 1024 if found else None


def _line(name: str, taken: list[tuple[float, float]]) -> str:
    sizes = [size for _, size in taken]
    tenths = [f"{sizes[int(at * (len(sizes) - 1) / 10)]:.0f}" for at in range(11)]
    return f"{name:>6}: {' '.join(tenths)} MiB at each tenth of the time; {slope(taken):+.1f} MiB an hour once warm"

"""What work costs, measured so that a slow or busy machine changes no verdict: beside other work of the same run."""

from __future__ import annotations

import time
from collections.abc import Callable

_LEAST = 0.0005  # seconds; below it the clock of the processor says little


def effort(work: Callable[[], object], tries: int = 3) -> float:
    """The least processor time, in seconds, that this thread needed for it in so many tries."""
    taken = []
    for _ in range(tries):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return max(_LEAST, min(taken))


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Four times as much takes about four times as long; what grows with the square would take sixteen times.

    `work` is called with a size and does what is measured; what it needs for that it has at hand.
    """
    small, large = effort(lambda: work(size // 4)), effort(lambda: work(size))
    assert large < 9 * small, f"{large / small:.1f} times as long"

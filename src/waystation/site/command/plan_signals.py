"""Whoever ends a `plan` command early: what is found so far is told or written, and no file is left half-written."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

CLEARED = "\r\x1b[K"
"""Takes away from a terminal what was said of how far it is."""
_BOTH = (signal.SIGINT, signal.SIGTERM)
_SoFar = TypeVar("_SoFar")


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Within it SIGTERM unwinds the process as Ctrl-C does; afterwards both signals do what they did before."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in _BOTH}
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def until_interrupted(tell: Callable[[_SoFar], None] | None) -> Callable[[_SoFar], bool]:
    """Goes on until the first Ctrl-C or SIGTERM, then the best plan so far is written; the second ends the process."""
    before = {number: signal.getsignal(number) for number in _BOTH}
    interrupted: list[int] = []

    def interrupt(number: int, _: object) -> None:
        interrupted.append(number)
        for each, handler in before.items():
            signal.signal(each, handler)

    def progress(so_far: _SoFar) -> bool:
        if tell:
            tell(so_far)
        return not interrupted

    for number in _BOTH:
        signal.signal(number, interrupt)
    return progress

"""What the two programs that reckon for documentation share: a task is read, all is given up, lines are written.

Plain Python. It is loaded in the bounded process alone.
"""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_name] = "1"  # before numpy is loaded: a process that is forked starts no thread

import msgspec  # noqa: E402

from waystation.bounded import confine, seccomp  # noqa: E402

MEMORY: Final = 3 * 2**30  # bytes of address space; what is used is a small part of it

T = TypeVar("T", bound=msgspec.Struct)


def run(
    kind: type[T],
    seconds: int,
    warm_up: Callable[[], object],
    work: Callable[[T, Callable[[msgspec.Struct], None]], Iterable[msgspec.Struct]],
) -> None:
    """Reads a task of this kind from standard input; writes what `work` yields and tells of it, each on a line."""
    confine.limits(seconds=seconds, memory=MEMORY)
    raw = sys.stdin.buffer.read()
    warm_up()  # libraries load parts of themselves when these are first used
    out = os.dup(1)
    os.dup2(2, 1)  # what a library says goes where errors go
    try:
        confine.no_calls()
    except seccomp.Unavailable:
        return  # not held back: it reckons nothing

    def tell(line: msgspec.Struct) -> None:
        _write(out, line)

    for line in work(msgspec.json.decode(raw, type=kind), tell):
        tell(line)


def _write(pipe: int, line: msgspec.Struct) -> None:
    raw = msgspec.json.encode(line) + b"\n"
    while raw:
        raw = raw[os.write(pipe, raw) :]

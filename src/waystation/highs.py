"""HiGHS, the solver of linear and integer programs, made in one way for all who ask it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import highspy


@contextmanager
def _nothing_said() -> Iterator[None]:
    """HiGHS greets on the process's standard output when it is first made, before it can be asked not to.

    In a process that may open nothing, that output is for whoever bound it to turn away.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def silent() -> highspy.Highs:
    """A solver that prints nothing and takes one thread.

    How many threads it takes HiGHS settles once for a whole process: whoever wanted another number would be refused.
    """
    with _nothing_said():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.setOptionValue("threads", 1)
    return highs

"""Binds the process that it is called in. Standard library only: it runs before a byte of anything hostile is read."""

import ctypes
import os
import resource
import signal

from waystation.bounded import seccomp

_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 1, 3, 4  # prctl(2)


def leave_no_memory() -> None:
    """A crash writes this process's memory nowhere.

    A pipe in `kernel.core_pattern` takes memory whatever the limit is: only a process that is not dumpable is spared.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def may_leave_memory() -> bool:
    """Whether a crash may write this process's memory somewhere."""
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    return limit != 0 or ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) != 0


def die_with(parent: int) -> None:
    """The kernel kills this process when its parent, by that id, has ended; now, if it has."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limits(*, seconds: int, memory: int) -> None:
    """No memory left behind, no writing to files, no further process, and so much processor time and memory (bytes)."""
    leave_no_memory()
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(what, (most, most))


def no_calls() -> None:
    """From now on: memory, the open pipes, and the end. Raises `seccomp.Unavailable`."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    seccomp.apply()

"""Binds the process that it is called in. Standard library only: it runs before a byte of anything hostile is read."""

import resource

from waystation.bounded import seccomp


def limits(*, seconds: int, memory: int) -> None:
    """No core file, no writing to files, no further process, and so much processor time and memory (bytes)."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
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

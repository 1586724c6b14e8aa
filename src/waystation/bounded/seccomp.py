"""A filter on system calls, by which this process gives up everything but memory, its pipes and its end.

Linux's seccomp filter mode (Documentation/userspace-api/seccomp_filter.rst), set with prctl(2) through ctypes. What is
not on the list fails with EPERM: no socket, no connection, no file opened, no program started, no second process, no
signal to another. New memory is never executable. It cannot be taken back.
"""

import ctypes
import os
import struct

# Name: (number on x86-64, number on aarch64), from the kernel's tables.
ALLOWED = {
    "read": (0, 63),
    "readv": (19, 65),
    "write": (1, 64),
    "writev": (20, 66),
    "close": (3, 57),
    "lseek": (8, 62),
    "fstat": (5, 80),
    "brk": (12, 214),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "gettimeofday": (96, 169),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
WITHOUT_EXECUTION = {"mmap": (9, 222), "mprotect": (10, 226)}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the tables above, and AUDIT_ARCH of linux/audit.h."""

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
_NUMBER_AT, _ARCH_AT, _THIRD_ARGUMENT_AT = 0, 4, 32  # in struct seccomp_data
_PROT_EXEC = 4
_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050001


class Unavailable(Exception):
    """This machine or its kernel has no such filter."""


def program(machine: str) -> bytes:
    """The filter as classic BPF for one machine. Raises Unavailable for one without a table."""
    if machine not in MACHINES:
        raise Unavailable
    column, arch = MACHINES[machine]
    lines = [(_LOAD, 0, 0, _ARCH_AT), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER_AT)]
    for numbers in ALLOWED.values():
        lines += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOW)]
    for numbers in WITHOUT_EXECUTION.values():
        lines += [
            (_EQUAL, 0, 4, numbers[column]),
            (_LOAD, 0, 0, _THIRD_ARGUMENT_AT),
            (_ANY_BIT, 0, 1, _PROT_EXEC),
            (_RETURN, 0, 0, _EPERM),
            (_RETURN, 0, 0, _ALLOW),
        ]
    lines.append((_RETURN, 0, 0, _EPERM))
    return b"".join(struct.pack("HBBI", *line) for line in lines)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def apply() -> None:
    """Binds this process, for good. Raises Unavailable: then nothing has changed that matters."""
    code = program(os.uname().machine)
    libc = ctypes.CDLL(None, use_errno=True)
    bound = _Program(len(code) // 8, code)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise Unavailable
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(bound), 0, 0) != 0:
        raise Unavailable
    try:
        os.open("/", os.O_RDONLY)
    except PermissionError:
        return
    raise Unavailable

"""Starts one process for each message out of one that has a program's modules loaded. Standard library only.

The zygote knows no secret and sees no message: it was started with nothing of the server's, is told arguments, and
hands two pipes on to a child, which then gives up everything else. One child at a time, so that its end is its clock:
when that is up, the zygote dies, and with it the child.
"""

import gc
import os
import signal
import socket
from contextlib import suppress
from importlib import import_module
from types import ModuleType

from waystation.bounded import confine

BEGUN, WELL, BADLY = b"begun", b"well", b"badly"
WORDS = 1024  # bytes of what either side says at once
_PIPES = 2


def main(module: str, idle: float) -> None:
    """Serves requests from the socket on standard input: seconds and arguments in lines, with the two pipes.

    Ends with the server, or when nothing was asked for `idle` seconds.
    """
    confine.leave_no_memory()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    program = import_module(module)
    gc.freeze()  # or each child's collector would copy what all of them share
    with socket.socket(fileno=0) as channel, suppress(TimeoutError):
        channel.settimeout(idle)
        while _serve(channel, program):
            pass
    os._exit(0)


def _serve(channel: socket.socket, program: ModuleType) -> bool:
    request, pipes, _, _ = socket.recv_fds(channel, WORDS, _PIPES)
    if len(pipes) != _PIPES:
        return False
    seconds, *arguments = request.decode().split("\n")
    zygote = os.getpid()
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    child = os.fork()
    if child == 0:
        _become(program, arguments, pipes, zygote)
    for pipe in pipes:
        os.close(pipe)
    channel.send(BEGUN)
    _, ended = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    channel.send(WELL if ended == 0 else BADLY)
    return True


def _become(program: ModuleType, arguments: list[str], pipes: list[int], zygote: int) -> None:
    """The child: its pipes are all that it has, and it ends here."""
    code = 1
    try:
        confine.die_with(zygote)
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)  # the socket of the zygote is gone with it
        os.closerange(_PIPES + 1, os.sysconf("SC_OPEN_MAX"))
        program.main(arguments)
        code = 0
    finally:
        os._exit(code)

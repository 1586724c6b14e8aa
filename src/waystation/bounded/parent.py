"""A `zygote` from the server's side."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from waystation.bounded import zygote

IDLE = 60.0  # seconds after which one that nobody needed ends, and gives its memory back
_TO_START = 30.0  # seconds on the wall, for a busy machine
_SOURCES = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path += sys.argv[3:]; from waystation.bounded import zygote; "
    "zygote.main(sys.argv[1], float(sys.argv[2]))"
)


class Parent:
    """One zygote, with the pipes of its last child. `free`: that child has ended, and it can have another."""

    into: IO[bytes]
    out: IO[bytes]

    def __init__(self, module: str, packages: str) -> None:
        self.free = True
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.settimeout(_TO_START)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and constant arguments
                [sys.executable, "-I", "-S", "-c", _START, module, str(IDLE), _SOURCES, packages],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
            )

    def begin(self, seconds: float, arguments: list[str]) -> bool:
        """Whether a child has begun; if not, the zygote is of no use any more."""
        (source, into), (out, target) = os.pipe(), os.pipe()
        self.into, self.out, self.free = open(into, "wb"), open(out, "rb"), False  # noqa: SIM115 - closed by `leave`
        try:
            socket.send_fds(self._channel, ["\n".join([str(seconds), *arguments]).encode()], [source, target])
            return self._heard() == zygote.BEGUN
        except OSError:
            return False
        finally:
            os.close(source)
            os.close(target)

    def has_ended_well(self) -> bool:
        """Waits for the end of the child."""
        how = self._heard()
        self.free = how in (zygote.WELL, zygote.BADLY)
        return how == zygote.WELL

    def _heard(self) -> bytes:
        """Empty where the zygote died, and with it the child."""
        try:
            return self._channel.recv(zygote.WORDS)
        except OSError:
            return b""

    def leave(self) -> None:
        """Closes the pipes of the last child."""
        self.out.close()
        with suppress(BrokenPipeError):  # what was not taken any more
            self.into.close()

    def count(self) -> None:
        """Takes note of its end, if it has ended: else the kernel goes on listing it."""
        self._process.poll()

    def kill(self) -> None:
        """Kills the zygote, and by that a child that it has."""
        self._process.kill()

    def end(self) -> None:
        """The same, and nothing of it stays."""
        self.leave()
        self.kill()
        self._process.wait()
        self._channel.close()

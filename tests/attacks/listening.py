"""Somebody between a browser and the server, who keeps every byte that is sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.canary import encodings


class Listener:
    """Passes connections on to a port of this machine and keeps what comes from the browser."""

    def __init__(self, port: int) -> None:
        self._to, self._kept = port, list[bytearray]()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._receive, daemon=True).start()

    def _receive(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                browser, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._kept.append(kept := bytearray())
                for pair in ((browser, server, kept), (server, browser, None)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket, kept: bytearray | None) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if kept is not None:
                    kept += data
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def heard(self) -> bytes:
        return b"\n".join(bytes(kept) for kept in self._kept)

    def posts(self) -> int:
        """How many forms were sent."""
        return self.heard().count(b"POST /")

    def found(self, *words: str) -> list[str]:
        """Which of these can be read in what was sent, in any of the encodings in which a form can send them."""
        heard = self.heard()
        return [word for word in words if any(form in heard for form in encodings(word).values())]

    def close(self) -> None:
        self._door.close()


@contextmanager
def listening(port: int) -> Iterator[Listener]:
    listener = Listener(port)
    yield listener
    listener.close()

"""A raw connection to a listener."""

from __future__ import annotations

import socket
import time

from waystation.mail.listener import Listener


class Wire:
    """A raw connection that says what it is told and hears lines."""

    def __init__(self, listener: Listener) -> None:
        self.socket = socket.create_connection(("127.0.0.1", listener.port), timeout=60)
        self._file = self.socket.makefile("rb")

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def say_on(self, data: bytes) -> None:
        """Says it again and again for five seconds."""
        for _ in range(100):
            self.say(data)
            time.sleep(0.05)

    def hear(self) -> bytes:
        """The last line of the next reply."""
        while True:
            line = self._file.readline()
            if line[3:4] != b"-":
                return line

    def cut(self) -> None:
        """Goes away without a word."""
        self._file.close()
        self.socket.close()

    def hear_all(self) -> bytes:
        return self._file.read()

    def send(self, data: bytes, greeting: bytes = b"EHLO x") -> bytes:
        self.hear()
        for line in (greeting, b"MAIL FROM:<a@example.org>", b"RCPT TO:<help@example.net>", b"DATA"):
            self.say(line + b"\r\n")
            self.hear()
        self.say(data)
        return self.hear()

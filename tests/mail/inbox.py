"""Stands in for whoever accepts messages."""

from __future__ import annotations

import queue

from waystation.mail.envelope import Envelope


class Inbox:
    """Remembers what it accepted; `fail` holds exceptions to raise first, in order."""

    def __init__(self) -> None:
        self.accepted: queue.Queue[tuple[bytes, Envelope]] = queue.Queue()
        self.offered = 0
        self.fail: list[Exception] = []

    def __call__(self, raw: bytes, envelope: Envelope) -> None:
        self.offered += 1
        if self.fail:
            raise self.fail.pop(0)
        self.accepted.put((raw, envelope))

    def next(self, seconds: float = 30) -> tuple[bytes, Envelope]:
        """The next accepted message; fails if none comes."""
        return self.accepted.get(timeout=seconds)

    @property
    def empty(self) -> bool:
        """Whether nothing was accepted."""
        return self.accepted.empty()

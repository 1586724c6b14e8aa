"""How a message came to us, apart from what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Via = Literal["smtp", "lmtp", "imap", "pipe"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The outside of a message. `sender` is empty for the null sender and when not known (imap, pipe).

    `mailbox` is our own address whose mailbox it was taken from (imap). `whole` is the size of the message in bytes
    where it is too large and only its beginning is handed over; else 0.
    """

    via: Via
    sender: str = ""
    recipients: tuple[str, ...] = ()
    mailbox: str = ""
    whole: int = 0

    def __repr__(self) -> str:
        return f"Envelope(via={self.via!r})"  # addresses never reach a log or a traceback


Accept = Callable[[bytes, Envelope], None]
"""Takes a raw message and returns only when it is durably stored; may raise `Refused` or `TryAgain`.

It must be idempotent: after a lost connection or a crash the same message is offered again.
"""

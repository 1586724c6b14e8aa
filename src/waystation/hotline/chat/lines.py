"""What every format of chat comes down to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NAME, TEXT, FILE = 120, 20_000, 200  # characters of each that are shown


class Refused(Exception):
    """Not a chat that can be read. `code` is one of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


NOT_A_CHAT, SEVERAL, BROKEN, TOO_LARGE, STOPPED = REFUSALS = (
    "not-a-chat",
    "several-chats",
    "broken",
    "too-large",
    "stopped",
)


@dataclass(slots=True)
class Line:
    """One message. `at` is the phone's own clock, `2026-01-31T12:34:56`; `utc` the same where the export tells it.

    `files` are names of what came with it, empty for one without a name; none of them is in the export's text.
    `event`: not said by anybody, but noted by the messenger.
    """

    who: str
    at: str
    text: str
    utc: str = ""
    files: tuple[str, ...] = ()
    event: bool = False


@dataclass(slots=True)
class Chat:
    """`lines` gives each message once, in the order of the export."""

    kind: str
    title: str
    lines: Iterator[Line]
    notes: tuple[str, ...] = ()

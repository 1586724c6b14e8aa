"""What goes in and out of the API, typed: the description is made of these, and what comes is held against them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from waystation.hotline import rules, sealing

Token = Annotated[str, Meta(min_length=1, max_length=100, description="What POST forms gave, unchanged.")]


class Form(msgspec.Struct, frozen=True):
    """One form: with it one message is stored once, however often it is sent."""

    once: Annotated[str, Meta(description="Goes with the message. Who sends it again, sends the same message.")]
    key: Annotated[
        str, Meta(description="Our public key (X-Wing, base64) to seal to; empty where none can be proved at present.")
    ]
    form: Annotated[str, Meta(description="What a sealed message is bound to, base64; empty where key is.")]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A first message in clear: sealed by our server as it arrives."""

    once: Token
    text: Annotated[str, Meta(min_length=1, max_length=rules.TEXT_CHARACTERS, pattern=r"\S")]
    name: Annotated[str, Meta(max_length=80, description="How the caller wants to be called.")] = ""
    in_danger: bool = False
    language: Annotated[
        str, Meta(pattern=r"^[a-z]{2,3}$", description="Of the caller; ru where it is none of ours.")
    ] = "ru"
    shared_device: Annotated[
        Literal["", "yes", "no"], Meta(description="Whether somebody looks through the caller's phone.")
    ] = ""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A first message that was sealed in the caller's browser by sealing.js, with `key` and `form` of the form."""

    once: Token
    sealed: Annotated[str, Meta(min_length=1, max_length=sealing.LARGEST_FIELD, description="base64")]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}$", description="Of the words that are answered.")] = "ru"


class Stored(msgspec.Struct, frozen=True):
    """It is stored, for good. The words open the thread on our pages: they are the caller's, and nobody keeps them."""

    words: Annotated[tuple[str, ...], Meta(description="Twelve. Show them once; neither log nor store them.")]
    address: Annotated[str, Meta(description="Where the caller comes back with the words.")]


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table."""

    row: str
    column: str
    count: Annotated[int | None, Meta(description="null is hidden, because somebody could be told by it.")]


class Table(msgspec.Struct, frozen=True):
    """Released counts. Those below `least` are hidden, all are rounded to `step`, until the month `until`.

    With `epsilon` each was changed by chance: differential privacy of one person, at that cost.
    """

    source: str
    rows: str
    columns: str
    least: int
    step: int
    until: str
    cells: tuple[Cell, ...]
    epsilon: float | None = None


class Published(msgspec.Struct, frozen=True):
    """One released table. Taken out again on the day `out`: then nothing else of it is left, and yours goes too."""

    id: UUID
    day: date
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    table: Table | None = None
    out: date | None = None


class Statistics(msgspec.Struct, frozen=True):
    """All tables that were ever released, the newest first."""

    tables: tuple[Published, ...]


State = Literal["waiting", "opened", "accepted", "rejected", "unreadable"]


class Bundle(msgspec.Struct, frozen=True):
    """What became of a bundle that came with this token.

    `answer` are the eight letters that only who opened the bundle can tell: they prove the state to who sealed it.
    """

    id: UUID
    state: State
    answer: str = ""


class Bundles(msgspec.Struct, frozen=True):
    """Every bundle of this token whose state is still kept, the newest first."""

    bundles: tuple[Bundle, ...]


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457. Its words hold nothing of what was sent."""

    title: str
    status: int
    detail: str = ""


BODIES = (Form, Message, Sealed, Stored, Statistics, Bundle, Bundles, Problem)

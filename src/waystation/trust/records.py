"""What is inside the sealed rows of trust, and what a public statement says."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from waystation.vault.records import Record


class Channel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to reach us. `kind` and `status` are codes of rules.KINDS and rules.STATUSES."""

    kind: str
    address: str
    status: str = "active"
    fingerprint: str = ""
    since: date | None = None


class Stated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A public statement: which channels are ours from a day to a day, and whether we were left free.

    `key` is the verifier key that signed it (C2SP signed-note), `unforced` that nobody made us hand over keys,
    people or silence until that day.
    """

    day: date
    until: date
    channels: tuple[Channel, ...]
    key: str
    unforced: bool = False


class SigningKey(Record, frozen=True, kw_only=True):
    """The Ed25519 secret of statements."""

    secret: bytes
    made: date


class Draft(Record, frozen=True, kw_only=True):
    """A statement that waits for a second person's signature."""

    at: datetime
    by: UUID
    channels: tuple[Channel, ...] = ()
    unforced: bool = False


class Fake(Record, frozen=True, kw_only=True):
    """A report of a false hotline, as a stranger or one of us made it."""

    at: datetime
    address: str
    text: str = ""
    status: str = "new"
    by: UUID | None = None
    note: str = ""

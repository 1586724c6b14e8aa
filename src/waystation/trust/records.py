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


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sign for or against somebody: a code of vetting_indicators, with its weight as it was counted then."""

    id: UUID
    code: str
    weight: int
    at: datetime
    by: UUID
    note: str = ""
    taken_back: bool = False


class Vouch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody stands for a person. `strength` is a code of vetting_rules.STRENGTHS."""

    id: UUID
    voucher: UUID
    strength: str
    at: datetime
    by: UUID
    note: str = ""
    withdrawn: datetime | None = None
    why: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody holds of a person: a code of vetting_rules.STATES, and who agreed where two must.

    `leans_on` are the vouches that stood then, `joined` the threads that belonged to this one then,
    `despite` the channels of ours they wrote by that were known to be in other hands then.
    """

    state: str
    at: datetime
    by: UUID
    reason: str = ""
    again_on: date | None = None
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None
    leans_on: tuple[UUID, ...] = ()
    joined: tuple[UUID, ...] = ()
    despite: tuple[str, ...] = ()


class Vetting(Record, frozen=True, kw_only=True):
    """What is known for and against somebody who wrote. `verdicts` took effect, the last one stands.

    `proposal` waits for a second person; `others` were proposed, and somebody said otherwise.
    """

    findings: tuple[Finding, ...] = ()
    vouches: tuple[Vouch, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    proposal: Verdict | None = None
    others: tuple[Verdict, ...] = ()


class Voucher(Record, frozen=True, kw_only=True):
    """Who vouches: a person whose thread it is, a colleague, or somebody outside by name."""

    kind: str
    at: datetime
    by: UUID
    thread: UUID | None = None
    account: UUID | None = None
    name: str = ""
    withdrawn: datetime | None = None
    withdrawn_by: UUID | None = None
    why: str = ""


class Sighting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a marked detail turned up."""

    where: str
    at: datetime
    by: UUID


class Mark(Record, frozen=True, kw_only=True):
    """A detail that one party alone was given: somebody whose thread it is, or whoever has that name."""

    detail: str
    at: datetime
    by: UUID
    thread: UUID | None = None
    name: str = ""
    seen: tuple[Sighting, ...] = ()

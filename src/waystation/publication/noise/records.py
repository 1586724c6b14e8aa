"""What is inside the sealed ledger: what tables with noise may cost, and what they have cost. Epsilon in hundredths."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record


class Noise(Record, frozen=True):
    """How a table was made with noise: `epsilon` is what it cost, `most` how many acts of one person it counts.

    `within`, `floor`: see `protocol.Drawn`; what is below `floor` is not shown. `since` is its first month.
    """

    epsilon: int
    most: int
    within: int
    floor: int
    since: str = ""


class Asked(Record, frozen=True):
    """Somebody asks that all tables of a source for some readers may cost so much together."""

    source: str
    audience: str
    epsilon: int
    reason: str
    by: UUID
    at: datetime


class Total(Record, frozen=True):
    """Two agreed to it; what was agreed last counts."""

    asked: Asked
    agreed_by: UUID
    agreed_at: datetime


class Spend(Record, frozen=True):
    """One table, by the id of its publication and the digest of what is shown of it."""

    of: UUID
    digest: bytes
    source: str
    audience: str
    rows: str
    columns: str
    epsilon: int
    most: int
    by: UUID
    at: datetime


class Ledger(Record, frozen=True):
    """All of it, in the order of time. Nothing is ever taken out."""

    asked: tuple[Asked, ...] = ()
    totals: tuple[Total, ...] = ()
    spends: tuple[Spend, ...] = ()

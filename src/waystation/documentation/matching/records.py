"""What people decided of two persons of whom events tell: whether they are one."""

from datetime import datetime
from uuid import UUID

from waystation.casework.records import Decision
from waystation.vault.records import Record


class Match(Record, frozen=True):
    """Two persons, and everything that was decided of them, the last decision last. None is lost, and none merges them.

    The bytes of `first` come before those of `second`. A decision without a state takes back what its author said.
    """

    first: UUID
    second: UUID
    decisions: tuple[Decision, ...] = ()
    at: datetime | None = None
    by: UUID | None = None

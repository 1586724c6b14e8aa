"""What is inside the sealed rows of work. Days are days in UTC; accounts are of the staff."""

from datetime import date, datetime
from uuid import UUID

from waystation.vault.records import Record

OPEN, DONE, CANCELLED = TASK_STATES = ("open", "done", "cancelled")
ASKED, APPROVED, REJECTED = APPROVAL_STATES = ("asked", "approved", "rejected")
OWNER = "owner"  # beside the teams: whoever is responsible for the case


class Values(Record, frozen=True):
    """Values of some fields of a task, as many as `Together.fields` names."""

    state: str = OPEN
    due: date | None = None
    who: UUID | None = None
    team: str = ""


class Together(Record, frozen=True, kw_only=True):
    """In a task: it was changed together with others. It can be taken back while the fields are as they were set."""

    id: UUID
    fields: tuple[str, ...]
    before: Values
    after: Values
    at: datetime
    by: UUID


class Task(Record, frozen=True, kw_only=True):
    """Something to do, for `who` or for a `team`, or for whoever takes it. `note` says how it ended.

    `stage` is the one whose template proposed it.
    """

    what: str
    due: date | None = None
    who: UUID | None = None
    team: str = ""
    stage: str = ""
    state: str = OPEN
    note: str = ""
    at: datetime
    by: UUID
    ended_at: datetime | None = None
    ended_by: UUID | None = None
    together: Together | None = None


class Flag(Record, frozen=True, kw_only=True):
    """Primero's flag: something about a case that somebody must look at, from a day on. Resolved with a note."""

    message: str
    on: date
    at: datetime
    by: UUID
    resolved_at: datetime | None = None
    resolved_by: UUID | None = None
    note: str = ""


class Approval(Record, frozen=True, kw_only=True):
    """Primero's approval: `kind` of what is asked for, answered once, by somebody else than who asked."""

    kind: str
    what: str
    state: str = ASKED
    at: datetime
    by: UUID
    comment: str = ""
    answered_at: datetime | None = None
    answered_by: UUID | None = None


class Item(Record, frozen=True, kw_only=True):
    """One task of a template, due so many days after the stage is entered. `team`: one of the teams, OWNER, or ""."""

    id: UUID
    what: str
    days: int = 0
    team: str = ""


class Template(Record, frozen=True, kw_only=True):
    """What a stage proposes to do."""

    stage: str
    items: tuple[Item, ...] = ()

"""What is inside the sealed rows of the formats."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content

WAITING, TAKEN = "waiting", "taken"


class Upload(Record, frozen=True, kw_only=True):
    """A file that somebody brings, as it was read; `file` names it in the store, and is empty once it is taken in.

    `units` says of counting units of OpenEvSys that no list has whether each is one person or several.
    `form` is one of `reading.FORMS`. Of a table, `columns` says what each column is, and `templates` which of its
    kinds of entities are wanted, None all. `made` counts the records that came of it, `known` those that were here,
    `left` those that were left out. `ours`: a laptop of ours sealed and signed it, its answers are made of `code`, and
    its statements name the exhibits of `needs` (SHA-256 in hex).
    """

    file: UUID
    content: Content
    form: str
    name: str = ""
    columns: tuple[str, ...] = ()
    templates: tuple[str, ...] | None = None
    units: tuple[tuple[str, str], ...] = ()
    state: str = WAITING
    made: int = 0
    known: int = 0
    left: int = 0
    ours: bool = False
    code: bytes = b""
    needs: tuple[str, ...] = ()
    at: datetime
    by: UUID


class Wish(Record, frozen=True, kw_only=True):
    """A dossier that one person wants and that a second one has to give out: what it is to hold and how, for what.

    `digest` is of all that it says: who is second gives out the same, and nothing that was written since.
    """

    contents: tuple[str, ...]
    names: str
    language: str
    purpose: str
    exhibits: tuple[int, ...] | None = None
    files: bool = False
    digest: bytes


class Export(Record, frozen=True, kw_only=True):
    """What was given out of documentation, to whom and why. `events` says which, None is all that there was.

    `statements`: with what people told, in their own words. `uses`: what the gate of consent wrote down in cases.
    Carried home from the field, it has the `code` that its answer is made of, and `arrived` once that answer came;
    `exhibit` says which, None is all that is documented besides. `wish`: nothing left, a second person has to give it
    out; `second_to` is the one that somebody else had, by which this left.
    """

    kind: str
    to: str
    why: str
    sealed: bool = False
    events: tuple[UUID, ...] | None = None
    statements: bool = False
    uses: tuple[UUID, ...] = ()
    code: bytes = b""
    exhibit: UUID | None = None
    arrived: datetime | None = None
    wish: Wish | None = None
    second_to: UUID | None = None
    at: datetime
    by: UUID

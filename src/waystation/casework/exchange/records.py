"""What is inside the sealed rows of the exchange."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content


class Import(Record, frozen=True, kw_only=True):
    """A table that is taken in. Rows count from 1 as in a spreadsheet.

    `columns` says which column (from 0) is which field; the rows after `head` are taken. `done` is the last row that
    was taken or refused: from there it goes on after whatever stopped it. `made` and `known` count the cases that it
    made and those that were there already.
    """

    file: UUID
    content: Content
    name: str = ""
    rows: int = 0
    sheets: int = 1
    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    head: int = 1
    columns: dict[str, int] = {}
    done: int = 0
    made: int = 0
    known: int = 0
    refused: int = 0
    problems: tuple[tuple[int, str, str], ...] = ()
    state: str = "mapping"
    at: datetime
    by: UUID

"""What is inside the desk's sealed rows."""

from datetime import date, datetime
from uuid import UUID

from waystation.desk.rules import Counts
from waystation.vault.records import Record

KEEP, ERASE = "keep", "erase"
EXTENTS = PERSON, CASE, REQUEST, INDIVIDUAL = ("person", "case", "request", "individual")


class Review(Record, frozen=True, kw_only=True):
    """What somebody decided about a case, a request or a person that could be erased; the newest is the only one.

    Kept `until` a day, or proposed to be erased: then `extent` says how much, and `by` is not who may do it.
    """

    subject: UUID
    what: str
    extent: str = ""
    reason: str = ""
    until: date | None = None
    by: UUID
    at: datetime


class Receipt(Record, frozen=True, kw_only=True):
    """The text of which line `line` of the log is a digest."""

    text: str
    line: int
    extent: str
    at: datetime
    by: UUID


class Tally(Record, frozen=True):
    """What was erased, as numbers and nothing else, so that the counts stay true."""

    counts: Counts

"""What a figure is: a number with all that it takes to understand it. Codes of bases are those of `bases`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from waystation.documentation.dates import PartialDate
from waystation.documentation.records import Part
from waystation.vault.records import Record

RELATIONS = EXACTLY, ABOUT, AT_LEAST, AT_MOST, MORE_THAN, RANGE = (
    "exactly",
    "about",
    "at_least",
    "at_most",
    "more_than",
    "range",
)

ORIGINS = OWN, PUBLISHED, FILE = ("own", "published", "file")
"""Counted here; one of those that come with the program; read from a file."""


class Definition(Part, frozen=True):
    """What was counted, as of when. `narrowed` says in words which of them alone; `began` since when they count.

    `status` is how sure each one counted is at least, a code of corroboration_status; "" where nobody said. `agreed`:
    as sure as reviewers agree that it is, and no surer.
    """

    basis: str
    unit: str
    as_of: PartialDate
    place: str = ""
    status: str = ""
    narrowed: str = ""
    began: date | None = None
    agreed: bool = False


class Quantity(Part, frozen=True):
    """How many. `most` is the upper end of a range, and nothing elsewhere."""

    relation: str
    value: Decimal
    most: Decimal | None = None


class Figure(Record, frozen=True):
    """A number as somebody stated it. It is frozen: its digest is over all of it (`rules.digest`).

    `part_of` is the digest of the figure that its publisher divided into parts of which this is one.
    """

    definition: Definition
    quantity: Quantity
    publisher: str
    sources: tuple[str, ...] = ()
    note: str = ""
    part_of: str = ""


class Kept(Record, frozen=True):
    """A figure as it is kept, and never changed: `sha256` is its digest when it came."""

    figure: Figure
    sha256: str
    origin: str
    at: datetime
    by: UUID

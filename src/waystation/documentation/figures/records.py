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


class Linkage(Part, frozen=True):
    """On what a count of people stands who are recorded more than once: so many `records` are so many `persons`.

    `decisions` are the pairs that were held to be one, by their ids, and how often something had been said of each.
    Of `undecided` more, one says that they are one and nobody has the last word yet.
    """

    records: int
    persons: int
    undecided: int
    decisions: tuple[tuple[UUID, int], ...]


class Stated(Part, frozen=True):
    """A number of an estimate with its interval; None where there is none, or no end."""

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    sound: bool = True
    terms: str = ""


class Found(Part, frozen=True):
    """What is to be said of an estimate: a code of `waystation.estimation`, and what its sentence leaves open."""

    code: str
    weight: str
    said: dict[str, str]
    text: str


class Estimated(Part, frozen=True):
    """An estimate with everything that it stands on: its table as most likely people are whom, seed and answers.

    Lists are called by letters, since a list may be called as somebody who told us.
    """

    lists: tuple[str, ...]
    observed: int
    sizes: tuple[int, ...]
    patterns: tuple[tuple[int, int], ...]
    whole: Stated
    is_range: bool
    level: float
    method: str
    clusterings: int
    between: float | None
    findings: tuple[Found, ...]
    methods: tuple[Stated, ...]
    without: tuple[Stated, ...]
    unnamed: int
    seed: int
    version: str


class Figure(Record, frozen=True):
    """A number as somebody stated it. It is frozen: its digest is over all of it (`rules.digest`).

    `part_of` is the digest of the figure that its publisher divided into parts of which this is one. `stands_on` is
    that of what was kept with it, where anything was: a `Linkage`, an `Estimated`.
    """

    definition: Definition
    quantity: Quantity
    publisher: str
    sources: tuple[str, ...] = ()
    note: str = ""
    part_of: str = ""
    stands_on: str = ""


class Kept(Record, frozen=True):
    """A figure as it is kept, and never changed: `sha256` is its digest when it came."""

    figure: Figure
    sha256: str
    origin: str
    at: datetime
    by: UUID
    linkage: Linkage | None = None
    estimated: Estimated | None = None

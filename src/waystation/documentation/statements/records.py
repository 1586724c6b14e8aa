"""What is inside the sealed rows: a statement, its words, the assertions drawn from it, and what reviewers say.

Codes are those of the vocabularies; `at` and `by` say when and by which account something was written, in UTC.
"""

from datetime import datetime
from uuid import UUID

from waystation.documentation.assertions import Assertion
from waystation.documentation.dates import PartialDate
from waystation.documentation.records import Part
from waystation.documentation.reviews import Independence, Review
from waystation.vault.records import Record

WITHDRAWN, MISTAKEN = GROUNDS = ("withdrawn", "mistaken")
"""Why something does not stand any more: who said it takes it back, or we took it down wrongly."""


class Retraction(Part, frozen=True):
    """That something does not stand any more. `ground` is one of GROUNDS; what was a mistake was never said."""

    at: datetime
    by: UUID
    ground: str
    why: str


class Statement(Record, frozen=True):
    """What somebody told us (ESF 25), without the words. `kind` is a code of `source_types`.

    `told` are the days on which they told it, the first one first; `interviewer` is a persona, `asked_by` the accounts
    of all that ever stood there, who review nothing of it. `events` are those of which it speaks. `exhibit` is where
    the thing itself is kept that is read here, if it is a document or a picture.
    """

    teller: UUID
    kind: str
    told: tuple[PartialDate, ...]
    language: str = ""
    interviewer: str = ""
    asked_by: tuple[UUID, ...] = ()
    interpreter: str = ""
    note: str = ""
    events: tuple[UUID, ...] = ()
    exhibit: UUID | None = None
    retraction: Retraction | None = None
    at: datetime | None = None
    by: UUID | None = None


class Words(Record, frozen=True):
    """The words of a statement as they were said or written, and a translation for us."""

    text: str
    translation: str = ""


class Grading(Part, frozen=True):
    """How reliable a source and how credible a piece of information was held to be, until `at`, when `by` said anew."""

    reliability: str
    credibility: str
    at: datetime
    by: UUID


class Asserted(Record, frozen=True):
    """One assertion drawn from a statement, about an event or an act of it; `graded` are the gradings before."""

    event: UUID
    said: Assertion
    graded: tuple[Grading, ...] = ()
    retraction: Retraction | None = None
    at: datetime | None = None
    by: UUID | None = None


class Compared(Record, frozen=True):
    """A reviewer's judgement of two sources."""

    said: Independence


class Reviewed(Record, frozen=True):
    """A reviewer's word on one claim about an event or an act of it."""

    event: UUID
    said: Review

"""What is inside the sealed rows of terms."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record


class TermChange(Record, frozen=True):
    """A term that the organisation added, renamed or retired. `code` is what records hold; it never changes.

    Of one that was added, `nearest` is the term of the published lists that comes next to it, for exports. One that is
    `retired` is offered no more, and read where it stands.
    """

    vocabulary: str
    code: str
    en: str
    ru: str = ""
    nearest: str = ""
    added: bool = False
    retired: bool = False
    at: datetime | None = None
    by: UUID | None = None

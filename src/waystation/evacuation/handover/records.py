"""What is inside the sealed row of a briefing that somebody was given, for those who plan the leg."""

from datetime import datetime
from uuid import UUID

from waystation.hotline.briefings.records import Meeting
from waystation.vault.records import Record


class Given(Record, frozen=True, kw_only=True):
    """Who was given words for which leg. `lookup` and `secret` are the key of the briefing, by which it is changed.

    The words themselves stand nowhere. `meeting` is how a helper and the traveller recognise each other.
    """

    leg: UUID
    role: str
    briefing: UUID
    confirmation: UUID
    lookup: UUID
    secret: bytes
    at: datetime
    by: UUID
    helper: UUID | None = None
    language: str = "ru"
    grace_minutes: int = 60
    meeting: Meeting | None = None
    withdrawn_at: datetime | None = None

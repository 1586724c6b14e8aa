"""Who is acting: handed explicitly to every action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from waystation.staff import teams
from waystation.vault.keyring import Keyring


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """A signed-in member of staff: outward name, roles, opened keys, the session's memory, and a clock.

    `apart` are the teams of an innocent view, which are not the organisation's; for everybody else it is empty.
    """

    account: UUID
    persona: str
    roles: frozenset[str]
    keys: Keyring = field(repr=False)
    memory: dict[str, Any] = field(repr=False, default_factory=dict)
    now: Callable[[], datetime] = utc_now
    apart: Mapping[str, UUID] = field(repr=False, default_factory=dict)

    @property
    def today(self) -> date:
        """The day that it is for the organisation, in its time zone; records keep moments in UTC."""
        return localtime(self.now()).date()

    def team(self, name: str) -> UUID:
        """Where the team of that name keeps its keys, in the organisation that this person sees."""
        return self.apart.get(name) or teams.locator(name)

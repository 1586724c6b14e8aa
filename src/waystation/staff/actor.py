"""Who is acting: handed explicitly to every action."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from waystation.vault.keyring import Keyring


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """A signed-in member of staff: outward name, roles, opened keys, the session's memory, and a clock."""

    account: UUID
    persona: str
    roles: frozenset[str]
    keys: Keyring = field(repr=False)
    memory: dict[str, Any] = field(repr=False, default_factory=dict)
    now: Callable[[], datetime] = utc_now

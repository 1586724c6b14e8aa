"""The teams that hold keys together."""

from functools import cache
from uuid import UUID

from waystation.staff.models import Team

DUTY, COORDINATION, DOCUMENTATION, EVERYONE, AUDIT = (
    "duty",
    "coordination",
    "documentation",
    "everyone",
    "audit",
)
TEAMS = (DUTY, COORDINATION, DOCUMENTATION, EVERYONE, AUDIT)


@cache
def _locator(name: str) -> UUID:
    return Team.objects.get(name=name).locator


def locator(name: str) -> UUID:
    """The random id under which a team holds its keys. Raises Team.DoesNotExist before the installation is made."""
    return _locator(name)


def forget() -> None:
    """Clears what is remembered of the teams: another database is in use."""
    _locator.cache_clear()

"""The teams that hold keys together."""

import hmac
from functools import cache
from uuid import UUID

from waystation.staff.models import Team
from waystation.vault import half, suite
from waystation.vault.errors import Substituted

DUTY, COORDINATION, DOCUMENTATION, ADVOCACY, EVERYONE, AUDIT, PUBLICATION = (
    "duty",
    "coordination",
    "documentation",
    "advocacy",
    "everyone",
    "audit",
    "publication",
)
TEAMS = (DUTY, COORDINATION, DOCUMENTATION, ADVOCACY, EVERYONE, AUDIT, PUBLICATION)


@cache
def _locator(name: str) -> UUID:
    team = Team.objects.get(name=name)
    if not hmac.compare_digest(bytes(team.mark), _mark(team)):
        raise Substituted
    return team.locator


def locator(name: str) -> UUID:
    """The random id under which a team holds its keys. Raises Team.DoesNotExist before the installation is made.

    Raises Substituted where another holder was put in its place: what arrives would be sealed to whom that is.
    """
    return _locator(name)


def make(name: str) -> Team:
    """A new team with a locator of its own."""
    team = Team(name=name)
    team.mark = _mark(team)
    team.save(force_insert=True)
    return team


def mark_again() -> None:
    """Marks the teams under the vault half now in use."""
    for team in Team.objects.all():
        Team.objects.filter(pk=team.pk).update(mark=_mark(team))
    forget()


def _mark(team: Team) -> bytes:
    return half.digest(b"team", suite.bind(team.name.encode(), team.locator.bytes))


def forget() -> None:
    """Clears what is remembered of the teams: another database is in use."""
    _locator.cache_clear()

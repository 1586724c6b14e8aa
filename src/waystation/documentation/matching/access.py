"""Who may see what was decided of pairs. Only the documentation team holds the key."""

from uuid import UUID

from waystation.documentation import access as documentation
from waystation.documentation.matching.models import MatchRow
from waystation.documentation.matching.records import Match
from waystation.staff.access import open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import half


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two persons from whichever side."""
    return (one, other) if one.bytes < other.bytes else (other, one)


def match_id(one: UUID, other: UUID) -> UUID:
    """One id for two persons; without the vault half it tells nothing of them."""
    first, second = in_order(one, other)
    return UUID(bytes=half.digest(b"pair of documented persons", first.bytes + second.bytes))


def matches(actor: Actor) -> dict[UUID, Match]:
    """Everything that was decided of pairs."""
    require(actor, "matching.read")
    documentation.key(actor)
    team = actor.team(DOCUMENTATION)
    return {held.id: held.record for held in opened(actor, MatchRow) if held.locator == team}


def match(actor: Actor, one: UUID, other: UUID) -> tuple[MatchRow | None, Match]:
    """Two persons and what was decided of them, nothing perhaps. Raises Absent where one of them is not there."""
    require(actor, "matching.read")
    documentation.key(actor)
    if one == other:
        raise Absent
    for person in (one, other):
        documentation.person(actor, person)
    pair, wanted = in_order(one, other), match_id(one, other)
    rows = MatchRow.objects.filter(locator=actor.team(DOCUMENTATION))
    if not rows.filter(pk=wanted).exists():
        return None, Match(first=pair[0], second=pair[1])
    return open_row(actor, rows, wanted)

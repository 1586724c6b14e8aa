"""Who may see what was decided of pairs. Only the documentation team holds the key."""

from collections.abc import Iterable
from uuid import UUID

from waystation.documentation import access as documentation
from waystation.documentation.matching import rules
from waystation.documentation.matching.models import MatchRow
from waystation.documentation.matching.records import Match
from waystation.staff.access import index, open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
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


def one_person(actor: Actor, wanted: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of each of these that is held to be one person with other records, which of all of them stands for that person.

    Who leads to whom is looked up from one to the next: what was decided of others is not read.
    """
    require(actor, "matching.read")
    every, found = index(actor, MatchRow, _by_person), {}
    for one in set(wanted):
        group = rules.reached(one, lambda each: (held.record for held in every.group(each)))
        if len(group) > 1:
            found[one] = min(group)
    return found


def _by_person(held: Held) -> Standing:
    return b"", {held.record.first, held.record.second}


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


def version(actor: Actor, one: UUID, other: UUID) -> int:
    """What a reader of two persons saw, 0 at first: every decision and every change of one of the two raises it. Raises
    Absent.
    """
    row, _ = match(actor, one, other)
    return (row.version if row else 0) + sum(documentation.person(actor, each)[0].version - 1 for each in (one, other))

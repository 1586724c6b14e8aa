"""Who may see plans: one door per noun. Of the parties of a plan somebody sees those whose cases open to them."""

from dataclasses import dataclass
from uuid import UUID

from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.records import Part, Run
from waystation.staff.access import index, open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.staff.teams import COORDINATION


@dataclass(frozen=True)
class Member:
    """A case in a run, that this person may open."""

    id: UUID
    case: UUID
    part: Part


def runs(actor: Actor) -> dict[UUID, Run]:
    """Every run, the newest first."""
    require(actor, "evacuation.read")
    team = actor.team(COORDINATION)
    found = {held.id: held.record for held in opened(actor, RunRow) if held.locator == team}
    return dict(sorted(found.items(), key=lambda pair: pair[1].at, reverse=True))


def names_place(actor: Actor, place_id: UUID) -> bool:
    """Whether a run, also one of which nothing was adopted, was asked with a place or with a way there."""
    asked = [each.asked for each in runs(actor).values()]
    return any(place_id in each.places.values() for each in asked) or any(
        place_id in (ride.from_place, ride.to_place) for each in asked for ride in each.rides.values()
    )


def run(actor: Actor, run_id: UUID) -> tuple[RunRow, Run]:
    """One run. Raises Absent."""
    require(actor, "evacuation.read")
    return open_row(actor, RunRow.objects.filter(locator=actor.team(COORDINATION)), run_id)


def members(actor: Actor, run_id: UUID) -> dict[str, list[Member]]:
    """The cases of a run by their party, as far as this person may open them."""
    require(actor, "evacuation.read")
    found: dict[str, list[Member]] = {}
    for held in index(actor, PartRow, _by_run).group(run_id):
        part: Part = held.record
        found.setdefault(part.party, []).append(Member(held.id, held.locator, part))
    return found


def _by_run(held: Held) -> Standing:
    part: Part = held.record
    return part.party.encode(), [part.run]


def part(actor: Actor, part_id: UUID) -> tuple[PartRow, Part]:
    """A case's part in a run. Raises Absent."""
    require(actor, "evacuation.read")
    return open_row(actor, PartRow.objects.all(), part_id)


def party(actor: Actor, part_id: UUID) -> tuple[UUID, str, list[Member]]:
    """The run, the party in it, and its cases as far as this person opens them, by the part of one of them.

    Raises Absent.
    """
    _row, mine = part(actor, part_id)
    found = members(actor, mine.run).get(mine.party)
    if not found:
        raise Absent
    return mine.run, mine.party, found

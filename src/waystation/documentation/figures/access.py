"""Who may see figures: one door per noun. Only the documentation team holds the key."""

from uuid import UUID

from waystation.documentation.figures.models import FigureRow
from waystation.documentation.figures.records import Kept
from waystation.staff.access import open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION


def figures(actor: Actor) -> dict[UUID, Kept]:
    """Every figure that is kept, by basis and then by day; of one day, what was kept first."""
    require(actor, "figures.read")
    team = actor.team(DOCUMENTATION)
    found = [(held.id, held.record) for held in opened(actor, FigureRow) if held.locator == team]
    return dict(sorted(found, key=lambda pair: _place(pair[1])))


def _place(kept: Kept) -> tuple[object, ...]:
    definition = kept.figure.definition
    return definition.basis, definition.as_of.day, definition.as_of.last, kept.figure.quantity.value, kept.at


def figure(actor: Actor, figure_id: UUID) -> Kept:
    """One figure. Raises Absent."""
    require(actor, "figures.read")
    found: Kept = open_row(actor, FigureRow.objects.filter(locator=actor.team(DOCUMENTATION)), figure_id)[1]
    return found

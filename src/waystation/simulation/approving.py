"""Two coordinators who approve each version of a journey that the person agreed to."""

from uuid import UUID

from waystation.evacuation import access, approval_rules
from waystation.evacuation import actions as evacuation
from waystation.simulation.agenda import World


def approve(world: World, journey_id: UUID) -> None:
    """Both approve what nobody has approved as it is now. Raises Refused."""
    for coordinator in (world.cast.lev, world.cast.mira):
        row, journey = access.journey(coordinator, journey_id)
        if not access.is_approved(coordinator, row.locator, journey):
            evacuation.approve(coordinator, journey_id)


def approve_all(world: World, case: UUID) -> None:
    """The same of every journey of a case that is still to be and was agreed to."""
    for way in access.ways_of(world.cast.lev, case):
        if way.journey.status in approval_rules.OPEN and way.journey.consent:
            approve(world, way.id)

"""Who still speaks of a place: a room that names places in its rows makes itself known at start-up by `use`."""

from collections.abc import Callable
from uuid import UUID

from waystation.evacuation import access, placing
from waystation.staff.actor import Actor

Uses = Callable[[Actor, UUID], bool]

_rooms: list[Uses] = []


def use(uses: Uses) -> None:
    """Asks this function, too, whether something of its room names a place."""
    if uses not in _rooms:
        _rooms.append(uses)


def is_used(actor: Actor, place_id: UUID) -> bool:
    """Whether a place lies in this one, or anything that this person's keys open names it."""
    inner = placing.inside(place_id, access.places(actor))
    return bool(inner) or access.is_mentioned(actor, place_id) or any(uses(actor, place_id) for uses in _rooms)

"""Who still speaks of a place: a room that names places in its rows makes itself known at start-up by `use`."""

from collections.abc import Callable
from uuid import UUID

from waystation.evacuation import access, placing
from waystation.staff.actor import Actor

Uses = Callable[[Actor, UUID], bool]

_rooms: dict[str, Uses] = {}


def use(code: str, uses: Uses) -> None:
    """Asks this function, too, whether something names a place; `code` is that of the sentence which says what does."""
    _rooms[code] = uses


def codes() -> tuple[str, ...]:
    """The codes of all that may name a place."""
    return tuple(_rooms)


def uses(actor: Actor, place_id: UUID) -> list[str]:
    """The codes of what names a place, or lies in it, of all that this person's keys open; nothing where it is free."""
    return [code for code, is_by in _rooms.items() if is_by(actor, place_id)]


def _is_around(actor: Actor, place_id: UUID) -> bool:
    return bool(placing.inside(place_id, access.places(actor)))


use("used_around", _is_around)
use("used_by_stays", access.is_slept_in)
use("used_by_journeys", access.is_travelled)
use("used_by_check_ins", access.is_waited_for)
use("used_by_protocols", access.has_protocol)

"""Who may see the connections: one door."""

from uuid import UUID

from waystation.evacuation.network.models import Connection
from waystation.evacuation.network.records import IN_USE, ConnectionRecord
from waystation.staff.access import index, open_row
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.staff.teams import COORDINATION


def connections(actor: Actor, state: str = IN_USE) -> dict[UUID, ConnectionRecord]:
    """Every connection that is in use, or that is retired; by the places between which it leads, then by its length."""
    require(actor, "evacuation.read")
    return {held.id: held.record for held in index(actor, Connection, _standing).group(state)}


def connection(actor: Actor, connection_id: UUID) -> tuple[Connection, ConnectionRecord]:
    """One connection. Raises Absent."""
    require(actor, "evacuation.read")
    return open_row(actor, Connection.objects.filter(locator=actor.team(COORDINATION)), connection_id)


def touching(actor: Actor, place_id: UUID) -> dict[UUID, ConnectionRecord]:
    """Every connection that begins or ends at a place or passes it, in use or not."""
    require(actor, "evacuation.read")
    return {held.id: held.record for held in index(actor, Connection, _standing).group(place_id)}


def is_at(actor: Actor, place_id: UUID) -> bool:
    """Whether a connection begins or ends at a place or passes it."""
    return bool(touching(actor, place_id))


def _standing(held: Held) -> Standing:
    way: ConnectionRecord = held.record
    groups = [way.state, *dict.fromkeys((way.from_place, way.to_place, *way.checkpoints))]
    return b"%b%b%08d" % (way.from_place.bytes, way.to_place.bytes, way.minutes), groups

"""Who drives or goes along, and does not any more: the legs to come that count on them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from waystation.evacuation import access
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import AVAILABLE, HELPER_COMPROMISED, HelperRecord, LegRecord
from waystation.evacuation.rules import ON_THE_WAY, WAITING
from waystation.staff.actor import Actor

Helpers = Mapping[UUID, HelperRecord]


def lost(actor: Actor, of: Collection[UUID] | None = None) -> list[tuple[UUID, UUID]]:
    """Case and id of every leg that counts on somebody who is not available; of some helpers, or of all.

    Whoever is compromised counts on a leg that somebody is on, too.
    """
    helpers, found = access.helpers(actor), dict[UUID, UUID]()
    for one in helpers if of is None else of:
        if helpers[one].state != AVAILABLE:
            found |= {pk: case for case, pk, leg in access.legs_with(actor, one) if _counts(leg, helpers[one])}
    return [(case, leg) for leg, case in found.items()]


def _counts(leg: LegRecord, helper: HelperRecord) -> bool:
    return leg.status in WAITING or (leg.status in ON_THE_WAY and helper.state == HELPER_COMPROMISED)


def missing(leg: LegRecord, helpers: Helpers) -> bool:
    """Whether somebody who is to drive or go along on a leg is not available."""
    return any(pk not in helpers or helpers[pk].state != AVAILABLE for pk in leg.helpers)


def check(actor: Actor, leg: LegRecord) -> None:
    """Nobody sets out with somebody who does not drive or go along any more. Raises Refused."""
    if missing(leg, access.helpers(actor)):
        raise Refused("helper_lost")

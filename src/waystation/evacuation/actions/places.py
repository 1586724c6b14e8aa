"""Places and helpers: added, and their state changed."""

from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Helper, Place
from waystation.evacuation.records import (
    CLOSED,
    COMPROMISED,
    HELPER_KINDS,
    HELPER_STATES,
    PLACE_KINDS,
    PLACE_STATES,
    SAFE_HOUSE,
    VETTING,
    HelperRecord,
    PlaceRecord,
)
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.records import create, rewrite


@whole
def add_place(actor: Actor, record: PlaceRecord) -> UUID:
    """Adds a place. Raises Refused for a safe house without beds."""
    require(actor, "evacuation.plan")
    if record.kind not in PLACE_KINDS or record.state not in PLACE_STATES:
        raise Refused("wrong_moment")
    if record.beds < 0 or record.max_nights < 0 or (record.kind == SAFE_HOUSE) != (record.beds > 0):
        raise Refused("not_enough_beds")
    row = create(Place, record, actor.keys.key(actor.team(COORDINATION)))
    log(actor.account, "evacuation.place_added", subject=row.pk)
    return row.pk


@whole
def set_place_state(actor: Actor, place_id: UUID, state: str) -> None:
    """Opens, rests, closes a place or marks it as compromised. A house with people in it cannot be closed."""
    require(actor, "evacuation.plan")
    row, record = access.place(actor, place_id)
    if state not in PLACE_STATES:
        raise Refused("wrong_moment")
    if state == CLOSED and _is_lived_in(actor, place_id):
        raise Refused("place_has_people")
    rewrite(row, msgspec.structs.replace(record, state=state), actor.keys)
    verb = "evacuation.place_compromised" if state == COMPROMISED else "evacuation.place_changed"
    log(actor.account, verb, subject=place_id)


def _is_lived_in(actor: Actor, place_id: UUID) -> bool:
    today = actor.now().date()
    return any(stay.until > today for stay in access.bookings(actor, place_id).values())


@whole
def add_helper(actor: Actor, record: HelperRecord) -> UUID:
    """Adds a helper by pseudonym."""
    require(actor, "evacuation.plan")
    known = record.kind in HELPER_KINDS and record.vetting in VETTING and record.state in HELPER_STATES
    if not known:
        raise Refused("wrong_moment")
    row = create(Helper, record, actor.keys.key(actor.team(COORDINATION)))
    log(actor.account, "evacuation.helper_added", subject=row.pk)
    return row.pk


@whole
def set_helper_state(actor: Actor, helper_id: UUID, *, state: str = "", vetting: str = "") -> None:
    """Changes whether a helper is available, or how far they are vetted. What is left empty stays."""
    require(actor, "evacuation.plan")
    row, record = access.helper(actor, helper_id)
    changed = msgspec.structs.replace(record, state=state or record.state, vetting=vetting or record.vetting)
    if changed.state not in HELPER_STATES or changed.vetting not in VETTING:
        raise Refused("wrong_moment")
    rewrite(row, changed, actor.keys)
    log(actor.account, "evacuation.helper_changed", subject=helper_id)

"""Moving people out of a place that is compromised. The only writer of it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access, approval_rules
from waystation.evacuation.actions.beds import end_stay, hold
from waystation.evacuation.actions.journeys import change
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.houses import leaving
from waystation.evacuation.models import Leg
from waystation.evacuation.records import ABORTED, APPROVED, ARRIVED, COMPROMISED, DRAFT, UNDER_WAY, LegRecord
from waystation.evacuation.rules import WAITING, in_order
from waystation.staff.above import ask
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.records import rewrite

replace = msgspec.structs.replace


@whole
def move_out(actor: Actor, place_id: UUID, ids: Sequence[str], house_id: UUID) -> None:
    """Moves a household, by the ids of `leaving.Leaver`, to beds in another house: all of them, or nobody.

    Their stays end today, journeys that still come to the place go to the house instead, and one that was approved is a
    draft again: the approval was of another way. Raises Refused where a bed is taken or a rule of the house says no.
    """
    require(actor, "evacuation.plan")
    _row, place = access.place(actor, place_id)
    if place.state != COMPROMISED:
        raise Refused("wrong_moment")
    wanted = [each for each in leaving.leavers(actor, place_id) if each.id in ids]
    if {each.id for each in wanted} != set(ids) or not wanted:
        raise Refused("changed_meanwhile")
    stays = [each.needs for each in wanted if each.needs]
    if not stays:
        raise Refused("wrong_moment")
    _row, house = access.place(actor, house_id)
    hold(actor, house_id, [leaving.instead(house, house_id, stay) for stay in stays], whole_household=False)
    for each in wanted:
        if each.stay_id:
            end_stay(actor, each.stay_id)
        _redirect(actor, each.case, place_id, house_id)
        log(actor.account, "evacuation.place_left", subject=place_id, case=each.case)


def _redirect(actor: Actor, case_id: UUID, place_id: UUID, house_id: UUID) -> None:
    """Every way of a case that still comes to the place, or begins there, does so at the house instead."""
    for way in access.ways_of(actor, case_id):
        changed = [(pk, leg, ends) for pk, leg in way.legs if (ends := _ends_there(leg, place_id))]
        journey = way.journey
        is_open = journey.status in (DRAFT, APPROVED, UNDER_WAY)
        if not is_open or not (changed or place_id in (journey.origin, journey.destination)):
            continue
        _begin_and_end(actor, way, place_id, house_id)
        ask("legs_elsewhere", actor, case_id, {pk: leg.status in WAITING for pk, leg, _ends in changed})
        for leg_id, leg, ends in changed:
            leg_row, _leg = open_row(actor, Leg.objects.all(), leg_id)
            rewrite(leg_row, replace(leg, **dict.fromkeys(ends, house_id)), actor.keys)


def _begin_and_end(actor: Actor, way: access.Way, place_id: UUID, house_id: UUID) -> None:
    row, record = access.journey(actor, way.id)
    ends = ["destination"] if record.destination == place_id else []
    if record.origin == place_id and all(leg.status in WAITING for leg in in_order(way.records)):
        ends.append("origin")
    change(actor, row, replace(record, **dict.fromkeys(ends, house_id)), approval_rules.HOUSE)


def _ends_there(leg: LegRecord, place_id: UUID) -> list[str]:
    """Which ends of a leg that are still to be reached are at a place."""
    ahead = [name for name in ("from_place",) if leg.status in WAITING]
    ahead += ["to_place"] if leg.status not in (ARRIVED, ABORTED) else []
    return [name for name in ahead if getattr(leg, name) == place_id]

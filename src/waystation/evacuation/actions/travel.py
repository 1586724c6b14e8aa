"""Journeys on the road: who set out, who is late, who arrived."""

from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext

from waystation.audit.log import log
from waystation.casework import access as casework_access
from waystation.casework import actions as casework
from waystation.casework.errors import refuse
from waystation.casework.persons import along
from waystation.evacuation import access, approval_rules, hands, rules
from waystation.evacuation.actions import beds
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Journey, Leg
from waystation.evacuation.money.actions import release_of_journey
from waystation.evacuation.pursuers import actions as pursuers
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import (
    ABORTED,
    ABROAD,
    APPROVED,
    ARRIVED,
    BOOKED,
    DEPARTED,
    DRAFT,
    LATE,
    MISSED,
    PLANNED,
    UNDER_WAY,
    JourneyRecord,
    LegRecord,
)
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.records import rewrite


@whole
def depart(actor: Actor, leg_id: UUID, *, without_body: bool = False, unapproved_because: str = "") -> None:
    """Somebody set out. With the first leg the case goes into transit, or abroad on its way out.

    `without_body`: they leave the country without an embassy or resettlement body. `unapproved_because`: why somebody
    who is on the way cannot wait until two have approved what was changed; before the first departure, none counts.
    """
    require(actor, "evacuation.plan")
    leg_row, leg, row, record = _open(actor, leg_id)
    refuse(along.against(actor, row.locator))
    because = _unapproved(actor, row, record, unapproved_because.strip())
    rules.check_reachable(access.place(actor, leg.to_place)[1])
    hands.check(actor, leg)
    way = access.way(actor, row.pk)
    guard.check_departure(actor, way, leg_id)
    first = rules.is_first(leg, way.records)
    _write_leg(actor, leg_row, leg, DEPARTED, departed_at=actor.now(), unapproved_because=because)
    rewrite(row, msgspec.structs.replace(record, status=UNDER_WAY), actor.keys)
    if first:
        _advance(actor, row.locator, rules.STAGE_ON_DEPARTURE[record.phase], without_body=without_body)
    pursuers.look_ahead(actor, [row.locator])
    verb = "evacuation.leg_departed_unapproved" if because else "evacuation.leg_departed"
    log(actor.account, verb, subject=leg_id, case=row.locator)


def _unapproved(actor: Actor, row: Journey, record: JourneyRecord, because: str) -> str:
    """Why this version goes although no two who may have approved it; "" where they have. Raises Refused."""
    if record.status not in approval_rules.OPEN:
        raise Refused("wrong_moment")
    if access.is_approved(actor, row.locator, record):
        return ""
    if record.status != UNDER_WAY:
        raise Refused("needs_two")
    if not because:
        raise Refused("changed_on_the_way")
    return because


@whole
def take_back_departure(actor: Actor, leg_id: UUID) -> None:
    """Nobody has set out, it was noted by mistake: the leg waits again, and with the first the case is where it was.

    What two approved stands as before. Raises Refused where they have arrived since.
    """
    require(actor, "evacuation.plan")
    leg_row, leg, row, record = _open(actor, leg_id)
    others = [other for pk, other in access.legs_of(actor, row) if pk != leg_id and other.departed_at]
    if leg.status not in rules.TAKEN_BACK or record.status != UNDER_WAY:
        raise Refused("wrong_moment")
    waiting = msgspec.structs.replace(leg, status=PLANNED, departed_at=None, unapproved_because="")
    rewrite(leg_row, waiting, actor.keys)
    if not others:
        status = APPROVED if access.is_approved(actor, row.locator, record) else DRAFT
        rewrite(row, msgspec.structs.replace(record, status=status), actor.keys)
        note = gettext("A departure was noted by mistake.")
        _take_back_stage(actor, row.locator, rules.STAGE_ON_DEPARTURE[record.phase], note)
    pursuers.look_ahead(actor, [row.locator])
    log(actor.account, "evacuation.departure_taken_back", subject=leg_id, case=row.locator)


def _take_back_stage(actor: Actor, case_id: UUID, stage: str, note: str) -> None:
    """The stage of a case as it was before it was moved there, if that was the last move and still stands."""
    moves = [move for _row, move in casework_access.moves(actor, case_id) if not move.taken_back]
    if moves and moves[-1].stage == stage == access.case(actor, case_id).stage:
        casework.take_back(actor, case_id, note=note)


@whole
def arrive(actor: Actor, leg_id: UUID) -> None:
    """Somebody arrived. With the last leg the journey is over and the case is in shelter, or safe abroad.

    What was reserved for it is settled then: what is left and no payment waits for is given back.
    """
    require(actor, "evacuation.plan")
    leg_row, leg, row, record = _open(actor, leg_id)
    if record.status != UNDER_WAY:
        raise Refused("wrong_moment")
    _write_leg(actor, leg_row, leg, ARRIVED, arrived_at=actor.now())
    done = rules.all_arrived(access.way(actor, row.pk).records)
    rewrite(row, msgspec.structs.replace(record, status=ARRIVED if done else UNDER_WAY), actor.keys)
    if done:
        _arrived(actor, row, record)
    pursuers.look_ahead(actor, [row.locator])
    log(actor.account, "evacuation.leg_arrived", subject=leg_id, case=row.locator)


@whole
def take_back_arrival(actor: Actor, leg_id: UUID) -> None:
    """Nobody has arrived, it was noted by mistake: they are on the way, and with the last leg the case is where it was.

    Beds and money that the arrival gave back may be somebody else's by now, and are not taken again. Raises Refused
    where they have set out again since.
    """
    require(actor, "evacuation.plan")
    leg_row, leg, row, record = _open(actor, leg_id)
    ways = access.ways_of(actor, row.locator)
    elsewhere = [other for way in ways if way.id != row.pk for other in way.records]
    if not rules.has_not_set_out_since(leg, access.way(actor, row.pk).records, elsewhere) or record.status == ABORTED:
        raise Refused("wrong_moment")
    rewrite(leg_row, msgspec.structs.replace(leg, status=DEPARTED, arrived_at=None), actor.keys)
    if record.status == ARRIVED:
        rewrite(row, msgspec.structs.replace(record, status=UNDER_WAY), actor.keys)
        note = gettext("An arrival was noted by mistake.")
        _take_back_stage(actor, row.locator, rules.STAGE_ON_ARRIVAL[record.phase], note)
    pursuers.look_ahead(actor, [row.locator])
    log(actor.account, "evacuation.arrival_taken_back", subject=leg_id, case=row.locator)


@whole
def report_leg(actor: Actor, leg_id: UUID, status: str) -> None:
    """Says of a leg that it is planned or booked, late or missed."""
    require(actor, "evacuation.plan")
    leg_row, leg, row, record = _open(actor, leg_id)
    if status not in (PLANNED, BOOKED, LATE, MISSED):
        raise Refused("wrong_moment")
    _write_leg(actor, leg_row, leg, status)
    log(actor.account, "evacuation.leg_changed", subject=leg_id, case=row.locator)


def _open(actor: Actor, leg_id: UUID) -> tuple[Leg, LegRecord, Journey, JourneyRecord]:
    leg_row, leg = access.leg(actor, leg_id)
    row, record = access.journey(actor, leg.journey)
    return leg_row, leg, row, record


def _write_leg(actor: Actor, row: Leg, leg: LegRecord, status: str, **changes: Any) -> None:
    rules.check_move(rules.LEG_MOVES, leg.status, status)
    rewrite(row, msgspec.structs.replace(leg, status=status, **changes), actor.keys)


def _arrived(actor: Actor, row: Journey, record: JourneyRecord) -> None:
    destination = access.place(actor, record.destination)[1]
    stage = rules.STAGE_ON_ARRIVAL[record.phase]
    country = destination.country if record.phase == ABROAD else ""
    _advance(actor, row.locator, stage, place=destination.region, country=country)
    if country:
        beds.give_back(actor, row.locator, country)
    release_of_journey(actor, row.locator, row.pk)
    log(actor.account, "evacuation.journey_arrived", subject=row.pk, case=row.locator)


def _advance(actor: Actor, case_id: UUID, stage: str, **details: Any) -> None:
    """Moves the case on. What casework refuses is refused here, with its own sentences."""
    if access.case(actor, case_id).stage != stage:
        casework.advance(actor, case_id, stage, **details)

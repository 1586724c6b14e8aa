"""Journeys on paper: drafted, changed, agreed to, approved, given up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import actions as casework
from waystation.evacuation import access, rules, zones
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Booking, Journey, Leg
from waystation.evacuation.money.actions import release_of_journey
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import (
    ABORTED,
    APPROVED,
    ARRIVED,
    DRAFT,
    INTERNAL,
    PHASES,
    JourneyRecord,
    LegPlan,
    LegRecord,
)
from waystation.staff.above import ask
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, delete, rewrite
from waystation.vocabulary.vocabularies import terms

OPEN = (DRAFT, APPROVED, "under_way")


@whole
def draft_journey(
    actor: Actor,
    case_id: UUID,
    *,
    phase: str,
    origin: UUID,
    destination: UUID,
    legs: Sequence[LegPlan] = (),
    consent: str = "",
) -> UUID:
    """Starts the plan of a journey, with its first legs if they are known."""
    require(actor, "evacuation.plan")
    access.case(actor, case_id)
    if phase not in PHASES:
        raise Refused("wrong_moment")
    if origin == destination:
        raise Refused("leg_goes_nowhere")
    rules.check_told(consent, cleared=access.is_cleared(actor, case_id))
    access.place(actor, origin)
    rules.check_reachable(access.place(actor, destination)[1])
    record = JourneyRecord(
        phase=phase,
        origin=origin,
        destination=destination,
        drafted_by=actor.account,
        consent=consent,
        consent_at=actor.now() if consent else None,
    )
    row = create(Journey, record, actor.keys.key(case_id, Compartment.LOGISTICS))
    log(actor.account, "evacuation.journey_drafted", subject=row.pk, case=case_id)
    for plan in legs:
        _add_leg(actor, row, plan)
    return row.pk


@whole
def add_leg(actor: Actor, journey_id: UUID, plan: LegPlan) -> UUID:
    """Adds a leg. A journey that was approved is a draft again: the approval was of another way."""
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    reopen(actor, row, record)
    return _add_leg(actor, row, plan)


def _add_leg(actor: Actor, row: Journey, plan: LegPlan) -> UUID:
    if plan.mode not in {term.code for term in terms("transport_modes")}:
        raise Refused("wrong_moment")
    rules.check_leg(plan)
    access.place(actor, plan.from_place)
    rules.check_reachable(access.place(actor, plan.to_place)[1])
    rules.check_beside(plan, [leg for _, leg in access.legs_of(actor, row)])
    if plan.driver:
        _take_driver(actor, plan, plan.driver)
    leg = LegRecord(**msgspec.structs.asdict(plan), journey=row.pk)
    leg_row = create(Leg, leg, actor.keys.key(row.locator, Compartment.LOGISTICS))
    log(actor.account, "evacuation.leg_added", subject=leg_row.pk, case=row.locator)
    return leg_row.pk


def _take_driver(actor: Actor, plan: LegPlan, driver_id: UUID) -> None:
    """The helper's version is the lock: two coordinators cannot both give this hour away."""
    helper_row, helper = access.helper(actor, driver_id)
    rules.check_driver(plan, helper, access.open_legs(actor))
    rewrite(helper_row, helper, actor.keys)


@whole
def remove_leg(actor: Actor, leg_id: UUID) -> None:
    """Takes a leg that nobody has set out on from the plan."""
    require(actor, "evacuation.plan")
    leg_row, leg = access.leg(actor, leg_id)
    row, record = access.journey(actor, leg.journey)
    if leg.status not in rules.WAITING:
        raise Refused("wrong_moment")
    reopen(actor, row, record)
    ask("legs_dropped", actor, row.locator, [leg_id])
    release_of_journey(actor, row.locator, leg.journey, leg_id)
    delete(leg_row)
    log(actor.account, "evacuation.leg_removed", subject=leg_id, case=row.locator)


def reopen(actor: Actor, row: Journey, record: JourneyRecord) -> None:
    """Counts the change in the journey's version; on the way a plan may change without going back to draft."""
    if record.status not in OPEN:
        raise Refused("wrong_moment")
    if record.status == APPROVED:
        record = msgspec.structs.replace(record, status=DRAFT, approved_by=None, approved_at=None)
    rewrite(row, record, actor.keys)


@whole
def note_consent(actor: Actor, journey_id: UUID, words: str) -> None:
    """Notes what the person said to this journey. Empty words take it back, and the approval with it."""
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    if record.status not in OPEN:
        raise Refused("wrong_moment")
    rules.check_told(words, cleared=access.is_cleared(actor, row.locator))
    changes: dict[str, Any] = {"consent": words, "consent_at": actor.now() if words else None}
    if not words and record.status == APPROVED:
        changes |= {"status": DRAFT, "approved_by": None, "approved_at": None}
    if not words:
        ask("legs_dropped", actor, row.locator, [pk for pk, _ in access.legs_of(actor, row)])
    rewrite(row, msgspec.structs.replace(record, **changes), actor.keys)
    log(actor.account, "evacuation.consent_noted", subject=journey_id, case=row.locator)


@whole
def approve(actor: Actor, journey_id: UUID) -> None:
    """A person approves the way as it stands. Raises Refused with the first thing that is wrong with it."""
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    stub = access.case(actor, row.locator)
    rules.check_move(rules.JOURNEY_MOVES, record.status, APPROVED)
    found = faults(actor, access.way(actor, journey_id))
    if found:
        raise Refused(found[0])
    approved = msgspec.structs.replace(record, status=APPROVED, approved_by=actor.account, approved_at=actor.now())
    rewrite(row, approved, actor.keys)
    if record.phase == INTERNAL and stub.stage == "accepted":
        casework.advance(actor, row.locator, "planning_exit")
    log(actor.account, "evacuation.journey_approved", subject=journey_id, case=row.locator)


def faults(actor: Actor, way: access.Way) -> list[str]:
    """Codes of all that keeps a journey from being approved."""
    stays = access.stays_of(actor, way.case).values()
    found = [] if access.is_cleared(actor, way.case) else ["not_cleared"]
    found += rules.faults(way.journey, way.records, access.places(actor), stays, zones.zone())
    found += guard.faults(actor, way)
    if not access.agreed_to_help(actor, way.case):
        found.append("no_consent")
    if not way.journey.consent:
        found.append("no_consent_to_journey")
    return found


@whole
def abort(actor: Actor, journey_id: UUID, *, because: str) -> None:
    """Gives a journey up: open legs are aborted, its beds to come and the money reserved for it given back.

    Its check-ins stay: somebody whose journey broke off is in more danger, not in less.
    """
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    rules.check_move(rules.JOURNEY_MOVES, record.status, ABORTED)
    _abort_legs(actor, row)
    _give_back_beds(actor, row)
    release_of_journey(actor, row.locator, journey_id)
    rewrite(row, msgspec.structs.replace(record, status=ABORTED, ended_because=because), actor.keys)
    log(actor.account, "evacuation.journey_aborted", subject=journey_id, case=row.locator)


def _abort_legs(actor: Actor, row: Journey) -> None:
    legs = access.legs_of(actor, row)
    # Of a leg that somebody is on, a word is still waited for.
    ask("legs_dropped", actor, row.locator, [pk for pk, leg in legs if leg.status in rules.WAITING])
    for leg_id, leg in legs:
        if leg.status not in (ARRIVED, ABORTED):
            leg_row, _ = open_row(actor, Leg.objects.all(), leg_id)
            rewrite(leg_row, msgspec.structs.replace(leg, status=ABORTED), actor.keys)


def _give_back_beds(actor: Actor, row: Journey) -> None:
    today = actor.today
    for stay_id in access.stays_of(actor, row.locator):
        stay_row, stay = open_row(actor, Booking.objects.all(), stay_id)
        if stay.journey == row.pk and stay.first > today and not stay.cancelled:
            rewrite(stay_row, msgspec.structs.replace(stay, cancelled=True), actor.keys)

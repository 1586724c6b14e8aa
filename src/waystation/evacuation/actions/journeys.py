"""Journeys on paper: drafted, changed, agreed to, approved by two, given up."""

import uuid
from collections.abc import Sequence
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import actions as casework
from waystation.casework.errors import refuse
from waystation.casework.persons import along
from waystation.evacuation import access, agreement, approval_rules, guests, hands, house_rules, rules, zones
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Booking, Journey, Leg
from waystation.evacuation.money.actions import release_of_journey
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import (
    ABORTED,
    APPROVED,
    ARRIVED,
    INTERNAL,
    PHASES,
    RESTING,
    BookingRecord,
    JourneyRecord,
    LegPlan,
    LegRecord,
)
from waystation.staff import second
from waystation.staff.above import ask
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite
from waystation.vocabulary.vocabularies import terms


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
    language: str = "",
    once: UUID | None = None,
) -> UUID:
    """Starts the plan of a journey, with its first legs if they are known.

    `consent` is what the person has said to it, who was read of it in `language`. A form sent twice, with the same
    `once`, starts one. Raises Refused of casework where
    somebody who goes along is held hostile.
    """
    require(actor, "evacuation.plan")
    in_order()  # before looking
    if once and Journey.objects.filter(pk=once).exists():
        return once
    access.case(actor, case_id)
    refuse(along.keeps_hostile(actor, case_id))
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
    )
    row = create(Journey, record, actor.keys.key(case_id, Compartment.LOGISTICS), id=once or uuid.uuid4())
    log(actor.account, "evacuation.journey_drafted", subject=row.pk, case=case_id)
    for plan in legs:
        _add_leg(actor, row, plan)
    if consent:
        heard = agreement.read(actor, access.way(actor, row.pk), language)
        drafted = msgspec.structs.replace(record, consent=consent, consent_at=actor.now(), heard=heard)
        rewrite(access.journey(actor, row.pk)[0], drafted, actor.keys)
    return row.pk


@whole
def add_leg(actor: Actor, journey_id: UUID, plan: LegPlan) -> UUID:
    """Adds a leg. A journey that was approved is a draft again: the approvals were of another way."""
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    change(actor, row, record, approval_rules.LEG)
    return _add_leg(actor, row, plan)


def _add_leg(actor: Actor, row: Journey, plan: LegPlan) -> UUID:
    if plan.mode not in {term.code for term in terms("transport_modes")}:
        raise Refused("wrong_moment")
    rules.check_leg(plan)
    rules.check_near(actor.now(), plan.departs, plan.arrives)
    access.place(actor, plan.from_place)
    rules.check_reachable(access.place(actor, plan.to_place)[1])
    rules.check_beside(plan, [leg for _, leg in access.legs_of(actor, row)])
    for helper_id in plan.helpers:
        _take_helper(actor, plan, helper_id)
    leg = LegRecord(**msgspec.structs.asdict(plan), journey=row.pk)
    leg_row = create(Leg, leg, actor.keys.key(row.locator, Compartment.LOGISTICS))
    log(actor.account, "evacuation.leg_added", subject=leg_row.pk, case=row.locator)
    return leg_row.pk


def _take_helper(actor: Actor, plan: LegPlan, helper_id: UUID) -> None:
    """The helper's version is the lock: two coordinators cannot both give this hour away."""
    helper_row, helper = access.helper(actor, helper_id)
    rules.check_helper(plan, helper_id, helper, access.open_legs(actor))
    rewrite(helper_row, helper, actor.keys)


@whole
def remove_leg(actor: Actor, leg_id: UUID) -> None:
    """Takes a leg that nobody has set out on from the plan."""
    require(actor, "evacuation.plan")
    leg_row, leg = access.leg(actor, leg_id)
    row, record = access.journey(actor, leg.journey)
    if leg.status not in rules.WAITING:
        raise Refused("wrong_moment")
    change(actor, row, record, approval_rules.LEG)
    ask("legs_dropped", actor, row.locator, [leg_id])
    release_of_journey(actor, row.locator, leg.journey, leg_id)
    delete(leg_row)
    log(actor.account, "evacuation.leg_removed", subject=leg_id, case=row.locator)


def change(actor: Actor, row: Journey, record: JourneyRecord, what: str) -> None:
    """Writes the next version of a journey; `what` is of approval_rules.CHANGES. In the caller's transaction.

    Whoever changes a leg, a time or a place of it calls this: that is what takes the approvals away.
    """
    rewrite(row, approval_rules.changed(record, what, by=actor.account, at=actor.now()), actor.keys)


def bed_changed(actor: Actor, stay: BookingRecord) -> None:
    """A bed is held, moved or given back: every open journey that counts on it is another one now.

    Raises Absent where the case is not for this person, who could not take the approvals away.
    """
    for way in access.ways_of(actor, stay.case):
        if stay.journey == way.id or access.heads_for(way, stay.house):
            row, record = access.journey(actor, way.id)
            if record.status in approval_rules.OPEN:
                change(actor, row, record, approval_rules.BED)


@whole
def note_consent(
    actor: Actor,
    journey_id: UUID,
    words: str,
    *,
    language: str = "",
    text_version: int | None = None,
    seen: str | None = None,
) -> None:
    """Notes what the person said to this journey, and what they were read. Empty words take it back, and the approvals.

    `text_version` is that of the text in `language`, the one in use if nothing is said. `seen` is the seal of the
    version of the journey that was read: any other one is Refused. Raises Absent for a text that is none.
    """
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    if record.status not in approval_rules.OPEN:
        raise Refused("wrong_moment")
    rules.check_told(words, cleared=access.is_cleared(actor, row.locator))
    if seen not in (None, approval_rules.seal(record, access.travellers(actor, row.locator))):
        raise Refused("changed_since_seen")
    if words:
        heard = agreement.read(actor, access.way(actor, journey_id), language, text_version)
        said = msgspec.structs.replace(record, consent=words, consent_at=actor.now(), heard=heard)
        rewrite(row, said, actor.keys)
    else:
        noted = msgspec.structs.replace(record, consent="", consent_at=None, heard=None)
        ask("legs_dropped", actor, row.locator, [pk for pk, _ in access.legs_of(actor, row)])
        change(actor, row, noted, approval_rules.CONSENT)
    log(actor.account, "evacuation.consent_noted", subject=journey_id, case=row.locator)


@whole
def approve(actor: Actor, journey_id: UUID, *, seen: str | None = None) -> None:
    """A person approves the journey as it stands; once two have, it may go.

    `seen` is the seal of the version that they looked at: any other one is Refused. Raises Refused with the first thing
    that is wrong with the way, and to who has approved this version already; Refused of casework where somebody who
    goes along is held hostile, or two of them must not travel together.
    """
    require(actor, "evacuation.approve")
    row, record = access.journey(actor, journey_id)
    stub, travellers = access.case(actor, row.locator), access.travellers(actor, row.locator)
    if seen not in (None, approval_rules.seal(record, travellers)):
        raise Refused("changed_since_seen")
    if second.against(actor, *(each.by for each in approval_rules.current(record, travellers))):
        raise Refused("not_confirmed")
    after = approval_rules.approved(record, travellers, access.approvers(actor), by=actor.account, at=actor.now())
    refuse(along.against(actor, row.locator))
    if found := faults(actor, access.way(actor, journey_id)):
        raise Refused(found[0])
    rewrite(row, after, actor.keys)
    if after.status == APPROVED and record.phase == INTERNAL and stub.stage == "accepted":
        casework.advance(actor, row.locator, "planning_exit")
    log(actor.account, "evacuation.journey_approved", subject=journey_id, case=row.locator)


def faults(actor: Actor, way: access.Way) -> list[str]:
    """Codes of all that keeps a journey from being approved."""
    stays, persons = access.stays_of(actor, way.case).values(), guests.number(actor, way.case)
    found = [] if access.is_cleared(actor, way.case) else ["not_cleared"]
    found += rules.faults(way.journey, way.records, access.places(actor), stays, zones.zone(), persons)
    found += _house_faults(actor, way)
    helpers = access.helpers(actor)
    if any(hands.missing(leg, helpers) for leg in way.records if leg.status in rules.WAITING):
        found.append("helper_lost")
    found += guard.faults(actor, way)
    if not access.agreed_to_help(actor, way.case):
        found.append("no_consent")
    if not way.journey.consent:
        found.append("no_consent_to_journey")
    elif agreement.differs(way.journey.heard, agreement.now(actor, way)):
        found.append("consent_to_another_way")
    return found


def _house_faults(actor: Actor, way: access.Way) -> list[str]:
    """Codes of what the houses to which a way still leads say by now to the beds that were booked there.

    A bed that was booked in spite of a rule of its house was so with a reason.
    """
    ahead = {leg.to_place for leg in way.records if leg.status not in (ARRIVED, ABORTED)}
    tonight, household = zones.tonight(actor.now()), guests.household(actor, way.case)
    found: list[str] = []
    for stay in access.stays_of(actor, way.case).values():
        if stay.cancelled or stay.house not in ahead or stay.until <= tonight:
            continue
        house, held = access.place(actor, stay.house)[1], list(access.bookings(actor, stay.house).values())
        if house.state == RESTING:
            found.append("house_not_open")
        if not stay.despite:
            coming = {way.case: guests.guests(actor, way.case, stay.guests)}
            found += house_rules.against(stay.house, house, [stay], held, coming, household)
    return list(dict.fromkeys(found))


@whole
def abort(actor: Actor, journey_id: UUID, *, because: str) -> None:
    """Gives a journey up: open legs are aborted, its beds to come and the money reserved for it given back.

    Its check-ins stay: somebody whose journey broke off is in more danger, not in less.
    """
    require(actor, "evacuation.plan")
    row, record = access.journey(actor, journey_id)
    rules.check_move(rules.JOURNEY_MOVES, record.status, ABORTED)
    _abort_legs(actor, row)
    release_of_journey(actor, row.locator, journey_id)
    rewrite(row, msgspec.structs.replace(record, status=ABORTED, ended_because=because), actor.keys)
    _give_back_beds(actor, row)
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
    tonight = zones.tonight(actor.now())
    for stay_id in access.stays_of(actor, row.locator):
        stay_row, stay = open_row(actor, Booking.objects.all(), stay_id)
        if stay.journey == row.pk and stay.first > tonight and not stay.cancelled:
            rewrite(stay_row, msgspec.structs.replace(stay, cancelled=True), actor.keys)
            bed_changed(actor, stay)

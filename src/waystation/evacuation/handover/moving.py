"""Legs that go later, not at all, or elsewhere: who is affected, and the whole change in one action."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access as evacuation
from waystation.evacuation import approval_rules
from waystation.evacuation import rules as evacuation_rules
from waystation.evacuation.access import Way
from waystation.evacuation.actions import beds
from waystation.evacuation.actions.check_ins import put_off
from waystation.evacuation.actions.journeys import change
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused as EvacuationRefused
from waystation.evacuation.handover import access, actions, changes, rules
from waystation.evacuation.handover.changes import Affected, Shift, Stay
from waystation.evacuation.handover.errors import Refused
from waystation.evacuation.handover.records import Given
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.models import Booking, CheckIn
from waystation.evacuation.network.actions import tell_departure
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import (
    ABORTED,
    ACTIVE,
    DEPARTED,
    DRIVER,
    ESCORT,
    HOST,
    LATE,
    PLANNED,
    SAFE_HOUSE,
    BookingRecord,
    CheckInRecord,
    CheckInState,
    LegRecord,
)
from waystation.evacuation.zones import tonight, zone
from waystation.hotline.briefings import actions as briefings
from waystation.hotline.briefings.records import TRAVELLER
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.order import in_order
from waystation.vault.records import rewrite

replace = msgspec.structs.replace


def delayed(actor: Actor, case_id: UUID, leg_id: UUID, departs: datetime, arrives: datetime) -> list[Affected]:
    """Everybody whom other times of a departure touch, each with the smallest change. Raises Refused."""
    require(actor, "evacuation.read")
    leg, _ = access.leg(actor, case_id, leg_id)
    evacuation_rules.check_near(actor.now(), departs, arrives)
    ways, places, booked = evacuation.open_ways(actor), evacuation.places(actor), evacuation.bookings(actor)
    found = changes.delay(ways, leg, departs, arrives, evacuation.helpers(actor))
    held = [evacuation.stays_of(actor, one.way.case) for one in found]
    stays = [changes.stays(one, those, booked, places, zone()) for one, those in zip(found, held, strict=True)]
    return [
        Affected(one.way, one.shifts, tuple(_out_of_reach(actor, stay) for stay in those))
        for one, those in zip(found, stays, strict=True)
    ]


def _out_of_reach(actor: Actor, stay: Stay) -> Stay:
    """A bed is moved to no night in which a pursuer reaches it, or in which somebody is there who is kept apart."""
    try:
        guard.check_stay(actor, stay.after)
    except EvacuationRefused as refused:
        return Stay(stay.id, stay.before, stay.before, stay.remains or refused.code)
    return stay


def signs_of_life(actor: Actor, affected: Affected) -> list[tuple[CheckIn, CheckInRecord, datetime]]:
    """The check-ins that are still to come and move with the way, with their new hour."""
    pairs = evacuation.check_ins_of(actor, affected.way.case)
    found = [(row, record) for row, record in pairs if row.state == CheckInState.EXPECTED]
    moved = [(row, record, record.due_at + affected.later(record.due_at)) for row, record in found]
    return [each for each in moved if each[2] != each[1].due_at]


@whole
def move(actor: Actor, case_id: UUID, leg_id: UUID, departs: datetime, arrives: datetime, *, seen: str) -> None:
    """Does what `delayed` proposes: legs, drivers, beds, signs of life, and what stands in every briefing.

    Plans to come know of it: it is noted of the connection of which this is a departure.
    `seen` is the seal of the proposal that somebody looked at: any other one is Refused.
    """
    require(actor, "evacuation.plan")
    in_order()  # before looking
    found = delayed(actor, case_id, leg_id, departs, arrives)
    if changes.seal(found) != seen:
        raise Refused("changed_meanwhile")
    tell_departure(actor, access.leg(actor, case_id, leg_id)[0], (departs, arrives))
    for affected in found:
        _move(actor, affected)
    log(actor.account, "handover.moved", subject=leg_id, case=case_id)


def _move(actor: Actor, affected: Affected) -> None:
    row, journey = evacuation.journey(actor, affected.way.id)
    change(actor, row, journey, approval_rules.TIME)
    due = signs_of_life(actor, affected)
    for shift in affected.shifts:
        _shift(actor, affected.way.case, shift, {record.due_at: then for _, record, then in due})
    for stay in affected.stays:
        if not stay.remains:
            _rebook(actor, stay.id, stay.after)
    for check_in, record, then in due:
        put_off(actor, check_in, record, then)
        log(actor.account, "evacuation.check_in_scheduled", subject=check_in.pk, case=record.case)


def _shift(actor: Actor, case_id: UUID, shift: Shift, due: dict[datetime, datetime]) -> None:
    row, before = evacuation.leg(actor, shift.leg)
    after = shift.after
    if before.status == DEPARTED:
        after = replace(after, status=LATE)
    elif len(after.helpers) < len(before.helpers):
        after = replace(after, status=PLANNED)
    rewrite(row, after, actor.keys)
    for helper_id in set(after.helpers) - set(before.helpers):
        helper_row, helper = evacuation.helper(actor, helper_id)
        rewrite(helper_row, helper, actor.keys)  # two coordinators cannot both give this hour away
    given = actions.live(actor, case_id, shift.leg)
    for each_row, each in given:
        if _is_replaced(each.role, before, after):
            actions.take_back(actor, each_row, each)
        else:
            _retime(actor, each, after, due)
    if after.helpers != before.helpers:
        actions.tell_traveller(actor, actions.live(actor, case_id, shift.leg))
    log(actor.account, "handover.leg_moved", subject=shift.leg, case=case_id)


def _is_replaced(role: str, before: LegRecord, after: LegRecord) -> bool:
    """Whether somebody else drives or goes along now."""
    return role in (DRIVER, ESCORT) and rules.has_part(before, role) != rules.has_part(after, role)


def _retime(actor: Actor, given: Given, leg: LegRecord, due: dict[datetime, datetime]) -> None:
    """The new times under the same words. Whoever could read them already still can."""
    key = actions.key_of(given)
    found = briefings.given(key)
    if found is None:
        return
    moments = rules.times(given.role, leg, timedelta(minutes=given.grace_minutes))
    was_open, before = found[1].opens_at <= actor.now(), found[1]
    briefings.change(
        actor,
        key,
        at=moments.at,
        until=moments.until,
        opens_at=min(moments.opens_at, before.opens_at) if was_open else moments.opens_at,
        closes_at=moments.closes_at,
        check_in=due.get(before.check_in, before.check_in) if before.check_in else None,
    )
    briefings.put_off(actor, given.confirmation, moments.alarm_at)


def _rebook(actor: Actor, stay_id: UUID, after: BookingRecord) -> None:
    row, before = open_row(actor, Booking.objects.all(), stay_id)
    house_row, house = evacuation.place(actor, before.house)
    rewrite(house_row, house, actor.keys)  # the lock that keeps a bed from being given twice
    rewrite(row, after, actor.keys)
    log(actor.account, "evacuation.bed_booked", subject=stay_id, case=after.case)


def cancelled(actor: Actor, case_id: UUID, leg_id: UUID) -> list[tuple[Way, UUID, LegRecord]]:
    """Every leg on the same departure, of which nobody has set out."""
    require(actor, "evacuation.read")
    leg, _ = access.leg(actor, case_id, leg_id)
    found = changes.on_departure(evacuation.open_ways(actor), leg)
    return [each for each in found if each[2].status in evacuation_rules.WAITING]


@whole
def cancel(actor: Actor, case_id: UUID, leg_id: UUID) -> None:
    """A departure does not go: its legs are given up, its words open nothing, and approved journeys are drafts again.

    Beds and signs of life stay: whoever waits needs them. Plans to come do not use the departure.
    """
    require(actor, "evacuation.plan")
    in_order()
    found = cancelled(actor, case_id, leg_id)
    if not found:
        raise Refused("leg_over")
    tell_departure(actor, found[0][2], None)
    for way, each_id, _ in found:
        change(actor, *evacuation.journey(actor, way.id), approval_rules.CANCELLED)
        leg_row, leg = evacuation.leg(actor, each_id)
        evacuation_rules.check_move(evacuation_rules.LEG_MOVES, leg.status, ABORTED)
        rewrite(leg_row, replace(leg, status=ABORTED), actor.keys)
        actions.drop(actor, way.case, [each_id])
        log(actor.account, "handover.leg_cancelled", subject=each_id, case=way.case)


@whole
def divert(actor: Actor, case_id: UUID, leg_id: UUID, house_id: UUID, *, drop_off: str) -> None:
    """Brings somebody to another house than the one that is lost: leg, beds and briefings in one action.

    `drop_off` is the public point to which a driver or escort who has words brings them now. The words of the host of
    the lost house open nothing any more.
    """
    require(actor, "evacuation.plan")
    in_order()
    leg_row, leg = evacuation.leg(actor, leg_id)
    if leg_row.locator != case_id or changes.is_over(leg):
        raise Refused("not_on_the_way_there")
    lost, house = evacuation.place(actor, leg.to_place)[1], evacuation.place(actor, house_id)[1]
    if lost.kind == SAFE_HOUSE and lost.state == ACTIVE:
        raise Refused("not_needed")
    evacuation_rules.check_reachable(house)
    actions.check_words(actor, evacuation.case(actor, case_id).pseudonym, Facts(drop_off=drop_off))
    _take_beds(actor, case_id, leg, house_id)
    rewrite(leg_row, replace(leg, to_place=house_id), actor.keys)
    _go_on_from(actor, leg, house_id)
    guard.check_departure(actor, evacuation.way(actor, leg.journey), leg_id)
    _tell(actor, case_id, leg_id, drop_off)
    log(actor.account, "handover.diverted", subject=leg_id, case=case_id)


def _take_beds(actor: Actor, case_id: UUID, leg: LegRecord, house_id: UUID) -> None:
    """The same nights in the other house; what was held in the lost one is given back."""
    night = evacuation_rules.night_of(leg.arrives, zone())
    for stay_id, stay in evacuation.stays_of(actor, case_id).items():
        if stay.house == leg.to_place and stay.first <= night < stay.until:
            there = replace(stay, house=house_id, first=max(stay.first, tonight(actor.now())))
            beds.hold(actor, house_id, [there], whole_household=False)
            beds.end_stay(actor, stay_id)


def _go_on_from(actor: Actor, leg: LegRecord, house_id: UUID) -> None:
    """What comes after begins where they are now; a journey that ended in the lost house ends in this one.

    Words for what comes after send whoever has them to where the lost house is: they open nothing any more.
    """
    row, journey = evacuation.journey(actor, leg.journey)
    ends = house_id if journey.destination == leg.to_place else journey.destination
    change(actor, row, replace(journey, destination=ends), approval_rules.HOUSE)
    for each_id, other in evacuation.legs_of(actor, row):
        if not changes.is_over(other) and other.from_place == leg.to_place and other.departs >= leg.arrives:
            other_row, other = evacuation.leg(actor, each_id)
            rewrite(other_row, replace(other, from_place=house_id), actor.keys)
            actions.drop(actor, row.locator, [each_id])


def _tell(actor: Actor, case_id: UUID, leg_id: UUID, drop_off: str) -> None:
    for row, given in actions.live(actor, case_id, leg_id):
        if given.role == HOST:
            actions.take_back(actor, row, given)
        elif given.role in (DRIVER, ESCORT):
            if not drop_off.strip():
                raise Refused("no_drop_off")
            briefings.change(actor, actions.key_of(given), drop_off=drop_off)
    left = actions.live(actor, case_id, leg_id)
    if any(given.role == TRAVELLER for _, given in left):
        actions.tell_traveller(actor, left)

"""Beds: held and given back. The house's own version is the lock that keeps a bed from being given twice."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework.errors import refuse
from waystation.casework.persons import along
from waystation.evacuation import access, guests, house_rules, rules
from waystation.evacuation.actions.journeys import bed_changed
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import Booking
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import BookingRecord
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite


@whole
def book_bed(
    actor: Actor,
    case_id: UUID,
    house_id: UUID,
    *,
    first: date,
    until: date,
    beds: int = 1,
    journey_id: UUID | None = None,
    kinds: Sequence[str] = (),
    despite: str = "",
    together: Mapping[UUID, int] = {},
    once: UUID | None = None,
) -> UUID:
    """Holds beds from the night of `first` up to, not including, that of `until`. Returns the stay of the case.

    `kinds` are GUESTS. `together` are other cases of the household, with their beds: all of them are booked, or none.
    Raises Refused where a bed is taken; where a rule of the house says no, with every such rule, unless `despite` says
    why all the same. Refused of casework where somebody who goes along is held hostile, or two must not live together.
    A form sent twice, with the same `once`, books once.
    """
    require(actor, "evacuation.plan")
    in_order()  # before looking
    if once and Booking.objects.filter(pk=once).exists():
        return once
    for night in (first, until):
        rules.check_near(actor.now(), datetime.combine(night, time(), UTC))
    wanted = {case_id: beds, **together}
    for one in wanted:
        access.case(actor, one)
        refuse(along.keeps_hostile(actor, one))
    stays = [
        BookingRecord(
            house=house_id,
            case=one,
            first=first,
            until=until,
            beds=number,
            journey=journey_id if one == case_id else None,
            guests=tuple(kinds),
            despite=despite.strip(),
        )
        for one, number in wanted.items()
    ]
    for stay in stays:
        refuse(_live_apart(actor, stay))
    return hold(actor, house_id, stays, once=once)[0]


def _live_apart(actor: Actor, stay: BookingRecord) -> Iterator[str]:
    """Who of a case would sleep in one house although they must not: where it has beds there for all who live along."""
    pairs = [pair for pair in along.apart(actor, stay.case, along.LIVE) if {each.home for each in pair} == {stay.case}]
    held = access.stays_of(actor, stay.case).values() if pairs else ()
    there = sum(each.beds for each in held if each.house == stay.house and rules.overlapping(each, stay))
    if stay.beds + there >= guests.number(actor, stay.case):
        yield from (along.apart_in_a_house(*pair) for pair in pairs)


def hold(
    actor: Actor,
    house_id: UUID,
    stays: Sequence[BookingRecord],
    *,
    whole_household: bool = True,
    once: UUID | None = None,
) -> list[UUID]:
    """Holds the beds of a household in one house. In the caller's transaction. Raises Refused, Stale.

    `whole_household`: whoever else belongs to it must have a bed there too. `once` is the id of the first stay.
    """
    for stay in stays:
        access.case(actor, stay.case)
    house_row, house = access.place(actor, house_id)
    held = list(access.bookings(actor, house_id).values())
    for number, stay in enumerate(stays):
        rules.check_stay(house, stay, [*held, *stays[:number]])
        guard.check_stay(actor, stay, stays[:number])
    coming = {stay.case: guests.guests(actor, stay.case, stay.guests) for stay in stays}
    household = guests.household(actor, stays[0].case) if whole_household else ()
    against = house_rules.against(house_id, house, stays, held, coming, household)
    if against and not all(stay.despite for stay in stays):
        raise Refused(*against)
    # Whoever else read this version of the house is now Stale, and looks at the beds anew.
    rewrite(house_row, house, actor.keys)
    ids = [once or uuid.uuid4(), *(uuid.uuid4() for _stay in stays[1:])]
    key = actor.keys.key(actor.team(COORDINATION))
    rows = [create(Booking, stay, key, id=pk) for pk, stay in zip(ids, stays, strict=True)]
    for row, stay in zip(rows, stays, strict=True):
        bed_changed(actor, stay)
        log(actor.account, "evacuation.bed_booked", subject=row.pk, case=stay.case)
    return [row.pk for row in rows]


@whole
def cancel_booking(actor: Actor, booking_id: UUID) -> None:
    """Gives beds back, of a stay that has begun those of the nights to come: who slept there did so.

    A stay that was cancelled stays so. Raises Absent where its case is not for this person.
    """
    require(actor, "evacuation.plan")
    end_stay(actor, booking_id)


def end_stay(actor: Actor, booking_id: UUID) -> None:
    """Ends a stay today: cancels it where it has not begun. In the caller's transaction."""
    row, stay = access.booking(actor, booking_id)
    today = actor.today
    if stay.cancelled or stay.until <= today:
        return
    over = {"cancelled": True} if stay.first >= today else {"until": today}
    rewrite(row, msgspec.structs.replace(stay, **over), actor.keys)
    bed_changed(actor, stay)
    log(actor.account, "evacuation.bed_cancelled", subject=booking_id, case=stay.case)


def give_back(actor: Actor, case_id: UUID, country: str) -> None:
    """Ends the stays of somebody who has arrived abroad, but for those in the country where they are now.

    Not before they arrive: whoever is turned back has a bed still.
    """
    today = actor.today
    for booking_id, stay in access.stays_of(actor, case_id).items():
        if stay.until > today and access.place(actor, stay.house)[1].country != country:
            end_stay(actor, booking_id)

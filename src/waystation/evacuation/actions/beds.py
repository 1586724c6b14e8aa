"""Beds: held and given back. The house's own version is the lock that keeps a bed from being given twice."""

from datetime import date
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access, rules
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.models import Booking
from waystation.evacuation.pursuers import guard
from waystation.evacuation.records import BookingRecord
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
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
) -> UUID:
    """Holds beds from the night of `first` up to, not including, that of `until`. Raises Refused where one is taken."""
    require(actor, "evacuation.plan")
    access.case(actor, case_id)
    house_row, house = access.place(actor, house_id)
    stay = BookingRecord(house=house_id, case=case_id, first=first, until=until, beds=beds, journey=journey_id)
    rules.check_stay(house, stay, access.bookings(actor, house_id).values())
    guard.check_stay(actor, stay)
    # Whoever else read this version of the house is now Stale, and looks at the beds anew.
    rewrite(house_row, house, actor.keys)
    row = create(Booking, stay, actor.keys.key(actor.team(COORDINATION)))
    log(actor.account, "evacuation.bed_booked", subject=row.pk, case=case_id)
    return row.pk


@whole
def cancel_booking(actor: Actor, booking_id: UUID) -> None:
    """Gives beds back. A stay that was cancelled stays so."""
    require(actor, "evacuation.plan")
    row, stay = access.booking(actor, booking_id)
    if stay.cancelled:
        return
    rewrite(row, msgspec.structs.replace(stay, cancelled=True), actor.keys)
    log(actor.account, "evacuation.bed_cancelled", subject=booking_id, case=stay.case)


def give_back(actor: Actor, case_id: UUID, country: str) -> None:
    """Ends the stays of somebody who has arrived abroad, but for those in the country where they are now.

    Not before they arrive: whoever is turned back has a bed still.
    """
    today = actor.today
    for booking_id, stay in access.stays_of(actor, case_id).items():
        if stay.until <= today or access.place(actor, stay.house)[1].country == country:
            continue
        row, _ = access.booking(actor, booking_id)
        over = {"cancelled": True} if stay.first >= today else {"until": today}
        rewrite(row, msgspec.structs.replace(stay, **over), actor.keys)
        log(actor.account, "evacuation.bed_cancelled", subject=booking_id, case=case_id)

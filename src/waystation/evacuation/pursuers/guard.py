"""What keeps a way from being approved, a leg from being set out on, a bed from being booked: codes with words."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.access import Way
from waystation.evacuation.errors import Refused
from waystation.evacuation.pursuers import checks, conflicts, recheck, threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.checks import Finding
from waystation.evacuation.records import BookingRecord
from waystation.staff.actor import Actor

WITHIN_REACH, SEEN, APART_HOUSE, APART_RIDE = ("within_reach", "seen_by_power", "apart_in_house", "apart_on_ride")


def faults(actor: Actor, way: Way) -> list[str]:
    """Why a way must not be approved as it stands."""
    # Where they have come to already is no reason to keep them there.
    ahead = [each for each in on_way(actor, way) if each.kind != checks.HERE]
    return [*_codes(ahead), *_together(actor, way)]


def on_way(actor: Actor, way: Way) -> list[Finding]:
    """What of one way lies within reach, refused or only told."""
    known = threats.known(actor, [way.case])
    if not known.cases:
        return []
    areas = Areas(evacuation.places(actor))
    judge = recheck.judge_of(actor, known, areas)
    visits = checks.visits(way.case, way.journey, way.legs, areas, zones.zone())
    found = [each for visit in visits for each in judge.visit(visit)]
    found += [each for ride in checks.rides(way.case, way.legs) for each in judge.ride(ride)]
    return checks.worst(found)


def check_departure(actor: Actor, way: Way, leg_id: UUID) -> None:
    """Looks once more at what is about to be set out on. Raises Refused."""
    codes = [*_codes(each for each in on_way(actor, way) if each.subject == leg_id), *_together(actor, way, leg_id)]
    if codes:
        raise Refused(codes[0])


def check_stay(actor: Actor, booking: BookingRecord, beside: Iterable[BookingRecord] = ()) -> None:
    """A bed is not within reach, and nobody is there who must be kept apart. Raises Refused.

    `beside` are beds that are booked together with it.
    """
    known = threats.known(actor, [booking.case])
    if known.cases:
        judge = recheck.judge_of(actor, known, Areas(evacuation.places(actor)))
        if any(each.refuses for each in judge.visit(checks.stay(booking.house, booking, zones.zone()))):
            raise Refused(WITHIN_REACH)
    pairs = {pair for pair in conflicts.apart(actor) if booking.case in pair}
    others = evacuation.bookings(actor, booking.house) if pairs else {}
    new = {uuid4(): each for each in (booking, *beside)}
    if any(checks.in_one_house({**others, **new}, pairs, zones.zone())):
        raise Refused(APART_HOUSE)


def _codes(found: Iterable[Finding]) -> list[str]:
    codes = [SEEN if each.power else WITHIN_REACH for each in found if each.refuses]
    return list(dict.fromkeys(codes))


def _together(actor: Actor, way: Way, leg_id: UUID | None = None) -> list[str]:
    """Codes of whom they would meet on a way, or by one leg of it: the first departure leads to all that follow."""
    pairs = {pair for pair in conflicts.apart(actor) if way.case in pair}
    begun = any(leg.departed_at for _pk, leg in way.legs)
    legs = {pk: leg for pk, leg in way.legs if leg_id in (None, pk) or not begun}
    ends = {leg.to_place for leg in legs.values()}
    found = []
    for clash in recheck.clashes(actor, pairs):
        if clash.kind == checks.LEG and not legs.keys().isdisjoint(clash.subjects):
            found.append(APART_RIDE)
        elif clash.kind == checks.STAY and (leg_id is None or clash.where in ends):
            found.append(APART_HOUSE)
    return list(dict.fromkeys(found))

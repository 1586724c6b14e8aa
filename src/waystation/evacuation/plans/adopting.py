"""How a party's way in a plan becomes drafts: through the same actions by which somebody plans by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.casework.errors import Refused as CaseRefused
from waystation.casework.stages import SHELTERED
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions, rules
from waystation.evacuation.access import Way
from waystation.evacuation.actions import beds
from waystation.evacuation.errors import Refused
from waystation.evacuation.money import access as ledger
from waystation.evacuation.money import actions as money
from waystation.evacuation.plans import ways, wording
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.records import Option
from waystation.evacuation.plans.ways import NOBODY, Company, Journey, Stay, Told
from waystation.evacuation.records import APPROVED, DRAFT, UNDER_WAY, BookingRecord, HelperRecord, LegPlan, LegRecord
from waystation.evacuation.zones import tonight
from waystation.planning import Step
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.vault.compartments import Compartment

ARRIVED_BY = timedelta(hours=1)
"""After the arrival of each leg: until then we want to hear of them."""
GRACE = 30  # minutes


def draft(
    actor: Actor, told: Told, option: Option, party: str, members: Sequence[Member]
) -> list[tuple[Member, list[UUID]]]:
    """The journeys of each case of a party. Raises Refused where a bed, a driver or money is not to be had."""
    steps = option.plan[party]
    journeys = told.journeys(party, steps)
    if not journeys:
        raise Refused("nothing_new")
    for member in members:
        _clear(actor, member.case, all_=told.is_changed(party, steps))
    company = _company(actor, told, party, journeys)
    made = []
    for number, member in enumerate(members):
        # One car takes all of them: who drives, who goes along, and what the car costs, stands with the first, so that
        # nobody is in two cars at once and nothing is paid twice.
        first = number == 0
        mine = [
            (
                journey,
                _legs(journey, member, company if first else NOBODY, cars=told.parties[party].size if first else 0),
            )
            for journey in journeys
        ]
        made.append((member, [_one(actor, member, journey, legs) for journey, legs in mine]))
    _book(actor, told.stays(steps), journeys, made)
    _reserve(actor, made)
    return made


def _legs(journey: Journey, member: Member, company: Company, cars: int) -> list[LegPlan]:
    """The legs of a case with what they cost it: each person a ticket, and the whole car for whoever pays for it.

    `cars`: for how many persons this case pays the cars.
    """
    found = []
    for drive, plan in zip(journey.legs, ways.plans(journey.legs, company), strict=True):
        if drive.leg.mode == "car" and not drive.ride.escorted:
            many = -(-cars // drive.leg.capacity)
        else:
            along = plan.escort is not None or (drive.ride.escorted and cars > 0)
            many = member.part.persons + along  # whoever goes along needs a ticket, too
        found.append(replace(plan, cost=f"{Decimal(plan.cost) * many:f}") if plan.cost else plan)
    return found


def _reserve(actor: Actor, made: Sequence[tuple[Member, list[UUID]]]) -> None:
    """Keeps the money for all of it, where the organisation keeps its money here. Raises Refused where there is not
    enough, or it is closed to this person."""
    if not ledger.is_in_use(actor):
        return
    for member, journeys in made:
        if not is_current(actor.keys, member.case, Compartment.MONEY):
            raise Refused("money_closed")
        try:
            money.reserve_way(actor, member.case, journeys)
        except CaseRefused as refused:
            raise CaseRefused([wording.NOT_PAID % {"cost": _cost(actor, journeys)}, *refused.reasons]) from None


def _cost(actor: Actor, journeys: Sequence[UUID]) -> str:
    legs = [leg for pk in journeys for leg in evacuation.way(actor, pk).records]
    return " + ".join(f"{value} {currency}" for value, currency in rules.totals(legs) if value)


def _clear(actor: Actor, case_id: UUID, *, all_: bool) -> None:
    """Gives up what was planned for a case and is not to be any more: drafts, and what they know if that changes."""
    gone = (DRAFT, APPROVED, UNDER_WAY) if all_ else (DRAFT,)
    for way in evacuation.ways_of(actor, case_id):
        if way.journey.status in gone:
            actions.abort(actor, way.id, because=_("Another plan was adopted in its place."))
            if way.journey.status != UNDER_WAY:
                _give_back_tonight(actor, way)


def _give_back_tonight(actor: Actor, way: Way) -> None:
    """Nobody has set out for the bed of tonight; unless they live there already, it is somebody else's again."""
    if evacuation.case(actor, way.case).stage in SHELTERED:
        return
    for pk, stay in evacuation.stays_of(actor, way.case).items():
        if stay.journey == way.id and stay.first == tonight(actor.now()):
            actions.cancel_booking(actor, pk)


def _company(actor: Actor, told: Told, party: str, journeys: Sequence[Journey]) -> Company:
    """Somebody for each car, and somebody who goes along where the connection or the party asks for it.

    Of those whom the plan counted on, who is free then; where nobody is, the leg has nobody yet.
    """
    found, helpers, busy = Company(), evacuation.helpers(actor), evacuation.open_legs(actor)
    given: list[LegPlan] = []
    for drive in (leg for journey in journeys for leg in journey.legs):
        ride, pool = drive.ride, told.asked.pools.get(drive.leg.pool, ())
        never_alone = told.parties[party].escort and ride.escort is None
        asked: list[tuple[dict[Step, UUID], Sequence[UUID]]] = []
        if ride.needs_driver and ride.driver is None:
            asked.append((found.escorts if ride.escorted else found.drivers, pool))
        if ride.accompanied:
            asked.append((found.escorts, told.asked.companions.get(drive.leg.pool, ())))
        elif never_alone and not ride.escorted:
            asked.append((found.escorts, told.asked.escorts))
        [plan] = ways.plans([drive])
        for who, among in asked:
            free = (each for each in among if each in helpers and _is_free(plan, each, helpers[each], busy, given))
            if (one := next(free, None)) is not None:
                who[drive.step] = one
                given.append(replace(plan, driver=one))
    return found


def _is_free(plan: LegPlan, helper_id: UUID, helper: HelperRecord, busy: list[LegRecord], given: list[LegPlan]) -> bool:
    try:
        rules.check_helper(plan, helper_id, helper, busy)
    except Refused:
        return False
    return not any(helper_id in other.helpers and rules.overlap(plan, other) for other in given)


def _one(actor: Actor, member: Member, journey: Journey, legs: Sequence[LegPlan]) -> UUID:
    made = actions.draft_journey(
        actor, member.case, phase=journey.phase, origin=journey.origin, destination=journey.destination, legs=legs
    )
    for leg in legs:
        actions.schedule_check_in(
            actor, member.case, due_at=leg.arrives + ARRIVED_BY, grace_minutes=GRACE,
            if_missed=_("They were to have arrived an hour before. Follow the steps for a missed check-in."),
        )  # fmt: skip
    return made


def _book(
    actor: Actor, stays: Sequence[Stay], journeys: Sequence[Journey], made: Sequence[tuple[Member, list[UUID]]]
) -> None:
    """The beds of all stays of a way, of those too that they had before and that become longer.

    Those who stay together are booked at once, each case for its own journey, and on no night on which all of them have
    a bed in the house already.
    """
    journey_of = {stay.after: number for number, journey in enumerate(journeys) for stay in journey.stays}
    for stay in stays:
        there = [(member, ids) for member, ids in made if member.part.persons]
        for first, until in _to_book(actor, stay, [member.case for member, _ids in there]):
            wanted = [
                BookingRecord(
                    house=stay.place, case=member.case, first=first, until=until, beds=member.part.persons,
                    journey=ids[journey_of.get(stay.after, 0)], guests=_guests(actor, member.case),
                )
                for member, ids in there
            ]  # fmt: skip
            beds.hold(actor, stay.place, wanted)


def _to_book(actor: Actor, stay: Stay, cases: Sequence[UUID]) -> list[tuple[date, date]]:
    """The nights of a stay to come on which not all of these cases have a bed there, in pieces that hang together."""
    held = [
        {
            night
            for each in evacuation.stays_of(actor, case).values()
            if each.house == stay.place
            for night in rules.nights(each.first, each.until)
        }
        for case in cases
    ]
    pieces: list[tuple[date, date]] = []
    for night in rules.nights(max(stay.first, tonight(actor.now())), stay.until):
        if all(night in nights for nights in held):
            continue
        start = pieces.pop()[0] if pieces and pieces[-1][1] == night else night
        pieces.append((start, night + timedelta(days=1)))
    return pieces


def _guests(actor: Actor, case: UUID) -> tuple[str, ...]:
    """Which kinds of guests they are, as was said for a stay before."""
    said = [stay.guests for stay in evacuation.stays_of(actor, case).values() if stay.guests]
    return said[-1] if said else ()

"""How a party's way in a plan becomes drafts: through the same actions by which somebody plans by hand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.evacuation import access as evacuation
from waystation.evacuation import actions, rules
from waystation.evacuation.errors import Refused
from waystation.evacuation.plans import ways
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.records import Option
from waystation.evacuation.plans.ways import Journey, Told
from waystation.evacuation.records import APPROVED, DRAFT, UNDER_WAY, HelperRecord, LegPlan, LegRecord
from waystation.planning import Step
from waystation.staff.actor import Actor

ARRIVED_BY = timedelta(hours=1)
"""After the arrival of each leg: until then we want to hear of them."""
GRACE = 30  # minutes


def draft(
    actor: Actor, told: Told, option: Option, party: str, members: Sequence[Member]
) -> list[tuple[Member, list[UUID]]]:
    """The journeys of each case of a party. Raises Refused where a bed or a driver is no longer to be had."""
    steps = option.plan[party]
    journeys = told.journeys(party, steps)
    if not journeys:
        raise Refused("nothing_new")
    for member in members:
        _clear(actor, member.case, all_=told.is_changed(party, steps))
    drivers = _drivers(actor, told, journeys)
    made = []
    for number, member in enumerate(members):
        # One car takes all of them: who drives stands with the first, so that nobody is in two cars at once.
        mine = drivers if number == 0 else {}
        made.append((member, [_one(actor, member, journey, mine) for journey in journeys]))
    return made


def _clear(actor: Actor, case_id: UUID, *, all_: bool) -> None:
    """Gives up what was planned for a case and is not to be any more: drafts, and what they know if that changes."""
    gone = (DRAFT, APPROVED, UNDER_WAY) if all_ else (DRAFT,)
    for way in evacuation.ways_of(actor, case_id):
        if way.journey.status in gone:
            actions.abort(actor, way.id, because=_("Another plan was adopted in its place."))


def _drivers(actor: Actor, told: Told, journeys: Sequence[Journey]) -> dict[Step, UUID]:
    """Somebody for each car who is free then, of those whom the plan counted on."""
    found: dict[Step, UUID] = {}
    helpers, busy = evacuation.helpers(actor), evacuation.open_legs(actor)
    given: list[LegPlan] = []
    for drive in (leg for journey in journeys for leg in journey.legs if leg.ride.needs_driver):
        for driver in told.asked.pools.get(drive.leg.pool, ()):
            plan = next(ways.plans([drive], {drive.step: driver}))
            if driver in helpers and _is_free(plan, helpers[driver], busy, given):
                found[drive.step] = driver
                given.append(plan)
                break
    return found


def _is_free(plan: LegPlan, driver: HelperRecord, busy: list[LegRecord], given: list[LegPlan]) -> bool:
    try:
        rules.check_driver(plan, driver, busy)
    except Refused:
        return False
    return not any(other.driver == plan.driver and rules.overlap(plan, other) for other in given)


def _one(actor: Actor, member: Member, journey: Journey, drivers: Mapping[Step, UUID]) -> UUID:
    legs = list(ways.plans(journey.legs, drivers))
    made = actions.draft_journey(
        actor, member.case, phase=journey.phase, origin=journey.origin, destination=journey.destination, legs=legs
    )
    for stay in journey.stays:
        actions.book_bed(
            actor, member.case, stay.place, first=stay.first, until=stay.until, beds=member.part.persons,
            journey_id=made,
        )  # fmt: skip
    for leg in legs:
        actions.schedule_check_in(
            actor, member.case, due_at=leg.arrives + ARRIVED_BY, grace_minutes=GRACE,
            if_missed=_("They were to have arrived an hour before. Follow the steps for a missed check-in."),
        )  # fmt: skip
    return made

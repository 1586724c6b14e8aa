"""Whether the money for the way is there, as the ledger says it: asked by the gate before a departure."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from waystation.casework.rules import Covered
from waystation.evacuation import access as evacuation
from waystation.evacuation import rules as evacuation_rules
from waystation.evacuation.money import access, rules, wording
from waystation.evacuation.money.amounts import add
from waystation.evacuation.records import ABORTED, APPROVED, ARRIVED, DRAFT, UNDER_WAY
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.web.ways import from_to

_OPEN = (DRAFT, APPROVED, UNDER_WAY)
NOTHING = Decimal(0)


def covered(actor: Actor, case_id: UUID) -> Covered:
    """What the ledger says of the money for the way of a case; where it cannot say, why a coordinator's word counts."""
    if not access.is_in_use(actor):
        return Covered(None, wording.NO_LEDGER)
    try:
        cost, journeys = cost_of_way(actor, case_id)
    except Absent:
        return Covered(False, wording.LEDGER_COORDINATORS)
    if not cost.legs:
        return Covered(None, wording.NO_WAY_YET)
    if cost.unknown:
        return Covered(None, wording.COST_UNKNOWN)
    if rules.missing(cost, reserved_for_way(actor, case_id, journeys)):
        return Covered(False, wording.LEDGER_SHORT)
    return Covered(True, wording.LEDGER_COVERS)


@dataclass(frozen=True)
class Leg:
    """A leg that is still to be travelled, with its cost; 0 where none is known."""

    id: UUID
    journey: UUID
    label: str = field(repr=False)
    cost: Decimal
    currency: str


def open_legs(actor: Actor, case_id: UUID) -> list[Leg]:
    """The legs of the open journeys of a case that were not travelled. Raises Absent."""
    places, found = evacuation.places(actor), []
    for way in evacuation.ways_of(actor, case_id):
        for leg_id, leg in way.legs if way.journey.status in _OPEN else ():
            if leg.status not in (ABORTED, ARRIVED):
                ends = [places[end].name if end in places else "?" for end in (leg.from_place, leg.to_place)]
                cost = evacuation_rules.amount(leg.cost, leg.currency)
                found.append(Leg(leg_id, way.id, from_to(*ends), cost, leg.currency))
    return found


def short(actor: Actor, case_id: UUID) -> dict[str, Decimal]:
    """What is still to be reserved for the way of a case, by currency, as far as its legs say what they cost."""
    try:
        cost, journeys = cost_of_way(actor, case_id)
    except Absent:
        return {}
    return rules.missing(cost, reserved_for_way(actor, case_id, journeys))


def cost_of_way(actor: Actor, case_id: UUID) -> tuple[rules.Cost, list[UUID]]:
    """What the open journeys of a case cost, and which they are. Raises Absent."""
    if not allows(actor, "money.read"):
        raise Absent
    access.case(actor, case_id)
    ways = [way for way in evacuation.ways_of(actor, case_id) if way.journey.status in _OPEN]
    legs = [leg for way in ways for leg in way.records if leg.status not in (ABORTED, ARRIVED)]
    sums = {currency: value for value, currency in evacuation_rules.totals(legs) if value}
    return rules.Cost(sums, len(legs), sum(not leg.cost for leg in legs)), [way.id for way in ways]


def reserved_for_way(actor: Actor, case_id: UUID, journeys: list[UUID]) -> dict[str, Decimal]:
    """What is reserved for the way and was paid out of it, by currency."""
    books = access.books(actor)
    return add(
        (each.currency, books.left.get(row.pk, NOTHING) + books.paid.get(row.pk, NOTHING))
        for row, each in access.reservations(actor, case_id)
        if rules.covers_way(each, journeys)
    )

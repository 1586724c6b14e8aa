"""Budgets and reservations: what a fund keeps for somebody, until it is paid or given back."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID, uuid4

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.casework.persons import access as persons
from waystation.casework.persons import rules as person_rules
from waystation.casework.wording import Words
from waystation.evacuation.money import access, amounts, gate, ledger, rules, used, wording
from waystation.evacuation.money.actions.writing import whole, write
from waystation.evacuation.money.models import BudgetRow, ReservationRow
from waystation.evacuation.money.records import (
    CATEGORIES,
    RELEASE,
    RESERVATION,
    TRAVEL,
    Budget,
    Fund,
    Reservation,
)
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.records import create


@whole
def set_budget(
    actor: Actor,
    case_id: UUID,
    amount: Decimal,
    currency: str,
    *,
    note: str = "",
    seen: int | None = None,
    once: UUID | None = None,
) -> UUID:
    """Says how much may go to a case in a currency; `seen`: how many budgets it had. Raises Absent, Refused, Stale."""
    require(actor, "money.spend")
    access.case(actor, case_id)
    made = once or uuid4()
    if BudgetRow.objects.filter(pk=made).exists():
        return made
    if seen is not None and BudgetRow.objects.filter(locator=case_id).count() != seen:
        raise Stale
    value = amounts.amount(amount, currency)
    budget = Budget(amount=value, currency=currency, note=note, at=actor.now(), by=actor.account)
    create(BudgetRow, budget, access.key(actor, case_id), id=made)
    log(actor.account, "money.budget_set", subject=made, case=case_id)
    return made


@whole
def reserve(
    actor: Actor,
    case: UUID | None,
    amount: Decimal,
    currency: str,
    what_for: str,
    *,
    fund: UUID | None = None,
    category: str = TRAVEL,
    country: str = "",
    journey: UUID | None = None,
    leg: UUID | None = None,
    once: UUID | None = None,
) -> UUID:
    """Keeps money for a case; of no case, for the organisation itself. Returns the reservation's id.

    Without a `fund` it is the most restricted one that may be used for it and has so much left. `country` is where the
    money is used: where the case is, if nothing else is said. Raises Absent, Refused.
    """
    require(actor, "money.spend")
    made = once or uuid4()
    if ReservationRow.objects.filter(pk=made).exists():
        return made
    stub = access.case(actor, case) if case else None
    where = country or (stub.country if stub else "")
    value = amounts.amount(amount, currency)
    if not what_for.strip():
        raise Refused([wording.SAY_WHY])
    if category not in CATEGORIES:
        raise Refused([wording.CHOOSE])
    if case and (against := used.over_budget(actor, case, value, currency)):
        raise Refused([against])
    wanted = rules.Wanted(value, currency, category, where, actor.today, _persons(actor, case))
    chosen = fund or _choose(actor, case, wanted)
    _check(actor, case, chosen, wanted)
    said = Reservation(
        fund=chosen,
        amount=value,
        currency=currency,
        what_for=what_for,
        category=category,
        country=where,
        journey=journey,
        leg=leg,
        at=actor.now(),
        by=actor.account,
    )
    write(actor, RESERVATION, ledger.encumber(chosen, value, currency), wanted.on, reservation=made)
    create(ReservationRow, said, access.key(actor, case), id=made)
    log(actor.account, "money.reserved", subject=made, case=case)
    return made


def _persons(actor: Actor, case_id: UUID | None) -> int:
    """How many people of a case are helped: nobody who hunts."""
    if case_id is None:
        return 0
    return max(1, sum(not person_rules.hunts(each.part.roles) for each in persons.members(actor, case_id)))


def _check(actor: Actor, case_id: UUID | None, fund_id: UUID, wanted: rules.Wanted) -> None:
    """Raises Refused where a fund may not be used for it, or has not so much left."""
    _row, fund = access.fund(actor, fund_id)
    against = list(_against(actor, case_id, fund_id, fund, wanted))
    if not against and access.books(actor).free(fund_id, wanted.currency) < wanted.amount:
        against = [wording.NOT_SO_MUCH]
    if against:
        raise Refused(against)


def _against(actor: Actor, case_id: UUID | None, fund_id: UUID, fund: Fund, wanted: rules.Wanted) -> list[Words]:
    found = list(rules.objections(fund, wanted))
    if fund.ceiling is not None and case_id is not None:
        before = used.of_fund(actor, case_id, fund_id)
        too_much = rules.above_ceiling(fund, wanted, before, access.rates(actor))
        found += [too_much] if too_much else []
    return found


def _choose(actor: Actor, case_id: UUID | None, wanted: rules.Wanted) -> UUID:
    """The most restricted fund that may be used for it and has so much left. Raises Refused."""
    books = access.books(actor)
    for fund_id, fund in sorted(access.funds(actor).items(), key=lambda pair: rules.narrowness(pair[1])):
        enough = books.free(fund_id, wanted.currency) >= wanted.amount
        if enough and not _against(actor, case_id, fund_id, fund, wanted):
            return fund_id
    if not any(wanted.currency in books.of_fund(fund_id) for fund_id in access.funds(actor)):
        raise Refused([wording.NO_FUND_IN % {"currency": wanted.currency}])
    raise Refused([wording.NO_FUND])


@whole
def reserve_way(actor: Actor, case_id: UUID, journeys: Collection[UUID] = ()) -> int:
    """Reserves what each leg of the open journeys of a case costs and nothing is reserved for. Returns for how many.

    Of these journeys, if some are named. All of it or nothing: raises Refused where no fund has enough for one of them,
    Absent.
    """
    require(actor, "money.spend")
    access.case(actor, case_id)
    kept = {each.leg for row, each in access.reservations(actor, case_id) if used.is_kept(actor, row.pk)}
    found = [leg for leg in gate.open_legs(actor, case_id) if leg.id not in kept and leg.cost]
    found = [leg for leg in found if leg.journey in journeys] if journeys else found
    for leg in found:
        reserve(actor, case_id, leg.cost, leg.currency, leg.label, journey=leg.journey, leg=leg.id)
    return len(found)


@whole
def release(actor: Actor, reservation: UUID) -> None:
    """Gives back what is left of a reservation and no payment waits for. Nothing left: nothing happens. Raises Absent.

    One whose case was erased, or is closed to this person, is known to the ledger alone, and is released by it.
    """
    require(actor, "money.spend")
    if give_back(actor, reservation):
        log(actor.account, "money.released", subject=reservation, case=used.case_of(actor, reservation))


def give_back(actor: Actor, reservation_id: UUID) -> bool:
    """Releases in the caller's transaction, which logs it. Whether there was something to release."""
    fund_id, currency, left = used.standing(actor, reservation_id)
    over = left - used.pending(actor, reservation_id)
    if over <= 0:
        return False
    postings = ledger.encumber(fund_id, -over, currency)
    write(actor, RELEASE, postings, actor.today, reservation=reservation_id)
    return True


@whole
def release_of_journey(actor: Actor, case_id: UUID, journey_id: UUID, leg: UUID | None = None) -> None:
    """Gives back what is left of what was reserved for a journey that is given up or over, or for one leg of it.

    What a payment waits for stays; where the money of the case is closed to somebody, all of it.
    """
    require(actor, "money.spend")
    if not is_current(actor.keys, case_id, Compartment.MONEY):
        return
    for row, each in access.reservations(actor, case_id):
        is_of_it = each.journey == journey_id and leg in (None, each.leg)
        if is_of_it and give_back(actor, row.pk):
            log(actor.account, "money.released", subject=row.pk, case=case_id)

"""What of the money is promised to and used by somebody: the rows of cases beside the books."""

from decimal import Decimal
from uuid import UUID

from waystation.casework.wording import Words
from waystation.evacuation.money import access, rules
from waystation.evacuation.money.amounts import add
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

NOTHING = Decimal(0)


def standing(actor: Actor, reservation_id: UUID) -> tuple[UUID, str, Decimal]:
    """The fund and the currency of a reservation, and what is left of it, as the ledger says. Raises Absent."""
    books = access.books(actor)
    promised = books.promised.get(reservation_id)
    if promised is None:
        raise Absent
    return promised.fund, promised.currency, books.left.get(reservation_id, NOTHING)


def is_kept(actor: Actor, reservation_id: UUID) -> bool:
    """Whether something is left of a reservation, or was paid out of it."""
    books = access.books(actor)
    return any(sums.get(reservation_id, NOTHING) > 0 for sums in (books.left, books.paid))


def pending(actor: Actor, reservation_id: UUID) -> Decimal:
    """How much of a reservation is for payments that are asked for or approved, and not paid yet."""
    found = (held.record for held in access.payments_out_of(actor, reservation_id))
    return sum((each.amount for each in found if each.state in rules.PENDING), NOTHING)


def case_of(actor: Actor, reservation_id: UUID) -> UUID | None:
    """The case of a reservation; None where it has none, or it is not for this person."""
    try:
        return access.case_of(actor, access.reservation(actor, reservation_id)[0])
    except Absent:
        return None


def by_case(actor: Actor, case_id: UUID) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """What is reserved for a case, and what was paid, by currency."""
    books, found = access.books(actor), access.reservations(actor, case_id)
    left = add((each.currency, books.left.get(row.pk, NOTHING)) for row, each in found)
    paid = add((each.currency, books.paid.get(row.pk, NOTHING)) for row, each in found)
    return left, paid


def of_fund(actor: Actor, case_id: UUID, fund_id: UUID) -> dict[str, Decimal]:
    """What one fund promised and paid to a case, by currency."""
    books = access.books(actor)
    mine = [(row.pk, each) for row, each in access.reservations(actor, case_id) if each.fund == fund_id]
    return add((each.currency, books.left.get(pk, NOTHING) + books.paid.get(pk, NOTHING)) for pk, each in mine)


def over_budget(actor: Actor, case_id: UUID, more: Decimal, currency: str) -> Words | None:
    """Why a case may not have so much more."""
    budget = access.budgets(actor, case_id).get(currency)
    left, paid = by_case(actor, case_id)
    used = left.get(currency, NOTHING) + paid.get(currency, NOTHING)
    return rules.over_budget(budget.amount if budget else None, used, more)

"""Movements of the ledger that concern no case: money that comes in, is exchanged, moved; and reversals."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.evacuation.money import access, amounts, ledger, wording
from waystation.evacuation.money.actions.writing import check_day, whole, write
from waystation.evacuation.money.models import EntryRow
from waystation.evacuation.money.records import (
    EXCHANGE,
    GIFT,
    MOVE,
    OPEN,
    REVERSAL,
    Fund,
    Holding,
    Posting,
    Rate,
)
from waystation.staff.actor import Actor
from waystation.staff.policy import require

_RATE_MAY_DIFFER = Decimal("0.01")
"""Both amounts of an exchange are rounded, and some of it goes as a fee: beyond one in a hundred a number is wrong."""


@whole
def take_in(
    actor: Actor,
    fund_id: UUID,
    holding_id: UUID,
    amount: Decimal,
    *,
    on: date,
    note: str = "",
    once: UUID | None = None,
) -> UUID:
    """Money comes into a fund, in the currency of the place where it lies. Raises Absent, Refused."""
    _fund, holding = _open(actor, fund_id, holding_id)
    value = amounts.amount(amount, holding.currency)
    return _written(actor, GIFT, ledger.gift(fund_id, holding_id, value, holding.currency), on, note, once)


@whole
def move(
    actor: Actor,
    fund_id: UUID,
    from_: UUID,
    to: UUID,
    amount: Decimal,
    *,
    on: date,
    note: str = "",
    once: UUID | None = None,
) -> UUID:
    """Money of a fund lies somewhere else. Raises Absent, Refused."""
    _fund, one = _open(actor, fund_id, from_)
    _fund, other = _open(actor, fund_id, to)
    if one.currency != other.currency or from_ == to:
        raise Refused([wording.WRONG_CURRENCY])
    value = amounts.amount(amount, one.currency)
    return _written(actor, MOVE, ledger.move(fund_id, from_, to, value, one.currency), on, note, once)


@whole
def exchange(
    actor: Actor,
    fund_id: UUID,
    from_: UUID,
    to: UUID,
    *,
    sold: Decimal,
    bought: Decimal,
    rate: Decimal,
    source: str,
    on: date,
    note: str = "",
    once: UUID | None = None,
) -> UUID:
    """Money of a fund becomes money of another currency: one unit of what is sold is `rate` of what is bought.

    Raises Absent, Refused, also where the rate does not fit both amounts.
    """
    _fund, one = _open(actor, fund_id, from_)
    _fund, other = _open(actor, fund_id, to)
    if one.currency == other.currency:
        raise Refused([wording.SAME_CURRENCY])
    less, more = amounts.amount(sold, one.currency), amounts.amount(bought, other.currency)
    if not source.strip():
        raise Refused([wording.SAY_WHY])
    amounts.rate(rate)
    if abs(less * rate - more) > max(more * _RATE_MAY_DIFFER, Decimal(1).scaleb(-amounts.places(other.currency))):
        raise Refused([wording.RATE_OFF])
    postings = ledger.exchange(fund_id, (from_, less, one.currency), (to, more, other.currency))
    noted = Rate(base=one.currency, quote=other.currency, rate=rate, source=source, on=on)
    return _written(actor, EXCHANGE, postings, on, note, once, rate=noted)


@whole
def reverse(actor: Actor, entry_id: UUID, *, because: str, once: UUID | None = None) -> UUID:
    """Sets a mistake right by the same movement the other way round. Raises Absent, Refused."""
    require(actor, "money.funds")
    _row, entry = access.entry(actor, entry_id)
    if once and EntryRow.objects.filter(pk=once).exists():
        return once
    if ledger.is_of_payment(entry):
        raise Refused([wording.OF_A_PAYMENT])
    made = undo(actor, entry_id, because, once)
    log(actor.account, "money.reversed", subject=entry_id)
    return made


def undo(actor: Actor, entry_id: UUID, because: str, once: UUID | None = None) -> UUID:
    """Writes the reversal of a movement. In the caller's transaction; the caller logs it."""
    _row, entry = access.entry(actor, entry_id)
    if not because.strip():
        raise Refused([wording.SAY_WHY])
    if not ledger.may_be_reversed(entry):
        raise Refused([wording.NOT_REVERSIBLE])
    if access.books(actor).reversed.get(entry_id):
        raise Refused([wording.REVERSED_ALREADY])
    try:
        return write(
            actor,
            REVERSAL,
            ledger.reverse(entry),
            actor.today,
            id=once,
            note=because,
            reservation=entry.reservation,
            reverses=entry_id,
        )
    except Refused as refused:
        if wording.DAMAGED in refused.reasons:
            raise
        raise Refused([wording.WOULD_BE_MISSING]) from None


def _open(actor: Actor, fund_id: UUID, holding_id: UUID) -> tuple[Fund, Holding]:
    """A fund and a place into which or out of which money may go. Raises Absent, Refused."""
    require(actor, "money.funds")
    fund, holding = access.fund(actor, fund_id)[1], access.holding(actor, holding_id)[1]
    if fund.state != OPEN:
        raise Refused([wording.FUND_CLOSED])
    if holding.state != OPEN:
        raise Refused([wording.PLACE_CLOSED])
    return fund, holding


def _written(
    actor: Actor,
    kind: str,
    postings: tuple[Posting, ...],
    on: date,
    note: str,
    once: UUID | None,
    rate: Rate | None = None,
) -> UUID:
    """Writes a movement that somebody typed, once."""
    if once and EntryRow.objects.filter(pk=once).exists():
        return once
    made = write(actor, kind, postings, check_day(actor, on), id=once, note=note, rate=rate)
    log(actor.account, f"money.{_VERBS[kind]}", subject=made)
    return made


_VERBS = {GIFT: "taken_in", MOVE: "moved", EXCHANGE: "exchanged"}

"""The books beside what is really there: a cash box that is counted, a statement of a bank that is closed."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.casework.wording import Words
from waystation.evacuation.money import access, amounts, ledger, statements, wording
from waystation.evacuation.money.actions.writing import check_day, whole, write
from waystation.evacuation.money.models import ReconciliationRow
from waystation.evacuation.money.records import BANK, COUNT, Reconciliation
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.records import create


@whole
def reconcile(
    actor: Actor,
    holding_id: UUID,
    counted: Decimal,
    *,
    on: date,
    explanation: str = "",
    fund_id: UUID | None = None,
    seen: Collection[UUID] = (),
    known: int | None = None,
    once: UUID | None = None,
) -> UUID:
    """Compares what was counted, or what a statement says at the end of a day, with the books.

    Of a cash box all that the books say should be there. Of an account at a bank what was `seen` on this statement and
    on earlier ones should: what was not explains why the bank has another sum than the books, and no more is asked.
    A difference beyond that needs an explanation, and a fund to which it belongs: it is booked there, so that both
    agree again, and the statement is closed. `known` is how many were closed when the person began: of two who close at
    once one is refused. Raises Absent, Refused.
    """
    require(actor, "money.funds")
    _row, holding = access.holding(actor, holding_id)
    made = once or uuid4()
    if ReconciliationRow.objects.filter(pk=made).exists():
        return made
    check_day(actor, on)
    closed = access.reconciliations(actor, holding_id)
    if known is not None and known != len(closed):
        raise Refused([wording.CLOSED_MEANWHILE])
    value, booked = amounts.counted(counted, holding.currency), access.booked_on(actor, holding_id, on)
    there, why = booked, wording.EXPLAIN_DIFFERENCE
    if holding.kind == BANK:
        there = _at_the_bank(actor, holding_id, on, closed, seen)
        why = _unexplained(value, there, holding.currency)
    entry = None
    if difference := value - there:
        if not explanation.strip():
            raise Refused([why])
        if fund_id is None:
            raise Refused([wording.WHICH_FUND])
        access.fund(actor, fund_id)
        entry = write(actor, COUNT, ledger.count(fund_id, holding_id, difference, holding.currency), on)
    said = Reconciliation(
        holding=holding_id,
        on=on,
        counted=value,
        booked=booked,
        explanation=explanation,
        at=actor.now(),
        by=actor.account,
        entry=entry,
        seen=(*seen, *([entry] if entry else ())) if holding.kind == BANK else (),
    )
    create(ReconciliationRow, said, access.key(actor, None), id=made)
    log(actor.account, "money.reconciled", subject=holding_id)
    return made


def _at_the_bank(
    actor: Actor, holding_id: UUID, on: date, closed: list[Reconciliation], seen: Collection[UUID]
) -> Decimal:
    """What the bank should say, by what was seen on statements so far and is on this one. Raises Refused."""
    if any(each.on > on for each in closed):
        raise Refused([wording.LATER_IS_CLOSED])
    items = access.items(actor, holding_id)
    if not statements.may_tick(statements.unseen(items, closed), seen, on):
        raise Refused([wording.NOT_ON_STATEMENT])
    return statements.at_the_bank(items, statements.seen_on(closed) | set(seen))


def _unexplained(says: Decimal, there: Decimal, currency: str) -> Words:
    return wording.UNEXPLAINED % {
        "says": amounts.said(says, currency),
        "there": amounts.said(there, currency),
        "difference": amounts.said(says - there, currency),
    }

"""Who may see what of the money: one door per noun. The ledger is for coordinators, and so is MONEY of each case."""

from collections.abc import Hashable
from datetime import date
from typing import Any
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework.records import CaseStub
from waystation.evacuation.money import rules
from waystation.evacuation.money.ledger import Books
from waystation.evacuation.money.models import (
    BudgetRow,
    EntryRow,
    FundRow,
    HoldingRow,
    PaymentRow,
    ReceiptRow,
    ReconciliationRow,
    ReservationRow,
)
from waystation.evacuation.money.records import (
    BANK,
    OPEN,
    Budget,
    Entry,
    Fund,
    Holding,
    Payment,
    Rate,
    Receipt,
    Reconciliation,
    Reservation,
)
from waystation.evacuation.money.statements import Item, item
from waystation.staff import integrity
from waystation.staff.access import index, open_row, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Standing
from waystation.staff.teams import COORDINATION
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

_RATES, _UNPROVED, _BY_ONE = "rates", "unproved", "by one"


def case(actor: Actor, case_id: UUID) -> CaseStub:
    """The case whose money this person may see. Raises Absent."""
    require(actor, "money.read")
    if not is_current(actor.keys, case_id, Compartment.MONEY):
        raise Absent
    stub: CaseStub = casework.case(actor, case_id)[1]
    return stub


def key(actor: Actor, case_id: UUID | None) -> Key:
    """The key of the money of a case; of what is for no case, that of the ledger. Raises Absent."""
    if case_id is None:
        return actor.keys.key(actor.team(COORDINATION))
    return casework.key(actor, case_id, Compartment.MONEY)


def case_of(actor: Actor, row: Sealed | Held) -> UUID | None:
    """For which case something is; None where it is for none."""
    return None if row.locator == actor.team(COORDINATION) else row.locator


# The ledger


def _ours(actor: Actor, model: type[Sealed]) -> dict[UUID, Any]:
    require(actor, "money.read")
    team = actor.team(COORDINATION)
    return {held.id: held.record for held in opened(actor, model) if held.locator == team}


def _by_name(found: dict[UUID, Any]) -> dict[UUID, Any]:
    return dict(sorted(found.items(), key=lambda pair: (pair[1].state != OPEN, pair[1].name.casefold())))


def funds(actor: Actor) -> dict[UUID, Fund]:
    """Every fund by name, the closed ones last."""
    return _by_name(_ours(actor, FundRow))


def fund(actor: Actor, fund_id: UUID) -> tuple[FundRow, Fund]:
    """One fund. Raises Absent."""
    return _one(actor, FundRow, fund_id)


def holdings(actor: Actor) -> dict[UUID, Holding]:
    """Everywhere money lies."""
    return _by_name(_ours(actor, HoldingRow))


def holding(actor: Actor, holding_id: UUID) -> tuple[HoldingRow, Holding]:
    """One place where money lies. Raises Absent."""
    return _one(actor, HoldingRow, holding_id)


def entry(actor: Actor, entry_id: UUID) -> tuple[EntryRow, Entry]:
    """One movement. Raises Absent."""
    return _one(actor, EntryRow, entry_id)


def _one(actor: Actor, model: Any, row_id: UUID) -> Any:
    require(actor, "money.read")
    return open_row(actor, model.objects.filter(locator=actor.team(COORDINATION)), row_id)


def is_in_use(actor: Actor) -> bool:
    """Whether the organisation keeps its money here. It needs no key: that there are rows, the database shows."""
    return FundRow.objects.filter(locator=actor.team(COORDINATION)).exists()


class _Keeping(Follower):
    """The books, kept in step with the entries."""

    def __init__(self, team: UUID) -> None:
        super().__init__()
        self.books, self._team = Books(), team

    def changed(self, changes: Changes[Held]) -> None:
        for before, after in changes.values():
            if before is not None and before.locator == self._team:
                self.books.add(before.record, -1)
            if after is not None and after.locator == self._team:
                self.books.add(after.record)


def are_whole(actor: Actor) -> bool:
    """Whether every entry is in the books: none is missing, none was changed outside the program.

    Without a promise in them, what is left would be too much.
    """
    team, found = actor.team(COORDINATION), _keeping(actor)
    every = EntryRow.objects.filter(locator=team).count()
    return found.is_whole and found.books.entries == every and team not in integrity.standing().sets


def _keeping(actor: Actor) -> _Keeping:
    require(actor, "money.read")
    found: _Keeping = actor.memory.get("money:books") or actor.memory.setdefault(
        "money:books", _Keeping(actor.team(COORDINATION))
    )
    found.follow(opened(actor, EntryRow))
    return found


def books(actor: Actor) -> Books:
    """The books as they stand now."""
    return _keeping(actor).books


def movements(actor: Actor, of: UUID) -> Group[Held]:
    """The entries of a fund, a holding or a reservation, in the order of their days."""
    require(actor, "money.read")
    return index(actor, EntryRow, _of_entry).group(of)


def rates(actor: Actor) -> list[Rate]:
    """Every rate of exchange that was noted."""
    require(actor, "money.read")
    return [held.record.rate for held in index(actor, EntryRow, _of_entry).group(_RATES)]


def _of_entry(held: Held) -> Standing:
    found: Entry = held.record
    groups: set[Hashable] = {each.fund for each in found.postings} | {
        each.holding for each in found.postings if each.holding
    }
    groups |= {found.reservation} if found.reservation else set()
    groups |= {_RATES} if found.rate else set()
    return found.on.isoformat().encode() + found.at.isoformat().encode(), groups


def reconciliations(actor: Actor, holding_id: UUID) -> list[Reconciliation]:
    """What was counted in a holding, the newest first."""
    found = [each for each in _ours(actor, ReconciliationRow).values() if each.holding == holding_id]
    return sorted(found, key=lambda each: (each.on, each.at), reverse=True)


def items(actor: Actor, holding_id: UUID) -> list[Item]:
    """Every movement of a holding, in the order of their days."""
    return [item(held.id, held.record, holding_id) for held in movements(actor, holding_id)]


def statement_of(actor: Actor, entry_id: UUID) -> date | None:
    """The day of the closed statement on which a movement stands."""
    found = (each.on for each in _ours(actor, ReconciliationRow).values() if entry_id in each.seen)
    return min(found, default=None)


def is_closed(actor: Actor, holding_id: UUID, on: date) -> bool:
    """Whether a statement of an account at a bank is closed that is of this day or of a later one."""
    if holding(actor, holding_id)[1].kind != BANK:
        return False
    return any(each.on >= on for each in reconciliations(actor, holding_id))


def booked_on(actor: Actor, holding_id: UUID, on: date) -> Any:
    """How much should lie in a holding at the end of a day."""
    found = Books()
    for held in movements(actor, holding_id):
        if held.record.on <= on:
            found.add(held.record)
    return found.in_holding(holding_id)


# Of a case


def _of_case(actor: Actor, model: type[Sealed], case_id: UUID | None) -> list[tuple[Any, Any]]:
    """In the order in which they were made."""
    if case_id is not None:
        case(actor, case_id)
    require(actor, "money.read")
    rows = stubs(actor, model._default_manager.filter(locator=case_id or actor.team(COORDINATION)))
    return sorted(rows, key=lambda pair: (pair[1].at, str(pair[0].pk)))


def budgets(actor: Actor, case_id: UUID) -> dict[str, Budget]:
    """The budget of a case that stands, by currency."""
    return {each.currency: each for _, each in _of_case(actor, BudgetRow, case_id)}


def reservations(actor: Actor, case_id: UUID | None) -> list[tuple[ReservationRow, Reservation]]:
    """What is or was reserved for a case."""
    return _of_case(actor, ReservationRow, case_id)


def reservation(actor: Actor, reservation_id: UUID) -> tuple[ReservationRow, Reservation]:
    """One reservation. Raises Absent, also where its case is closed to this person."""
    return _in_case(actor, ReservationRow, reservation_id)


def payments(actor: Actor, case_id: UUID | None) -> list[tuple[PaymentRow, Payment]]:
    """The payments of a case, or of none, as they were asked for."""
    return _of_case(actor, PaymentRow, case_id)


def payment(actor: Actor, payment_id: UUID) -> tuple[PaymentRow, Payment]:
    """One payment. Raises Absent."""
    return _in_case(actor, PaymentRow, payment_id)


def _in_case(actor: Actor, model: Any, row_id: UUID) -> Any:
    require(actor, "money.read")
    row, record = open_row(actor, model.objects.all(), row_id)
    if (whose := case_of(actor, row)) is not None:
        case(actor, whose)
    return row, record


def payments_in(actor: Actor, state: str) -> Group[Held]:
    """The payments of all cases in a state, the one that was asked first before the others."""
    require(actor, "money.read")
    return index(actor, PaymentRow, _of_payment).group(state)


def payments_without_receipt(actor: Actor) -> Group[Held]:
    """The payments whose receipt is missing and not explained, the one that was asked for first before the others."""
    require(actor, "money.read")
    return index(actor, PaymentRow, _of_payment).group(_UNPROVED)


def payments_by_one(actor: Actor) -> list[Held]:
    """The payments of late that one person alone asked for and approved, the last one first."""
    require(actor, "money.read")
    since = (actor.now() - rules.SHOWN_FOR).isoformat().encode()
    return index(actor, PaymentRow, _of_payment).group(_BY_ONE).between(since, b"\xff")[::-1]


def payments_from(actor: Actor, fund_id: UUID) -> Group[Held]:
    """The payments out of a fund, of every case that this person may open."""
    require(actor, "money.read")
    return index(actor, PaymentRow, _of_payment).group(fund_id)


def payments_out_of(actor: Actor, reservation_id: UUID) -> Group[Held]:
    """The payments that a reservation is for."""
    require(actor, "money.read")
    return index(actor, PaymentRow, _of_payment).group(reservation_id)


def _of_payment(held: Held) -> Standing:
    found: Payment = held.record
    groups = [found.state, found.fund, found.reservation, _UNPROVED if rules.is_without_receipt(found) else None]
    groups.append(_BY_ONE if rules.is_by_one(found) else None)
    return found.at.isoformat().encode() if found.at else b"", [each for each in groups if each]


def reservations_from(actor: Actor, fund_id: UUID) -> Group[Held]:
    """What is or was reserved of a fund, for every case that this person may open."""
    require(actor, "money.read")
    return index(actor, ReservationRow, _of_reservation).group(fund_id)


def _of_reservation(held: Held) -> Standing:
    found: Reservation = held.record
    return found.at.isoformat().encode() if found.at else b"", [found.fund]


def receipts(actor: Actor, payment_id: UUID) -> list[Held]:
    """The receipts of a payment."""
    require(actor, "money.read")
    return list(index(actor, ReceiptRow, _of_receipt).group(payment_id))


def same_receipts(actor: Actor, digest: bytes) -> list[Held]:
    """The receipts that are the same file, of every payment that this person may open."""
    require(actor, "money.read")
    return list(index(actor, ReceiptRow, _of_receipt).group(digest))


def receipt(actor: Actor, receipt_id: UUID) -> tuple[ReceiptRow, Receipt]:
    """One receipt. Raises Absent."""
    return _in_case(actor, ReceiptRow, receipt_id)


def _of_receipt(held: Held) -> Standing:
    found: Receipt = held.record
    return found.at.isoformat().encode() if found.at else b"", [found.payment, found.content.sha256]

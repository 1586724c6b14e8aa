"""How a case is erased: what names it stands under its id. The ledger keeps the sums, which name nobody."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

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
from waystation.staff.actor import Actor
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    FundRow: "what a donor gave, for whom it may be",
    HoldingRow: "where our money lies",
    EntryRow: "a movement of our money: sums and no person",
    ReconciliationRow: "what was counted in a place of ours",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(model, places) for model in (BudgetRow, ReservationRow, PaymentRow, ReceiptRow)]

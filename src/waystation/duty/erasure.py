"""Nothing of duty is kept under a case: hand-overs go by themselves; what they list leads nowhere once it is erased."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.duty.models import DeviceRow, HandOverRow, KnockRow, ShiftRow
from waystation.staff.actor import Actor
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    HandOverRow: "goes by itself after two weeks",
    ShiftRow: "of the staff; goes by itself after four weeks",
    DeviceRow: "of the staff; goes with the account",
    KnockRow: "of the staff; goes by itself after two days",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []

"""How a case is erased: every row stands under its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.models import (
    AlertRow,
    AwayRow,
    Case,
    ConsentRow,
    FileRow,
    FundsRow,
    MoveRow,
    NeedRow,
    NoteRow,
    PersonRow,
    RiskRow,
)
from waystation.staff.actor import Actor
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {AwayRow: "says who of the staff is away, and nothing of anybody we help"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [
        under(model, places)
        for model in (PersonRow, NeedRow, RiskRow, ConsentRow, NoteRow, FileRow, MoveRow, FundsRow, AlertRow, Case)
    ]

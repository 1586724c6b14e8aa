"""How a case is erased: every row stands under its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.models import (
    Case,
    ConsentRow,
    ConsentTextRow,
    FileRow,
    MoveRow,
    NeedRow,
    NoteRow,
    PersonRow,
    ReleaseRow,
    RiskRow,
    UseRow,
)
from waystation.staff.actor import Actor
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {ConsentTextRow: "what everybody is asked; it names no case"}

OF_A_CASE = (PersonRow, NeedRow, RiskRow, ConsentRow, UseRow, ReleaseRow, NoteRow, FileRow, MoveRow, Case)


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(model, places) for model in OF_A_CASE]

"""How a case is erased: every row stands under its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.models import (
    AlertRow,
    AwayRow,
    Case,
    ChangeRow,
    ConsentRow,
    ConsentTextRow,
    FileRow,
    FundsRow,
    MoveRow,
    NeedRow,
    NoteRow,
    PairRow,
    ReleaseRow,
    RiskRow,
    UseRow,
    ViewRow,
)
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    ViewRow: "filters of the list, under a person's or the team's key; they name no case",
    AwayRow: "says who of the staff is away, and nothing of anybody we help",
    ConsentTextRow: "what everybody is asked; it names no case",
}

# What goes with a case alone; files, changes, pairs and answers go with a single person too.
OF_A_CASE = (NeedRow, RiskRow, UseRow, ReleaseRow, NoteRow, MoveRow, FundsRow, AlertRow, Case)


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    # A picture goes alone where the person goes alone.
    single = alone(places)
    files = under(FileRow, places) | FileRow.objects.filter(pk__in=single)
    changes = under(ChangeRow, places) | ChangeRow.objects.filter(of__in=single)
    pairs = under(PairRow, places) | PairRow.objects.filter(pk__in=single)
    answers = under(ConsentRow, places) | ConsentRow.objects.filter(pk__in=single)
    return [files, changes, pairs, answers, *(under(model, places) for model in OF_A_CASE)]

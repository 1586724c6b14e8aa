"""How a case is erased: every row stands under its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.models import Case, ConsentRow, FileRow, MoveRow, NeedRow, NoteRow, RiskRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    # A picture goes alone where the person goes alone.
    files = under(FileRow, places) | FileRow.objects.filter(pk__in=alone(places))
    others = (NeedRow, RiskRow, ConsentRow, NoteRow, MoveRow, Case)
    return [files, *(under(model, places) for model in others)]

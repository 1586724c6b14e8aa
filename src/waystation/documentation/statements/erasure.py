"""How statements are erased: one by one with what was drawn from them, or event by event. None of it names a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    kinds = (StatementRow, WordsRow, AssertionRow, StatusReviewRow, IndependenceRow)
    return [model._default_manager.filter(pk__in=single) for model in kinds]

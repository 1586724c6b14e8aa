"""Figures stay: a number with its definition names nobody, and what was published cannot be taken back."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.figures.models import FigureRow
from waystation.staff.actor import Actor
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    FigureRow: "a frozen number with its definition: it names nobody, and shows later what was said when"
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []

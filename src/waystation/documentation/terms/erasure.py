"""Terms are kept: records mean nothing without them. They name nobody."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.terms.models import TermRow
from waystation.staff.actor import Actor
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {TermRow: "a word of our lists: records mean nothing without it, and it names nobody"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []

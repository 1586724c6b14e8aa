"""How what was documented is erased: event by event, with all that belongs to it. None of it names a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.models import OF_EVENT, BiographicRow, EventRow, PersonRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [model._default_manager.filter(pk__in=single) for model in (EventRow, PersonRow, BiographicRow, *OF_EVENT)]

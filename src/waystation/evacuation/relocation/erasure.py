"""How a case is erased: all of its tracks stands under its id; rows of one person may go alone."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.relocation import models
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    models.TermsRow: "what the organisation knows of a country, of no person",
    models.TemplateRow: "the organisation's own lists, of no person",
}
_OF_A_CASE: tuple[type[Sealed], ...] = (
    models.TrackRow,
    models.StepRow,
    models.NeededRow,
    models.AppointmentRow,
    models.ApplicationRow,
    models.ArrivalRow,
    models.CheckUpRow,
    models.TimerRow,
)


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [under(model, places) | model._default_manager.filter(pk__in=single) for model in _OF_A_CASE]

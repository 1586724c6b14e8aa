"""How a case is erased: who hunts it stands under its id; what the other of a pair says of it, and alarms, by id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.pursuers.models import Alarm, Conflict, Override, Pursuer, Reach, Sighting, StatedZone
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}
OF_CASE: tuple[type[Sealed], ...] = (Pursuer, Sighting, Reach, StatedZone, Conflict, Override)


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    alarms = [row.pk for row, alarm in stubs(actor, Alarm.objects.all()) if alarm.case == case_id]
    mine = stubs(actor, Conflict.objects.filter(locator=case_id))
    return [*alarms, *(conflict.twin for _row, conflict in mine)]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    found = [under(model, places) | model._default_manager.filter(pk__in=single) for model in OF_CASE]
    return [*found, Alarm.objects.filter(pk__in=single)]

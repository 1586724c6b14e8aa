"""How a case is erased: its services stand under its id; they say which places they take."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.services.models import ProviderRow, ServiceRow, SlotRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {ProviderRow: "somebody who helps, whom other cases use too"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    found = stubs(actor, ServiceRow.objects.filter(locator=case_id))
    return [service.slot for _row, service in found if service.slot]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    services = under(ServiceRow, places) | ServiceRow.objects.filter(pk__in=single)
    return [services, SlotRow.objects.filter(pk__in=single)]

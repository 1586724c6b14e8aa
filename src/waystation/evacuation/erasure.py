"""How a case is erased: its journeys stand under its id; beds and check-ins say inside whose they are.

Of what an alarm opens one half stands under the case, and names the other.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.models import (
    Booking,
    CheckIn,
    EmergencyRow,
    EscalationRow,
    Helper,
    Journey,
    Leg,
    Place,
    ProtocolRow,
    UnreachableRow,
)
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    Place: "a place of ours, which other cases use too",
    Helper: "somebody who helps, by pseudonym",
    EscalationRow: "who is called when somebody stays silent",
    ProtocolRow: "a door and a lawyer, of a place or a country",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    kinds: tuple[type[Sealed], ...] = (Booking, CheckIn)
    found = [pair for kind in kinds for pair in stubs(actor, kind._default_manager.all())]
    opens = stubs(actor, EmergencyRow.objects.filter(locator=case_id))
    bodies = [record.body for _, record in opens if record.body is not None]
    return [*(row.pk for row, record in found if record.case == case_id), *bodies]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [
        under(Leg, places),
        under(Journey, places),
        Booking.objects.filter(pk__in=single),
        CheckIn.objects.filter(pk__in=single),
        under(EmergencyRow, places),
        UnreachableRow.objects.filter(pk__in=single),
    ]

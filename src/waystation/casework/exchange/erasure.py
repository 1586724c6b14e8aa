"""What the exchange keeps of a case: rows under its id, and a table that tells of it while that is taken in."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.exchange import importing, sending
from waystation.casework.exchange.models import (
    ArrivedRow,
    ImportRow,
    IncomingRow,
    OwnKeyRow,
    PartnerRow,
    SendingRow,
    TransferRow,
)
from waystation.casework.exchange.records import Arrived, Incoming
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    OwnKeyRow: "our own key",
    PartnerRow: "a partner organisation and its key; they name no case",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    bundles: list[tuple[IncomingRow, Incoming]] = stubs(actor, IncomingRow.objects.all())
    ours = {row.pk for row, record in bundles if record.case == case_id}
    came: list[tuple[ArrivedRow, Arrived]] = stubs(actor, ArrivedRow.objects.all())
    handed = set(TransferRow.objects.filter(locator=case_id).values_list("pk", flat=True))
    arrived = (row.pk for row, record in came if record.incoming in ours)
    return [*importing.holding(actor, case_id), *ours, *arrived, *sending.ids(actor, handed)]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    found = alone(places)
    return [
        ImportRow.objects.filter(pk__in=found),
        IncomingRow.objects.filter(pk__in=found),
        ArrivedRow.objects.filter(pk__in=found),
        SendingRow.objects.filter(pk__in=found),
        under(TransferRow, places),
    ]

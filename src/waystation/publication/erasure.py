"""How what was to be released is erased: taken away whole by those who wrote it. None of it names a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.publication.models import LedgerRow, PublicationRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    LedgerRow: "what tables with noise have cost counts for ever; it names nobody",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [PublicationRow.objects.filter(pk__in=alone(places))]

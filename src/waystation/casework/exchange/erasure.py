"""What the exchange keeps of a case: rows under its id, and a table that tells of it while that is taken in."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.exchange import importing
from waystation.casework.exchange.models import ImportRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return importing.holding(actor, case_id)


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [ImportRow.objects.filter(pk__in=alone(places))]

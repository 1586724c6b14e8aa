"""Nothing of the interfaces is kept under a case: tokens are of partner organisations, calls say nothing."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.interfaces.models import CallRow, TokenRow
from waystation.staff.actor import Actor
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    TokenRow: "of a partner organisation; deleted when it is revoked",
    CallRow: "says that something changed, and goes when it was said",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []

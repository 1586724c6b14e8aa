"""Trust keeps nothing of a case: what is here is about us, and about false hotlines."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.staff.actor import Actor
from waystation.trust.models import DraftRow, FakeRow, SigningKeyRow
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    SigningKeyRow: "the organisation's own key",
    DraftRow: "goes when it is signed or taken back",
    FakeRow: "a report of an address that is not ours; it names no case",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []

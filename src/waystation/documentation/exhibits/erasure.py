"""How an exhibit is erased: its bytes go with the case, or alone by its id. Hashes and custody stay."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.exhibits.models import CopyRow, CustodyRow, ExhibitRow, OriginalRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    ExhibitRow: "number, size and hashes of evidence: they prove what was destroyed, and name nobody",
    CustodyRow: "who of us did what with evidence, and when: kept so that its destruction can be shown",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    originals = under(OriginalRow, places) | OriginalRow.objects.filter(pk__in=single)
    return [originals, under(CopyRow, places) | CopyRow.objects.filter(exhibit__in=single)]

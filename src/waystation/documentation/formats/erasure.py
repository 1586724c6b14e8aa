"""How files that are taken in are erased: alone, by whoever drops them. None of it names a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.formats.models import ExportRow, UploadRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    ExportRow: "to whom events were given, by whom of us and why: it names no case, and nobody of whom events tell",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [UploadRow.objects.filter(pk__in=alone(places))]

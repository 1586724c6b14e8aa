"""How they are erased: by their ids, which the room above knows from the case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ReportRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    expected = {row.pk for row, record in stubs(actor, ConfirmationRow.objects.all()) if record.case == case_id}
    said = {row.pk for row, record in stubs(actor, ReportRow.objects.all()) if record.confirmation in expected}
    return expected | said


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [
        BriefingRow.objects.filter(pk__in=single),
        ConfirmationRow.objects.filter(pk__in=single),
        ReportRow.objects.filter(pk__in=single),
    ]

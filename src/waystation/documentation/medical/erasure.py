"""How evaluations are erased: with the medical part of their case, or one alone. Nothing of them stays."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.medical.models import EvaluationRow, FindingRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    findings = under(FindingRow, places) | FindingRow.objects.filter(evaluation__in=single)
    return [findings, under(EvaluationRow, places) | EvaluationRow.objects.filter(pk__in=single)]

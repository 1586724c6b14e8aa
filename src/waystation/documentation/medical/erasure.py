"""How evaluations are erased: with the medical part of their case, or one alone. Nothing of them stays.

A photograph also goes alone, or with the exhibit of which it is a working copy.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.documentation.medical.models import AsItCameRow, EvaluationRow, FindingRow, PictureRow
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
    pictures = under(PictureRow, places) | PictureRow.objects.filter(evaluation__in=single)
    pictures |= PictureRow.objects.filter(pk__in=single) | PictureRow.objects.filter(exhibit__in=single)
    came = under(AsItCameRow, places) | AsItCameRow.objects.filter(evaluation__in=single)
    came |= AsItCameRow.objects.filter(pk__in=single)
    return [findings, pictures, came, under(EvaluationRow, places) | EvaluationRow.objects.filter(pk__in=single)]

"""How they are erased: with their case; they say which briefing and which confirmation goes with them."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.handover.models import GivenRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    found = [record for _, record in stubs(actor, GivenRow.objects.filter(locator=case_id))]
    return [each for record in found for each in (record.briefing, record.confirmation)]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(GivenRow, places) | GivenRow.objects.filter(pk__in=alone(places))]

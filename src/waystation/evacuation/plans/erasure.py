"""How a case is erased: its parts of plans stand under its id. What is left of a plan then names nobody."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {RunRow: "ways of parties whose cases are named in none of it"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(PartRow, places)]

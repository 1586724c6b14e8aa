"""How persons are erased: with their case, whose key opens them; what other cases say of them by its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.persons import access
from waystation.casework.persons.models import ApartRow, BondRow, PartRow, PersonRow, TieRow
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}
MODELS: tuple[type[Sealed], ...] = (PersonRow, ApartRow, PartRow, BondRow, TieRow)


def of_case(actor: Actor, case_id: UUID) -> set[UUID]:
    """The persons who are at home in a case; nobody in what is no case."""
    try:
        return {each.id for each in access.members(actor, case_id) if each.home == case_id}
    except Absent:
        return set()


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    """What stands under other cases and speaks of the persons of this one, who go with it."""
    return {id_ for one in of_case(actor, case_id) for id_ in access.standing_on(actor, case_id, one)}


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [under(model, places) | model._default_manager.filter(pk__in=single) for model in MODELS]

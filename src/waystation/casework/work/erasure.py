"""How work on a case is erased: it stands under its id."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow, TemplateRow
from waystation.staff.actor import Actor
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {TemplateRow: "the organisation's own lists; they name no case"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(model, places) for model in (TaskRow, FlagRow, ApprovalRow)]

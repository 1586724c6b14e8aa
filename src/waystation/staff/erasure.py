"""The staff's own rows belong to nobody whom we help: they go with the account. Who may open a case goes with it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.staff.actor import Actor
from waystation.staff.models import ClosingRow, DiaryRow, FeedRow, HolderRow, NoticeRow, OwnRow, ProfileRow
from waystation.vault.erasure import under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = dict.fromkeys(
    (ProfileRow, OwnRow, FeedRow), "a member of staff: goes with the account"
) | dict.fromkeys((NoticeRow, DiaryRow), "of nobody's case: goes by itself with time")


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [under(model, places) for model in (HolderRow, ClosingRow)]
